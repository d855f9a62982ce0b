"""CRN bisimulation by crnverifier (Johnson, Dong and Winfree, TCS 765, 2019).

The search has no time limit of its own and may recurse deeply, so this module is only run
inside a worker process that answers one question and ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ncrn_dsd.verification.crn_view import BisimulationQuestion, Notion

Interpretation = dict[str, tuple[str, ...]]
"""For every implementation species the multiset of formal species it stands for."""


@dataclass(frozen=True, slots=True)
class BisimulationAnswer:
    """Whether a bisimulation exists, and whether the one found composes.

    Parameters
    ----------
    composes: every intermediate can turn into signals by itself (`resolves_alone`).
    meaning: the interpretation that was found; empty without one.
    """

    bisimilar: bool
    composes: bool
    meaning: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), compare=False)


def answer_question(question: BisimulationQuestion) -> BisimulationAnswer:
    """Search for a bisimulation; the permissive condition is checked by graph search.

    The meaning that lets intermediates turn into signals alone is tried first, because most
    gates have it and it composes; without success all extensions of the given interpretation
    are searched.
    """
    if not question.implementation:
        return BisimulationAnswer(not question.formal, not question.formal)
    if question.notion is Notion.INTEGRATED_HYBRID:
        return BisimulationAnswer(_integrated_hybrid(question), False)
    given: Interpretation = {x: (formal,) for x, formal in question.signals}
    for start in (resolving_meaning(question), given):
        meaning = _search(question, start)
        if meaning is not None:
            composes = resolves_alone(question, meaning)
            return BisimulationAnswer(True, composes, tuple(sorted(meaning.items())))
    return BisimulationAnswer(False, False)


def resolving_meaning(question: BisimulationQuestion) -> Interpretation:
    """Signals, and intermediates that turn into species of known meaning without a partner.

    An intermediate with two such fates of different meaning is left open.
    """
    meaning: Interpretation = {x: (formal,) for x, formal in question.signals}
    ambiguous: set[str] = set()
    alone = [(r[0], p) for r, p in question.implementation if len(r) == 1 and r[0] not in meaning]
    grown = True
    while grown:
        grown = False
        for x, products in alone:
            if x in ambiguous or not meaning.keys() >= set(products):
                continue
            fate = tuple(_sum(products, meaning))
            if meaning.get(x, fate) != fate:
                ambiguous.add(x)
                del meaning[x]
                grown = True
            elif x not in meaning:
                meaning[x] = fate
                grown = True
    return meaning


def _search(question: BisimulationQuestion, start: Interpretation) -> Interpretation | None:
    from crnverifier import crn_bisimulation_test

    formals = {x for r in question.formal for side in r for x in side}
    formals |= {formal for _, formal in question.signals}
    found, interpretation = crn_bisimulation_test(
        [[list(side) for side in r] for r in question.formal],
        [[list(side) for side in r] for r in question.implementation],
        formals,
        interpretation={x: list(value) for x, value in start.items()},
        permissive="graphsearch",
    )
    if not found:
        return None
    return {x: tuple(sorted(value)) for x, value in interpretation.items()}


def _integrated_hybrid(question: BisimulationQuestion) -> bool:
    from crnverifier import integrated_hybrid_test

    formals = {x for r in question.formal for side in r for x in side}
    formals |= {formal for _, formal in question.signals}
    found, _ = integrated_hybrid_test(
        [[list(side) for side in r] for r in question.formal],
        [[list(side) for side in r] for r in question.implementation],
        formals,
        {x: [formal] for x, formal in question.signals},
    )
    return bool(found)


def resolves_alone(question: BisimulationQuestion, meaning: Interpretation) -> bool:
    """Whether every species can turn into signals of the same meaning without a partner.

    A sufficient form of the modularity condition (definition 3.3 of the paper): only reactions
    with one reactant that do not change the meaning are used.
    """
    steps = [
        (reactants[0], products)
        for reactants, products in question.implementation
        if len(reactants) == 1 and _sum(reactants, meaning) == _sum(products, meaning)
    ]
    resolved = {x for x, _ in question.signals} | {x for x, value in meaning.items() if not value}
    grown = True
    while grown:
        new = {x for x, products in steps if resolved.issuperset(products)} - resolved
        resolved |= new
        grown = bool(new)
    return resolved.issuperset(meaning)


def _sum(side: tuple[str, ...], meaning: Interpretation) -> list[str]:
    return sorted(formal for x in side for formal in meaning[x])
