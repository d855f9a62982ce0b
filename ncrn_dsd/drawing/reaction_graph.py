"""The reaction graph of an enumerated network as one SVG document.

Species are boxes, reactions are small discs between them, and time runs from left to right as
far as it can. A reaction and its reverse share a disc, each with a half of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import escape

from ncrn_dsd.drawing.graph_legend import legend
from ncrn_dsd.drawing.graph_lines import LineEnd, edge_line
from ncrn_dsd.drawing.graph_marks import (
    BOX_GAP_PX,
    BOX_HEIGHT_PX,
    DISC_PX,
    PAPER,
    SLOT_PX,
    disc,
    kind_colour,
    kind_name,
    species_box,
    species_size,
    text,
)
from ncrn_dsd.drawing.layer_ranks import Edge
from ncrn_dsd.drawing.layered_layout import Box, Layout, Pass, layered_layout
from ncrn_dsd.drawing.reversible_pairs import DrawnReaction, drawn_reactions
from ncrn_dsd.drawing.text import count, counted, number, si_rate_unit
from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil_document import PilReaction
from ncrn_dsd.formats.pil_network import PilNetwork, PilSpecies

MAX_SPECIES, MAX_REACTIONS = 80, 120
"""A larger graph is a picture that nobody can read."""

_MARGIN_PX = 24.0
_PART_GAP_PX = 34.0
_ENDS_PX, _CORNER_PX = 6.0, 5.0
_NARROWEST_PX = 860.0
_STYLE = (
    ".r path{fill:none;stroke-width:1.5}.r:hover path{stroke-width:3.5}"
    ".r:hover circle,.s:hover rect{stroke-width:3}"
    "@media print{.r:hover path{stroke-width:1.5}}"
)


def reaction_graph_svg(network: PilNetwork, title: str) -> str:
    """An SVG document that shows who reacts to what; equal input, equal text.

    Complexes and rate constants appear when the pointer rests on a box or a reaction.

    Raises
    ------
    FormatError: F360, the network has too many species or reactions for a readable picture.
    """
    present = [s.name for s in network.species if s.is_present]
    reactions = drawn_reactions(network.reactions, present)
    _check_size(network, reactions)
    groups = _connected([tuple(_sides(r)) for r in reactions])
    parts = [
        _Part(
            [s for s in network.species if s.name in group],
            [r for index, r in enumerate(reactions) if index in group],
        )
        for group in groups
    ]
    width = max((part.layout.width for part in parts), default=0.0)
    width = max(width, _NARROWEST_PX)
    shapes, y = legend(network, reactions, title, (_MARGIN_PX, _MARGIN_PX), width)
    for part in parts:
        shapes += part.shapes(_MARGIN_PX, y)
        y += part.layout.height + _PART_GAP_PX
    busy = {name for r in reactions for name in _sides(r)}
    alone = [s for s in network.species if s.name not in busy]
    if alone:
        more, y = _in_rows(alone, width, y)
        shapes += more
    return _page(title, shapes, width + 2 * _MARGIN_PX, y)


def _connected(sides: Sequence[tuple[str, ...]]) -> list[set[int | str]]:
    """Numbers of reactions and names of species that hang together, the largest set first."""
    # Importing the library takes long, and most commands draw no graph.
    import networkx as nx

    graph: nx.Graph[int | str] = nx.Graph()
    for index, names in enumerate(sides):
        graph.add_node(index)
        graph.add_edges_from((index, name) for name in names)
    return sorted(
        nx.connected_components(graph),
        key=lambda group: (-len(group), min(n for n in group if isinstance(n, int))),
    )


def _check_size(network: PilNetwork, reactions: Sequence[DrawnReaction]) -> None:
    if len(network.species) <= MAX_SPECIES and len(reactions) <= MAX_REACTIONS:
        return
    detail = "leave out the details, or " if network.is_detailed else ""
    raise FormatError(
        "F360",
        "reaction graph",
        f"{count(len(network.species))} species and {counted(len(reactions), 'reaction')}, each"
        " with its reverse, are too many for a picture that can be read (at most"
        f" {MAX_SPECIES} and {MAX_REACTIONS})",
        f"{detail}write the network as PIL or SBML",
    )


def _sides(reaction: DrawnReaction) -> dict[str, None]:
    return dict.fromkeys((*reaction.forward.reactants, *reaction.forward.products))


class _Part:
    """A connected part of the graph."""

    def __init__(self, species: Sequence[PilSpecies], reactions: Sequence[DrawnReaction]) -> None:
        self._species, self._reactions = species, reactions
        number_of = {s.name: n for n, s in enumerate(species)}
        self._edges: list[Edge] = []
        self._copies: list[int] = []
        for n, reaction in enumerate(reactions, len(species)):
            for name, copies in Counter(reaction.forward.reactants).items():
                self._edges.append((number_of[name], n))
                self._copies.append(copies)
            for name, copies in Counter(reaction.forward.products).items():
                self._edges.append((n, number_of[name]))
                self._copies.append(copies)
        self._boxes = [Box(*species_size(s), starts=s.is_present) for s in species]
        self._boxes += [Box(DISC_PX, DISC_PX, has_sides=True) for _ in reactions]
        self.layout: Layout = layered_layout(self._boxes, self._edges, SLOT_PX)

    def shapes(self, left: float, top: float) -> list[str]:
        """Reactions first, so that boxes lie above the ends of lines."""
        count = len(self._species)
        at = [(x + left, y + top) for x, y in self.layout.centres]
        passes = [
            [Pass(p.x_in + left, p.x_out + left, p.y + top) for p in chain]
            for chain in self.layout.passes
        ]
        shifts = self._shifts(at, passes)
        lines: list[list[str]] = [[] for _ in self._reactions]
        for index, edge in enumerate(self._edges):
            lines[max(edge) - count].append(self._line(index, passes[index], at, shifts))
        return [
            *(
                _reaction_shape(reaction, "".join(paths), at[count + n])
                for n, (reaction, paths) in enumerate(zip(self._reactions, lines, strict=True))
            ),
            *(species_box(s, at[n], self._boxes[n].width) for n, s in enumerate(self._species)),
        ]

    def _shifts(
        self, at: Sequence[tuple[float, float]], passes: Sequence[Sequence[Pass]]
    ) -> dict[int, float]:
        """How far from the middle of its box every line ends [px], in the order of the lines."""
        meeting: dict[tuple[int, float], list[tuple[float, int]]] = {}
        for index, (edge, chain) in enumerate(zip(self._edges, passes, strict=True)):
            species, reaction = sorted(edge)
            near = chain[0 if species == edge[0] else -1].y if chain else at[reaction][1]
            side = _side(at, species, reaction)
            meeting.setdefault((species, side), []).append((near, index))
        shifts = {}
        for ends in meeting.values():
            step = min(_ENDS_PX, (BOX_HEIGHT_PX - 2 * _CORNER_PX) / max(1, len(ends) - 1))
            for place, (_, index) in enumerate(sorted(ends)):
                shifts[index] = (place - (len(ends) - 1) / 2) * step
        return shifts

    def _line(
        self,
        index: int,
        passes: Sequence[Pass],
        at: Sequence[tuple[float, float]],
        shifts: Mapping[int, float],
    ) -> str:
        species, reaction = sorted(self._edges[index])
        drawn = self._reactions[reaction - len(self._species)]
        is_product = self._edges[index][1] == species
        # A line has the colour of the reaction that uses up the species at its end.
        user = drawn.backward if is_product and drawn.backward is not None else drawn.forward
        side = _side(at, species, reaction)
        x, y = at[species]
        box_end = LineEnd(
            x + side * (self._boxes[species].width / 2 + BOX_GAP_PX),
            y + shifts[index],
            side,
            has_arrow=is_product or drawn.backward is not None,
        )
        outward = 1.0 if is_product else -1.0
        x, y = at[reaction]
        disc_end = LineEnd(x + outward * DISC_PX / 2, y, outward, has_arrow=False)
        ends = (disc_end, box_end) if is_product else (box_end, disc_end)
        return edge_line(*ends, passes, kind_colour(user.kind), self._copies[index])


def _side(at: Sequence[tuple[float, float]], species: int, reaction: int) -> float:
    """On which side of a species a reaction lies."""
    return 1.0 if at[reaction][0] > at[species][0] else -1.0


def _reaction_shape(reaction: DrawnReaction, lines: str, at: tuple[float, float]) -> str:
    colours = [kind_colour(r.kind) for r in reaction.both]
    words = escape("\n".join(_words(r) for r in reaction.both))
    return f'<g class="r"><title>{words}</title>{lines}{disc(at, colours)}</g>\n'


def _words(reaction: PilReaction) -> str:
    rate = "rate constant not given"
    if reaction.rate is not None:
        rate = f"{number(reaction.rate)} {si_rate_unit(len(reaction.reactants))}"
    left, right = (" + ".join(side) or "∅" for side in (reaction.reactants, reaction.products))
    return f"{left} → {right}\n{kind_name(reaction.kind)}, {rate}"


def _in_rows(species: Sequence[PilSpecies], width: float, y: float) -> tuple[list[str], float]:
    """Boxes side by side below the graph, and where they end."""
    shapes = [text((_MARGIN_PX, y + 4), "Take part in no reaction:")]
    x, y, height = _MARGIN_PX, y + 20, 0.0
    for one in species:
        box_width, height = species_size(one)
        if x > _MARGIN_PX and x + box_width > _MARGIN_PX + width:
            x, y = _MARGIN_PX, y + height + 12
        shapes.append(species_box(one, (x + box_width / 2, y + height / 2), box_width))
        x += box_width + 14
    return shapes, y + height + _PART_GAP_PX


def _page(title: str, shapes: Sequence[str], width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'aria-label="{escape(title)}">\n<style>{_STYLE}</style>\n'
        f'<rect width="100%" height="100%" style="fill:{PAPER}"/>\n'
        f"{''.join(shapes)}</svg>\n"
    )
