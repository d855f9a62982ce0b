"""A mass-action network laid out for the kernels, once for all integrations of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ncrn_dsd.simulation.engine.layout import Reactions, Terms
from ncrn_dsd.simulation.engine.pattern import Pattern, factor_pattern
from ncrn_dsd.simulation.engine.terms import RateTerms


@dataclass(frozen=True, slots=True)
class Plan:
    """Arrays of a network in elimination order.

    Parameters
    ----------
    place: shape (n,), index in the given order of every place in elimination order.
    terms: of the Jacobian, for other rate constants than those of the network.
    """

    pattern: Pattern
    place: NDArray[np.int64]
    reactions: Reactions
    terms: Terms

    @property
    def entries(self) -> int:
        """Length of a state: the species, the 1 behind them, and the products."""
        return len(self.reactions.start) + len(self.reactions.left)


def make_plan(
    terms: RateTerms, stoichiometry: sparse.csr_array, is_slow: NDArray[np.bool_]
) -> Plan:
    """Find the pattern of a network and put its arrays into elimination order.

    Thousands of leaks couple nearly all species with each other and would fill the factors. A step
    takes them for constant in its matrix, not in its rates; what that costs is of the order of a
    leak within one step, and part of the estimated error. Sums that no reaction changes stay.

    Parameters
    ----------
    stoichiometry: net changes, shape (n, m).
    is_slow: reactions without terms in the Jacobian of a step, shape (m,).

    Raises
    ------
    SimulationError: the pattern fills in too much.
    """
    n = stoichiometry.shape[0]
    found = terms.derivatives(stoichiometry).without(is_slow)
    pattern = factor_pattern(n, found.row, found.column)
    factors = pattern.factors
    beyond = np.arange(n, n + 1 + len(terms.factors))
    position = np.concatenate([pattern.position, beyond])
    left, right = np.array(terms.factors, dtype=np.int64).reshape(-1, 2).T
    row_of_entry = np.repeat(np.arange(n), np.diff(factors.start))
    keys = row_of_entry * max(n, 1) + factors.column
    slot = np.searchsorted(keys, position[found.row] * max(n, 1) + position[found.column])
    by_slot = np.argsort(slot, kind="stable")
    place = np.argsort(pattern.position)
    ordered = sparse.csr_array(stoichiometry[place])
    reactions = Reactions(
        rate=terms.rate,
        first=position[terms.first].astype(np.uint32),
        second=position[terms.second].astype(np.uint32),
        left=position[left].astype(np.uint32),
        right=position[right].astype(np.uint32),
        start=ordered.indptr.astype(np.int64),
        reaction=ordered.indices.astype(np.uint32),
        change=ordered.data.astype(np.float64),
        slot=slot[by_slot].astype(np.uint32),
        weight=(found.change * terms.rate[found.reaction])[by_slot],
        other=position[found.other][by_slot].astype(np.uint32),
    )
    by_reaction = Terms(
        slot=reactions.slot,
        change=found.change[by_slot],
        reaction=found.reaction[by_slot].astype(np.uint32),
        other=reactions.other,
    )
    return Plan(pattern, place, reactions, by_reaction)
