"""How fast the gates of formal reactions are by their nucleotides, and whether alike ones agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from ncrn_dsd.ir.lab_quality import QualityMeasure
from ncrn_dsd.ir.shown import Shown, Style

WITHIN_GROUP = 1.2
"""By how much K and k of gates may differ that have one formal rate."""
BETWEEN_RAILS = 1.05
"""By how much those of two gates may that do the same to either rail of a quantity."""

K_APART, RATES_APART, RAILS_APART = "K apart", "k apart", "rails apart"
"""Names of the measures of gates that are alike."""

RAILS = ("_p", "_m")


@dataclass(frozen=True, slots=True)
class GateRates:
    """Rates of the toehold-mediated steps of one gate module, predicted and not measured.

    Parameters
    ----------
    reaction: the formal one, with all its species.
    formal_rate, order: of the formal reaction; gates that have both in common should be alike.
    reactants, products: of the formal reaction.
    exchange, equilibrium: k in 1/(M s) and K of every exchange of toeholds that a signal begins.
    irreversible: k of every other displacement, by signals and by fuels.
    """

    reaction: str
    formal_rate: float
    order: int
    reactants: tuple[str, ...]
    products: tuple[str, ...]
    exchange: tuple[float, ...]
    equilibrium: tuple[float, ...]
    irreversible: tuple[float, ...]

    @property
    def all_of_it(self) -> tuple[tuple[float, ...], ...]:
        """What two gates that are alike have in common."""
        return self.exchange, self.equilibrium, self.irreversible


@dataclass(frozen=True, slots=True)
class AlikeToeholds:
    """Toeholds that should be equally fast, and within which factor."""

    names: tuple[str, ...]
    within: float


@dataclass(frozen=True, slots=True)
class GateSpread:
    """How far gates are apart whose formal reactions have one rate constant and one order.

    Parameters
    ----------
    rails: largest factor between gates that do the same to either rail of a quantity.
    """

    group: Annotated[str, Shown("Gates of one formal rate", Style.WORD)]
    gates: Annotated[int, Shown("Gates", Style.COUNT)]
    exchange: Annotated[float | None, Shown("k, exchange", Style.FACTOR, missing="none")]
    equilibrium: Annotated[float | None, Shown("K, exchange", Style.FACTOR, missing="none")]
    irreversible: Annotated[float | None, Shown("k, irreversible", Style.FACTOR, missing="none")]
    rails: Annotated[float | None, Shown("Rails", Style.FACTOR, missing="none")]

    @property
    def is_equal(self) -> bool:
        """Within what is aimed at."""
        return self.largest <= WITHIN_GROUP and (self.rails or 1.0) <= BETWEEN_RAILS

    @property
    def largest(self) -> float:
        """The largest factor of K and k; 1 where there is none."""
        return _largest(self.exchange, self.equilibrium, self.irreversible) or 1.0


def measures_of_gates(spreads: Sequence[GateSpread], model: str) -> tuple[QualityMeasure, ...]:
    """The largest factors of all groups, with the group that each is of.

    Parameters
    ----------
    model: that the rates are of.
    """
    return tuple(
        QualityMeasure(name, factor, "times", "low", model, worst=group)
        for name, found in (
            (K_APART, [(s.equilibrium, s.group) for s in spreads]),
            (RATES_APART, [(_largest(s.exchange, s.irreversible), s.group) for s in spreads]),
            (RAILS_APART, [(s.rails, s.group) for s in spreads]),
        )
        for factor, group in sorted(_known(found), reverse=True)[:1]
    )


def _largest(*factors: float | None) -> float | None:
    return max((one for one in factors if one is not None), default=None)


def _known(found: Iterable[tuple[float | None, str]]) -> Iterator[tuple[float, str]]:
    return ((factor, group) for factor, group in found if factor is not None)


def spreads_of_gates(gates: Sequence[GateRates]) -> tuple[GateSpread, ...]:
    """One for each formal rate, in the order in which these come first."""
    groups: dict[tuple[float, int], list[GateRates]] = {}
    for gate in gates:
        groups.setdefault((gate.formal_rate, gate.order), []).append(gate)
    return tuple(
        GateSpread(
            f"{alike[0].reaction}{', ...' if len(alike) > 1 else ''}",
            len(alike),
            _factor(k for gate in alike for k in gate.exchange),
            _factor(k for gate in alike for k in gate.equilibrium),
            _factor(k for gate in alike for k in gate.irreversible),
            max(_between_rails(alike), default=None),
        )
        for alike in groups.values()
    )


def _factor(values: Iterable[float]) -> float | None:
    every = tuple(values)
    return max(every) / min(every) if every else None


def _between_rails(gates: Sequence[GateRates]) -> Iterator[float]:
    """The largest factor of every gate to the one of the other rails, where there is one."""
    by_species = {(sorted_names(g.reactants), sorted_names(g.products)): g for g in gates}
    for gate in gates:
        other = by_species.get(other_rail(gate.reactants, gate.products))
        if other is None or other is gate:
            continue
        for own, its in zip(gate.all_of_it, other.all_of_it, strict=True):
            for one, another in zip(sorted(own), sorted(its), strict=False):
                yield max(one, another) / min(one, another)


def sorted_names(names: Iterable[str]) -> tuple[str, ...]:
    """Species of one side of a reaction, in one order."""
    return tuple(sorted(names))


def other_rail(
    reactants: Iterable[str], products: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Reactants and products of the reaction that does the same to the other rail."""
    return sorted_names(map(_mirrored, reactants)), sorted_names(map(_mirrored, products))


def _mirrored(name: str) -> str:
    """The same species of the other rail."""
    for rail, other in (RAILS, RAILS[::-1]):
        if name.endswith(rail):
            return name.removesuffix(rail) + other
    return name
