"""A detailed network under names: every complex, and every reaction between complexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ncrn_dsd.ir.dsd import Complex, complex_key
from ncrn_dsd.ir.reaction import Molar, Reaction, Species_co


@dataclass(frozen=True, slots=True)
class DetailedReaction(Reaction[Species_co, Molar]):
    """A reaction between complexes, or what stands for them within the engine; sides are sorted.

    Parameters
    ----------
    kind: "bind21", "bind11", "open", "branch-3way", "branch-4way" or "leak"; of a given reaction
        an empty one stands for every kind.
    """

    kind: str


@dataclass(frozen=True, slots=True)
class DetailedNetwork:
    """All complexes and reactions of a job, sorted.

    Parameters
    ----------
    complexes: canonical, resting and transient.
    reactions: those between known complexes.
    """

    complexes: tuple[Complex, ...]
    reactions: tuple[DetailedReaction[Complex], ...]


def sorted_network(
    complexes: list[Complex], reactions: list[DetailedReaction[Complex]]
) -> DetailedNetwork:
    """The network in its own order."""
    return DetailedNetwork(
        tuple(sorted(complexes, key=complex_key)), tuple(sorted(reactions, key=_reaction_key))
    )


def _reaction_key(reaction: DetailedReaction[Complex]) -> tuple[Any, ...]:
    reactants, products = map(complex_key, reaction.reactants), map(complex_key, reaction.products)
    return len(reaction.reactants), tuple(reactants), tuple(products), reaction.kind
