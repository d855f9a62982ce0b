"""Mass-action networks compiled to arrays: right-hand side and analytic sparse Jacobian.

The rate of reaction r is v_r = k_r y_a y_b, where a missing reactant is a dummy entry of value 1.
With more than two reactants a or b is a product of concentrations; such products are further
entries behind the dummy. With the net stoichiometric matrix N the right-hand side is N v and the
Jacobian is N dv/dy, both in the pattern that the network fixes once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.conservation import net_change
from ncrn_dsd.ir.reaction import InUnits, Reaction, Species_co, Units, Units_co
from ncrn_dsd.simulation.conservation import conserved_totals

if TYPE_CHECKING:
    from ncrn_dsd.simulation.engine.plan import Plan

Vector = NDArray[np.float64]


AnyReaction: TypeAlias = Reaction[str, Units]
"""A reaction in whatever units: a solver needs to know only that all of a network are the same."""


@dataclass(frozen=True, slots=True)
class SlowReaction(Reaction[Species_co, Units_co]):
    """A reaction whose derivatives our own integrator leaves out of the linear equations of a step,
    which costs accuracy (and shorter steps) only where it is fast."""


def holding(reaction: Reaction[str, InUnits], constant: Collection[str]) -> Reaction[str, InUnits]:
    """The reaction without its effect on constant species."""
    changing = tuple(x for x in reaction.products if x not in constant)
    kept = tuple(x for x in reaction.reactants if x in constant)
    return replace(reaction, products=(*changing, *kept))


class MassAction(Generic[Units_co]):
    """Right-hand side and Jacobian of a network.

    Parameters
    ----------
    species: names; the state vector has their order.
    reactions: concentrations and time are in the units of their constants.

    Raises
    ------
    SimulationError: a reaction names an unknown species.
    """

    def __init__(
        self, species: Sequence[str], reactions: Sequence[Reaction[str, Units_co]]
    ) -> None:
        # The engine is imported when a network is made, and its compiled part only when it runs.
        from ncrn_dsd.simulation.engine.terms import Products, RateTerms

        self.species = tuple(species)
        self.index = {name: i for i, name in enumerate(self.species)}
        self.reactions = tuple(reactions)
        n, m = len(self.species), len(self.reactions)
        products = Products(n)
        most = max((len(one.reactants) for one in self.reactions), default=0)
        k = np.array([one.rate for one in self.reactions], dtype=float)
        a = np.full(m, n, dtype=np.int64)
        b = np.full(m, n, dtype=np.int64)
        # Derivatives by the reactant at each position: by which entry, and what stays of the rate.
        by = np.full((max(most, 2), m), n, dtype=np.int64)
        rest = np.full((max(most, 2), m), n, dtype=np.int64)
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for r, one in enumerate(self.reactions):
            self._check(one)
            places = tuple(self.index[name] for name in one.reactants)
            if places:
                a[r], b[r] = products.entry(places[:-1] or places), n
            if len(places) > 1:
                b[r] = places[-1]
            for position, place in enumerate(places):
                by[position, r] = place
                rest[position, r] = products.entry(places[:position] + places[position + 1 :])
            for name, count in net_change(one.reactants, one.products).items():
                rows.append(self.index[name])
                columns.append(r)
                values.append(float(count))
        self.stoichiometry = sparse.csr_array(
            (values, (rows, columns)), shape=(n, m), dtype=np.float64
        )
        self.rate_terms = RateTerms(k, a, b, by, rest, products.factors)
        self._prepare_jacobian()

    def with_rates(self, rates: Vector) -> MassAction[Units_co]:
        """The same network with other rate constants, shape (m,)."""
        pairs = zip(self.reactions, map(float, rates), strict=True)
        return MassAction(self.species, [replace(one, rate=rate) for one, rate in pairs])

    @property
    def names(self) -> tuple[str, ...]:
        return self.species

    def _check(self, reaction: AnyReaction) -> None:
        unknown = [s for s in (*reaction.reactants, *reaction.products) if s not in self.index]
        if unknown:
            raise SimulationError(
                "M001",
                str(reaction),
                f"the species {unknown[0]} is not declared",
                "declare every species",
            )

    def _prepare_jacobian(self) -> None:
        """Slots of the Jacobian: entry (i, by_r) gets N_ir k_r times the rest of the reactants."""
        n = len(self.species)
        found = self.rate_terms.derivatives(self.stoichiometry)
        # The diagonal is always stored: solvers form I - gamma J in the same pattern.
        key = np.concatenate([found.column * n + found.row, np.arange(n) * (n + 1)])
        unique, slot = np.unique(key, return_inverse=True)
        self._slot = slot[: len(found.row)]
        self._other = found.other
        self._weight = found.change * self.rate_terms.rate[found.reaction]
        self._nnz = len(unique)
        self._row_of_slot = (unique % n).astype(np.int32)
        self._column_start = np.searchsorted(unique // n, np.arange(n + 1)).astype(np.int32)

    @cached_property
    def plan(self) -> Plan:
        """The layout for the compiled integrator, made when it is first needed.

        Raises
        ------
        SimulationError: the factors of the Jacobian would be too large.
        """
        # Compiled kernels take a second to load; only a simulation should wait for them.
        from ncrn_dsd.simulation.engine.plan import make_plan

        is_slow = np.array([isinstance(r, SlowReaction) for r in self.reactions], dtype=np.bool_)
        return make_plan(self.rate_terms, self.stoichiometry, is_slow)

    @cached_property
    def totals(self) -> sparse.csr_array:
        """Weighted sums of species that no reaction changes, shape (laws, n)."""
        return conserved_totals(self)

    def _padded(self, y: Vector) -> Vector:
        n, factors = len(y), self.rate_terms.factors
        full = np.ones(n + 1 + len(factors))
        full[:n] = y
        for entry, (first, second) in enumerate(factors, n + 1):
            full[entry] = full[first] * full[second]
        return full

    def rates(self, y: Vector) -> Vector:
        """Rates of all reactions, shape (m,)."""
        full = self._padded(y)
        terms = self.rate_terms
        rates: Vector = terms.rate * full[terms.first] * full[terms.second]
        return rates

    def rhs(self, _: float, y: Vector) -> Vector:
        """Time derivative of the state, shape (n,)."""
        return np.asarray(self.stoichiometry @ self.rates(y))

    def jacobian(self, _: float, y: Vector) -> sparse.csc_matrix:
        """Derivative of `rhs` by the state, sparse, shape (n, n)."""
        data = np.bincount(
            self._slot, self._weight * self._padded(y)[self._other], minlength=self._nnz
        )
        n = len(self.species)
        return sparse.csc_matrix((data, self._row_of_slot, self._column_start), shape=(n, n))
