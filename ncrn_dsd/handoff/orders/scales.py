"""At which scale and purity a strand is bought, so that there is enough of it.

Limits and yields are data in ``prices.json``; yields and prices there are placeholders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ncrn_dsd.handoff.liquids.ledger import Ledger
from ncrn_dsd.handoff.liquids.stocks import with_spare
from ncrn_dsd.handoff.orders.plates import fill_plates
from ncrn_dsd.handoff.synthesis import PAGE_ADVISED_NT, PAGE_REQUIRED_NT
from ncrn_dsd.ir.bench import Place, PlaceKind
from ncrn_dsd.ir.lab import LabPackage, StrandOrder

YIELD_SAFETY = 0.8
COUPLING = 0.99
"""Part of the strands that take up the next nucleotide, per nucleotide; set it to the vendor's."""


@dataclass(frozen=True, slots=True)
class PricedScale:
    """A scale of synthesis with its limits, its least yield and its price per nucleotide."""

    code: str
    shortest_nt: int
    longest_nt: int
    yield_nmol: float
    per_nt: float


@dataclass(frozen=True, slots=True)
class ScaleChoice:
    """How one strand is bought.

    Parameters
    ----------
    needed_nmol: for everything that is drawn, with what stays behind.
    scale: None when no scale makes a strand of this length.
    enough: the scale yields what is needed.
    full_length: expected part of the strands without a missing nucleotide.
    """

    strand: str
    needed_nmol: float
    scale: PricedScale | None
    purification: str
    enough: bool
    full_length: float


@cache
def price_list() -> Mapping[str, Any]:
    """The table of limits, yields and placeholder prices."""
    text = files("ncrn_dsd.handoff.orders").joinpath("prices.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def scales() -> tuple[PricedScale, ...]:
    """All scales, the cheapest first."""
    return tuple(PricedScale(**row) for row in price_list()["scales"])


def purification_for(strand: StrandOrder) -> str:
    """HPLC for labelled strands, PAGE for long ones, desalting for the rest."""
    if strand.modified:
        return "HPLC"
    return "PAGE" if strand.length_nt > PAGE_REQUIRED_NT else "STD"


def page_is_advised(strand: StrandOrder) -> bool:
    """Long enough for failed synthesis to show, short enough to do without."""
    return not strand.modified and PAGE_ADVISED_NT < strand.length_nt <= PAGE_REQUIRED_NT


def choose_scale(strand: StrandOrder, needed_nmol: float) -> ScaleChoice:
    """The cheapest scale that yields enough of the strand; else the largest that makes it."""
    fitting = [s for s in scales() if s.shortest_nt <= strand.length_nt <= s.longest_nt]
    enough = [s for s in fitting if needed_nmol <= s.yield_nmol * YIELD_SAFETY]
    best = max(fitting, key=lambda s: s.yield_nmol) if fitting else None
    return ScaleChoice(
        strand.name,
        needed_nmol,
        enough[0] if enough else best,
        purification_for(strand),
        bool(enough),
        COUPLING ** (strand.length_nt - 1),
    )


def bought_places(
    ledger: Ledger,
    package: LabPackage,
    strand_uM: Mapping[str, float],
    stored: Mapping[str, str],
    dissolved_uM: float,
) -> tuple[tuple[ScaleChoice, ...], tuple[Place, ...]]:
    """A scale for every strand, and the tubes or wells that hold them once resuspended.

    Parameters
    ----------
    strand_uM: what strands turned out to be, or should be.
    stored: where strands are that are not bought; they come in tubes.
    dissolved_uM: what they are dissolved at, which sets their volume.
    """
    ordered = tuple(s for s in package.strands if s.name not in stored)
    where = {
        strand.name: (plate.name, well)
        for plate in fill_plates(
            LabPackage(package.sequences, ordered), ledger.settings.fewest_on_plate
        )
        for well, strand in plate.wells
    }
    where |= {name: ("tubes", location or name) for name, location in stored.items()}
    choices, places = [], []
    for strand in package.strands:
        name = f"strand/{strand.name}"
        drawn = ledger.drawn_uL.get(name, 0.0)
        needed_uL = with_spare(drawn, ledger.settings) if drawn else 0.0
        choice = choose_scale(strand, needed_uL * strand_uM[strand.name] / 1000)
        choices.append(choice)
        yielded = choice.scale.yield_nmol if choice.scale else 0.0
        filled = round(yielded * 1000 / dissolved_uM, 1)
        plate, well = where.get(strand.name, ("tubes", strand.name))
        places.append(
            Place(
                name=name,
                plate=plate,
                well=well,
                kind=PlaceKind.BOUGHT,
                holds=strand.name,
                holds_nM=strand_uM[strand.name] * 1000,
                filled_uL=filled,
                working_uL=max(filled, 2000.0),
                dead_uL=ledger.settings.dead_uL,
                magnesium_mM=0.0,
            )
        )
    return tuple(choices), tuple(places)
