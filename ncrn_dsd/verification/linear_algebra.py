"""Exact linear-algebra checks of an interpretation, independent of how it was found.

With M the matrix of an interpretation, N' and N the stoichiometric matrices of implementation and
formal CRN: every column of M N' is zero or a column of N, and c M is a conservation law of the
implementation for every conservation law c of the formal CRN.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides

_MAX_SPECIES = 40
"""Conservation laws of larger formal CRNs follow from the first check and are not computed."""

Vector = dict[str, Fraction]


def linear_fault(
    question: BisimulationQuestion, meaning: Mapping[str, tuple[str, ...]]
) -> str | None:
    """The first check that fails, in words; None when both hold."""
    formal = [_change(r) for r in question.formal]
    allowed = {frozenset(c.items()) for c in formal} | {frozenset[tuple[str, int]]()}
    changes = []
    for index, reaction in enumerate(question.implementation):
        change: Counter[str] = Counter()
        for x, n in _change(reaction).items():
            for formal_name in meaning[x]:
                change[formal_name] += n
        changes.append({x: n for x, n in change.items() if n})
        if frozenset(changes[-1].items()) not in allowed:
            return f"stoichiometry: reaction {index} changes what no formal reaction changes"
    species = sorted({x for c in formal for x in c})
    if len(species) > _MAX_SPECIES:
        return None
    for law in _conservation_laws(formal, species):
        for index, change_of in enumerate(changes):
            if sum(law.get(x, 0) * n for x, n in change_of.items()):
                return f"conservation: reaction {index} breaks a formal conservation law"
    return None


def _change(reaction: Sides) -> dict[str, int]:
    change = Counter(reaction[1])
    change.subtract(reaction[0])
    return {x: n for x, n in change.items() if n}


def _conservation_laws(changes: list[dict[str, int]], species: list[str]) -> list[Vector]:
    """A basis of the vectors that every change leaves alone, by Gaussian elimination."""
    pivots: dict[str, Vector] = {}
    for change in changes:
        row: Vector = {x: Fraction(n) for x, n in change.items()}
        for pivot, other in pivots.items():
            row = _reduced(row, pivot, other)
        if row:
            pivot = min(row)
            row = {x: n / row[pivot] for x, n in row.items()}
            pivots = {p: _reduced(other, pivot, row) for p, other in pivots.items()}
            pivots[pivot] = row
    laws = []
    for free in (x for x in species if x not in pivots):
        law = {pivot: -row[free] for pivot, row in pivots.items() if free in row}
        laws.append({**law, free: Fraction(1)})
    return laws


def _reduced(row: Vector, pivot: str, by: Vector) -> Vector:
    """`row` without its entry at `pivot`; `by` has a one there."""
    factor = row.get(pivot, Fraction(0))
    if not factor:
        return row
    entries = {x: row.get(x, Fraction(0)) - factor * by.get(x, Fraction(0)) for x in {*row, *by}}
    return {x: n for x, n in entries.items() if n}
