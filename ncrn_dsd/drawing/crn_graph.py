"""Graphs of a formal network, of its gate modules, and of an enumerated network."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from ncrn_dsd.drawing.graph_marks import DISC_PX, FAINT, Node, disc, text
from ncrn_dsd.drawing.graph_page import MARGIN_PX, graph_page, graph_shapes
from ncrn_dsd.drawing.graph_part import DrawnStep
from ncrn_dsd.drawing.reaction_graph import reaction_graph_svg
from ncrn_dsd.drawing.text import counted, formal_rate_unit, number
from ncrn_dsd.formats.pil_document import NamedComplex, PilConcentration, PilReaction
from ncrn_dsd.formats.pil_network import CONDENSED, PilNetwork, PilSpecies
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, SpeciesRole
from ncrn_dsd.ir.dsd import DsdSystem, GateModule
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork

MAX_FORMAL_SPECIES, MAX_FORMAL_REACTIONS = 40, 60
"""A larger formal network is a picture that nobody can read."""

_MAKES, _CONVERTS = "var(--good, #12662f)", "var(--link, #0b5fa5)"
_REMOVES, _IDLE = "var(--bad, #a11212)", "var(--quiet, #55586b)"
_EFFECTS = {
    _MAKES: "makes something",
    _CONVERTS: "turns one thing into another",
    _REMOVES: "removes something",
    _IDLE: "changes nothing",
}
_AT_THE_START = frozenset({ComplexRole.SIGNAL, ComplexRole.FUEL})
_LINE_PX, _LETTER_PX, _MARK_PX = 22.0, 7.2, 24.0
_NARROWEST_PX = 420.0


def is_readable(crn: FormalCrn) -> bool:
    """Whether a drawing of the network would help anybody."""
    return 0 < len(crn.reactions) <= MAX_FORMAL_REACTIONS and len(crn.species) <= MAX_FORMAL_SPECIES


def crn_graph_svg(crn: FormalCrn, title: str) -> str:
    """Species as boxes, one disc per reaction; equal input, equal text.

    Rate constants appear when the pointer rests on a reaction.
    """
    steps = [_step((r,), _reaction_words(r)) for r in crn.reactions]
    return _drawn(crn, steps, title)


def module_graph_svg(crn: FormalCrn, system: DsdSystem, title: str) -> str:
    """Species as boxes, one numbered disc per gate module; equal input, equal text.

    A module of a reversible pair is one disc with a half for each reaction. The fuels of a
    module appear when the pointer rests on it.
    """
    return _drawn(crn, [_module_step(crn, module) for module in system.modules], title)


def network_graph_svg(network: ReactionNetwork, title: str) -> str:
    """The reaction graph of an enumerated network; equal input, equal text.

    Raises
    ------
    FormatError: F360, the network has too many species or reactions for a readable picture.
    """
    nothing = PilConcentration("initial", 0.0)
    species = tuple(
        PilSpecies(
            s.name,
            (NamedComplex(s.name, s.complex, None if s.role in _AT_THE_START else nothing),),
            is_resting=True,
        )
        for s in network.species
    )
    reactions = tuple(
        PilReaction("leak" if r.leak else CONDENSED, r.rate, r.reactants, r.products)
        for r in network.reactions
    )
    drawn = PilNetwork(species, reactions, is_detailed=False, truncated_by=network.truncated_by)
    return reaction_graph_svg(drawn, title)


def _drawn(crn: FormalCrn, steps: Sequence[DrawnStep], title: str) -> str:
    made = {name for step in steps for name in step.products}
    nodes = [
        Node(
            s.name,
            "" if s.role is SpeciesRole.PLAIN else s.role.value,
            f"{s.name}: {s.role.value}",
            is_present=s.name not in made,
        )
        for s in crn.species
    ]
    graph = graph_shapes(nodes, steps, _NARROWEST_PX)
    shapes, y = _legend(steps, title, graph.width)
    return graph_page(title, graph, shapes, y)


def _legend(steps: Sequence[DrawnStep], title: str, width: float) -> tuple[list[str], float]:
    x, y = MARGIN_PX, MARGIN_PX
    shapes = []
    for line in textwrap.wrap(title, int(width / _LETTER_PX)):
        shapes.append(text((x, y), line, style="font-weight:bold"))
        y += _LINE_PX
    for mark, words in _marks(steps):
        if x > MARGIN_PX and x + 26 + _LETTER_PX * len(words) > width:
            x, y = MARGIN_PX, y + _LINE_PX
        shapes.append(f'<g transform="translate({x:.1f} {y - 4:.1f})">{mark}</g>\n')
        shapes.append(text((x + _MARK_PX, y), words))
        x += _MARK_PX + 18 + _LETTER_PX * len(words)
    return shapes, y + 1.2 * _LINE_PX


def _marks(steps: Sequence[DrawnStep]) -> Iterator[tuple[str, str]]:
    used = {colour for step in steps for colour in step.colours}
    for colour, words in _EFFECTS.items():
        if colour in used:
            yield disc((DISC_PX / 2, 0.0), [colour]), words
    if any(step.catalysts for step in steps):
        line = f'<path d="M0 0H18" style="stroke:{FAINT};stroke-width:1.5;stroke-dasharray:4 3"/>'
        yield line, "takes part and stays what it is"


def _module_step(crn: FormalCrn, module: GateModule) -> DrawnStep:
    reactions = tuple(crn.reactions[i] for i in module.reactions)
    words = (
        f"{module.name}: {counted(len(module.fuels), 'fuel')}",
        *(_reaction_words(r) for r in reactions),
        ", ".join(module.fuels),
    )
    return _step(reactions, "\n".join(words), str(module.index + 1))


def _step(reactions: Sequence[FormalReaction], words: str, label: str = "") -> DrawnStep:
    """A reaction, or a reversible pair, with its catalysts apart from what it changes."""
    left, right = Counter(reactions[0].reactants), Counter(reactions[0].products)
    return DrawnStep(
        tuple((left - right).elements()),
        tuple((right - left).elements()),
        tuple(map(_effect, reactions)),
        words,
        label,
        tuple(left & right),
    )


def _effect(reaction: FormalReaction) -> str:
    """The colour of what a reaction does, catalysts aside."""
    left, right = Counter(reaction.reactants), Counter(reaction.products)
    uses, makes = left - right, right - left
    if not uses:
        return _MAKES if makes else _IDLE
    return _CONVERTS if makes else _REMOVES


def _reaction_words(reaction: FormalReaction) -> str:
    left, right = (" + ".join(side) or "∅" for side in (reaction.reactants, reaction.products))
    rate = f"{number(reaction.rate)} {formal_rate_unit(reaction.order)}"
    return f"{left} → {right}, {rate}"
