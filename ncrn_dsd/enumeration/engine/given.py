"""Reactions that the input states: their rates take the place of computed ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ncrn_dsd.enumeration.engine.network import StructureReaction
from ncrn_dsd.enumeration.engine.structure import Structure

Moves = Callable[[Structure], list[StructureReaction]]


class GivenReactions:
    """Given reactions by their reactants, and which of them had no place so far.

    A given reaction replaces the computed one with the same reactants, products and kind; with
    an empty kind it replaces those of all kinds. One that nobody computes is added, and one
    with rate zero takes the computed one away.

    Parameters
    ----------
    k_fast: a unimolecular reaction of this rate or more is fast [1/s].
    """

    def __init__(self, reactions: Sequence[StructureReaction], k_fast: float) -> None:
        self._k_fast = k_fast
        self._reactions = reactions
        self._by_reactants: dict[tuple[Structure, ...], list[int]] = {}
        self._partners: dict[Structure, set[Structure]] = {}
        self._used: set[int] = set()
        for number, reaction in enumerate(reactions):
            self._by_reactants.setdefault(_key(reaction.reactants), []).append(number)
            if len(reaction.reactants) == 2:
                first, second = reaction.reactants
                self._partners.setdefault(first, set()).add(second)
                self._partners.setdefault(second, set()).add(first)

    @property
    def unused(self) -> tuple[int, ...]:
        """Places of the reactions whose reactants never met."""
        return tuple(i for i in range(len(self._reactions)) if i not in self._used)

    def partners(self, structure: Structure) -> list[Structure]:
        """What meets a complex in a given reaction."""
        return sorted(self._partners.get(structure, ()))

    def instead_of(
        self, reactants: tuple[Structure, ...], computed: list[StructureReaction]
    ) -> list[StructureReaction]:
        """The reactions of these reactants, given ones in the place of computed ones."""
        numbers = self._by_reactants.get(_key(reactants), [])
        self._used.update(numbers)
        given = [self._reactions[i] for i in numbers]
        kept = [c for c in computed if not any(_same(g, c) for g in given)]
        return [r for r in (*kept, *given) if r.rate > 0]

    def among(self, fast: Moves, slow: Moves) -> tuple[Moves, Moves]:
        """Fast and slow unimolecular moves with the given ones among them."""

        def all_of(structure: Structure) -> list[StructureReaction]:
            return self.instead_of((structure,), [*fast(structure), *slow(structure)])

        def fast_ones(structure: Structure) -> list[StructureReaction]:
            if _key((structure,)) not in self._by_reactants:
                return fast(structure)
            return [r for r in all_of(structure) if r.rate >= self._k_fast]

        def slow_ones(structure: Structure) -> list[StructureReaction]:
            if _key((structure,)) not in self._by_reactants:
                return slow(structure)
            return [r for r in all_of(structure) if r.rate < self._k_fast]

        return fast_ones, slow_ones


def _key(reactants: tuple[Structure, ...]) -> tuple[Structure, ...]:
    return tuple(sorted(reactants))


def _same(given: StructureReaction, computed: StructureReaction) -> bool:
    return given.kind in ("", computed.kind) and sorted(given.products) == sorted(computed.products)
