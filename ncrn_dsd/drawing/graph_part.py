"""A connected part of a reaction graph: what is drawn where, and the lines between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import escape

from ncrn_dsd.drawing.graph_lines import LineEnd, edge_line
from ncrn_dsd.drawing.graph_marks import (
    BOX_GAP_PX,
    BOX_HEIGHT_PX,
    DISC_PX,
    FAINT,
    SLOT_PX,
    Node,
    disc,
    node_box,
    node_size,
)
from ncrn_dsd.drawing.layer_ranks import Edge
from ncrn_dsd.drawing.layered_layout import Box, LayeredLayout, Pass, layered_layout

_ENDS_PX, _CORNER_PX = 6.0, 5.0


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """A reaction, or a reaction and its reverse, as it is drawn from left to right.

    Parameters
    ----------
    reactants, products: names of nodes, repeated by multiplicity.
    colours: of the forward reaction, and of the reverse where there is one.
    words: what a reader sees who rests the pointer on it.
    label: a letter or two on the disc; empty for none.
    catalysts: names of nodes that take part and stay what they are; they have a faint line of
        their own instead of one to the step and one back.
    """

    reactants: tuple[str, ...]
    products: tuple[str, ...]
    colours: tuple[str, ...]
    words: str
    label: str = ""
    catalysts: tuple[str, ...] = ()

    @property
    def sides(self) -> dict[str, None]:
        """All nodes that take part."""
        return dict.fromkeys((*self.reactants, *self.products, *self.catalysts))


def connected(steps: Sequence[DrawnStep]) -> list[set[int | str]]:
    """Numbers of steps and names of nodes that hang together, the largest set first."""
    # Importing the library takes long, and most commands draw no graph.
    import networkx as nx

    graph: nx.Graph[int | str] = nx.Graph()
    for index, step in enumerate(steps):
        graph.add_node(index)
        graph.add_edges_from((index, name) for name in step.sides)
    return sorted(
        nx.connected_components(graph),
        key=lambda group: (-len(group), min(n for n in group if isinstance(n, int))),
    )


class GraphPart:
    """A connected part of the graph."""

    def __init__(self, nodes: Sequence[Node], steps: Sequence[DrawnStep]) -> None:
        self._nodes, self._steps = nodes, steps
        number_of = {node.name: n for n, node in enumerate(nodes)}
        self._edges: list[Edge] = []
        self._copies: list[int] = []
        self._faint: set[int] = set()
        for n, step in enumerate(steps, len(nodes)):
            for name, copies in Counter(step.reactants).items():
                self._edges.append((number_of[name], n))
                self._copies.append(copies)
            for name, copies in Counter(step.products).items():
                self._edges.append((n, number_of[name]))
                self._copies.append(copies)
            for name in dict.fromkeys(step.catalysts):
                self._faint.add(len(self._edges))
                self._edges.append((number_of[name], n))
                self._copies.append(1)
        self._boxes = [Box(*node_size(node), starts=node.is_present) for node in nodes]
        self._boxes += [Box(DISC_PX, DISC_PX, has_sides=True) for _ in steps]
        self.layout: LayeredLayout = layered_layout(self._boxes, self._edges, SLOT_PX)

    def shapes(self, left: float, top: float) -> list[str]:
        """Reactions first, so that boxes lie above the ends of lines."""
        count = len(self._nodes)
        at = [(x + left, y + top) for x, y in self.layout.centres]
        passes = [
            [Pass(p.x_in + left, p.x_out + left, p.y + top) for p in chain]
            for chain in self.layout.passes
        ]
        shifts = self._shifts(at, passes)
        lines: list[list[str]] = [[] for _ in self._steps]
        for index, edge in enumerate(self._edges):
            lines[max(edge) - count].append(self._line(index, passes[index], at, shifts))
        return [
            *(
                _step_shape(step, "".join(paths), at[count + n])
                for n, (step, paths) in enumerate(zip(self._steps, lines, strict=True))
            ),
            *(node_box(node, at[n], self._boxes[n].width) for n, node in enumerate(self._nodes)),
        ]

    def _shifts(
        self, at: Sequence[tuple[float, float]], passes: Sequence[Sequence[Pass]]
    ) -> dict[int, float]:
        """How far from the middle of its box every line ends [px], in the order of the lines."""
        meeting: dict[tuple[int, float], list[tuple[float, int]]] = {}
        for index, (edge, chain) in enumerate(zip(self._edges, passes, strict=True)):
            node, step = sorted(edge)
            near = chain[0 if node == edge[0] else -1].y if chain else at[step][1]
            side = _side(at, node, step)
            meeting.setdefault((node, side), []).append((near, index))
        shifts = {}
        for ends in meeting.values():
            gap = min(_ENDS_PX, (BOX_HEIGHT_PX - 2 * _CORNER_PX) / max(1, len(ends) - 1))
            for place, (_, index) in enumerate(sorted(ends)):
                shifts[index] = (place - (len(ends) - 1) / 2) * gap
        return shifts

    def _line(
        self,
        index: int,
        passes: Sequence[Pass],
        at: Sequence[tuple[float, float]],
        shifts: Mapping[int, float],
    ) -> str:
        node, number = sorted(self._edges[index])
        step = self._steps[number - len(self._nodes)]
        is_product = self._edges[index][1] == node
        # A line has the colour of the reaction that uses up the species at its end.
        colour = step.colours[-1] if is_product else step.colours[0]
        side = _side(at, node, number)
        x, y = at[node]
        box_end = LineEnd(
            x + side * (self._boxes[node].width / 2 + BOX_GAP_PX),
            y + shifts[index],
            side,
            has_arrow=index not in self._faint and (is_product or len(step.colours) > 1),
        )
        outward = 1.0 if is_product else -1.0
        x, y = at[number]
        disc_end = LineEnd(x + outward * DISC_PX / 2, y, outward, has_arrow=False)
        ends = (disc_end, box_end) if is_product else (box_end, disc_end)
        if index in self._faint:
            return edge_line(*ends, passes, FAINT, 1, dashes="4 3")
        return edge_line(*ends, passes, colour, self._copies[index])


def _side(at: Sequence[tuple[float, float]], node: int, step: int) -> float:
    """On which side of a node a step lies."""
    return 1.0 if at[step][0] > at[node][0] else -1.0


def _step_shape(step: DrawnStep, lines: str, at: tuple[float, float]) -> str:
    mark = disc(at, step.colours, step.label)
    return f'<g class="r"><title>{escape(step.words)}</title>{lines}{mark}</g>\n'
