"""Find everything a set of complexes can do.

Unimolecular reactions are fast and bimolecular ones slow: a complex that fast reactions leave
never meets another one, so only resting complexes associate (Grun et al., arXiv:1505.03738).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from ncrn_dsd.enumeration.engine.binding import Association, Binder
from ncrn_dsd.enumeration.engine.components import strong_components
from ncrn_dsd.enumeration.engine.moves import OPEN, MoveRules, moves_of
from ncrn_dsd.enumeration.engine.network import (
    BIND21,
    Component,
    DetailedNetwork,
    DetailedReaction,
)
from ncrn_dsd.enumeration.engine.structure import Layout, Part, StrandPool, Structure, parts_of

Key = TypeVar("Key")

_ClassMove = tuple[str, float, tuple[Part, ...]]
"""Kind, rate and products of a move, for all complexes of one pattern and one set of pairs."""


@dataclass(frozen=True, slots=True)
class SearchRules:
    """Limits of a search, and which opened helices count.

    Parameters
    ----------
    release_cutoff_11, release_cutoff_1n: longest helix [nt] that opens into one product or
        into several; 0 leaves openings of that kind out.
    add_parallel_moves: rates of different moves with the same outcome add up; otherwise the
        first one counts, as in Peppercorn 1.1.
    """

    moves: MoveRules
    release_cutoff_11: int
    release_cutoff_1n: int
    max_complex_size: int
    max_complexes: int
    max_reactions: int
    add_parallel_moves: bool


class Search:
    """One enumeration."""

    def __init__(
        self,
        pool: StrandPool,
        rules: SearchRules,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._pool = pool
        self._rules = rules
        self._progress = progress
        self._network = DetailedNetwork()
        self._binder = Binder(pool, rules.moves.length_nt, rules.moves.max_helix)
        self._moves: dict[tuple[int, tuple[int, ...]], list[_ClassMove]] = {}
        self._waiting: list[Structure] = []
        self._reactions = 0
        self._oversized = 0

    def run(self, start: Iterable[Structure]) -> DetailedNetwork:
        """Enumerate from the start complexes.

        Unless a limit is reached, the result does not depend on their order.
        """
        for structure in start:
            self._settle(structure)
        met = 0
        while self._waiting:
            if self._limit_reached():
                break
            structure = self._waiting.pop()
            self._binder.add(structure)
            for partner, associations in self._binder.partners(structure):
                self._associate(structure, partner, associations)
            met += 1
            if self._progress is not None and met % 256 == 0:
                self._progress(met, met + len(self._waiting))
        if self._oversized:
            size = self._rules.max_complex_size
            self._network.cuts.append(
                f"{self._oversized} reactions with a product of more than {size} strands were"
                " dropped"
            )
        return self._network

    def _limit_reached(self) -> bool:
        found = len(self._network.component_of)
        for count, limit, what in (
            (found, self._rules.max_complexes, "complexes"),
            (self._reactions, self._rules.max_reactions, "reactions"),
        ):
            if count > limit:
                largest = max(len(s[0]) for s in self._network.component_of)
                self._network.cuts.append(
                    f"the limit of {limit} {what} was reached; {len(self._waiting)} resting "
                    f"complexes were not paired up and the largest complex has {largest} strands"
                )
                return True
        return False

    def _associate(self, a: Structure, b: Structure, associations: list[Association]) -> None:
        merged: dict[Structure, float] = {}
        for association in associations:
            if len(association.product[0]) > self._rules.max_complex_size:
                self._oversized += 1
                continue
            self._add_rate(merged, association.product, association.rate)
        for product, rate in merged.items():
            if not self._settle(product):
                continue
            self._network.slow.append(DetailedReaction((a, b), (product,), BIND21, rate))
            self._reactions += 1

    def _add_rate(self, merged: dict[Key, float], key: Key, rate: float) -> None:
        if self._rules.add_parallel_moves:
            merged[key] = merged.get(key, 0.0) + rate
        else:
            merged.setdefault(key, rate)

    def _settle(self, structure: Structure) -> bool:
        """Follow fast reactions from a complex until everything reached is known.

        False when that passes the limit of complexes; nothing of it is kept then.
        """
        known = self._network.component_of
        if structure in known:
            return True
        fast: dict[Structure, list[DetailedReaction]] = {}
        frontier = [structure]
        while frontier:
            here = frontier.pop()
            if here in fast:
                continue
            if len(fast) >= self._rules.max_complexes:
                self._network.cuts.append(
                    f"one complex refolds into more than {self._rules.max_complexes} others"
                )
                return False
            fast[here] = self._fast_reactions(here)
            for reaction in fast[here]:
                frontier += [p for p in reaction.products if p not in fast and p not in known]
        self._reactions += sum(map(len, fast.values()))
        edges = {
            s: [p for r in found for p in r.products if p in fast] for s, found in fast.items()
        }
        for members in strong_components(edges):
            inside = set(members)
            is_resting = all(p in inside for s in members for r in fast[s] for p in r.products)
            number = len(self._network.components)
            self._network.components.append(
                Component(tuple(members), {s: fast[s] for s in members}, is_resting)
            )
            for member in members:
                known[member] = number
            if is_resting:
                self._waiting += members
        return True

    def _fast_reactions(self, structure: Structure) -> list[DetailedReaction]:
        strands, pair = structure
        # Complexes that are equal up to the names of domains move in the same ways.
        known = (self._pool.pattern(strands), pair)
        moves = self._moves.get(known)
        if moves is None:
            moves = self._moves[known] = self._allowed_moves(self._pool.layout(strands), pair)
        merged: dict[tuple[str, tuple[Structure, ...]], float] = {}
        for kind, rate, parts in moves:
            products = [self._pool.assemble(strands, part) for part in parts]
            products.sort()
            self._add_rate(merged, (kind, tuple(products)), rate)
        return [
            DetailedReaction((structure,), products, kind, rate)
            for (kind, products), rate in merged.items()
        ]

    def _allowed_moves(self, layout: Layout, pair: tuple[int, ...]) -> list[_ClassMove]:
        rules = self._rules
        found: list[_ClassMove] = []
        for move in moves_of(layout, pair, rules.moves):
            parts = parts_of(layout, move.pair)
            if move.kind == OPEN:
                cutoff = rules.release_cutoff_11 if len(parts) == 1 else rules.release_cutoff_1n
                if move.helix_nt > cutoff:
                    continue
            found.append((move.kind, move.rate, parts))
        return found
