"""Leak: displacement without a toehold, between two complexes.

An exposed strand can take over a helix of another complex from its frayed end, although no
toehold holds the two together. Such reactions are slower than designed ones by orders of
magnitude (about 1 /(M s); Reynaldo et al., J. Mol. Biol. 297:511, 2000; Zhang & Winfree 2009)
and have one rate constant here. The order of a complex is how many leaks it takes to make it, the
fewest there are, and that of a reaction how many its reactants take together, with itself if it is
a leak. Everything is found up to an order: to the first, complexes that a leak made react through
toeholds with designed ones, but not with one another, and do not leak again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ncrn_dsd.enumeration.detailed import DetailedReaction
from ncrn_dsd.enumeration.engine.loops import loops_of
from ncrn_dsd.enumeration.engine.moves import MoveFinder, MoveRules
from ncrn_dsd.enumeration.engine.network import LEAK, StructureReaction
from ncrn_dsd.enumeration.engine.structure import Layout, StrandPool, Structure, parts_of

_Key = tuple[bool, tuple[int, ...]]
"""Direction (found forward or backward), and domains taken over from the junction inward."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a complex can invade or be invaded; `turn` is the strand after the nick."""

    structure: Structure
    position: int
    turn: int


class LeakFinder:
    """Finds leak reactions.

    Parameters
    ----------
    held_min_nt: a helix must be longer than this to count as held without its end.
    rate: of every leak [1/(M s)].
    """

    def __init__(self, pool: StrandPool, rules: MoveRules, held_min_nt: int, rate: float) -> None:
        self._pool = pool
        self._rules = rules
        self._held_min_nt = held_min_nt
        self._rate = rate

    def between(self, order_of: Mapping[Structure, int], order: int) -> Iterator[StructureReaction]:
        """All leak reactions between two of these complexes, or two copies of one.

        Parameters
        ----------
        order: of the two together.
        """
        invaders: dict[_Key, list[_Place]] = {}
        helices: dict[_Key, list[_Place]] = {}
        for structure in order_of:
            self._index(structure, invaders, helices)
        found: dict[tuple[tuple[Structure, ...], tuple[Structure, ...]], None] = {}
        for key, places in invaders.items():
            for helix in helices.get(key, ()):
                for invader in places:
                    if order_of[invader.structure] + order_of[helix.structure] != order:
                        continue
                    products = self._displace(invader, helix, forward=key[0])
                    reactants = tuple(sorted((invader.structure, helix.structure)))
                    if products != reactants:
                        found[reactants, products] = None
        # The constant is that of a reaction between complexes, in however many ways it happens;
        # displacements that start at different nicks have different first products.
        for reactants, products in found:
            yield DetailedReaction(reactants, products, self._rate, LEAK)

    def _index(
        self,
        structure: Structure,
        invaders: dict[_Key, list[_Place]],
        helices: dict[_Key, list[_Place]],
    ) -> None:
        strands, pair = structure
        layout = self._pool.layout(strands)
        for loop in loops_of(layout, pair, self._rules.length_nt):
            if not loop.exterior:
                continue
            turn = layout.strand[loop.items[0]]
            for p in loop.items:
                kinds = (invaders, self._invading) if pair[p] < 0 else (helices, self._held)
                for forward in (True, False):
                    domains = kinds[1](layout, pair, p, forward)
                    if domains:
                        place = _Place(structure, p, turn)
                        kinds[0].setdefault((forward, domains), []).append(place)

    def _invading(
        self, layout: Layout, pair: tuple[int, ...], u: int, forward: bool
    ) -> tuple[int, ...]:
        """What an invader can take over from u on, as far as it takes to hold."""
        ends = layout.first if forward else layout.last
        step = -1 if forward else 1
        taken = [-layout.domain[u]]
        while self._rules.max_helix and not self._holds(taken) and not ends[u]:
            u += step
            if pair[u] >= 0:
                break
            taken.append(-layout.domain[u])
        return tuple(taken) if self._holds(taken) else ()

    def _held(
        self, layout: Layout, pair: tuple[int, ...], p: int, forward: bool
    ) -> tuple[int, ...]:
        """The strand of the helix at p that an invader found in this direction binds."""
        q = pair[p]
        taken = [layout.domain[p if forward else q]]
        while self._rules.max_helix and not self._holds(taken):
            if layout.last[p] or layout.first[q] or p + 1 == q or pair[p + 1] != q - 1:
                break
            p, q = p + 1, q - 1
            taken.append(layout.domain[p if forward else q])
        return tuple(taken) if self._holds(taken) else ()

    def _holds(self, domains: list[int]) -> bool:
        return sum(self._rules.length_nt[abs(d)] for d in domains) > self._held_min_nt

    def _displace(self, invader: _Place, helix: _Place, forward: bool) -> tuple[Structure, ...]:
        first, u = self._turned(invader)
        second, p = self._turned(helix)
        shift = len(first[1])
        strands = first[0] + second[0]
        pair = first[1] + tuple([q if q < 0 else q + shift for q in second[1]])
        layout = self._pool.layout(strands)
        # Laid side by side, the two exterior loops are one loop with two nicks.
        loop = next(
            loop for loop in loops_of(layout, pair, self._rules.length_nt) if u in loop.items
        )
        move = next(
            MoveFinder(layout, pair, self._rules).invade(
                loop, loop.items.index(u), loop.items.index(p + shift), forward
            )
        )
        parts = parts_of(layout, move.pair)
        return tuple(sorted(self._pool.assemble(strands, part) for part in parts))

    def _turned(self, place: _Place) -> tuple[Structure, int]:
        strands, pair = place.structure
        shift = self._pool.layout(strands).start[place.turn]
        turned = self._pool.rotated(strands, pair, place.turn)
        return turned, (place.position - shift) % len(pair)
