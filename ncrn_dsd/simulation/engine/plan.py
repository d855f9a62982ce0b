"""A mass-action network laid out for the kernels, once for all integrations of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ncrn_dsd.simulation.engine.layout import Meetings, Reactions, Terms
from ncrn_dsd.simulation.engine.pattern import Pattern, factor_pattern
from ncrn_dsd.simulation.engine.terms import RateTerms


@dataclass(frozen=True, slots=True)
class Plan:
    """Arrays of a network in elimination order.

    Parameters
    ----------
    place: shape (n,), index in the given order of every place in elimination order.
    given: shape (m,), index in the given order of every reaction.
    terms: of the Jacobian, for other rate constants than those of the network.
    """

    pattern: Pattern
    place: NDArray[np.int64]
    given: NDArray[np.int64]
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
    meetings, met = find_meetings(position[terms.first], position[terms.second], ordered)
    is_other = np.ones(len(terms.rate), dtype=np.bool_)
    is_other[met] = False
    others = np.flatnonzero(is_other)
    given = np.concatenate([met, others])
    changes = sparse.csr_array(ordered[:, others])
    reactions = Reactions(
        rate=terms.rate[given],
        meetings=meetings,
        first=position[terms.first[others]].astype(np.uint32),
        second=position[terms.second[others]].astype(np.uint32),
        left=position[left].astype(np.uint32),
        right=position[right].astype(np.uint32),
        start=changes.indptr.astype(np.int64),
        reaction=changes.indices.astype(np.uint32),
        change=changes.data.astype(np.float64),
        term_start=np.searchsorted(slot[by_slot], np.arange(len(keys) + 1)).astype(np.int64),
        weight=(found.change * terms.rate[found.reaction])[by_slot],
        other=position[found.other][by_slot].astype(np.uint32),
    )
    by_reaction = Terms(
        change=found.change[by_slot],
        reaction=np.argsort(given)[found.reaction][by_slot].astype(np.uint32),
    )
    return Plan(pattern, place, given, reactions, by_reaction)


def find_meetings(
    first: NDArray[np.int64], second: NDArray[np.int64], stoichiometry: sparse.csr_array
) -> tuple[Meetings, NDArray[np.int64]]:
    """The reactions that are meetings, in layout, and which they are.

    Of two reactants the one with more reactions is the hub.

    Parameters
    ----------
    first, second: entries that the rates multiply, shape (m,).
    stoichiometry: net changes, shape (n, m).
    """
    n, m = stoichiometry.shape
    columns = sparse.csc_array(stoichiometry)
    columns.sort_indices()
    change = columns.data
    of_reaction = np.repeat(np.arange(m), np.diff(columns.indptr))
    taken = np.bincount(of_reaction, np.minimum(change, 0.0), minlength=m)
    made = np.bincount(of_reaction, np.maximum(change, 0.0), minlength=m)
    reactants = (first < n).astype(np.int64) + (second < n)
    # Without more reactants than two, nor twice the same one, each that is taken is taken once.
    is_meeting = (first < n) & (second <= n) & (first != second)
    is_meeting &= (taken == -reactants) & ((made == 1.0) | (made == 2.0))
    degree = np.bincount(np.concatenate([first, second])[np.tile(is_meeting, 2)], minlength=n + 1)
    is_hub = (second == n) | (degree[second.clip(max=n)] > degree[first.clip(max=n)])
    hub, partner = np.where(is_hub, second, first), np.where(is_hub, first, second)
    which = np.flatnonzero(is_meeting)
    which = which[np.lexsort((hub[which], made[which]))]
    is_product = (change > 0.0) & is_meeting[of_reaction]
    copies = change[is_product].astype(np.int64)
    products = np.repeat(columns.indices[is_product], copies).astype(np.int64)
    begin = np.searchsorted(np.repeat(of_reaction[is_product], copies), which)
    double = made[which] == 2.0
    hubs = np.unique(hub[which])
    single = int(np.count_nonzero(~double))
    ends = np.append(hubs, n + 1)
    meetings = Meetings(
        hub=hubs.astype(np.uint32),
        one=np.searchsorted(hub[which[:single]], ends).astype(np.int64),
        two=single + np.searchsorted(hub[which[single:]], ends).astype(np.int64),
        partner=partner[which].astype(np.uint32),
        made=products[begin].astype(np.uint32),
        also=products[begin[double] + 1].astype(np.uint32),
    )
    return meetings, which
