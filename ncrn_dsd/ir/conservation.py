"""Conservation laws of a network: weighted sums of species that no reaction changes.

They are the left null space of the matrix of net changes, found by exact elimination in fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

Law = dict[str, Fraction]
"""Weights of species; those that are not named have none."""


def net_change(reactants: Iterable[str], products: Iterable[str]) -> dict[str, int]:
    """What one firing of a reaction adds of each species, without those that it leaves alone."""
    change = Counter(products)
    change.subtract(Counter(reactants))
    return {x: n for x, n in change.items() if n}


def conservation_laws(changes: Sequence[Mapping[str, int]], species: Iterable[str]) -> list[Law]:
    """A basis of the laws: one per species that the others leave free, in which it weighs 1.

    Parameters
    ----------
    changes: per reaction, net production of its species.
    species: all of them; one that no reaction changes, a catalyst, is a law by itself.
    """
    pivots: dict[str, Law] = {}
    place: dict[str, int] = {}
    uses = Counter(x for change in changes for x in change)
    for change in changes:
        row: Law = {x: Fraction(n) for x, n in change.items()}
        # Laws are triangular: the row of a pivot has no earlier pivot in it.
        while met := [x for x in row if x in place]:
            pivot = min(met, key=place.__getitem__)
            _subtract(row, pivots[pivot], row[pivot])
        if row:
            pivot = min(row, key=lambda x: (uses[x], x))
            head = row[pivot]
            place[pivot] = len(place)
            pivots[pivot] = {x: n / head for x, n in row.items()}
    return _laws(pivots, sorted(set(species) - pivots.keys()))


def _laws(pivots: Mapping[str, Law], free: Sequence[str]) -> list[Law]:
    """One law per free species, in which it counts 1 and all other free species 0."""
    laws: dict[str, Law] = {x: {x: Fraction(1)} for x in free}
    weights: dict[str, Law] = {x: {x: Fraction(1)} for x in free}
    for pivot, row in reversed(tuple(pivots.items())):
        # What a pivot weighs, in terms of what the free species weigh.
        weight: Law = {}
        for x, n in row.items():
            if x != pivot:
                _subtract(weight, weights[x], n)
        weights[pivot] = weight
        for x, n in weight.items():
            laws[x][pivot] = n
    return list(laws.values())


def _subtract(row: Law, other: Law, factor: Fraction) -> None:
    for x, n in other.items():
        left = row.get(x, Fraction(0)) - factor * n
        if left:
            row[x] = left
        else:
            row.pop(x, None)
