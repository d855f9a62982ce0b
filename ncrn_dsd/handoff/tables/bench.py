"""Tables for the bench: anneals, dilutions, and how to treat gates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ncrn_dsd.handoff.orders.csv_text import Exact, csv_bytes
from ncrn_dsd.handoff.orders.scales import ScaleChoice, page_is_advised
from ncrn_dsd.ir.bench import NM_PER_UM, BenchPlan, PlaceKind, ProtocolPart, Transfer
from ncrn_dsd.ir.lab import LabPackage

ANNEAL_CSV, PROGRAM_TXT = "bench/anneal.csv", "bench/anneal_program.txt"
PLACES_CSV = "bench/places.csv"
PREMIXES_CSV = "bench/premixes.csv"
DILUTIONS_CSV, PURIFICATION_MD = "bench/dilutions.csv", "bench/purification.md"
ANNEAL_COLUMNS = (
    "gate",
    "strand",
    "ratio_to_base",
    "stock_uM",
    "final_uM",
    "volume_uL",
    "well",
    "total_uL",
    "buffer_10x_uL",
    "water_uL",
)
DILUTION_COLUMNS = (
    "stock",
    "component",
    "final_nM",
    "plate",
    "well",
    "from",
    "from_uL",
    "buffer_1x_uL",
    "buffer_10x_uL",
    "water_uL",
    "total_uL",
)
PREMIX_COLUMNS = ("premix", "plate", "well", "component", "from", "volume_uL", "total_uL")
PLACE_COLUMNS = (
    "place",
    "plate",
    "well",
    "kind",
    "holds",
    "holds_nM",
    "filled_uL",
    "working_uL",
    "dead_uL",
    "magnesium_mM",
)
_HOT_C, _HOLD_S, _COLD_C = 95, 120, 20
_PER_MINUTE_S = 60


def bench_files(
    plan: BenchPlan, package: LabPackage, choices: Mapping[str, ScaleChoice]
) -> dict[str, bytes]:
    """All files of the folder ``bench`` but the stocks."""
    into: dict[str, list[Transfer]] = {}
    for transfer in plan.transfers:
        if transfer.work in {ProtocolPart.ANNEAL, ProtocolPart.DILUTE}:
            into.setdefault(transfer.target, []).append(transfer)
    return {
        ANNEAL_CSV: csv_bytes(ANNEAL_CSV, ANNEAL_COLUMNS, _anneal_rows(plan, into)),
        PROGRAM_TXT: _program().encode(),
        DILUTIONS_CSV: csv_bytes(DILUTIONS_CSV, DILUTION_COLUMNS, _dilution_rows(plan, into)),
        PREMIXES_CSV: csv_bytes(PREMIXES_CSV, PREMIX_COLUMNS, _premix_rows(plan, into)),
        PURIFICATION_MD: _purification(package, choices).encode(),
    }


def places_csv(plan: BenchPlan) -> bytes:
    """Every tube, well and vessel: where it stands, what it is filled with, and its limits."""
    rows = (
        (
            p.name,
            p.plate,
            p.well,
            p.kind.value,
            p.holds,
            *map(Exact, (p.holds_nM, p.filled_uL, p.working_uL, p.dead_uL, p.magnesium_mM)),
        )
        for p in plan.places
    )
    return csv_bytes(PLACES_CSV, PLACE_COLUMNS, rows)


def _anneal_rows(plan: BenchPlan, into: Mapping[str, list[Transfer]]) -> list[tuple[object, ...]]:
    components = {c.name: c for c in plan.components}
    places = {p.name: p for p in plan.places}
    rows: list[tuple[object, ...]] = []
    for place in plan.places:
        if place.kind is not PlaceKind.ANNEAL:
            continue
        put = {t.source: t.volume_uL for t in into.get(place.name, ())}
        total = sum(put.values())
        for part in components[place.holds].parts:
            source = f"strand/{part.strand}"
            stock_uM = places[source].holds_nM / NM_PER_UM
            rows.append(
                (
                    place.holds,
                    part.strand,
                    part.ratio,
                    stock_uM,
                    stock_uM * put[source] / total,
                    put[source],
                    f"{place.plate}:{place.well}",
                    total,
                    put.get("buffer_10x", 0.0),
                    put.get("water", 0.0) + put.get("buffer_1x", 0.0),
                )
            )
    return rows


def _dilution_rows(plan: BenchPlan, into: Mapping[str, list[Transfer]]) -> list[tuple[object, ...]]:
    supplied = {p.name for p in plan.places if p.kind is PlaceKind.SUPPLY}
    rows: list[tuple[object, ...]] = []
    for place in plan.places:
        if place.kind is not PlaceKind.WORKING:
            continue
        put = {t.source: t.volume_uL for t in into.get(place.name, ())}
        parent = next(name for name in put if name not in supplied)
        rows.append(
            (
                place.name,
                place.holds,
                place.holds_nM,
                place.plate,
                place.well,
                parent,
                put[parent],
                put.get("buffer_1x", 0.0),
                put.get("buffer_10x", 0.0),
                put.get("water", 0.0),
                sum(put.values()),
            )
        )
    return rows


def _premix_rows(
    plan: BenchPlan, into: Mapping[str, list[Transfer]]
) -> Iterator[tuple[object, ...]]:
    for place in plan.places:
        if place.kind is PlaceKind.PREMIX:
            put = into[place.name]
            total = sum(t.volume_uL for t in put)
            for t in put:
                stand = (place.name, place.plate, place.well)
                yield (*stand, t.component, t.source, t.volume_uL, total)


def _program() -> str:
    lines = ["temperature_C,hold_s,ramp_C_per_s", f"{_HOT_C},{_HOLD_S},3"]
    lines += [f"{t},{_PER_MINUTE_S},3" for t in range(_HOT_C - 1, _COLD_C - 1, -1)]
    return "\n".join(lines) + "\n"


def _purification(package: LabPackage, choices: Mapping[str, ScaleChoice]) -> str:
    """How clean strands and gates are, and what to do about it."""
    shares = {s.name: choices[s.name].full_length for s in package.strands}
    worst = sorted(package.strands, key=lambda s: (shares[s.name], s.name))[:5]
    labelled = [s.name for s in package.strands if s.modified]
    long_ones = [s.name for s in package.strands if page_is_advised(s)]
    lines = [
        "# Purification",
        "",
        "Plain strands are desalted, labelled ones HPLC-purified, those above 90 nt PAGE-purified.",
        f"Labelled: {', '.join(labelled) or 'none'}.",
        f"Long enough for PAGE to be worth it: {', '.join(long_ones) or 'none'}.",
        "",
        "Expected part of molecules without a missing nucleotide, the lowest first:",
        "",
        *(f"- {s.name} ({s.length_nt} nt): {shares[s.name]:.0%}" for s in worst),
        "",
        "Order these with PAGE first if the leak of their gates is too high.",
        "",
        "## Gates (optional)",
        "",
        "1. Run annealed gates on native 12 % PAGE, cut the band of the full complex.",
        "2. Elute for 24 to 48 h in TE with 12.5 mM Mg2+.",
        "3. Measure A260 again and put the concentration into stocks.csv.",
        "",
        "Unpurified gates work as well; then calibrate each by its own control well.",
    ]
    return "\n".join(lines) + "\n"
