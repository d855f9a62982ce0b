"""What can be said about a refuted module without repeating the search."""

from __future__ import annotations

from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides


def refutation_reason(question: BisimulationQuestion) -> str:
    """The first simple violation, else that the search was exhausted."""
    return (
        _foreign_reaction(question)
        or _missing_side(question)
        or "no meaning of the intermediates makes every step trivial or a formal reaction and"
        " keeps every formal reaction possible (all of them were tried)"
    )


def _foreign_reaction(question: BisimulationQuestion) -> str | None:
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
                    " which is no formal reaction of the module"
                )
    return None


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
