"""A mass-action network laid out for the kernels, once for all integrations of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ncrn_dsd.simulation.engine.layout import Reactions
from ncrn_dsd.simulation.engine.pattern import Pattern, factor_pattern


@dataclass(frozen=True, slots=True)
class Plan:
    """Arrays of a network in elimination order.

    Parameters
    ----------
    place: shape (n,), index in the given order of every place in elimination order.
    """

    pattern: Pattern
    place: NDArray[np.int64]
    reactions: Reactions


def make_plan(
    rate: NDArray[np.float64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    stoichiometry: sparse.csr_array,
) -> Plan:
    """Find the pattern of a network and put its arrays into elimination order.

    Parameters
    ----------
    rate, first, second: shape (m,); a missing reactant is n.
    stoichiometry: net changes, shape (n, m).

    Raises
    ------
    SimulationError: the pattern fills in too much.
    """
    n = stoichiometry.shape[0]
    net = stoichiometry.tocoo()
    row, reaction = net.coords[0].astype(np.int64), net.coords[1].astype(np.int64)
    # d(k y_a y_b) has the terms k y_b dy_a and k y_a dy_b; missing reactants have none.
    rows = np.concatenate([row, row])
    columns = np.concatenate([first[reaction], second[reaction]])
    others = np.concatenate([second[reaction], first[reaction]])
    weights = np.concatenate([net.data * rate[reaction]] * 2)
    keep = columns < n
    rows, columns, others, weights = rows[keep], columns[keep], others[keep], weights[keep]
    pattern = factor_pattern(n, rows, columns)
    factors = pattern.factors
    position = np.append(pattern.position, n)
    row_of_entry = np.repeat(np.arange(n), np.diff(factors.start))
    keys = row_of_entry * max(n, 1) + factors.column
    slot = np.searchsorted(keys, position[rows] * max(n, 1) + position[columns])
    by_slot = np.argsort(slot, kind="stable")
    place = np.argsort(pattern.position)
    ordered = sparse.csr_array(stoichiometry[place])
    reactions = Reactions(
        rate=rate,
        first=position[first].astype(np.uint32),
        second=position[second].astype(np.uint32),
        start=ordered.indptr.astype(np.int64),
        reaction=ordered.indices.astype(np.uint32),
        change=ordered.data.astype(np.float64),
        slot=slot[by_slot].astype(np.uint32),
        weight=weights[by_slot],
        other=position[others][by_slot].astype(np.uint32),
    )
    return Plan(pattern, place, reactions)
