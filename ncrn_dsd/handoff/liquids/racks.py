"""Where tubes and stocks stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ncrn_dsd.handoff.orders.plates import WELLS
from ncrn_dsd.ir.bench import Place


def racked(places: Iterable[Place], stem: str) -> tuple[Place, ...]:
    """The same places, each with a well of a deep-well plate in the order given."""
    found = []
    for number, place in enumerate(places):
        plate, well = divmod(number, len(WELLS))
        found.append(replace(place, plate=f"{stem}{plate + 1}", well=WELLS[well]))
    return tuple(found)
