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

_BODY = """
metadata = {metadata!r}
requirements = {{"robotType": "OT-2", "apiLevel": {api!r}}}

LABWARE = {labware!r}
# source labware, source well, target labware, target well, volume in uL
TRANSFERS = [
{transfers}]


def run(protocol):
    plates = {{name: protocol.load_labware(kind, slot, label=name) for name, kind, slot in LABWARE}}
    small_tips = [protocol.load_labware("opentrons_96_tiprack_20ul", s) for s in {small!r}]
    large_tips = [protocol.load_labware("opentrons_96_tiprack_300ul", s) for s in {large!r}]
    small = protocol.load_instrument("p20_single_gen2", "left", tip_racks=small_tips)
    large = protocol.load_instrument("p300_single_gen2", "right", tip_racks=large_tips)
    held = None
    for source, source_well, target, target_well, volume in TRANSFERS:
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
    text = _BODY.format(
        metadata={"protocolName": name, "author": "ncrn_dsd"},
        api=API_LEVEL,
        labware=[(w.name, w.kind, w.slot) for w in labware],
        transfers=rows,
        small=list(tip_slots[:-1]),
        large=list(tip_slots[-1:]),
        border=SMALL_MAX_UL,
    )
    return f'"""{name}, written by ncrn_dsd. Simulate it before use."""\n{text}'
