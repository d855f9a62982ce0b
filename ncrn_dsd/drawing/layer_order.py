"""The order of the vertices in every layer, with few crossings of edges."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

from ncrn_dsd.drawing.layer_ranks import Edge

_SWEEPS = 32


@dataclass(frozen=True, slots=True)
class Rows:
    """A layered graph.

    Parameters
    ----------
    layers: the vertices of each, in any order.
    links: edges between neighbouring layers, lower layer first.
    turns: edges within a layer.
    """

    layers: Sequence[Sequence[int]]
    links: Sequence[Edge]
    turns: Sequence[Edge]


def order_layers(rows: Rows) -> list[list[int]]:
    """The layers in the best order that sweeping by barycentres finds."""
    order = _Order(rows)
    best, fewest = order.layers(), order.crossings()
    for sweep in range(_SWEEPS):
        order.sweep(backward=sweep % 2 == 1, both_sides=sweep % 8 >= 6)
        crossings = order.crossings()
        if crossings < fewest:
            best, fewest = order.layers(), crossings
    return best


class _Order:
    def __init__(self, rows: Rows) -> None:
        self._rows = [list(layer) for layer in rows.layers]
        self._layer_of = {v: n for n, layer in enumerate(rows.layers) for v in layer}
        self._near: dict[int, list[int]] = {v: [] for v in self._layer_of}
        for a, b in (*rows.links, *rows.turns):
            self._near[a].append(b)
            self._near[b].append(a)
        self._links = rows.links
        self._start()

    def layers(self) -> list[list[int]]:
        return [list(row) for row in self._rows]

    def sweep(self, *, backward: bool, both_sides: bool) -> None:
        """Sort every layer by the mean place of its neighbours, one layer after the other."""
        numbers = range(len(self._rows))
        for number in reversed(numbers) if backward else numbers:
            wanted = {v: self._wanted(v, number, backward, both_sides) for v in self._rows[number]}
            self._rows[number].sort(key=wanted.__getitem__)
            self._note(number)

    def crossings(self) -> int:
        """How many pairs of links cross."""
        between: dict[int, list[tuple[float, float]]] = {}
        for a, b in self._links:
            between.setdefault(self._layer_of[a], []).append((self._place[a], self._place[b]))
        total = 0
        for ends in between.values():
            seen: list[float] = []
            for _, end in sorted(ends):
                total += len(seen) - bisect_right(seen, end)
                insort(seen, end)
        return total

    def _start(self) -> None:
        """Depth first, so that what belongs together starts together."""
        found: dict[int, int] = {}
        for root in sorted(self._near, key=lambda v: (self._layer_of[v], v)):
            stack = [root]
            while stack:
                vertex = stack.pop()
                if vertex not in found:
                    found[vertex] = len(found)
                    stack += reversed(self._near[vertex])
        self._place: dict[int, float] = {}
        for number, row in enumerate(self._rows):
            row.sort(key=found.__getitem__)
            self._note(number)

    def _note(self, number: int) -> None:
        """Places run from 0 to 1, so that layers of different sizes can be compared."""
        row = self._rows[number]
        for index, vertex in enumerate(row):
            self._place[vertex] = (index + 0.5) / len(row)

    def _wanted(self, vertex: int, number: int, backward: bool, both_sides: bool) -> float:
        ahead = number + 1 if backward else number - 1
        places = [
            self._place[other]
            for other in self._near[vertex]
            if both_sides or self._layer_of[other] in {ahead, number}
        ]
        return sum(places) / len(places) if places else self._place[vertex]
