"""Protocols for the Opentrons OT-2: a Python script that lists its transfers and carries them out.

The script is text to us; nothing of the robot's software is needed to write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

API_LEVEL = "2.15"
SMALL_MAX_UL = 20.0
"""Below, the 20 uL pipette; from here on the one of 300 uL."""
DECK_SLOTS = 11

_DECK = """\
    plates = {{name: protocol.load_labware(kind, slot, label=name) for name, kind, slot in LABWARE}}
    small_tips = [protocol.load_labware("opentrons_96_tiprack_20ul", s) for s in {small!r}]
    large_tips = [protocol.load_labware("opentrons_96_tiprack_300ul", s) for s in {large!r}]
    small = protocol.load_instrument("p20_single_gen2", "left", tip_racks=small_tips)
    large = protocol.load_instrument("p300_single_gen2", "right", tip_racks=large_tips)
    held = None
"""
"""What both kinds of protocol begin with."""

_BODY = """
metadata = {metadata!r}
requirements = {{"robotType": "OT-2", "apiLevel": {api!r}}}

LABWARE = {labware!r}
# source labware, source well, target labware, target well, volume in uL
TRANSFERS = [
{transfers}]


def run(protocol):
{deck}    for source, source_well, target, target_well, volume in TRANSFERS:
        pipette = small if volume < {border!r} else large
        wanted = (pipette, source, source_well)
        # One tip per source: liquid leaves above what is in the target, so that it stays clean.
        if held != wanted:
            if held is not None:
                held[0].drop_tip()
            pipette.pick_up_tip()
            held = wanted
        most = pipette.max_volume
        parts = max(1, -(-int(volume * 1000) // int(most * 1000)))
        for _ in range(parts):
            pipette.aspirate(volume / parts, plates[source][source_well])
            pipette.dispense(volume / parts, plates[target][target_well].top(-2))
            pipette.blow_out(plates[target][target_well].top(-2))
    if held is not None:
        held[0].drop_tip()
"""

_TIMED_BODY = """
import time

metadata = {metadata!r}
requirements = {{"robotType": "OT-2", "apiLevel": {api!r}}}

LABWARE = {labware!r}
# What was done before this part ended at this time; all times are in s since the first mix.
BEGINS_S = {begins!r}
# time, source labware, source well, target labware, target well, volume in uL; what has no time
# fills empty wells before the part begins
TRANSFERS = [
{transfers}]
MIXED = {mixed!r}
# time, and what a person does then; the robot goes on when it is told to
BY_HAND = [
{by_hand}]


def run(protocol):
{deck}    clock, told = None, BEGINS_S
    by_hand = list(BY_HAND)

    def wait_until(at):
        nonlocal clock, told
        if clock is None:
            clock = time.monotonic()
        passed = told - BEGINS_S if protocol.is_simulating() else time.monotonic() - clock
        if at - BEGINS_S > passed:
            protocol.delay(seconds=at - BEGINS_S - passed)
        told = max(told, at)

    def pause_before(at):
        while by_hand and by_hand[0][0] < at:
            moment, what = by_hand.pop(0)
            wait_until(moment)
            protocol.pause(what)

    for at, source, source_well, target, target_well, volume in TRANSFERS:
        pipette = small if volume < {border!r} else large
        fills = at is None
        wanted = (pipette, source, source_well) if fills else None
        if held is not None and held != wanted:
            held[0].drop_tip()
            held = None
        if not fills:
            pause_before(at)
            wait_until(at)
        # One tip for all that fills empty wells from one source; a fresh one for all else.
        if held is None:
            pipette.pick_up_tip()
            held = wanted
        place = plates[target][target_well]
        most = pipette.max_volume
        parts = max(1, -(-int(volume * 1000) // int(most * 1000)))
        for _ in range(parts):
            pipette.aspirate(volume / parts, plates[source][source_well])
            pipette.dispense(volume / parts, place.top(-2) if fills else place)
        if fills:
            pipette.blow_out(place.top(-2))
        else:
            if target in MIXED:
                pipette.mix(3, most, place)
            pipette.drop_tip()
    if held is not None:
        held[0].drop_tip()
    pause_before(float("inf"))
"""


@dataclass(frozen=True, slots=True)
class Labware:
    """A plate or reservoir by its name, its kind in the vendor's library, and its slot."""

    name: str
    kind: str
    slot: int


@dataclass(frozen=True, slots=True)
class Pipetting:
    """One transfer of a protocol."""

    source: str
    source_well: str
    target: str
    target_well: str
    volume_uL: float
    time_s: float | None = None
    """Since the first mix; None for what has no time of its own."""


def write_protocol(
    name: str, labware: Sequence[Labware], steps: Iterable[Pipetting], tip_slots: Sequence[int]
) -> str:
    """The protocol as a script; equal input gives equal text.

    Parameters
    ----------
    tip_slots: free slots; the last one holds tips of 300 uL, the others those of 20 uL.
    """
    rows = "".join(
        f"    {(s.source, s.source_well, s.target, s.target_well, s.volume_uL)!r},\n" for s in steps
    )
    tips = tip_slots[:-1], tip_slots[-1:]
    return _script(_BODY, name, labware, tips, transfers=rows)


def write_timed_protocol(
    name: str,
    labware: Sequence[Labware],
    steps: Iterable[Pipetting],
    tip_slots: tuple[Sequence[int], Sequence[int]],
    begins_s: float,
    mixed: Sequence[str],
    by_hand: Sequence[tuple[float, str]] = (),
) -> str:
    """A protocol that waits for the time of each step; equal input gives equal text.

    The robot goes by its own clock, so that the time that it takes for a step is no delay of the
    next.

    Parameters
    ----------
    steps: those without a time first.
    tip_slots: slots of tips of 20 uL, and of 300 uL.
    begins_s: the time at which it is started.
    mixed: labware whose liquids are mixed after every addition.
    by_hand: times [s], and what a person does then.
    """
    rows = "".join(
        f"    {(s.time_s, s.source, s.source_well, s.target, s.target_well, s.volume_uL)!r},\n"
        for s in steps
    )
    more = {"transfers": rows, "begins": begins_s, "mixed": list(mixed)}
    told = "".join(f"    {one!r},\n" for one in by_hand)
    return _script(_TIMED_BODY, name, labware, tip_slots, by_hand=told, **more)


def _script(
    body: str,
    name: str,
    labware: Sequence[Labware],
    tip_slots: tuple[Sequence[int], Sequence[int]],
    **more: object,
) -> str:
    """A body with what every protocol says."""
    small, large = map(list, tip_slots)
    text = body.format(
        metadata={"protocolName": name, "author": "ncrn_dsd"},
        api=API_LEVEL,
        labware=[(w.name, w.kind, w.slot) for w in labware],
        deck=_DECK.format(small=small, large=large),
        border=SMALL_MAX_UL,
        **more,
    )
    return f'"""{name}, written by ncrn_dsd. Simulate it before use."""\n{text}'
