"""Acoustic dispensing of control wells: a loaded source plate and a picklist per target plate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ncrn_dsd.formats.echo_picklist import Pick, write_picklist
from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.ir.bench import BenchPlan, PlaceKind, ProtocolPart, Transfer

SOURCE_TYPE, TARGET_TYPE = "384PP_AQ_BP", "Corning_96_black"
FILLED_UL, DEAD_UL, LARGEST_UL = 65.0, 20.0, 10.0
"""What a well of the source plate may hold, must keep, and may give in one transfer."""
_ROWS = "ABCDEFGHIJKLMNOP"
_WELLS = tuple(f"{row}{column}" for row in _ROWS for column in range(1, 25))
LOAD_CSV = "worklists/echo_source.csv"
LOAD_COLUMNS = ("source_plate", "source_well", "content", "from_plate", "from_well", "volume_uL")


@dataclass(slots=True)
class _Loaded:
    plate: str
    well: str
    content: str
    used_uL: float = 0.0


def echo_transfers(plan: BenchPlan) -> tuple[Transfer, ...]:
    """Transfers that an Echo does: components into control wells, not too much at once.

    Buffer is dispensed before, by hand or by another robot.
    """
    places = {p.name: p for p in plan.places}
    return tuple(
        t
        for t in plan.transfers
        if t.work is ProtocolPart.ASSEMBLE
        and places[t.target].kind is PlaceKind.WELL
        and places[t.source].kind is not PlaceKind.SUPPLY
        and t.volume_uL <= LARGEST_UL
    )


def echo_files(plan: BenchPlan) -> dict[str, bytes]:
    """``echo_source.csv`` and one ``echo_N.csv`` per target plate."""
    loaded, picks = _dispensed(plan)
    files = {
        f"worklists/echo_{i}.csv": write_picklist(rows).encode()
        for i, rows in enumerate(picks.values(), start=1)
    }
    if loaded:
        rows = _load_rows(plan, loaded)
        files[LOAD_CSV] = csv_bytes(LOAD_CSV, LOAD_COLUMNS, rows)
    return files


def _filled_uL(one: _Loaded) -> float:
    return round(min(FILLED_UL, one.used_uL + DEAD_UL), 3)


def _dispensed(plan: BenchPlan) -> tuple[dict[str, list[_Loaded]], dict[str, list[Pick]]]:
    """Source wells by what they hold, and picks by target plate."""
    places = {p.name: p for p in plan.places}
    loaded: dict[str, list[_Loaded]] = {}
    picks: dict[str, list[Pick]] = {}
    number = 0
    for t in echo_transfers(plan):
        wells = loaded.setdefault(t.source, [])
        if not wells or wells[-1].used_uL + t.volume_uL > FILLED_UL - DEAD_UL:
            plate, well = divmod(number, len(_WELLS))
            wells.append(_Loaded(f"echo{plate + 1}", _WELLS[well], t.source))
            number += 1
        wells[-1].used_uL += t.volume_uL
        target = places[t.target]
        picks.setdefault(target.plate, []).append(
            Pick(
                wells[-1].plate,
                SOURCE_TYPE,
                wells[-1].well,
                target.plate,
                TARGET_TYPE,
                target.well,
                round(t.volume_uL * 1000, 3),
                t.component,
            )
        )
    return loaded, picks


def _load_rows(plan: BenchPlan, loaded: dict[str, list[_Loaded]]) -> Iterator[tuple[object, ...]]:
    for name, wells in loaded.items():
        place = plan.place(name)
        for one in wells:
            yield one.plate, one.well, one.content, place.plate, place.well, _filled_uL(one)
