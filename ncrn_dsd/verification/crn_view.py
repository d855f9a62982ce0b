"""The CRN a verifier sees: a reaction network without fuels, wastes and unproductive steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import GateModule
from ncrn_dsd.ir.network import ComplexRole, NetworkReaction, ReactionNetwork

Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""Reactants and products of a reaction, each sorted and repeated by multiplicity."""


class Notion(Enum):
    """What it means that an implementation is correct."""

    BISIMULATION = "CRN bisimulation"
    INTEGRATED_HYBRID = "integrated hybrid"


class ComparisonNotion(Enum):
    """Notions that are searched for by crnverifier, to compare with Nuskell (Badelt et al. 2017).

    They ask for every semiformal pathway to end in signals. Pathway decomposition knows no
    interpretation, so that each formal species needs one signal with no variants.
    """

    PATHWAY = "pathway decomposition"
    COMPOSITIONAL_HYBRID = "compositional hybrid"


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
    notion: Notion | ComparisonNotion = Notion.BISIMULATION


def implementation_view(network: ReactionNetwork, module: int | None = None) -> tuple[Sides, ...]:
    """Reactions between signals and intermediates.

    Fuels are constant and leave both sides, wastes are deleted, and reactions that change
    nothing or occur twice afterwards are dropped.

    Parameters
    ----------
    module: index of a gate module, or None for the whole network.
    """
    chosen = (r for r in network.reactions if module is None or module in r.modules)
    return _view(chosen, silent_species(network))


def silent_species(network: ReactionNetwork) -> frozenset[str]:
    """Fuels, which are constant, and wastes: what a verifier does not see."""
    roles = (ComplexRole.FUEL, ComplexRole.WASTE)
    return frozenset(s.name for s in network.species if s.role in roles)


def _view(reactions: Iterable[NetworkReaction[str]], silent: frozenset[str]) -> tuple[Sides, ...]:
    return tuple(
        dict.fromkeys(
            sides for r in reactions if (sides := visible_sides(r, silent))[0] != sides[1]
        )
    )


def visible_sides(reaction: NetworkReaction[str], silent: frozenset[str]) -> Sides:
    """A reaction without the species that a verifier does not see."""
    return (
        tuple(sorted(x for x in reaction.reactants if x not in silent)),
        tuple(sorted(x for x in reaction.products if x not in silent)),
    )


def module_questions(
    crn: FormalCrn, network: ReactionNetwork, modules: Iterable[GateModule]
) -> dict[int, BisimulationQuestion]:
    """What has to hold of each gate module, by its index.

    Every existing variant of a reactant belongs to the question, even if it takes part in no
    reaction: it must be able to react. Variants of products that only other modules release do
    not.
    """
    by_module: defaultdict[int, list[NetworkReaction[str]]] = defaultdict(list)
    for r in network.reactions:
        for index in r.modules:
            by_module[index].append(r)
    silent = silent_species(network)
    signals = _signals(network)
    place = {name: i for i, (name, _) in enumerate(signals)}
    variants: defaultdict[str, list[int]] = defaultdict(list)
    for i, (_, name) in enumerate(signals):
        variants[name].append(i)
    questions = {}
    for module in modules:
        reactions = [crn.reactions[i] for i in module.reactions]
        formal = dict.fromkeys((_sorted(r.reactants), _sorted(r.products)) for r in reactions)
        implementation = _view(by_module[module.index], silent)
        met = {x for left, right in implementation for x in (*left, *right) if x in place}
        consumed = {x for r in reactions for x in r.reactants}
        chosen = {i for x in consumed for i in variants[x]} | {place[x] for x in met}
        questions[module.index] = BisimulationQuestion(
            tuple(formal), implementation, tuple(signals[i] for i in sorted(chosen))
        )
    return questions


def whole_question(
    crn: FormalCrn,
    network: ReactionNetwork,
    notion: Notion | ComparisonNotion = Notion.BISIMULATION,
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
