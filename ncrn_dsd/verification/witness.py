"""What can be said about a refuted module without repeating the search."""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides
from ncrn_dsd.verification.prover.multisets import Multiset, total
from ncrn_dsd.verification.prover.result import (
    BisimulationCondition,
    Refutation,
    Split,
    Violation,
    first_violation,
)
from ncrn_dsd.verification.release.result import Held, Withheld

_SHOWN = 4
"""Steps or species that are named."""


def refutation_reason(question: BisimulationQuestion) -> str:
    """The first simple violation, else that the search was exhausted."""
    return simple_violation(question) or (
        "no meaning of the intermediates makes every step trivial or a formal reaction and"
        " keeps every formal reaction possible (all of them were tried)"
    )


def pathway_reason(question: BisimulationQuestion) -> str:
    """The same for the notions that compare pathways between signals."""
    return simple_violation(question) or (
        "the shortest pathways between signals are not the formal reactions, or one of them can"
        " get stuck (all of them were tried)"
    )


def simple_violation(question: BisimulationQuestion) -> str | None:
    """What is wrong at first sight, if anything is."""
    return foreign_reaction(question) or _missing_side(question)


def counterexample(question: BisimulationQuestion, refutation: Refutation) -> str:
    """A simple violation if there is one, and the counterexample in the design's own names."""
    violation = first_violation(refutation)
    words = f"{violation.condition.value} condition: {_violated(question, violation)}"
    if isinstance(refutation, Split):
        words = f"every meaning of the intermediates fails, the likeliest by the {words}"
    simple = simple_violation(question)
    return f"{simple}; {words}" if simple and simple != words else words


def _violated(question: BisimulationQuestion, violation: Violation) -> str:
    meaning = dict(violation.meaning)
    if violation.condition is BisimulationCondition.ATOMIC:
        return f"no species stands for {violation.formal} alone"
    if violation.condition is BisimulationCondition.PERMISSIVE:
        state = " + ".join(violation.state) or "(nothing)"
        formal = show(*question.formal[violation.reaction])
        stands_for = " + ".join(total(violation.state, meaning)) or "(nothing)"
        return f"in the state {state}, which means {stands_for}, {formal} can never happen"
    reaction = question.implementation[violation.reaction]
    if all(x in meaning for side in reaction for x in side):
        means = show(total(reaction[0], meaning), total(reaction[1], meaning))
        return f"{show(*reaction)} means {means}, which is no formal reaction"
    unknown = ", ".join(dict.fromkeys(x for side in reaction for x in side if x not in meaning))
    return (
        f"{show(*reaction)} neither changes nothing nor is a formal reaction, for any meaning of"
        f" {unknown} that the other reactions allow"
    )


def foreign_reaction(question: BisimulationQuestion) -> str | None:
    """A reaction between signals alone that is neither trivial nor formal."""
    meaning = dict(question.signals)
    for reactants, products in question.implementation:
        if all(x in meaning for x in (*reactants, *products)):
            means: Sides = (
                tuple(sorted(meaning[x] for x in reactants)),
                tuple(sorted(meaning[x] for x in products)),
            )
            if means[0] != means[1] and means not in question.formal:
                return (
                    f"delimiting condition: {show(reactants, products)} means {show(*means)},"
                    " which is no formal reaction"
                )
    return None


def held_for_ever(
    question: BisimulationQuestion, meaning: Iterable[tuple[str, Multiset]], held: Held
) -> str:
    """A reachable state, and why not everything that it stands for can come out."""
    stands_for = dict(meaning)
    signals = dict(question.signals)
    steps = "; ".join(show(*question.implementation[i]) for i in held.way[:_SHOWN])
    more = f" and {len(held.way) - _SHOWN} more steps" if len(held.way) > _SHOWN else ""
    x = next(x for x in held.state if x in held.trap or (stands_for[x] and x not in signals))
    words = (
        f"{' + '.join(held.start) or '(nothing)'} can become {' + '.join(held.state)}, by {steps}"
        f"{more}; {x} stands for {' + '.join(stands_for[x])} there, and"
    )
    if not held.trap:
        return (
            f"{words} nothing that can follow from that state alone has all of it in free signals"
        )
    if not any(held.trap.intersection(left) for left, _ in question.implementation):
        return f"{words} no reaction uses it up: it never comes out as a free signal"
    names = sorted(held.trap)
    others = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    return f"{words} one of {others} is always there, whatever follows from that state alone"


def withheld(question: BisimulationQuestion, found: Withheld) -> str:
    """A formal reaction whose products never come out."""
    formal = show(*question.formal[found.formal])
    return (
        f"from {' + '.join(found.state) or '(nothing)'} no steps lead to free signals of just the"
        f" products of {formal}"
    )


def _missing_side(question: BisimulationQuestion) -> str | None:
    """A signal that is never consumed although it should be, or never released."""
    meaning = dict(question.signals)
    consumed = {meaning[x] for r, _ in question.implementation for x in r if x in meaning}
    released = {meaning[x] for _, p in question.implementation for x in p if x in meaning}
    for reactants, products in question.formal:
        for x in reactants:
            if x not in consumed:
                return f"no enumerated reaction of the module consumes a signal of {x}"
        for x in products:
            if x not in released:
                return f"no enumerated reaction of the module releases a signal of {x}"
    expected = {x for _, products in question.formal for x in products}
    expected |= {x for reactants, _ in question.formal for x in reactants}
    for x in sorted(released - expected):
        return f"the module releases a signal of {x}, which is in none of its formal reactions"
    return None


def show(reactants: tuple[str, ...], products: tuple[str, ...]) -> str:
    """A reaction as text."""
    return f"{' + '.join(reactants)} -> {' + '.join(products) or '(nothing)'}"
