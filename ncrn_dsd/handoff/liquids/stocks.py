"""Dilutions, anneals and bought strands: as much of each as was drawn, and what stays behind."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ncrn_dsd.handoff.liquids.ledger import (
    BUFFER_1X,
    BUFFER_10X,
    LONGEST_CHAIN,
    WATER,
    Ledger,
    Need,
)
from ncrn_dsd.handoff.liquids.premixes import Premix
from ncrn_dsd.handoff.liquids.rounding import raised_uL, rounded_uL
from ncrn_dsd.ir.bench import NM_PER_UM, Component, Place, PlaceKind, ProtocolPart
from ncrn_dsd.model.lab import LabSettings

_BEFORE_S = {ProtocolPart.ANNEAL: -3.0 * 86400, ProtocolPart.DILUTE: -7200.0}
TUBE_MAX_UL = 50000.0
SMALLEST_MIX_UL = 20.0
"""Less is hard to mix, and would take too little concentrated buffer."""


def with_spare(volume_uL: float, settings: LabSettings) -> float:
    """What has to be made so that `volume_uL` can be taken out."""
    return volume_uL * (1 + settings.dead_fraction) + settings.dead_uL


def plan_dilutions(ledger: Ledger) -> tuple[Place, ...]:
    """Fill every dilution from its parent, the weakest first; they stand in deep-well plates."""
    places: dict[str, Place] = {}
    for name in sorted(ledger.levels, key=lambda n: (-ledger.levels[n][1], n)):
        component, factor = ledger.levels[name]
        step = min(factor, LONGEST_CHAIN)
        parent = ledger.level(component, factor // step)
        least = max(
            with_spare(ledger.drawn_uL.get(name, 0.0), ledger.settings),
            step * ledger.settings.smallest_uL,
            SMALLEST_MIX_UL,
        )
        parent_uL = raised_uL(least / step)
        total = parent_uL * step
        ledger.move(
            parent, name, parent_uL, ProtocolPart.DILUTE, _BEFORE_S[ProtocolPart.DILUTE], component
        )
        ledger.fill(
            name,
            total,
            [(parent, parent_uL)],
            ProtocolPart.DILUTE,
            _BEFORE_S[ProtocolPart.DILUTE],
        )
        places[name] = Place(
            name=name,
            plate="",
            well="",
            kind=PlaceKind.WORKING,
            holds=component,
            holds_nM=ledger.concentration(component) / factor,
            filled_uL=0.0,
            working_uL=max(total, TUBE_MAX_UL),
            dead_uL=ledger.settings.dead_uL,
            magnesium_mM=ledger.settings.magnesium_mM,
        )
    # Weak dilutions are drawn from strong ones, which are therefore made first.
    return tuple(reversed(places.values()))


def plan_anneals(ledger: Ledger, strand_uM: Mapping[str, float]) -> tuple[Place, ...]:
    """Mix every annealed complex that is drawn from.

    Parameters
    ----------
    strand_uM: concentration of every bought strand.
    """
    places = []
    for component in ledger.components.values():
        name = ledger.stock_place(component.name)
        drawn = ledger.drawn_uL.get(name, 0.0)
        if not component.annealed or not drawn:
            continue
        final_nM = ledger.concentration(component.name)
        least = max(with_spare(drawn, ledger.settings), ledger.settings.anneal_min_uL)
        total = math.ceil(least / 10 - 1e-9) * 10.0
        put = []
        for part in component.parts:
            stock_nM = strand_uM[part.strand] * NM_PER_UM
            volume = final_nM * part.ratio * total / stock_nM
            source = f"strand/{part.strand}"
            moved = ledger.move(
                source,
                name,
                volume,
                ProtocolPart.ANNEAL,
                _BEFORE_S[ProtocolPart.ANNEAL],
                part.strand,
                "base" if part.is_base else "",
            )
            put.append((source, moved))
        ledger.fill(name, total, put, ProtocolPart.ANNEAL, _BEFORE_S[ProtocolPart.ANNEAL])
        places.append(
            Place(
                name=name,
                plate="",
                well="",
                kind=PlaceKind.ANNEAL,
                holds=component.name,
                holds_nM=final_nM,
                filled_uL=0.0,
                working_uL=max(total, TUBE_MAX_UL),
                dead_uL=ledger.settings.dead_uL,
                magnesium_mM=ledger.settings.magnesium_mM,
            )
        )
    return tuple(places)


def anneal_concentration_nM(
    component: Component, strand_uM: Mapping[str, float], wanted_uM: float
) -> float:
    """What an anneal holds: `wanted_uM`, or less where its strands and buffer leave no more."""
    densest = 0.9 / sum(p.ratio / strand_uM[p.strand] for p in component.parts)
    # Full precision would print as noise on a label.
    return min(wanted_uM, math.floor(densest * 1e3) / 1e3) * NM_PER_UM


def stock_concentration_nM(
    component: Component, strand_uM: Mapping[str, float], anneal_uM: float
) -> float:
    """Of an undiluted component, annealed or as its strand was bought."""
    if component.annealed:
        return anneal_concentration_nM(component, strand_uM, anneal_uM)
    return strand_uM[component.parts[0].strand] * NM_PER_UM


def plan_premixes(ledger: Ledger) -> tuple[Place, ...]:
    """Fill every premix that is drawn from, before the dilutions that it needs are planned."""
    places = []
    before_s = _BEFORE_S[ProtocolPart.DILUTE]
    for premix in ledger.premixes.values():
        drawn = ledger.drawn_uL.get(premix.name, 0.0)
        if not drawn:
            continue
        total = _premix_uL(ledger, premix, with_spare(drawn, ledger.settings))
        put = []
        for need in _needs(premix, total):
            volume = ledger.draw(need, premix.name, ProtocolPart.DILUTE, before_s)
            put.append((ledger.transfers[-1].source, volume))
        ledger.fill(premix.name, total, put, ProtocolPart.DILUTE, before_s)
        places.append(
            Place(
                name=premix.name,
                plate="",
                well="",
                kind=PlaceKind.PREMIX,
                holds="",
                holds_nM=0.0,
                filled_uL=0.0,
                working_uL=max(total, TUBE_MAX_UL),
                dead_uL=ledger.settings.dead_uL,
                magnesium_mM=ledger.settings.magnesium_mM,
            )
        )
    return tuple(places)


def _premix_uL(ledger: Ledger, premix: Premix, least_uL: float) -> float:
    """What is made of a premix: so much that all that goes in has room.

    What is needed little of comes from a dilution, of which more goes in than of its stock. That
    is at most 2.5 times the least step, and all stocks themselves leave a tenth of the premix free.
    """
    total = math.ceil(least_uL / 10 - 1e-9) * 10.0
    while math.fsum(ledger.room_uL(n, ProtocolPart.DILUTE) for n in _needs(premix, total)) > total:
        total += 10.0
    return total


def _needs(premix: Premix, total_uL: float) -> list[Need]:
    return [Need(component, share * premix.nM * total_uL) for component, share in premix.shares]


def supplies(ledger: Ledger) -> tuple[Place, ...]:
    """Buffers and water, as much as is drawn."""
    found = []
    for name in (BUFFER_1X, BUFFER_10X, WATER):
        drawn = ledger.drawn_uL.get(name, 0.0)
        if not drawn:
            continue
        filled = rounded_uL(math.ceil(with_spare(drawn, ledger.settings) / 1000) * 1000.0)
        found.append(
            Place(
                name=name,
                plate="bench",
                well="",
                kind=PlaceKind.SUPPLY,
                holds="",
                holds_nM=0.0,
                filled_uL=filled,
                working_uL=filled,
                dead_uL=0.0,
                magnesium_mM=ledger.magnesium_mM(name),
            )
        )
    return tuple(found)
