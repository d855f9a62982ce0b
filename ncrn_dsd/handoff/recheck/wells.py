"""A7, C1, C4 and E1 to E5 of a package on disk: tables and worklists tell of the same wells."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from ncrn_dsd.handoff.checks.findings import failed, listed, passed
from ncrn_dsd.handoff.recheck.folder import Row, Tables
from ncrn_dsd.ir.bench import CheckResult, Condition, Severity

WELLS, MIX, TRANSFERS = "assay/wells.csv", "assay/mix.csv", "worklists/transfers.csv"
COMPLEXES, LOADED = "sequences/complexes.csv", "worklists/echo_source.csv"
TOTAL_TOLERANCE_UL, CONCENTRATION_ERROR = 0.01, 0.05
_LEAST_REPLICATES = 2
_ECHO, _OT2 = re.compile(r"worklists/echo_\d+\.csv"), re.compile(r"worklists/ot2_\d+\.py")
_MEASURED = ("assemble", "read")

Move = tuple[str, str, float]
"""Where to, from what, and how much [uL]."""


def check_worklists(files: Mapping[str, bytes], tables: Tables) -> CheckResult:
    """A7: what robots do is in the list of transfers, well by well and volume by volume."""
    listed_moves = Counter(
        (f"{r['target_plate']}:{r['target_well']}", r["source"], _volume(tables, r))
        for r in tables.rows(TRANSFERS, "target_plate", "target_well", "source", "volume_uL")
        if r["work"] == "assemble"
    )
    places = {
        r["source"]: (r["source_plate"], r["source_well"])
        for r in tables.rows(TRANSFERS, "source", "source_plate", "source_well")
    }
    wrong = []
    for name in sorted(files):
        if _ECHO.fullmatch(name):
            if Counter(_echo_moves(name, tables)) - listed_moves:
                wrong.append(name)
        elif _OT2.fullmatch(name):
            known = Counter((t, *_seen(places, s), v) for (t, s, v) in listed_moves.elements())
            if Counter(_robot_moves(files[name].decode())) - known:
                wrong.append(name)
    if wrong:
        sentence = f"{listed(wrong)} does something that transfers.csv does not list."
        return failed("A7", Severity.ERROR, sentence, wrong)
    return passed("A7", "Worklists of robots do what transfers.csv lists.")


def _volume(tables: Tables, row: Row) -> float:
    return round(tables.number(TRANSFERS, row, "volume_uL"), 3)


def _echo_moves(name: str, tables: Tables) -> Iterator[Move]:
    contents = {
        (r["source_plate"], r["source_well"]): r["content"]
        for r in tables.rows(LOADED, "source_plate", "source_well", "content")
    }
    for r in tables.rows(name, "Source Plate Name", "Source Well", "Transfer Volume"):
        source = contents.get((r["Source Plate Name"], r["Source Well"]), "")
        target = f"{r['Destination Plate Name']}:{r['Destination Well']}"
        yield target, source, round(tables.number(name, r, "Transfer Volume") / 1000, 3)


def _seen(places: Mapping[str, tuple[str, str]], source: str) -> tuple[str, str]:
    """Rack and well of a source as a robot knows them; tubes and buffers by their rack alone."""
    plate, well = places[source]
    return (plate, well) if well and plate != "tubes" else (plate, "")


def _robot_moves(script: str) -> Iterator[tuple[str, str, str, float]]:
    constants = {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(script).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    kinds = {name: kind for name, kind, _ in constants["LABWARE"]}
    for rack, source_well, plate, well, volume in constants["TRANSFERS"]:
        deep = "wellplate" in kinds[rack]
        yield f"{plate}:{well}", rack, source_well if deep else "", round(volume, 3)


def check_totals(tables: Tables) -> CheckResult:
    """C1: what goes into a well is what it should hold."""
    put: dict[str, float] = defaultdict(float)
    for row in tables.rows(TRANSFERS, "work", "target", "volume_uL"):
        if row["work"] in _MEASURED:
            put[row["target"]] += tables.number(TRANSFERS, row, "volume_uL")
    rows = tables.rows(WELLS, "plate", "well", "total_uL")
    off = [
        name
        for row in rows
        for name in [f"{row['plate']}:{row['well']}"]
        if abs(put[name] - tables.number(WELLS, row, "total_uL")) > TOTAL_TOLERANCE_UL
    ]
    if off:
        sentence = f"What goes into {listed(off)} is not what it should hold."
        return failed("C1", Severity.ERROR, sentence, off)
    return passed("C1", f"All {len(rows)} wells add up to their volume.")


def check_mixes(tables: Tables) -> CheckResult:
    """C4: the mixes are the transfers, and give the concentrations that they state."""
    moved = {
        row["number"]: (_where(row), row["component"], tables.number(TRANSFERS, row, "volume_uL"))
        for row in tables.rows(TRANSFERS, "number", "target", "component", "volume_uL")
    }
    totals = {
        f"{r['plate']}:{r['well']}": tables.number(WELLS, r, "total_uL")
        for r in tables.rows(WELLS, "plate", "well", "total_uL")
    }
    wrong = []
    for row in tables.rows(MIX, "plate", "well", "component", "stock_nM", "final_nM", "step_uL"):
        name = f"{row['plate']}:{row['well']}"
        step = tables.number(MIX, row, "step_uL")
        if name not in totals:
            continue
        if moved.get(row["order"]) != (name, row["component"], step):
            wrong.append(name)
        elif row["stock_nM"]:
            held = tables.number(MIX, row, "stock_nM") * step / totals[name]
            final = tables.number(MIX, row, "final_nM")
            if abs(held - final) > CONCENTRATION_ERROR * final:
                wrong.append(name)
    if wrong:
        wrong = list(dict.fromkeys(wrong))
        sentence = f"{listed(wrong)} would not hold what it should."
        return failed("C4", Severity.ERROR, sentence, wrong)
    return passed("C4", "Every mix is pipetted as stated and holds what it should.")


def _where(row: Row) -> str:
    return f"{row['target_plate']}:{row['target_well']}"


def check_controls(tables: Tables) -> Iterator[CheckResult]:
    """E1, E2, E4, E5: scales of reporters, gates without input, replicates and the blank."""
    rows = tables.rows(WELLS, "plate", "condition", "subject", "reads")
    there = Counter((r["condition"], r["subject"]) for r in rows)
    parts = tables.rows(COMPLEXES, "complex", "role", "strands")
    reporters = [r["complex"] for r in parts if r["role"] == "reporter"]
    gates = [r["complex"] for r in parts if r["role"] == "fuel" and len(r["strands"].split()) > 1]
    series = {s.partition(" at ")[0] for c, s in there if c == Condition.CALIBRATION.value}
    missing = [
        f"{one}: {kind.value}"
        for one in reporters
        for kind in (Condition.REPORTER_MIN, Condition.REPORTER_MAX)
        if not there[kind.value, one]
    ]
    missing += [f"{one}: {Condition.CALIBRATION.value}" for one in reporters if one not in series]
    yield _found("E1", "No well for", missing, "Every reporter has zero, full scale and a series.")
    bare = [g for g in gates if not there[Condition.GATE_LEAK.value, g]]
    yield _found("E2", "No well without input for", bare, "Every gate has one without input.")
    alone = (Condition.STANDARD.value, Condition.READ.value)
    counts = Counter((r["condition"], r["subject"], r["reads"]) for r in rows)
    few = [
        f"{condition} {subject}".strip()
        for (condition, subject, _), number in counts.items()
        if number < _LEAST_REPLICATES and condition not in alone
    ]
    yield _found("E4", "Too few replicates of", few, "Every condition has replicates.")
    blank = any(r["condition"] == Condition.BLANK.value for r in rows)
    yield _found("E5", "There is no", [] if blank else ["buffer blank"], "There is a buffer blank.")


def _found(id_: str, what: str, missing: list[str], well: str) -> CheckResult:
    if missing:
        return failed(id_, Severity.ERROR, f"{what} {listed(missing)}.", missing)
    return passed(id_, well)
