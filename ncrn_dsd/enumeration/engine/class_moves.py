"""Unimolecular reactions of complexes, worked out once per class.

Complexes that are equal up to the names of their domains move in the same ways at the same
rates, so their moves are found once and carried over by renaming.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ncrn_dsd.enumeration.detailed import DetailedReaction
from ncrn_dsd.enumeration.engine.moves import OPEN, MoveRules, moves_of
from ncrn_dsd.enumeration.engine.network import StructureReaction
from ncrn_dsd.enumeration.engine.structure import Layout, Part, StrandPool, Structure, parts_of


@dataclass(frozen=True, slots=True)
class ReactionRules:
    """Which unimolecular reactions there are, and which of them are fast.

    Parameters
    ----------
    release_cutoff_11, release_cutoff_1n: longest helix [nt] that opens into one product or into
        several; 0 for no limit.
    k_slow, k_fast: reactions below both are dropped, those in between are slow [1/s].
    add_parallel_moves: rates of different moves with the same outcome add up; otherwise the
        first one counts, as in Peppercorn 1.1.
    """

    moves: MoveRules
    release_cutoff_11: int
    release_cutoff_1n: int
    k_slow: float
    k_fast: float
    add_parallel_moves: bool


ClassReaction = tuple[str, float, tuple[Part, ...]]
"""Kind, rate and products of a reaction, for all complexes of one pattern and one set of pairs."""


@dataclass(frozen=True, slots=True)
class _ClassReactions:
    fast: tuple[ClassReaction, ...]
    slow: tuple[ClassReaction, ...]


class ClassMoves:
    """Fast and slow unimolecular reactions of any complex.

    Parameters
    ----------
    normal: what every product is taken for; itself when None.
    """

    def __init__(
        self,
        pool: StrandPool,
        rules: ReactionRules,
        normal: Callable[[Structure], Structure] | None = None,
    ) -> None:
        self._pool = pool
        self._rules = rules
        self._normal = normal
        self._known: dict[tuple[int, tuple[int, ...]], _ClassReactions] = {}

    def fast(self, structure: Structure) -> list[StructureReaction]:
        return self._instances(structure, self._of(structure).fast)

    def slow(self, structure: Structure) -> list[StructureReaction]:
        return self._instances(structure, self._of(structure).slow)

    def _instances(
        self, structure: Structure, reactions: Iterable[ClassReaction]
    ) -> list[StructureReaction]:
        strands = structure[0]
        return [
            DetailedReaction((structure,), self._taken_for(strands, parts), rate, kind)
            for kind, rate, parts in reactions
        ]

    def steps(self, strands: tuple[int, ...], pair: tuple[int, ...]) -> Iterable[ClassReaction]:
        """All moves of strands laid in this order, products by their places in it."""
        return self._allowed(self._pool.layout(strands), pair)

    def _taken_for(
        self, strands: tuple[int, ...], parts: tuple[Part, ...]
    ) -> tuple[Structure, ...]:
        products = self._products(strands, parts)
        if self._normal is None:
            return products
        return tuple(sorted([self._normal(p) for p in products]))

    def _products(self, strands: tuple[int, ...], parts: tuple[Part, ...]) -> tuple[Structure, ...]:
        if len(parts) == 1:
            return (self._pool.assemble(strands, parts[0]),)
        return tuple(sorted([self._pool.assemble(strands, part) for part in parts]))

    def _of(self, structure: Structure) -> _ClassReactions:
        strands, pair = structure
        key = (self._pool.pattern(strands), pair)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._work_out(strands, pair)
        return found

    def _work_out(self, strands: tuple[int, ...], pair: tuple[int, ...]) -> _ClassReactions:
        merged: dict[tuple[str, tuple[Structure, ...]], ClassReaction] = {}
        for kind, rate, parts in self._allowed(self._pool.layout(strands), pair):
            key = (kind, self._products(strands, parts))
            if key not in merged:
                merged[key] = (kind, rate, parts)
            elif self._rules.add_parallel_moves:
                merged[key] = (kind, merged[key][1] + rate, merged[key][2])
        rules = self._rules
        fast = max(rules.k_slow, rules.k_fast)
        found = tuple(merged.values())
        return _ClassReactions(
            # A rate that underflows to zero is no reaction.
            tuple(r for r in found if r[1] >= fast and r[1] > 0),
            tuple(r for r in found if rules.k_slow <= r[1] < rules.k_fast),
        )

    def _allowed(self, layout: Layout, pair: tuple[int, ...]) -> list[ClassReaction]:
        rules = self._rules
        found: list[ClassReaction] = []
        for move in moves_of(layout, pair, rules.moves):
            parts = parts_of(layout, move.pair)
            if move.kind == OPEN:
                cutoff = rules.release_cutoff_11 if len(parts) == 1 else rules.release_cutoff_1n
                if 0 < cutoff < move.helix_nt:
                    continue
            found.append((move.kind, move.rate, parts))
        return found
