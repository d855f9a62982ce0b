"""The reaction graph of an enumerated network as one SVG document.

Species are boxes, reactions are small discs between them, and time runs from left to right as
far as it can. A reaction and its reverse share a disc, each with a half of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from ncrn_dsd.drawing.graph_legend import legend
from ncrn_dsd.drawing.graph_marks import (
    SECOND_LETTERS,
    Node,
    kind_colour,
    kind_name,
    shortened,
)
from ncrn_dsd.drawing.graph_page import MARGIN_PX, graph_page, graph_shapes
from ncrn_dsd.drawing.graph_part import DrawnStep
from ncrn_dsd.drawing.reversible_pairs import DrawnReaction, drawn_reactions
from ncrn_dsd.drawing.text import concentration, count, counted, number, si_rate_unit
from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil_document import PilReaction
from ncrn_dsd.formats.pil_network import PilNetwork, PilSpecies

MAX_SPECIES, MAX_REACTIONS = 80, 120
"""A larger graph is a picture that nobody can read."""


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
    graph = graph_shapes([_node(s) for s in network.species], [_step(r) for r in reactions])
    corner = (MARGIN_PX, MARGIN_PX)
    shapes, y = legend(network, reactions, title, corner, graph.width)
    return graph_page(title, graph, shapes, y)


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


def _node(species: PilSpecies) -> Node:
    return Node(
        species.name, _second(species), _full(species), species.is_present, species.is_resting
    )


def _step(reaction: DrawnReaction) -> DrawnStep:
    return DrawnStep(
        reaction.forward.reactants,
        reaction.forward.products,
        tuple(kind_colour(r.kind) for r in reaction.both),
        "\n".join(_words(r) for r in reaction.both),
    )


def _words(reaction: PilReaction) -> str:
    rate = "rate constant not given"
    if reaction.rate is not None:
        rate = f"{number(reaction.rate)} {si_rate_unit(len(reaction.reactants))}"
    left, right = (" + ".join(side) or "∅" for side in (reaction.reactants, reaction.products))
    return f"{left} → {right}\n{kind_name(reaction.kind)}, {rate}"


def _second(species: PilSpecies) -> str:
    others = len(species.members) - 1
    more = f" +{others}" if others else ""
    kernel = species.members[0].complex.kernel()
    return shortened(kernel, SECOND_LETTERS - len(more)) + more


def _full(species: PilSpecies) -> str:
    state = "resting" if species.is_resting else "transient"
    lines = [f"{species.name} ({state})"]
    for member in species.members:
        amount = ""
        if member.concentration is not None:
            amount = f", {member.concentration.mode} {concentration(member.concentration.value_M)}"
        lines.append(f"{member.name}{amount}: {member.complex.kernel()}")
    return "\n".join(lines)
