"""Tables of the assay: wells, mixes, the schedule of the vessels, controls and the plate reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations

from ncrn_dsd.handoff.checks.replay import Replay
from ncrn_dsd.handoff.controls.reporters import Dye, dye_called
from ncrn_dsd.handoff.orders.csv_text import Exact, csv_bytes
from ncrn_dsd.ir.bench import BenchPlan, Condition, PlaceKind, ProtocolPart, Transfer
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.units import S_PER_H

WELLS_CSV, MIX_CSV = "assay/wells.csv", "assay/mix.csv"
CONTENTS_CSV, VESSELS_CSV = "assay/contents.csv", "assay/vessels.csv"
SCHEDULE_CSV, CONTROLS_CSV = "assay/schedule.csv", "assay/controls.csv"
PLATEMAP_MD, READER_JSON = "assay/platemap.md", "assay/reader.json"

WELL_COLUMNS = (
    "plate",
    "well",
    "condition",
    "subject",
    "replicate",
    "kind",
    "total_uL",
    "reads",
    "reporters",
    "group",
    "start_h",
)
CONTENT_COLUMNS = ("well", "component", "nM")
VESSEL_COLUMNS = ("vessel", "run", "condition", "subject", "container", "start_uL", "working_uL")
MIX_COLUMNS = (
    "plate",
    "well",
    "component",
    "source_plate",
    "source_well",
    "stock_nM",
    "final_nM",
    "ideal_uL",
    "step_uL",
    "actual_nM",
    "error_pct",
    "order",
    "tip",
)
SCHEDULE_COLUMNS = (
    "t_h",
    "plate",
    "well",
    "action",
    "component",
    "source",
    "volume_uL",
    "note",
    "volume_after_uL",
    "dilution_factor",
)
CONTROL_COLUMNS = ("condition", "subject", "wells", "replicates", "reporters", "why")

_KIND = {
    Condition.BLANK: "blank",
    Condition.CALIBRATION: "calibration",
    Condition.REPORTER_MIN: "calibration",
    Condition.REPORTER_MAX: "calibration",
    Condition.STANDARD: "calibration",
    Condition.READ: "sample",
}
WHY = {
    Condition.BLANK: "background of plate and buffer",
    Condition.REPORTER_MIN: "zero of each channel",
    Condition.REPORTER_MAX: "full scale of each channel",
    Condition.CALIBRATION: "from fluorescence to nM",
    Condition.GATE_LEAK: "initial leak is the jump at the start, gradual leak the slope",
    Condition.GATE_RATE: "rate of the gate",
    Condition.SYSTEM_LEAK: "leak of everything together",
    Condition.MINUS_ONE: "which gate leaks",
    Condition.CROSS_TALK: "inputs must not open foreign reporters",
    Condition.BLANK_MEMORY: "what is read before anything was taught",
    Condition.ORDER_TEST: "one sample alone and two in both orders",
    Condition.STANDARD: "puts plates on one scale",
    Condition.SAMPLE: "the experiment",
    Condition.READ: "what the vessel holds at this moment",
}


def assay_files(plan: BenchPlan, outcome: Replay, settings: LabSettings) -> dict[str, bytes]:
    """All files of the folder ``assay`` but the picture of the plates."""
    return {
        WELLS_CSV: csv_bytes(WELLS_CSV, WELL_COLUMNS, _wells(plan)),
        CONTENTS_CSV: csv_bytes(
            CONTENTS_CSV,
            CONTENT_COLUMNS,
            ((w.place, a.component, Exact(a.nM)) for w in plan.wells for a in w.wanted),
        ),
        MIX_CSV: csv_bytes(MIX_CSV, MIX_COLUMNS, _mixes(plan, outcome)),
        VESSELS_CSV: csv_bytes(VESSELS_CSV, VESSEL_COLUMNS, _vessels(plan)),
        SCHEDULE_CSV: csv_bytes(SCHEDULE_CSV, SCHEDULE_COLUMNS, _schedule(plan)),
        CONTROLS_CSV: csv_bytes(CONTROLS_CSV, CONTROL_COLUMNS, _controls(plan)),
        PLATEMAP_MD: _platemap(plan).encode(),
        READER_JSON: _reader(plan, settings).encode(),
    }


def _wells(plan: BenchPlan) -> Iterator[tuple[object, ...]]:
    places = {p.name: p for p in plan.places}
    dyes = {r.name: r.dye for r in plan.reporters}
    for well in plan.wells:
        place = places[well.place]
        yield (
            place.plate,
            place.well,
            well.condition.value,
            well.subject,
            well.replicate,
            _KIND.get(well.condition, "control"),
            Exact(well.total_uL),
            " ".join(dyes[r] for r in well.reporters),
            " ".join(well.reporters),
            well.group,
            well.start_s / S_PER_H,
        )


def _vessels(plan: BenchPlan) -> Iterator[tuple[object, ...]]:
    """Every vessel, with the number of its run in ``design.json``, whose schedule it follows."""
    for number, vessel in enumerate(plan.vessels, start=1):
        yield (
            vessel.place,
            number,
            vessel.condition.value,
            vessel.subject,
            vessel.container,
            Exact(vessel.start_uL),
            Exact(vessel.working_uL),
        )


def _mixes(plan: BenchPlan, outcome: Replay) -> Iterator[tuple[object, ...]]:
    """Assay wells and first mixes of vessels, step by step."""
    places = {p.name: p for p in plan.places}
    components = {c.name: c for c in plan.components}
    wanted = {
        (w.place, a.component): a.nM for w in plan.wells for a in w.wanted
    }  # one entry per well and component
    tips: dict[str, int] = {}
    for t in plan.transfers:
        target, source = places[t.target], places[t.source]
        is_mix = target.kind is PlaceKind.WELL or t.work is ProtocolPart.ASSEMBLE
        if not is_mix:
            continue
        component = components.get(t.component)
        stock = actual = ""
        final: object = wanted.get((t.target, t.component), "")
        error: object = ""
        if component is not None:
            stock_nM = outcome.nM(t.source, component)
            liquid = outcome.liquids[t.target]
            total = liquid.put_uL if target.kind is PlaceKind.WELL else _first_mix(plan, t)
            actual_nM = stock_nM * t.volume_uL / total
            if final == "":
                final = stock_nM * t.ideal_uL / total
            assert isinstance(final, float)
            stock, actual = f"{stock_nM:.6g}", f"{actual_nM:.6g}"
            error = 100 * (actual_nM / final - 1) if final else 0.0
        tips[t.source] = tips.get(t.source, len(tips) + 1)
        yield (
            target.plate,
            target.well or t.target,
            t.component,
            source.plate,
            source.well,
            stock,
            final,
            t.ideal_uL,
            t.volume_uL,
            actual,
            error,
            t.number,
            tips[t.source],
        )


def _first_mix(plan: BenchPlan, transfer: Transfer) -> float:
    return next(p.start_uL for p in plan.vessels if p.place == transfer.target)


def _schedule(plan: BenchPlan) -> Iterator[tuple[object, ...]]:
    """What is done to the vessels, with the volume after each step."""
    vessels = {p.place: p for p in plan.vessels}
    places = {p.name: p for p in plan.places}
    volumes = dict.fromkeys(vessels, 0.0)
    for t in plan.transfers:
        if t.target in vessels:
            before = volumes[t.target]
            after = volumes[t.target] = before + t.volume_uL
            action, vessel = "add", t.target
            factor: object = before / after if before else ""
        elif t.source in vessels:
            after = volumes[t.source] = volumes[t.source] - t.volume_uL
            action = "discard" if places[t.target].kind is PlaceKind.DISCARD else "read"
            vessel, factor = t.source, ""
        else:
            continue
        if t.work is ProtocolPart.ASSEMBLE:
            factor = ""
        target = places[t.target]
        yield (
            t.time_s / 3600,
            target.plate,
            target.well or vessel,
            action,
            t.component,
            t.source,
            t.volume_uL,
            t.note,
            after,
            factor,
        )


def _controls(plan: BenchPlan) -> Iterator[tuple[object, ...]]:
    groups: dict[str, list[int]] = {}
    for i, well in enumerate(plan.wells):
        if well.condition is not Condition.READ:
            groups.setdefault(well.group, []).append(i)
    for members in groups.values():
        wells = [plan.wells[i] for i in members]
        first = wells[0]
        yield (
            first.condition.value,
            first.subject,
            " ".join(w.place for w in wells),
            len(wells),
            " ".join(first.reporters),
            WHY[first.condition],
        )
    for vessel in plan.vessels:
        yield (vessel.condition.value, vessel.subject, vessel.place, 1, "", WHY[vessel.condition])


def _platemap(plan: BenchPlan) -> str:
    places = {p.name: p for p in plan.places}
    lines = ["# Plate map", ""]
    plates: dict[str, list[str]] = {}
    for well in plan.wells:
        place = places[well.place]
        labels = f" [{' '.join(well.reporters)}]" if well.reporters else ""
        plates.setdefault(place.plate, []).append(
            f"| {place.well} | {well.condition.value} | {well.subject}{labels} | {well.replicate} |"
        )
    for plate, rows in plates.items():
        lines += [
            f"## {plate}",
            "",
            "| Well | Condition | Subject | Replicate |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    return "\n".join(lines)


def _together(plan: BenchPlan) -> list[tuple[Dye, Dye]]:
    """Dyes that share a well."""
    dyes = {r.name: dye_called(r.dye) for r in plan.reporters}
    pairs = dict.fromkeys(
        pair for w in plan.wells for pair in combinations([dyes[r] for r in w.reporters], 2)
    )
    return list(pairs)


def _apart_nm(one: Dye, other: Dye) -> int:
    """From the emission of the bluer dye to the excitation of the redder one; the more, the less
    the one shines into the channel of the other."""
    blue, red = sorted((one, other), key=lambda d: d.excitation_nm)
    return red.excitation_nm - blue.emission_nm


def _reader(plan: BenchPlan, settings: LabSettings) -> str:
    dyes = [dye_called(name) for name in dict.fromkeys(r.dye for r in plan.reporters)]
    reader = {
        "instrument": "plate reader, fluorescence from below",
        "temperature_C": 25,
        "shake": "orbital, 10 s before the first read only",
        "interval_s": 120,
        "duration_h": settings.read_hours,
        "seal": "clear film",
        "channels": [
            {
                "dye": d.name,
                "ex_nm": d.excitation_nm,
                "em_nm": d.emission_nm,
                "gain": "set on a saturated reporter, then keep",
            }
            for d in dyes
        ],
        "measured_together": [
            {"dyes": [a.name, b.name], "nm_from_emission_to_excitation": _apart_nm(a, b)}
            for a, b in _together(plan)
        ],
    }
    return json.dumps(reader, indent=2) + "\n"
