"""Conservation laws: weighted sums of species that no reaction changes.

They are the left null space of the net stoichiometric matrix, found by exact elimination in
fractions, and a check on every integration: a method that is linear in the slopes, as ours is,
keeps them to rounding.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ncrn_dsd.errors import SimulationError

if TYPE_CHECKING:
    from ncrn_dsd.simulation.mass_action import MassAction

Real = NDArray[np.float64]
SparseRow = dict[int, Fraction]


def conserved_totals(stoichiometry: sparse.csr_array) -> sparse.csr_array:
    """A basis of the conservation laws, shape (laws, n); weights are coprime integers.

    Deterministic. Reactions are eliminated one after the other, each with the shortest row as
    pivot, so that the rows stay sparse.

    Parameters
    ----------
    stoichiometry: net changes, integers, shape (n, m).
    """
    n, m = stoichiometry.shape
    changes: list[SparseRow] = [{} for _ in range(n)]
    users: list[set[int]] = [set() for _ in range(m)]
    entries = stoichiometry.tocoo()
    for i, r, count in zip(*entries.coords, entries.data, strict=True):
        changes[i][int(r)] = Fraction(int(count))
        users[r].add(int(i))
    weights: list[SparseRow] = [{i: Fraction(1)} for i in range(n)]
    free = set(range(n))
    for r in sorted(range(m), key=lambda reaction: (len(users[reaction]), reaction)):
        if not users[r]:
            continue
        pivot = min(users[r], key=lambda i: (len(changes[i]) + len(weights[i]), i))
        free.discard(pivot)
        for i in users[r] - {pivot}:
            share = -changes[i][r] / changes[pivot][r]
            for reaction in _add(changes[i], changes[pivot], share):
                (users[reaction].add if reaction in changes[i] else users[reaction].discard)(i)
            _add(weights[i], weights[pivot], share)
        for reaction in changes[pivot]:
            users[reaction].discard(pivot)
    rows = [_integers(weights[i]) for i in sorted(free)]
    return sparse.csr_array(
        (
            [float(w) for row in rows for w in row.values()],
            [i for row in rows for i in row],
            np.cumsum([0, *(len(row) for row in rows)]),
        ),
        shape=(len(rows), n),
        dtype=np.float64,
    )


def check_conserved(
    system: MassAction, before: Real, after: Real, tolerance: float, slack: float = 0.0
) -> None:
    """Compare the conserved totals of two states of a closed wait.

    Parameters
    ----------
    before, after: shape (n,).
    tolerance: largest drift of a total, relative to the sum of its terms without their signs.
    slack: drift allowed per unit of weight, in the concentration unit of the network.

    Raises
    ------
    SimulationError: a total drifted; it names the species of the total.
    """
    totals = system.totals
    drift = np.abs(totals @ (after - before))
    size = abs(totals)
    bound = tolerance * (size @ np.maximum(np.abs(before), np.abs(after)))
    bound += slack * np.asarray(size.sum(axis=1)).ravel()
    wrong = np.flatnonzero(~(drift <= bound))
    if wrong.size:
        law = int(wrong[0])
        raise SimulationError(
            "M008",
            f"conserved total of {_members(system, law)}",
            f"it drifted by {drift[law]:g}, which is more than {bound[law]:g}",
            "tighten the tolerances",
        )


def _members(system: MassAction, law: int, shown: int = 4) -> str:
    totals = system.totals
    members = totals.indices[totals.indptr[law] : totals.indptr[law + 1]]
    names = ", ".join(system.species[int(i)] for i in members[:shown])
    return names if len(members) <= shown else f"{names} and {len(members) - shown} more"


def _add(row: SparseRow, other: SparseRow, share: Fraction) -> list[int]:
    """row += share * other; the places that appeared or vanished."""
    changed = []
    for place, value in other.items():
        old = row.get(place)
        new = share * value if old is None else old + share * value
        if new:
            row[place] = new
        else:
            del row[place]
        if (old is None) != (not new):
            changed.append(place)
    return changed


def _integers(row: SparseRow) -> dict[int, int]:
    scale = lcm(*(value.denominator for value in row.values()))
    numbers = {i: int(row[i] * scale) for i in sorted(row)}
    common = gcd(*numbers.values())
    return {i: value // common for i, value in numbers.items()}
