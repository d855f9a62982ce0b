"""Control plates and vessels by an Opentrons OT-2."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from ncrn_dsd.formats.opentrons_protocol import (
    DECK_SLOTS,
    SMALL_MAX_UL,
    Labware,
    Pipetting,
    write_protocol,
    write_timed_protocol,
)
from ncrn_dsd.handoff.liquids.ledger import DISCARD
from ncrn_dsd.ir.bench import BenchPlan, BenchVessel, Place, PlaceKind, ProtocolPart, Transfer
from ncrn_dsd.model.lab import TUBE_2_ML

SMALLEST_UL = 1.0
_TARGET = "corning_96_wellplate_360ul_flat"
_DEEP = "nest_96_wellplate_2ml_deep"
_TUBES = "opentrons_24_tuberack_nest_1.5ml_snapcap"
_RESERVOIR = "nest_12_reservoir_15ml"
_TIP_SLOTS = 4
"""Three racks of small tips and one of large ones."""
_TIPS = 96
_VESSELS = {TUBE_2_ML.name: "opentrons_24_tuberack_nest_2ml_snapcap"}
"""Racks of the robot, by the containers of vessels."""
_ROWS_COLUMNS = {_RESERVOIR: (1, 12), _TUBES: (4, 6)} | dict.fromkeys(_VESSELS.values(), (4, 6))


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
    stands = _Stands(places, ())
    for t in ordered:
        stands.put(t.source)
        if len(stands.kinds) > room:
            parts.append([])
            stands = _Stands(places, [t])
        parts[-1].append(t)
    return parts


def _stand(place: Place) -> tuple[str, str]:
    """Labware and well of a source; tubes and supplies are numbered by their names."""
    return place.plate, place.well or place.name


def _protocol(title: str, plate: str, part: list[Transfer], places: dict[str, Place]) -> str:
    stands = _Stands(places, part)
    labware = [Labware(plate, _TARGET, 1)]
    labware += [Labware(rack, kind, slot) for slot, (rack, kind) in enumerate(stands.kinds, 2)]
    steps = [
        Pipetting(*stands.of(t.source), plate, places[t.target].well, t.volume_uL) for t in part
    ]
    tips = range(DECK_SLOTS - _TIP_SLOTS + 1, DECK_SLOTS + 1)
    return write_protocol(title, labware, steps, tuple(tips))


class _Stands:
    """Where on the deck places are that some transfers begin or end in.

    Tubes of one name stand in as many racks as they fill.

    Parameters
    ----------
    targets: of the transfers count too.
    """

    def __init__(
        self, places: Mapping[str, Place], transfers: Iterable[Transfer], *, targets: bool = False
    ) -> None:
        self._places = places
        self._wells: dict[str, dict[str, tuple[str, str]]] = {}
        self._kinds: dict[str, str] = {}
        for t in transfers:
            for name in (t.source, t.target) if targets else (t.source,):
                self.put(name)

    def put(self, name: str) -> None:
        """A place that is to be on the deck, too."""
        place = self._places[name]
        rack, well = _stand(place)
        kind = _kind_of(place)
        taken = self._wells.setdefault(rack, {})
        if well in taken:
            return
        labware, stand = rack, well
        if "wellplate" not in kind:
            rows, columns = _ROWS_COLUMNS[kind]
            before, number = divmod(len(taken), rows * columns)
            labware = f"{rack} {before + 1}" if before else rack
            stand = _tube_well(number, columns)
        self._kinds[labware] = kind
        taken[well] = labware, stand

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Labware by name, with what it is."""
        return tuple(self._kinds.items())

    def of(self, name: str) -> tuple[str, str]:
        """Labware and well of a place."""
        rack, well = _stand(self._places[name])
        return self._wells[rack][well]


def _kind_of(place: Place) -> str:
    if place.kind is PlaceKind.SUPPLY:
        return _RESERVOIR
    if place.kind is PlaceKind.WELL:
        return _TARGET
    if place.kind is PlaceKind.VESSEL:
        return _VESSELS[place.plate]
    return _TUBES if place.plate == "tubes" else _DEEP


