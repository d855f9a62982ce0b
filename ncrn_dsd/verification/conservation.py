"""Conservation laws of the formal network hold in the implementation, through the meanings.

A law is a vector c with c N = 0 for the stoichiometric matrix N of the formal network. It lifts
when c M N' = 0, with the matrix M of the interpretation and N' of the implementation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides

CONSERVATION = "conservation laws lift"
_SUBJECT = "whole system"

Row = dict[str, Fraction]


def conservation_laws_lift(
    question: BisimulationQuestion, meaning: Mapping[str, Sequence[str]] | None
) -> Obligation:
    """Every formal conservation law, read through the interpretation, is one of the system.

    Parameters
    ----------
    question: on the whole network.
    meaning: what implementation species stand for, as far as that is known; None when nothing
        is.
    """
    if meaning is None:
        reason = "what the intermediates stand for is not proved"
        return Obligation(CONSERVATION, _SUBJECT, Verdict.UNDECIDED, reason)
    species = {x for r in question.formal for side in r for x in side}
    laws = conservation_laws([_change(r) for r in question.formal], species)
    by_species: defaultdict[str, list[int]] = defaultdict(list)
    for number, law in enumerate(laws):
        for x in law:
            by_species[x].append(number)
    unknown = 0
    for reaction in question.implementation:
        if not all(x in meaning for side in reaction for x in side):
            unknown += 1
            continue
        totals: defaultdict[int, Fraction] = defaultdict(Fraction)
        for x, n in _change(reaction).items():
            for formal in meaning[x]:
                for number in by_species[formal]:
                    totals[number] += n * laws[number][formal]
        broken = [number for number, total in totals.items() if total]
        if broken:
            left, right = (" + ".join(side) or "(nothing)" for side in reaction)
            reason = f"{left} -> {right} does not conserve {_told(laws[broken[0]])}"
            return Obligation(CONSERVATION, _SUBJECT, Verdict.REFUTED, reason)
    if unknown:
        reason = f"{unknown} steps have species of no module, whose meaning is not proved"
        return Obligation(CONSERVATION, _SUBJECT, Verdict.UNDECIDED, reason)
    reason = f"all {len(laws)} laws of the formal network, in {len(question.implementation)} steps"
    return Obligation(CONSERVATION, _SUBJECT, Verdict.PROVED, reason)


def conservation_laws(changes: Sequence[Mapping[str, int]], species: Iterable[str]) -> list[Row]:
    """A basis of the weights whose sum no change alters, by exact elimination.

    Parameters
    ----------
    changes: per reaction, net production of its species.
    species: all of them; one that no reaction changes, a catalyst, is a law by itself.
    """
    pivots: dict[str, Row] = {}
    place: dict[str, int] = {}
    uses = Counter(x for change in changes for x in change)
    for change in changes:
        row: Row = {x: Fraction(n) for x, n in change.items()}
        # Rows are triangular: the row of a pivot has no earlier pivot in it.
        while met := [x for x in row if x in place]:
            pivot = min(met, key=place.__getitem__)
            _subtract(row, pivots[pivot], row[pivot])
        if row:
            pivot = min(row, key=lambda x: (uses[x], x))
            head = row[pivot]
            place[pivot] = len(place)
            pivots[pivot] = {x: n / head for x, n in row.items()}
    return _laws(pivots, sorted(set(species) - pivots.keys()))


def _laws(pivots: Mapping[str, Row], free: Sequence[str]) -> list[Row]:
    """One law per free species, in which it counts 1 and all other free species 0."""
    laws: dict[str, Row] = {x: {x: Fraction(1)} for x in free}
    weights: dict[str, Row] = {x: {x: Fraction(1)} for x in free}
    for pivot, row in reversed(tuple(pivots.items())):
        # What a pivot weighs, in terms of what the free species weigh.
        weight: Row = {}
        for x, n in row.items():
            if x != pivot:
                _subtract(weight, weights[x], n)
        weights[pivot] = weight
        for x, n in weight.items():
            laws[x][pivot] = n
    return list(laws.values())


def _subtract(row: Row, other: Row, factor: Fraction) -> None:
    for x, n in other.items():
        left = row.get(x, Fraction(0)) - factor * n
        if left:
            row[x] = left
        else:
            row.pop(x, None)


def _change(reaction: Sides) -> dict[str, int]:
    change = Counter(reaction[1])
    change.subtract(reaction[0])
    return {x: n for x, n in change.items() if n}


def _told(law: Row) -> str:
    return " + ".join(x if n == 1 else f"{n} {x}" for x, n in sorted(law.items()))
