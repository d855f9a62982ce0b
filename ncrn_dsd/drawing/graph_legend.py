"""What stands above a reaction graph: what it shows, and what its marks mean."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ncrn_dsd.drawing.graph_marks import (
    DISC_PX,
    KIND_COLOURS,
    box_frame,
    disc,
    kind_colour,
    kind_name,
    text,
)
from ncrn_dsd.drawing.reversible_pairs import DrawnReaction
from ncrn_dsd.drawing.text import counted
from ncrn_dsd.formats.pil_network import PilNetwork

_LETTER_PX = 7.2
_LINE_PX = 22.0
_MARK_PX = 26.0


def legend(
    network: PilNetwork,
    reactions: Sequence[DrawnReaction],
    title: str,
    corner: tuple[float, float],
    width: float,
) -> tuple[list[str], float]:
    """Shapes of the legend, and where the graph may begin."""
    left, y = corner
    shapes = []
    for words, style in _sentences(network, title):
        for line in textwrap.wrap(words, int(width / _LETTER_PX)):
            shapes.append(text((left, y), line, style=style))
            y += _LINE_PX
    x = left
    for mark, words in _marks(network, reactions):
        item = _MARK_PX + _LETTER_PX * len(words)
        if x > left and x + item > left + width:
            x, y = left, y + _LINE_PX
        shapes.append(f'<g transform="translate({x:.1f} {y - 4:.1f})">{mark}</g>\n')
        shapes.append(text((x + _MARK_PX, y), words))
        x += item + 14
    return shapes, y + 1.2 * _LINE_PX


def _sentences(network: PilNetwork, title: str) -> Iterator[tuple[str, str]]:
    kind = "complex" if network.is_detailed else "resting macrostate"
    ending = "" if len(network.species) == 1 else "es" if network.is_detailed else "s"
    reactions = counted(len(network.reactions), "reaction")
    yield f"{title}: {len(network.species)} {kind}{ending}, {reactions}", "font-weight:bold"
    yield "Rest the pointer on a box or a disc to see strands and rate constants.", ""
    if network.truncated_by is not None:
        yield f"NOT COMPLETE: {network.truncated_by}", "fill:#c62828"


def _marks(network: PilNetwork, reactions: Sequence[DrawnReaction]) -> Iterator[tuple[str, str]]:
    centre = (DISC_PX / 2, 0.0)
    kinds = {r.kind for r in network.reactions}
    for kind in (k for k in KIND_COLOURS if k in kinds):
        yield disc(centre, [kind_colour(kind)]), kind_name(kind)
    if kinds.difference(KIND_COLOURS):
        yield disc(centre, [kind_colour(None)]), "another kind"
    for present, words in ((True, "there at the start"), (False, "made on the way")):
        if any(s.is_present is present for s in network.species):
            yield box_frame((0.0, -6.0), (20.0, 12.0), present=present, resting=True), words
    if any(not s.is_resting for s in network.species):
        yield box_frame((0.0, -6.0), (20.0, 12.0), present=False, resting=False), "transient"
    for reaction in [r for r in reactions if r.backward is not None][:1]:
        yield (
            disc(centre, [kind_colour(r.kind) for r in reaction.both]),
            "with its reverse: each side has the colour of what uses up the species there",
        )
