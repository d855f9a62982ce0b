"""Mass-action networks compiled to arrays: right-hand side and analytic sparse Jacobian.

For reactions r with at most two reactants a, b the rate is v_r = k_r y_a y_b, where a missing
reactant is a dummy entry of value 1. With the net stoichiometric matrix N the right-hand side is
N v and the Jacobian is N dv/dy, both in the pattern that the network fixes once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.conservation import conserved_totals

if TYPE_CHECKING:
    from ncrn_dsd.simulation.engine.plan import Plan

Vector = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RateLaw:
    """One reaction as the solver sees it; `rate` follows the plain convention."""

    reactants: tuple[str, ...]
    products: tuple[str, ...]
    rate: float


class MassAction:
    """Right-hand side and Jacobian of a network with reactions of order 0 to 2.

    Parameters
    ----------
    species: names; the state vector has their order.
    laws: reactions. Concentrations and time are in whatever units the rates are in.

    Raises
    ------
    SimulationError: a reaction has more than two reactants or names an unknown species.
    """

    def __init__(self, species: Sequence[str], laws: Sequence[RateLaw]) -> None:
        self.species = tuple(species)
        self.index = {name: i for i, name in enumerate(self.species)}
        self.laws = tuple(laws)
        n, m = len(self.species), len(self.laws)
        self._k = np.array([law.rate for law in laws], dtype=float)
        self._a = np.full(m, n, dtype=np.int64)
        self._b = np.full(m, n, dtype=np.int64)
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for r, law in enumerate(self.laws):
            self._check(law)
            places = [self.index[name] for name in law.reactants]
            if places:
                self._a[r] = places[0]
            if len(places) == 2:
                self._b[r] = places[1]
            change = Counter(law.products)
            change.subtract(Counter(law.reactants))
            for name, count in change.items():
                if count:
                    rows.append(self.index[name])
                    columns.append(r)
                    values.append(float(count))
        self.stoichiometry = sparse.csr_array(
            (values, (rows, columns)), shape=(n, m), dtype=np.float64
        )
        self._prepare_jacobian()

    def _check(self, law: RateLaw) -> None:
        unknown = [s for s in (*law.reactants, *law.products) if s not in self.index]
        text = f"{' + '.join(law.reactants)} -> {' + '.join(law.products)}"
        if unknown:
            raise SimulationError(
                "M001", text, f"the species {unknown[0]} is not declared", "declare every species"
            )
        if len(law.reactants) > 2:
            raise SimulationError(
                "M002",
                text,
                f"the reaction has {len(law.reactants)} reactants",
                "split it into reactions with at most two",
            )

    def _prepare_jacobian(self) -> None:
        """Slots of the Jacobian: entry (i, a_r) gets N_ir k_r y_b, entry (i, b_r) N_ir k_r y_a."""
        n = len(self.species)
        net = self.stoichiometry.tocoo()
        reaction, row, count = net.coords[1], net.coords[0], net.data
        parts = [(self._a, self._b), (self._b, self._a)]
        rows = np.concatenate([row, row])
        columns = np.concatenate([by[reaction] for by, _ in parts])
        others = np.concatenate([other[reaction] for _, other in parts])
        weights = np.concatenate([count, count]) * np.concatenate([self._k[reaction]] * 2)
        keep = columns < n
        rows, columns, others, weights = rows[keep], columns[keep], others[keep], weights[keep]
        # The diagonal is always stored: solvers form I - gamma J in the same pattern.
        key = np.concatenate([columns * n + rows, np.arange(n) * (n + 1)])
        unique, slot = np.unique(key, return_inverse=True)
        self._slot = slot[: len(rows)]
        self._other = others
        self._weight = weights
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

        return make_plan(self._k, self._a, self._b, self.stoichiometry)

    @cached_property
    def totals(self) -> sparse.csr_array:
        """Weighted sums of species that no reaction changes, shape (laws, n)."""
        return conserved_totals(self.stoichiometry)

    def _padded(self, y: Vector) -> Vector:
        return np.append(y, 1.0)

    def rates(self, y: Vector) -> Vector:
        """Rates of all reactions, shape (m,)."""
        full = self._padded(y)
        rates: Vector = self._k * full[self._a] * full[self._b]
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
