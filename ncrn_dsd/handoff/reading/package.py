"""A whole package, by its files.

Tables, order sheets and worklists have readers of their own, which share nothing with what writes
them but the types of what they tell of, so that a mistake in one of the two does not hide in the
other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from pydantic import TypeAdapter

from ncrn_dsd.errors import HandoffError, NcrnError
from ncrn_dsd.formats.csv_table import number_in
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.pil_document import PilDocument
from ncrn_dsd.handoff.analysis.resimulated import Resimulation
from ncrn_dsd.handoff.reading.mixes import read_mixes
from ncrn_dsd.handoff.reading.order_sheets import OrderedStrand, read_plates, read_tubes
from ncrn_dsd.handoff.reading.sequences import READERS
from ncrn_dsd.handoff.reading.tables import Row, Tables, grouped, hashes_of, manifest_of
from ncrn_dsd.handoff.written import Mixes, RobotStep, WrittenPackage
from ncrn_dsd.ir.bench import PredictedCurve
from ncrn_dsd.ir.lab import DomainSequence, StrandOrder
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.lab_quality import QualityMeasure

_OT2 = re.compile(r"worklists/ot2_\w+\.py")
_OTHER_RACK = re.compile(r" \d+$")
"""Of tubes of one name all racks but the first have a number."""


def read_written(files: Mapping[str, bytes]) -> WrittenPackage:
    """A package by its files.

    Raises
    ------
    HandoffError: H022, a file is missing or a table is none.
    ValueError, LookupError, TypeError: another damage, for `damages_told`.
    """
    tables, mixes = Tables(files), read_mixes(files)
    listed, differing = manifest_of(files)
    strands = tables.rows(
        "sequences/strands.csv",
        *("strand", "role", "domains", "sequence", "used_in", "mod5", "mod3"),
        "sequence_with_mods",
        *("hairpin_dG_kcal", "self_dG_kcal"),
    )
    enumerated = tables.json("design/enumerated_again.json")
    return WrittenPackage(
        **{f.name: getattr(mixes, f.name) for f in fields(Mixes)},
        strands=tuple(map(_strand, strands)),
        domains=tuple(
            DomainSequence(r["domain"], r["sequence"])
            for r in tables.rows("sequences/domains.csv", "domain", "sequence")
        ),
        spelled={r["strand"]: r["sequence_with_mods"] for r in strands},
        bought=frozenset(
            r["name"]
            for r in tables.rows("order/reuse.csv", "name", "decision")
            if r["decision"] == "buy"
        ),
        ordered=_ordered(files),
        pil=_pil(tables.text("design/domain_level.pil")),
        sequences_by_format={
            name: tuple(reader(files[name].decode())) if name in files else ()
            for name, reader in READERS.items()
        },
        reactions=int(enumerated["reactions_of_the_compiled_system"]),
        other_reactions=tuple(map(str, enumerated["differing"])),
        listed=listed,
        hashes=dict(hashes_of(files)),
        differing_when_made_twice=differing,
        protocols={
            n: tuple(robot_steps(tables.text(n))) for n in sorted(files) if _OT2.fullmatch(n)
        },
        measures=tuple(_measures(tables)),
        folds_kcal={
            r["strand"]: (number_in(r["hairpin_dG_kcal"]), number_in(r["self_dG_kcal"]))
            for r in strands
            if r["hairpin_dG_kcal"] and r["self_dG_kcal"]
        },
        feasibility=tables.value(Feasibility, "feasibility.json"),
        resimulated=tuple(_resimulated(tables)),
        curves=tuple(_curves(tables)),
    )


def robot_steps(script: str) -> Iterator[RobotStep]:
    """What a protocol of an OT-2 moves, by the constants that it carries out."""
    constants = {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(script).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    kinds = {name: kind for name, kind, _ in constants["LABWARE"]}
    for *_, rack, source_well, plate, target_well, volume in constants["TRANSFERS"]:
        (source, from_well), (target, to_well) = (
            (name, well) if "wellplate" in kinds[name] else (_OTHER_RACK.sub("", name), "")
            for name, well in ((rack, source_well), (plate, target_well))
        )
        yield RobotStep(source, from_well, f"{target}:{to_well}", float(volume))


def _strand(row: Row) -> StrandOrder:
    return StrandOrder(
        name=row["strand"],
        role=row["role"],
        domains=tuple(row["domains"].split()),
        sequence=row["sequence"],
        used_in=tuple(row["used_in"].split()),
        mod5=row["mod5"],
        mod3=row["mod3"],
    )


def _ordered(files: Mapping[str, bytes]) -> tuple[OrderedStrand, ...] | str:
    rows: list[OrderedStrand] = []
    try:
        for name, content in sorted(files.items()):
            if name.endswith("plates.xlsx"):
                rows += read_plates(Path(name), content)
            elif name.endswith("tubes.txt"):
                rows += read_tubes(name, content.decode())
    except HandoffError as problem:
        return problem.what
    return tuple(rows)


def _pil(text: str) -> PilDocument | str:
    try:
        return read_pil(text, "domain_level.pil")
    except NcrnError as problem:
        return problem.what


def _measures(tables: Tables) -> Iterator[QualityMeasure]:
    name, known = "sequences/quality.csv", ("random_baseline", "percentile_vs_random")
    words = ("measure", "unit", "better", "model", "verdict", "worst")
    for row in tables.rows(name, *words, "value", *known):
        given = {c: tables.number(name, row, c) if row[c] else None for c in known}
        content = {w: row[w] for w in words[1:]} | given
        content |= {"name": row["measure"], "value": tables.number(name, row, "value")}
        yield TypeAdapter(QualityMeasure).validate_python(content)


def _resimulated(tables: Tables) -> Iterator[Resimulation]:
    columns = ("difference", "ideal_error", "actual_error")
    for row in tables.rows("analysis/resimulated.csv", "vessel", "where", *columns):
        # A simulation that went wrong gives what is not a number, which the check judges.
        values = {c: float(row[c]) if row[c] else None for c in columns}
        yield Resimulation(vessel=row["vessel"], where=row["where"], **values)


def _curves(tables: Tables) -> Iterator[PredictedCurve]:
    name = "analysis/predicted.csv"
    points = grouped(
        (
            (row["well"], row["channel"]),
            (tables.number(name, row, "t_s"), tables.number(name, row, "nM")),
        )
        for row in tables.rows(name, "well", "t_s", "channel", "nM")
    )
    for (well, channel), values in points.items():
        times, opened = zip(*values, strict=True)
        yield PredictedCurve(well, channel, times, opened)
