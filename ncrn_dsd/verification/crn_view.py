"""The CRN a verifier sees: a reaction network without fuels, wastes and unproductive steps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.dsd import GateModule
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork

Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""Reactants and products of a reaction, each sorted and repeated by multiplicity."""


class Notion(Enum):
    """What it means that an implementation is correct."""

    BISIMULATION = "CRN bisimulation"
    INTEGRATED_HYBRID = "integrated hybrid"


@dataclass(frozen=True, slots=True)
class BisimulationQuestion:
    """Is an implementation correct, given what its signals stand for?

    Parameters
    ----------
    notion: CRN bisimulation asks for an interpretation of the intermediates; the integrated
        hybrid compares pathways between signals with the formal reactions.
    formal: reactions of the formal CRN.
    implementation: reactions between signals and intermediates.
    signals: implementation species and the formal species it stands for.
    """

    formal: tuple[Sides, ...]
    implementation: tuple[Sides, ...]
    signals: tuple[tuple[str, str], ...]
    notion: Notion = Notion.BISIMULATION


def implementation_view(network: ReactionNetwork, module: int | None = None) -> tuple[Sides, ...]:
    """Reactions between signals and intermediates.

    Fuels are constant and leave both sides, wastes are deleted, and reactions that change
    nothing or occur twice afterwards are dropped.

    Parameters
    ----------
    module: index of a gate module, or None for the whole network.
    """
    silent = {s.name for s in network.species if s.role in (ComplexRole.FUEL, ComplexRole.WASTE)}
    seen: dict[Sides, None] = {}
    for r in network.reactions:
        if module is None or module in r.modules:
            left, right = (
                tuple(sorted(x for x in side if x not in silent))
                for side in (r.reactants, r.products)
            )
            if left != right:
                seen[left, right] = None
    return tuple(seen)


def module_question(crn: Crn, network: ReactionNetwork, module: GateModule) -> BisimulationQuestion:
    """What has to hold of one gate module.

    Every existing variant of a reactant belongs to the question, even if it takes part in no
    reaction: it must be able to react. Variants of products that only other modules release do
    not.
    """
    reactions = [crn.reactions[i] for i in module.reactions]
    formal = dict.fromkeys((_sorted(r.reactants), _sorted(r.products)) for r in reactions)
    implementation = implementation_view(network, module.index)
    met = {x for reactants, products in implementation for x in (*reactants, *products)}
    consumed = {x for r in reactions for x in r.reactants}
    signals = tuple(
        (name, formal)
        for name, formal in _signals(network)
        if formal in consumed or name in met
    )
    return BisimulationQuestion(tuple(formal), implementation, signals)


def whole_question(
    crn: Crn, network: ReactionNetwork, notion: Notion = Notion.BISIMULATION
) -> BisimulationQuestion:
    """What has to hold of a whole network, all modules together."""
    formal = dict.fromkeys((_sorted(r.reactants), _sorted(r.products)) for r in crn.reactions)
    view = implementation_view(network)
    return BisimulationQuestion(tuple(formal), view, _signals(network), notion)


def _signals(network: ReactionNetwork) -> tuple[tuple[str, str], ...]:
    """Every signal variant and the one formal species it stands for."""
    return tuple(
        (meaning.species, formal)
        for meaning in network.interpretation.meanings
        for formal in meaning.formal
    )


def _sorted(side: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(side))
