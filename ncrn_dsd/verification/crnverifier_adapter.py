"""CRN bisimulation by crnverifier (Johnson, Dong and Winfree, TCS 765, 2019).

The search has no time limit of its own and may recurse deeply, so that every question has a process
of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from ncrn_dsd.processes import OutOfTimeError, Processes
from ncrn_dsd.verification.crn_view import BisimulationQuestion, ComparisonNotion, Notion, Sides

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


SearchOutcome = BisimulationAnswer | str
"""An answer, or the reason why there is none."""

_RECURSION_LIMIT = 20_000
"""The search goes one level deeper per implementation reaction."""


def answer_all(
    questions: tuple[BisimulationQuestion, ...], budget_s: float, workers: int
) -> Iterator[tuple[BisimulationQuestion, SearchOutcome]]:
    """Answer questions, at most `workers` at a time, and yield outcomes as they come.

    Parameters
    ----------
    budget_s: wall-clock time of one question, start of its process included.
    """
    processes = Processes(workers, budget_s=budget_s, fresh=True)
    with closing(processes.run(_search_deeply, [(each,) for each in questions])) as ended:
        for each in ended:
            outcome: SearchOutcome
            if isinstance(each.problem, OutOfTimeError):
                outcome = each.reason
            elif each.problem is not None:
                outcome = f"the verifier failed: {each.reason}"
            else:
                outcome = each.result()
            yield questions[each.index], outcome


def _search_deeply(question: BisimulationQuestion) -> BisimulationAnswer:
    sys.setrecursionlimit(_RECURSION_LIMIT)
    return answer_question(question)


def answer_question(question: BisimulationQuestion) -> BisimulationAnswer:
    """Search for a bisimulation; the permissive condition is checked by graph search.

    The meaning that lets intermediates turn into signals alone is tried first, because most
    gates have it and it composes; without success all extensions of the given interpretation
    are searched.
    """
    if not question.implementation:
        return BisimulationAnswer(not question.formal, not question.formal)
    if question.notion is ComparisonNotion.PATHWAY:
        return BisimulationAnswer(_pathway_decomposition(question), False)
    if question.notion is not Notion.BISIMULATION:
        return BisimulationAnswer(_hybrid(question), False)
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

    found, interpretation = crn_bisimulation_test(
        _lists(question.formal),
        _lists(question.implementation),
        _formals(question),
        interpretation={x: list(value) for x, value in start.items()},
        permissive="graphsearch",
    )
    if not found:
        return None
    return {x: tuple(sorted(value)) for x, value in interpretation.items()}


def _hybrid(question: BisimulationQuestion) -> bool:
    from crnverifier import compositional_hybrid_test, integrated_hybrid_test

    tests = {
        Notion.INTEGRATED_HYBRID: integrated_hybrid_test,
        ComparisonNotion.COMPOSITIONAL_HYBRID: compositional_hybrid_test,
    }
    found, _ = tests[question.notion](
        _lists(question.formal),
        _lists(question.implementation),
        _formals(question),
        {x: [formal] for x, formal in question.signals},
    )
    return bool(found)


def _pathway_decomposition(question: BisimulationQuestion) -> bool:
    """Formal species keep their names in the implementation."""
    from crnverifier import pathway_decomposition_eq

    signals = dict(question.signals)
    if len(set(signals.values())) < len(signals):
        raise ValueError("pathway decomposition needs one signal per formal species")
    others = {x for r in question.implementation for side in r for x in side} - set(signals)
    # An intermediate must not be called like a formal species.
    names = signals | {x: f"{x}__inner" for x in others}
    renamed = [[[names[x] for x in side] for side in r] for r in question.implementation]
    return bool(pathway_decomposition_eq([_lists(question.formal), renamed], _formals(question)))


def _formals(question: BisimulationQuestion) -> set[str]:
    formals = {x for r in question.formal for side in r for x in side}
    return formals | {formal for _, formal in question.signals}


def _lists(reactions: tuple[Sides, ...]) -> list[list[list[str]]]:
    return [[list(side) for side in r] for r in reactions]


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
