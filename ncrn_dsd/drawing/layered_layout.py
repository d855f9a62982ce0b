"""Layered layout of a directed graph, left to right, without overlaps.

The steps are those of Sugiyama, Tagawa and Toda, IEEE Trans. Syst. Man Cybern. 11:109 (1981):
break cycles, assign layers, order the layers, place the vertices. A long edge passes every layer
between its ends in a slot of its own, so no line runs behind a vertex.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ncrn_dsd.drawing.layer_order import Rows, order_layers
from ncrn_dsd.drawing.layer_ranks import Edge, ranks

_SWEEPS = 40
_GAP_PX, _SLOT_GAP_PX = 14.0, 9.0
_COLUMN_PX, _COLUMN_MAX_PX, _STEEPNESS = 32.0, 150.0, 0.25


@dataclass(frozen=True, slots=True)
class Box:
    """Room that a vertex takes [px].

    Parameters
    ----------
    has_sides: edges come in on its left and leave on its right, whatever way they run; other
        vertices take an edge on the side on which its other end lies.
    starts: the graph should begin here where it has to begin in a cycle.
    """

    width: float
    height: float
    has_sides: bool = False
    starts: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """A point at which an edge crosses a column, horizontally, from `x_in` to `x_out`."""

    x_in: float
    x_out: float
    y: float


@dataclass(frozen=True, slots=True)
class LayeredLayout:
    """Where everything is [px].

    Parameters
    ----------
    centres: of the vertices.
    passes: for every edge, what it passes from its tail to its head; ends are not among them.
    """

    centres: tuple[tuple[float, float], ...]
    passes: tuple[tuple[Pass, ...], ...]
    width: float
    height: float


def layered_layout(boxes: Sequence[Box], edges: Sequence[Edge], slot_px: float) -> LayeredLayout:
    """Place the vertices of a connected graph whose layers alternate between two kinds.

    Parameters
    ----------
    boxes: one per vertex; those with sides only have neighbours without, and the other way
        round.
    edges: by the numbers of the vertices.
    slot_px: height of the slot of a passing edge.
    """
    rank = ranks([b.has_sides for b in boxes], [b.starts for b in boxes], edges)
    plan = _Plan(boxes, edges, rank, slot_px)
    rows = order_layers(plan.rows())
    y = _heights(rows, plan)
    columns = _columns(rows, plan, y)
    top = min(y[v] - plan.height[v] / 2 for v in y)
    bottom = max(y[v] + plan.height[v] / 2 for v in y)
    centre_x = {v: (columns[n][0] + columns[n][1]) / 2 for n, row in enumerate(rows) for v in row}
    return LayeredLayout(
        tuple((centre_x[v], y[v] - top) for v in range(len(boxes))),
        tuple(
            tuple(Pass(*_through(plan, columns, dummy, edge), y[dummy] - top) for dummy in chain)
            for edge, chain in zip(edges, plan.chains, strict=True)
        ),
        columns[-1][1],
        bottom - top,
    )


@dataclass
class _Plan:
    """The graph with a dummy vertex wherever an edge passes a layer."""

    boxes: Sequence[Box]
    edges: Sequence[Edge]
    rank: Sequence[int]
    slot_px: float
    height: dict[int, float] = field(init=False)
    layer_of: dict[int, int] = field(init=False)
    chains: list[list[int]] = field(init=False, default_factory=list)
    links: list[Edge] = field(init=False, default_factory=list)
    turns: list[Edge] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.height = {v: box.height for v, box in enumerate(self.boxes)}
        self.layer_of = dict(enumerate(self.rank))
        for tail, head in self.edges:
            self._add(tail, head)

    def _add(self, tail: int, head: int) -> None:
        """Dummies of one edge from tail to head.

        An edge that runs to the left turns round in the layer of its vertex with sides.
        """
        start, end = self.rank[tail], self.rank[head]
        step = 1 if end > start else -1
        layers = list(range(start + step, end, step))
        turn = None
        if step < 0:
            turn = tail if self.boxes[tail].has_sides else head
            layers = [start, *layers] if turn == tail else [*layers, end]
        chain = []
        for layer in layers:
            dummy = len(self.height)
            self.height[dummy] = self.slot_px
            self.layer_of[dummy] = layer
            chain.append(dummy)
        self.chains.append(chain)
        path = [tail, *chain, head]
        for a, b in pairwise(path):
            same = self.layer_of[a] == self.layer_of[b]
            low, high = sorted((a, b), key=self.layer_of.__getitem__)
            (self.turns if same else self.links).append((low, high))

    def is_dummy(self, vertex: int) -> bool:
        return vertex >= len(self.boxes)

    def rows(self) -> Rows:
        layers: list[list[int]] = [[] for _ in range(max(self.layer_of.values()) + 1)]
        for vertex, layer in self.layer_of.items():
            layers[layer].append(vertex)
        return Rows(layers, self.links, self.turns)


def _heights(rows: Sequence[Sequence[int]], plan: _Plan) -> dict[int, float]:
    """y of every vertex: near its neighbours, in the order of its layer, and far enough apart."""
    near: dict[int, list[tuple[int, float]]] = {v: [] for v in plan.height}
    for a, b in (*plan.links, *plan.turns):
        # Long edges should be straight, for the eye to follow.
        weight = (1.0, 2.0, 6.0)[plan.is_dummy(a) + plan.is_dummy(b)]
        near[a].append((b, weight))
        near[b].append((a, weight))
    y: dict[int, float] = {}
    for row in rows:
        y.update(zip(row, _spread([0.0] * len(row), row, plan), strict=True))
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [
                sum(y[other] * weight for other, weight in near[v])
                / (sum(weight for _, weight in near[v]) or 1.0)
                if near[v]
                else y[v]
                for v in row
            ]
            y.update(zip(row, _spread(wanted, row, plan), strict=True))
    return y


def _spread(wanted: Sequence[float], row: Sequence[int], plan: _Plan) -> list[float]:
    """Closest values to `wanted` in the sense of least squares that keep order and distance.

    Without the distances this is isotonic regression, which pooling of adjacent violators solves.
    """
    shifts, shift = [0.0], 0.0
    for above, below in pairwise(row):
        gap = _SLOT_GAP_PX if plan.is_dummy(above) or plan.is_dummy(below) else _GAP_PX
        shift += (plan.height[above] + plan.height[below]) / 2 + gap
        shifts.append(shift)
    blocks: list[tuple[float, int]] = []
    for value, moved in zip(wanted, shifts, strict=False):
        total, count = value - moved, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            more, members = blocks.pop()
            total, count = total + more, count + members
        blocks.append((total, count))
    level = [total / count for total, count in blocks for _ in range(count)]
    return [a + b for a, b in zip(level, shifts, strict=False)]


def _columns(
    rows: Sequence[Sequence[int]], plan: _Plan, y: Mapping[int, float]
) -> list[tuple[float, float]]:
    """Left and right end of every layer; steep edges get more room before the next layer."""
    rise = [0.0] * len(rows)
    for a, b in plan.links:
        low = plan.layer_of[a]
        rise[low] = max(rise[low], abs(y[a] - y[b]))
    columns, x = [], 0.0
    for number, row in enumerate(rows):
        width = max((plan.boxes[v].width for v in row if not plan.is_dummy(v)), default=0.0)
        columns.append((x, x + width))
        x += width + min(_COLUMN_PX + _STEEPNESS * rise[number], _COLUMN_MAX_PX)
    return columns


def _through(
    plan: _Plan, columns: Sequence[tuple[float, float]], dummy: int, edge: Edge
) -> tuple[float, float]:
    """Where an edge enters and leaves the column of one of its dummies."""
    left, right = columns[plan.layer_of[dummy]]
    return (left, right) if plan.rank[edge[1]] > plan.rank[edge[0]] else (right, left)
