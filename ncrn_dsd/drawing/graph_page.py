"""All parts of a reaction graph on one SVG document, below what stands above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from ncrn_dsd.drawing.graph_marks import PAPER, Node, node_box, node_size, text
from ncrn_dsd.drawing.graph_part import DrawnStep, GraphPart, connected

MARGIN_PX = 24.0
_PART_GAP_PX = 34.0
_NARROWEST_PX = 860.0
_STYLE = (
    ".r path{fill:none;stroke-width:1.5}.r:hover path{stroke-width:3.5}"
    ".r:hover circle,.s:hover rect{stroke-width:3}"
    "@media print{.r:hover path{stroke-width:1.5}}"
)


@dataclass(frozen=True, slots=True)
class ReactionGraph:
    """Parts that do not hang together, the largest first, and nodes without a reaction.

    Parameters
    ----------
    width: of the widest part, but never too narrow for the legend [px].
    """

    parts: tuple[GraphPart, ...]
    alone: tuple[Node, ...]
    width: float


def graph_shapes(
    nodes: Sequence[Node], steps: Sequence[DrawnStep], narrowest_px: float = _NARROWEST_PX
) -> ReactionGraph:
    """Lay out every connected part of a graph."""
    parts = tuple(
        GraphPart(
            [node for node in nodes if node.name in group],
            [step for index, step in enumerate(steps) if index in group],
        )
        for group in connected(steps)
    )
    busy = {name for step in steps for name in step.sides}
    width = max((part.layout.width for part in parts), default=0.0)
    alone = tuple(node for node in nodes if node.name not in busy)
    return ReactionGraph(parts, alone, max(width, narrowest_px))


def graph_page(title: str, graph: ReactionGraph, above: Sequence[str], y: float) -> str:
    """The SVG document.

    Parameters
    ----------
    above: shapes of the legend.
    y: where the graph may begin [px].
    """
    shapes = list(above)
    for part in graph.parts:
        shapes += part.shapes(MARGIN_PX, y)
        y += part.layout.height + _PART_GAP_PX
    if graph.alone:
        more, y = _in_rows(graph.alone, graph.width, y)
        shapes += more
    width = graph.width + 2 * MARGIN_PX
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" '
        f'height="{y:.0f}" viewBox="0 0 {width:.0f} {y:.0f}" '
        f'aria-label="{escape(title)}">\n<style>{_STYLE}</style>\n'
        f'<rect width="100%" height="100%" style="fill:{PAPER}"/>\n'
        f"{''.join(shapes)}</svg>\n"
    )


def _in_rows(nodes: Sequence[Node], width: float, y: float) -> tuple[list[str], float]:
    """Boxes side by side below the graph, and where they end."""
    shapes = [text((MARGIN_PX, y + 4), "Take part in no reaction:")]
    x, y, height = MARGIN_PX, y + 20, 0.0
    for node in nodes:
        box_width, height = node_size(node)
        if x > MARGIN_PX and x + box_width > MARGIN_PX + width:
            x, y = MARGIN_PX, y + height + 12
        shapes.append(node_box(node, (x + box_width / 2, y + height / 2), box_width))
        x += box_width + 14
    return shapes, y + height + _PART_GAP_PX
