"""Which bindings of two complexes can only fall apart again.

With a universal toehold every signal can bind every open gate, and the number of such
encounters grows with the square of the system, although nothing comes of them. Two complexes
without a common long domain do together what their sketches say (long domains renamed, toeholds
kept), so one pair per pair of sketches is followed until it falls apart, and the answer holds
for all. Leaving such encounters out changes no condensed reaction: their only outcome is the
reactants. Pairs that do have a long domain in common are always followed, so a long domain that
most complexes carry undoes the saving.
"""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.enumeration.engine.class_moves import ClassMoves
from ncrn_dsd.enumeration.engine.structure import StrandPool, Structure

Sketch = tuple[int, tuple[int, ...]]
"""A complex up to the names of its long domains."""


class Encounters:
    """Decides encounters, one per pair of sketches.

    Parameters
    ----------
    component_of: number of the component of each known complex.
    max_conformers: an encounter with more conformers than this counts as productive.
    """

    def __init__(
        self,
        pool: StrandPool,
        moves: ClassMoves,
        component_of: Mapping[Structure, int],
        max_conformers: int,
    ) -> None:
        self._pool = pool
        self._moves = moves
        self._component_of = component_of
        self._max_conformers = max_conformers
        self._decided: dict[tuple[Sketch, Sketch], tuple[bool, ...]] = {}

    def sketch(self, structure: Structure) -> Sketch:
        strands, pair = structure
        return self._pool.sketch(strands), pair

    def known(self, a: Structure, b: Structure) -> tuple[bool, ...] | None:
        """For each way in which a and b bind, whether something can come of it, if decided."""
        return self._decided.get((self.sketch(a), self.sketch(b)))

    def decide(
        self, a: Structure, b: Structure, products: tuple[Structure, ...]
    ) -> tuple[bool, ...]:
        """The same, found out by following the bound complexes `products`."""
        found = tuple(not self.falls_apart(product, a, b) for product in products)
        self._decided[self.sketch(a), self.sketch(b)] = found
        return found

    def falls_apart(self, bound: Structure, a: Structure, b: Structure) -> bool:
        """Every fast reaction of every conformer stays bound or gives a and b, and all can part.

        Conformers of a and b that rest together with them count as a and b.
        """
        apart = sorted((self._component_of[a], self._component_of[b]))
        came_from: dict[Structure, list[Structure]] = {bound: []}
        parting: list[Structure] = []
        frontier = [bound]
        while frontier:
            here = frontier.pop()
            for reaction in self._moves.fast(here):
                if len(reaction.products) == 1:
                    (product,) = reaction.products
                    if product not in came_from:
                        came_from[product] = []
                        frontier.append(product)
                    came_from[product].append(here)
                elif sorted(self._component_of.get(p, -1) for p in reaction.products) == apart:
                    parting.append(here)
                else:
                    return False
            if len(came_from) > self._max_conformers:
                return False
        can_part = set(parting)
        while parting:
            for source in came_from[parting.pop()]:
                if source not in can_part:
                    can_part.add(source)
                    parting.append(source)
        return len(can_part) == len(came_from)