def vessel_files(plan: BenchPlan, name: str) -> dict[str, bytes]:
    """``ot2_VESSEL_N.py``: every vessel from its first mix to its last read, part after part.

    A part ends when its tips do. A vessel that no rack of the robot holds, or in which a step is
    smaller than its pipette can do, has no protocol. For what is done by hand the robot pauses.
    """
    files: dict[str, bytes] = {}
    places = {p.name: p for p in plan.places}
    for vessel in plan.vessels:
        if vessel.container not in _VESSELS:
            continue
        transfers = _of_vessel(plan, vessel)
        by_hand = [(step.time_s, step.sentence) for step in vessel.by_hand]
        if any(t.volume_uL < SMALLEST_UL for t in transfers):
            continue
        parts = _timed_parts(transfers, vessel, places)
        for number, (begins_s, part) in enumerate(parts, start=1):
            title = f"{name}: {vessel.subject}, part {number} of {len(parts)}"
            ends_s = parts[number][0] if number < len(parts) else math.inf
            hand = [one for one in by_hand if begins_s <= one[0] < ends_s]
            text = _timed(title, part, begins_s, vessel, places, hand)
            files[f"worklists/ot2_{vessel.place}_{number}.py"] = text.encode()
    return files


def _of_vessel(plan: BenchPlan, vessel: BenchVessel) -> list[Transfer]:
    """What goes into a vessel, into its fresh mixes, and into the wells that it is read in."""
    steps = vessel.by_hand
    read = (t.target for t in plan.transfers if t.source == vessel.place)
    filled = {vessel.place, *read, *(step.fresh for step in steps)} - {DISCARD}
    return [
        t
        for t in plan.transfers
        if t.target in filled and not any(step.is_part(t) for step in steps)
    ]


def _timed_parts(
    transfers: Sequence[Transfer], vessel: BenchVessel, places: Mapping[str, Place]
) -> list[tuple[float, list[Transfer]]]:
    """Transfers of neighbouring times that fit on the deck with their tips, and when they begin.

    There are none when those of one time do not fit.
    """
    parts: list[tuple[float, list[Transfer]]] = [(0.0, [])]
    before_s = 0.0
    for time_s, group in groupby(transfers, key=lambda t: t.time_s):
        members = list(group)
        if not _fits([*parts[-1][1], *members], vessel, places):
            if not _fits(members, vessel, places):
                return []
            parts.append((before_s, []))
        parts[-1][1].extend(members)
        before_s = time_s
    return parts


def _fits(part: list[Transfer], vessel: BenchVessel, places: Mapping[str, Place]) -> bool:
    stands = _Stands(places, part, targets=True)
    return len(stands.kinds) + sum(_tip_racks(part, vessel)) <= DECK_SLOTS


def _tip_racks(part: Iterable[Transfer], vessel: BenchVessel) -> tuple[int, int]:
    """Racks of small and of large tips."""
    small = large = 0
    filling = set()
    for t in part:
        is_large = t.volume_uL >= SMALL_MAX_UL
        if _fills(t, vessel):
            filling.add((t.source, is_large))
        else:
            small, large = small + (not is_large), large + is_large
    small += sum(not is_large for _, is_large in filling)
    large += sum(is_large for _, is_large in filling)
    return math.ceil(small / _TIPS), math.ceil(large / _TIPS)


def _fills(t: Transfer, vessel: BenchVessel) -> bool:
    """Whether it fills a well before the vessel is read in it."""
    return t.work is ProtocolPart.READ and vessel.place not in (t.source, t.target)


def _timed(
    title: str,
    part: list[Transfer],
    begins_s: float,
    vessel: BenchVessel,
    places: Mapping[str, Place],
    by_hand: Sequence[tuple[float, str]],
) -> str:
    stands = _Stands(places, part, targets=True)
    labware = [Labware(rack, kind, slot) for slot, (rack, kind) in enumerate(stands.kinds, 1)]
    fills = sorted((t for t in part if _fills(t, vessel)), key=lambda t: t.source)
    steps = [
        Pipetting(*stands.of(t.source), *stands.of(t.target), t.volume_uL, time_s)
        for t, time_s in _with_times(fills, [t for t in part if not _fills(t, vessel)])
    ]
    small, large = _tip_racks(part, vessel)
    free = range(len(labware) + 1, DECK_SLOTS + 1)
    tips = (tuple(free[:small]), tuple(free[small : small + large]))
    return write_timed_protocol(title, labware, steps, tips, begins_s, [vessel.container], by_hand)


def _with_times(
    fills: Iterable[Transfer], others: Iterable[Transfer]
) -> Iterator[tuple[Transfer, float | None]]:
    for t in fills:
        yield t, None
    for t in others:
        yield t, t.time_s


def _tube_well(number: int, columns: int) -> str:
    row, column = divmod(number, columns)
    return f"{'ABCDEFGH'[row]}{column + 1}"
