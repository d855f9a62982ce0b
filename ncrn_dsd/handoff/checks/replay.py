"""Carry out a list of transfers in numbers: what every tube and well holds at every moment.

Nothing here is shared with what plans transfers: it knows places, volumes, and how strands
become complexes, and adds up. A planning mistake therefore shows as a wrong concentration.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ncrn_dsd.ir.bench import BenchPlan, Component, Place, PlaceKind, Transfer

_EMPTIED = 1e-9
"""A difference of volumes, as a part, by which one that is taken out whole may be off."""


@dataclass(slots=True)
class Liquid:
    """What a place holds.

    Parameters
    ----------
    fmol: by component; strands of an anneal before it is heated.
    magnesium_nmol: volume [uL] times concentration [mM].
    peak_uL, drawn_uL: highest volume so far, and all that was taken out.
    """

    volume_uL: float = 0.0
    fmol: dict[str, float] = field(default_factory=dict)
    magnesium_nmol: float = 0.0
    peak_uL: float = 0.0
    put_uL: float = 0.0
    drawn_uL: float = 0.0
    annealed: bool = False

    def nM(self, component: str) -> float:
        """Concentration of a component."""
        return self.fmol.get(component, 0.0) / self.volume_uL if self.volume_uL > 0 else 0.0

    @property
    def magnesium_mM(self) -> float:
        return self.magnesium_nmol / self.volume_uL if self.volume_uL > 0 else 0.0


@dataclass(frozen=True, slots=True)
class VesselEvent:
    """Liquid put into a vessel: how much everything in it was diluted, and what rose by how much.

    Parameters
    ----------
    factor: volume before over volume after.
    rises_nM: by component, after the dilution.
    """

    transfer: Transfer
    factor: float
    rises_nM: tuple[tuple[str, float], ...]
    volume_after_uL: float


@dataclass(slots=True)
class Replay:
    """The outcome of all transfers.

    Parameters
    ----------
    liquids: by place, at the end.
    events: by vessel, in order.
    made: every place as it was before anything was taken out of it.
    """

    liquids: dict[str, Liquid]
    events: dict[str, list[VesselEvent]]
    made: dict[str, Liquid]

    def nM(self, place: str, component: Component) -> float:
        """Concentration of a component in a place once it was mixed."""
        liquid = self.made.get(place) or self.liquids[place]
        return liquid.nM(key_of(component))


def key_of(component: Component) -> str:
    """Under which name liquids hold a component: a lone strand is just that strand."""
    return component.name if component.annealed else component.parts[0].strand


def replay(plan: BenchPlan) -> Replay:
    """Carry out all transfers of a plan in their order."""
    places = {p.name: p for p in plan.places}
    by_name = {c.name: c for c in plan.components}
    liquids = {p.name: _filled(p) for p in plan.places}
    outcome = Replay(liquids, {p.place: [] for p in plan.vessels}, {})
    for transfer in plan.transfers:
        source, target = liquids[transfer.source], liquids[transfer.target]
        place = places[transfer.source]
        if place.kind is PlaceKind.ANNEAL and not source.annealed:
            _heat(source, by_name[place.holds])
        if transfer.source not in outcome.made:
            outcome.made[transfer.source] = _copy(source)
        before = target.volume_uL
        moved = _take(source, transfer.volume_uL)
        _give(target, moved)
        if transfer.target in outcome.events:
            after = target.volume_uL
            outcome.events[transfer.target].append(
                VesselEvent(
                    transfer,
                    before / after if after > 0 else 1.0,
                    tuple((name, fmol / after) for name, fmol in moved.fmol.items()),
                    after,
                )
            )
    return outcome


def _filled(place: Place) -> Liquid:
    liquid = Liquid(
        volume_uL=place.filled_uL,
        magnesium_nmol=place.filled_uL * place.magnesium_mM,
        peak_uL=place.filled_uL,
    )
    if place.kind is PlaceKind.BOUGHT:
        liquid.fmol[place.holds] = place.filled_uL * place.holds_nM
    return liquid


def _copy(liquid: Liquid) -> Liquid:
    return Liquid(
        liquid.volume_uL,
        dict(liquid.fmol),
        liquid.magnesium_nmol,
        liquid.peak_uL,
        liquid.put_uL,
        liquid.drawn_uL,
        liquid.annealed,
    )


def _heat(liquid: Liquid, component: Component) -> None:
    """Strands become the complex as far as the scarcest allows; the spare ones stay free."""
    liquid.annealed = True
    formed = min(liquid.fmol.get(p.strand, 0.0) for p in component.parts)
    for part in component.parts:
        liquid.fmol[part.strand] = liquid.fmol.get(part.strand, 0.0) - formed
    liquid.fmol = {k: v for k, v in liquid.fmol.items() if v > 0}
    liquid.fmol[component.name] = formed


def _take(source: Liquid, volume: float) -> Liquid:
    # What is not there is taken all the same, as more of the same liquid: the concentrations
    # of what follows then stay meaningful.
    share = volume / source.volume_uL if source.volume_uL > 0 else 0.0
    if abs(share - 1) < _EMPTIED:
        moved = Liquid(volume, source.fmol, source.magnesium_nmol)
        source.volume_uL, source.fmol, source.magnesium_nmol = 0.0, {}, 0.0
        source.drawn_uL += volume
        return moved
    moved = Liquid(
        volume_uL=volume,
        fmol={k: v * share for k, v in source.fmol.items()},
        magnesium_nmol=source.magnesium_nmol * share,
    )
    kept = max(0.0, 1.0 - share)
    if kept > 0:
        source.volume_uL -= volume
        source.magnesium_nmol *= kept
        source.fmol = {k: v * kept for k, v in source.fmol.items()}
    source.drawn_uL += volume
    return moved


def _give(target: Liquid, moved: Liquid) -> None:
    target.volume_uL += moved.volume_uL
    target.put_uL += moved.volume_uL
    target.magnesium_nmol += moved.magnesium_nmol
    for name, fmol in moved.fmol.items():
        target.fmol[name] = target.fmol.get(name, 0.0) + fmol
    target.peak_uL = max(target.peak_uL, target.volume_uL)
