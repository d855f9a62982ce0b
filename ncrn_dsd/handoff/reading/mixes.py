"""What is mixed from what: places, transfers, wells, vessels, scales and picklists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ncrn_dsd.formats.csv_table import number_in
from ncrn_dsd.handoff.checks.replay import replay
from ncrn_dsd.handoff.liquids.settings_toml import settings_of
from ncrn_dsd.handoff.reading.tables import Tables, grouped
from ncrn_dsd.handoff.written import EchoWell, Mixes, MixStep, Model, Synthesis, WrittenPick
from ncrn_dsd.ir.bench import (
    Amount,
    AssayWell,
    BenchPlan,
    BenchVessel,
    ComplexPart,
    Component,
    Condition,
    Place,
    PlaceKind,
    ProtocolPart,
    Reporter,
    Transfer,
)
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.units import S_PER_H

_TRANSFERS, _LOADED = "worklists/transfers.csv", "worklists/echo_source.csv"
_ECHO = re.compile(r"worklists/echo_\d+\.csv")


def read_mixes(files: Mapping[str, bytes]) -> Mixes:
    """What is mixed from what.

    Raises
    ------
    HandoffError: H022, a file is missing or a table is none.
    ValueError, LookupError, TypeError: another damage, for `damages_told`.
    """
    tables = Tables(files)
    model = tables.value(Model, "design/design.json")
    settings = settings_of(tables.text("bench/lab.toml"), "bench/lab.toml")
    plan = _plan(tables, model, settings)
    return Mixes(
        model=model,
        plan=plan,
        synthesis=tuple(_synthesis(tables)),
        settings=settings,
        outcome=replay(plan),
        mix=tuple(_mix(tables)),
        echo_wells=tuple(_echo_wells(tables, files)),
        picklists={n: tuple(_picks(tables, n)) for n in sorted(files) if _ECHO.fullmatch(n)},
    )


def _plan(tables: Tables, model: Model, settings: LabSettings) -> BenchPlan:
    stocks = tables.rows("bench/places.csv", "place", "kind", "holds_nM")
    bought = [r for r in stocks if r["kind"] == PlaceKind.BOUGHT.value]
    return BenchPlan(
        components=tuple(_components(tables)),
        reporters=tuple(_reporters(tables)),
        places=tuple(_places(tables)),
        transfers=tuple(_transfers(tables)),
        wells=tuple(_wells(tables)),
        vessels=tuple(_vessels(tables, model)),
        stock_uM=max((number_in(r["holds_nM"]) for r in bought), default=0.0) / 1e3,
        droplet_uL=settings.droplet_uL,
    )


def _components(tables: Tables) -> Iterator[Component]:
    name = "sequences/complexes.csv"
    for row in tables.rows(name, "complex", "role", "strands", "ratios", "base"):
        strands, ratios = row["strands"].split(), map(number_in, row["ratios"].split())
        parts = tuple(
            ComplexPart(strand, ratio, strand == row["base"])
            for strand, ratio in zip(strands, ratios, strict=True)
        )
        yield Component(row["complex"], row["role"], parts)


def _reporters(tables: Tables) -> Iterator[Reporter]:
    columns = ("reporter", "species", "toehold", "branch", "dye", "top", "base")
    for row in tables.rows("sequences/reporters.csv", *columns):
        yield Reporter(*(row[c] for c in columns))


def _places(tables: Tables) -> Iterator[Place]:
    name = "bench/places.csv"
    numbers = ("holds_nM", "filled_uL", "working_uL", "dead_uL", "magnesium_mM")
    for row in tables.rows(name, "place", "plate", "well", "kind", "holds", *numbers):
        yield Place(
            name=row["place"],
            plate=row["plate"],
            well=row["well"],
            kind=PlaceKind(row["kind"]),
            holds=row["holds"],
            **tables.numbers(name, row, *numbers),
        )


def _transfers(tables: Tables) -> Iterator[Transfer]:
    numbers = ("t_h", "ideal_uL", "volume_uL")
    words = ("number", "work", "source", "target", "component", "step", "note")
    for row in tables.rows(_TRANSFERS, *words, *numbers):
        value = tables.numbers(_TRANSFERS, row, *numbers)
        yield Transfer(
            number=int(row["number"]),
            work=ProtocolPart(row["work"]),
            time_s=value["t_h"] * S_PER_H,
            source=row["source"],
            target=row["target"],
            component=row["component"],
            ideal_uL=value["ideal_uL"],
            volume_uL=value["volume_uL"],
            step=int(row["step"]),
            note=row["note"],
        )


def _wells(tables: Tables) -> Iterator[AssayWell]:
    name, contents = "assay/wells.csv", "assay/contents.csv"
    wanted = grouped(
        (row["well"], Amount(row["component"], tables.number(contents, row, "nM")))
        for row in tables.rows(contents, "well", "component", "nM")
    )
    words = ("plate", "well", "condition", "subject", "replicate", "reads", "reporters", "group")
    for row in tables.rows(name, *words, "total_uL", "start_h"):
        place = f"{row['plate']}:{row['well']}"
        yield AssayWell(
            place=place,
            condition=Condition(row["condition"]),
            subject=row["subject"],
            group=row["group"],
            replicate=int(row["replicate"]),
            total_uL=tables.number(name, row, "total_uL"),
            wanted=wanted.get(place, ()),
            reporters=tuple(row["reporters"].split()),
            start_s=tables.number(name, row, "start_h") * S_PER_H,
        )


def _vessels(tables: Tables, model: Model) -> Iterator[BenchVessel]:
    name, numbers = "assay/vessels.csv", ("start_uL", "working_uL")
    for row in tables.rows(name, "vessel", "run", "condition", "subject", "container", *numbers):
        yield BenchVessel(
            place=row["vessel"],
            condition=Condition(row["condition"]),
            subject=row["subject"],
            schedule=model.runs[int(row["run"]) - 1].schedule,
            container=row["container"],
            **tables.numbers(name, row, *numbers),
        )


def _synthesis(tables: Tables) -> Iterator[Synthesis]:
    name, numbers = "order/scales.csv", ("yield_nmol", "needed_nmol", "full_length_frac")
    for row in tables.rows(name, "strand", "scale", "purification", *numbers):
        value = tables.numbers(name, row, *numbers)
        yield Synthesis(
            strand=row["strand"],
            scale=None if row["scale"] == "none" else row["scale"],
            yield_nmol=value["yield_nmol"],
            needed_nmol=value["needed_nmol"],
            purification=row["purification"],
            full_length=value["full_length_frac"],
        )


def _mix(tables: Tables) -> Iterator[MixStep]:
    name = "assay/mix.csv"
    words = ("plate", "well", "component", "order")
    for row in tables.rows(name, *words, "stock_nM", "final_nM", "step_uL"):
        known = bool(row["stock_nM"])
        yield MixStep(
            number=row["order"],
            place=f"{row['plate']}:{row['well']}",
            component=row["component"],
            volume_uL=tables.number(name, row, "step_uL"),
            stock_nM=tables.number(name, row, "stock_nM") if known else None,
            final_nM=tables.number(name, row, "final_nM") if known else None,
        )


def _echo_wells(tables: Tables, files: Mapping[str, bytes]) -> Iterator[EchoWell]:
    # Where an Echo has nothing to do, nothing is loaded.
    if _LOADED in files:
        columns = ("source_plate", "source_well", "content", "volume_uL")
        for row in tables.rows(_LOADED, *columns):
            well = f"{row['source_plate']}:{row['source_well']}"
            yield EchoWell(well, row["content"], tables.number(_LOADED, row, "volume_uL"))


def _picks(tables: Tables, name: str) -> Iterator[WrittenPick]:
    source, target = ("Source Plate Name", "Source Well"), ("Destination Plate Name",)
    volume = "Transfer Volume"
    for row in tables.rows(name, *source, *target, "Destination Well", volume):
        yield WrittenPick(
            f"{row['Source Plate Name']}:{row['Source Well']}",
            f"{row['Destination Plate Name']}:{row['Destination Well']}",
            tables.number(name, row, volume) / 1000,
        )
