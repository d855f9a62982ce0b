"""Whether condensed kinetics hold where a system is operated.

Condensation takes toehold complexes for short-lived. In quasi-equilibrium an open toehold is
occupied and free in the ratio sum c / Kd over its partners. All complexes with the complement
open are partners, also those that can do nothing but fall off again; neighbouring toeholds that
bind as one count apart, which makes the ratio too small.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, complement, domain_name
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import CONDENSATION, Obligation, check_obligation

LARGEST_SHARE = 0.05
"""Of a signal in toehold complexes, for condensed kinetics to hold."""
LARGEST_OCCUPANCY = 0.1
"""Sum of c / Kd over the partners of one open toehold, likewise."""

_NAMED = 3
_QUASI_EQUILIBRIUM = "every species at its largest concentration along the schedule at once"


@dataclass(frozen=True, slots=True)
class Partner:
    """A species that occupies a toehold, and its c / Kd there."""

    species: str
    ratio: float


@dataclass(frozen=True, slots=True)
class OccupiedToehold:
    """An open toehold of some species.

    Parameters
    ----------
    toehold: the domain as it occurs, with a star for a complement.
    species: one that has it open, the most concentrated.
    occupancy: sum of c / Kd over all partners.
    partners: those that occupy it most, the largest first.
    """

    toehold: str
    species: str
    occupancy: float
    partners: tuple[Partner, ...]


@dataclass(frozen=True, slots=True)
class HeldSignal:
    """The share of a formal species that toehold complexes hold, and by which toehold most."""

    formal: str
    share: float
    worst: OccupiedToehold


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How far toeholds are occupied at the largest concentrations along a schedule.

    Parameters
    ----------
    toeholds: the most occupied first.
    signals: those most held first.
    """

    toeholds: tuple[OccupiedToehold, ...]
    signals: tuple[HeldSignal, ...]

    @property
    def largest_share(self) -> float:
        return max((s.share for s in self.signals), default=0.0)

    @property
    def largest_occupancy(self) -> float:
        return max((t.occupancy for t in self.toeholds), default=0.0)

    @property
    def condensation_holds(self) -> bool:
        """Toehold complexes hold so little that condensed kinetics are right."""
        return self.largest_share <= LARGEST_SHARE and self.largest_occupancy <= LARGEST_OCCUPANCY


@dataclass(frozen=True, slots=True)
class Strands:
    """What meets in a vessel.

    Parameters
    ----------
    signals: formal species and a complex that stands for it.
    species: name and complex of everything that may bind.
    """

    domains: tuple[Domain, ...]
    signals: tuple[tuple[str, Complex], ...]
    species: tuple[tuple[str, Complex], ...]


def occupancy_of(
    system: DsdSystem,
    network: ReactionNetwork,
    peaks_M: Sequence[float],
    dissociation_M: Callable[[int], float],
) -> Occupancy:
    """How far the open toeholds of a network are occupied.

    Parameters
    ----------
    peaks_M: the largest concentration of every species of `network`, in its order.
    dissociation_M: dissociation constant of a toehold of a length in nt.
    """
    strands = Strands(
        system.domains,
        tuple((s.species, s.complex) for s in system.signals),
        tuple((s.name, s.complex) for s in network.species),
    )
    return occupancy_among(strands, peaks_M, dissociation_M)


def occupancy_among(
    strands: Strands, peaks_M: Sequence[float], dissociation_M: Callable[[int], float]
) -> Occupancy:
    """The same of complexes that belong to no translated system.

    Parameters
    ----------
    peaks_M: the largest concentration of every species, in their order.
    """
    toeholds = {d.name: d for d in strands.domains if d.is_toehold}
    names = [name for name, _ in strands.species]
    open_in = [Counter(_open_toeholds(complex_, toeholds)) for _, complex_ in strands.species]
    bearers: dict[str, list[int]] = defaultdict(list)
    for place, found in enumerate(open_in):
        for occurrence in found:
            bearers[occurrence].append(place)
    occupied: dict[str, OccupiedToehold] = {}
    for occurrence, places in bearers.items():
        kd = dissociation_M(toeholds[domain_name(occurrence)].length_nt)
        other = complement(occurrence)
        partners = [
            Partner(names[i], peaks_M[i] * open_in[i][other] / kd) for i in bearers.get(other, ())
        ]
        partners.sort(key=lambda p: (-p.ratio, p.species))
        occupied[occurrence] = OccupiedToehold(
            toehold=occurrence,
            species=names[max(places, key=lambda i: peaks_M[i])],
            occupancy=sum(p.ratio for p in partners),
            partners=tuple(partners[:_NAMED]),
        )
    signals = []
    for formal, complex_ in strands.signals:
        own = sorted(set(_open_toeholds(complex_, toeholds)) & set(occupied))
        if own:
            signals.append(_held(formal, [occupied[o] for o in own]))
    return Occupancy(
        tuple(sorted(occupied.values(), key=lambda t: (-t.occupancy, t.toehold))),
        tuple(sorted(signals, key=lambda s: (-s.share, s.formal))),
    )


def _open_toeholds(one: Complex, toeholds: dict[str, Domain]) -> Iterable[str]:
    return (o for o in one.unpaired() if domain_name(o) in toeholds)


def _held(formal: str, toeholds: Sequence[OccupiedToehold]) -> HeldSignal:
    """A signal is free only while each of its toeholds is."""
    free = 1.0
    for toehold in toeholds:
        free /= 1 + toehold.occupancy
    return HeldSignal(formal, 1 - free, max(toeholds, key=lambda t: t.occupancy))


def condensation_holds(found: Occupancy) -> tuple[Obligation, Obligation]:
    """That toehold complexes hold no more of any signal, and occupy no more of any open toehold,
    than condensed kinetics allow; the reasons name the worst and what binds there."""
    worst = [s for s in found.signals[:_NAMED] if s.share > 0]
    held = "; ".join(f"{s.formal} {s.share:.3g}, at {_at(s.worst)}" for s in worst)
    occupied = "; ".join(_at(t) for t in found.toeholds[:_NAMED] if t.occupancy > 0)
    share, occupancy = found.largest_share, found.largest_occupancy
    return (
        check_obligation(
            CONDENSATION,
            "signals in toehold complexes",
            share <= LARGEST_SHARE,
            f"largest share of a signal {share:.3g} (tolerance {LARGEST_SHARE:g})"
            + (f": {held}" if held else ""),
            (_QUASI_EQUILIBRIUM,),
        ),
        check_obligation(
            CONDENSATION,
            "open toeholds",
            occupancy <= LARGEST_OCCUPANCY,
            f"largest sum of c / Kd over the partners of a toehold {occupancy:.3g} "
            f"(tolerance {LARGEST_OCCUPANCY:g})" + (f": {occupied}" if occupied else ""),
            (_QUASI_EQUILIBRIUM,),
        ),
    )


def _at(toehold: OccupiedToehold) -> str:
    partners = ", ".join(f"{p.species} {p.ratio:.3g}" for p in toehold.partners if p.ratio > 0)
    return f"{toehold.toehold} of {toehold.species} {toehold.occupancy:.3g} ({partners})"
