"""Control plates by an Opentrons OT-2."""

from __future__ import annotations

from ncrn_dsd.formats.opentrons_protocol import (
    DECK_SLOTS,
    Labware,
    Pipetting,
    write_protocol,
)
from ncrn_dsd.ir.bench import BenchPlan, Place, PlaceKind, ProtocolPart, Transfer

SMALLEST_UL = 1.0
_TARGET = "corning_96_wellplate_360ul_flat"
_DEEP = "nest_96_wellplate_2ml_deep"
_TUBES = "opentrons_24_tuberack_nest_1.5ml_snapcap"
_RESERVOIR = "nest_12_reservoir_15ml"
_TIP_SLOTS = 4
"""Three racks of small tips and one of large ones."""


def ot2_files(plan: BenchPlan, name: str) -> dict[str, bytes]:
    """One ``ot2_N.py`` per plate of controls, and per set of source plates that fits the deck."""
    places = {p.name: p for p in plan.places}
    plates: dict[str, list[Transfer]] = {}
    for t in plan.transfers:
        if (
            t.work is ProtocolPart.ASSEMBLE
            and places[t.target].kind is PlaceKind.WELL
            and t.volume_uL >= SMALLEST_UL
        ):
            plates.setdefault(places[t.target].plate, []).append(t)
    files: dict[str, bytes] = {}
    for plate, transfers in plates.items():
        for part in _parts(transfers, places):
            number = len(files) + 1
            title = f"{name}: {plate}, part {number}"
            files[f"worklists/ot2_{number}.py"] = _protocol(title, plate, part, places).encode()
    return files


def _parts(transfers: list[Transfer], places: dict[str, Place]) -> list[list[Transfer]]:
    """Transfers in runs whose source plates stand on the deck together; buffer comes first."""
    room = DECK_SLOTS - _TIP_SLOTS - 1
    order = {PlaceKind.SUPPLY: 0, PlaceKind.BOUGHT: 1, PlaceKind.ANNEAL: 2}
    ordered = sorted(
        transfers,
        key=lambda t: (order.get(places[t.source].kind, 3), *_stand(places[t.source])),
    )
    parts: list[list[Transfer]] = [[]]
    racks: set[str] = set()
    for t in ordered:
        rack = _stand(places[t.source])[0]
        if len(racks | {rack}) > room:
            parts.append([])
            racks = set()
        racks.add(rack)
        parts[-1].append(t)
    return parts


def _stand(place: Place) -> tuple[str, str]:
    """Labware and well of a source; tubes and supplies are numbered by their names."""
    return place.plate, place.well or place.name


def _protocol(title: str, plate: str, part: list[Transfer], places: dict[str, Place]) -> str:
    wells: dict[str, dict[str, str]] = {}
    kinds: dict[str, str] = {}
    for t in part:
        place = places[t.source]
        rack, well = _stand(place)
        kinds[rack] = (
            _RESERVOIR
            if place.kind is PlaceKind.SUPPLY
            else _TUBES
            if place.plate == "tubes"
            else _DEEP
        )
        taken = wells.setdefault(rack, {})
        if kinds[rack] is _DEEP:
            taken[well] = well
        elif well not in taken:
            taken[well] = _tube_well(len(taken), 12 if kinds[rack] is _RESERVOIR else 6)
    labware = [Labware(plate, _TARGET, 1)]
    labware += [Labware(rack, kind, slot) for slot, (rack, kind) in enumerate(kinds.items(), 2)]
    steps = []
    for t in part:
        rack, well = _stand(places[t.source])
        steps.append(Pipetting(rack, wells[rack][well], plate, places[t.target].well, t.volume_uL))
    tips = range(DECK_SLOTS - _TIP_SLOTS + 1, DECK_SLOTS + 1)
    return write_protocol(title, labware, steps, tuple(tips))


def _tube_well(number: int, columns: int) -> str:
    row, column = divmod(number, columns)
    return f"{'ABCDEFGH'[row]}{column + 1}"
