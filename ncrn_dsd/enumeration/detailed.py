"""A detailed network under names: every complex, and every reaction between complexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ncrn_dsd.ir.dsd import Complex


@dataclass(frozen=True, slots=True)
class ComplexReaction:
    """A reaction between canonical complexes.

    Parameters
    ----------
    kind: "bind21", "bind11", "open", "branch-3way", "branch-4way" or "leak".
    reactants, products: sorted, with repeats.
    rate: in 1/s for one reactant and 1/(M s) for two, plain convention.
    """

    kind: str
    reactants: tuple[Complex, ...]
    products: tuple[Complex, ...]
    rate: float


@dataclass(frozen=True, slots=True)
class ComplexNetwork:
    """All complexes and reactions of a job, sorted.

    Parameters
    ----------
    complexes: canonical, resting and transient.
    reactions: those between known complexes.
    """

    complexes: tuple[Complex, ...]
    reactions: tuple[ComplexReaction, ...]


def complex_key(complex_: Complex) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Sort key of a complex."""
    return complex_.strands, complex_.structure


def sorted_network(complexes: list[Complex], reactions: list[ComplexReaction]) -> ComplexNetwork:
    """The network in its own order."""
    return ComplexNetwork(
        tuple(sorted(complexes, key=complex_key)), tuple(sorted(reactions, key=_reaction_key))
    )


def _reaction_key(reaction: ComplexReaction) -> tuple[Any, ...]:
    reactants, products = map(complex_key, reaction.reactants), map(complex_key, reaction.products)
    return len(reaction.reactants), tuple(reactants), tuple(products), reaction.kind
