"""The sparsity pattern of the factors of I - gamma h J, found once per network.

Rows and columns are put into one minimum-degree order of the pattern of J + J^T, in which the
Jacobians of strand-displacement networks fill in very little. Elimination without pivoting then
has a pattern that does not depend on the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import spilu

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.machine_code import compiled
from ncrn_dsd.simulation.engine.layout import Factors

Index = NDArray[np.int64]

FILL_BOUND = 3.0
"""Factors may have this many entries per entry of the Jacobian ..."""
FILL_FREE = 1_000_000
"""... and any number up to this one, which is small whatever the ratio."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Factors in elimination order.

    Parameters
    ----------
    position: shape (n,), the place of every species in elimination order.
    jacobian_entries: entries of the Jacobian, the diagonal included.
    """

    position: Index
    factors: Factors
    jacobian_entries: int

    @property
    def fill(self) -> float:
        """Entries of L + U per entry of the Jacobian; 1 when nothing fills in."""
        return len(self.factors.column) / max(self.jacobian_entries, 1)

    @property
    def multiplications(self) -> int:
        """Of one factorisation: for every entry of L, the row of U that it scales."""
        at = self.factors
        behind = at.start[1:] - at.diagonal - 1
        rows = np.repeat(np.arange(len(at.diagonal)), np.diff(at.start))
        below = np.arange(len(at.column)) < at.diagonal[rows]
        return int(behind[at.column[below]].sum())


def factor_pattern(size: int, rows: Index, columns: Index) -> Pattern:
    """The pattern of the factors for a Jacobian with entries at (rows, columns).

    Raises
    ------
    SimulationError: the factors fill in beyond `FILL_BOUND` and `FILL_FREE`.
    """
    position = _elimination_places(size, rows, columns)
    diagonal = np.arange(size)
    keys = np.unique(
        np.concatenate([position[rows] * size + position[columns], diagonal * (size + 1)])
    )
    start = np.searchsorted(keys, np.arange(size + 1) * size).astype(np.int64)
    entries = len(keys)
    limit = max(int(FILL_BOUND * entries), FILL_FREE)
    column, row_start, row_diagonal = filled_rows(start, keys % max(size, 1), limit)
    if len(row_diagonal) < size:
        raise SimulationError(
            "M006",
            f"a network of {size} species",
            f"the factors of its Jacobian ({entries} entries) need more than {limit} entries, "
            f"over {limit / entries:.1f} times as many",
            "split the network into parts that share fewer species",
        )
    factors = Factors(row_start, row_diagonal, column.astype(np.uint32))
    return Pattern(position, factors, entries)


def _elimination_places(size: int, rows: Index, columns: Index) -> Index:
    """Minimum-degree order of J + J^T, taken from an incomplete factorisation that drops all."""
    if size == 0:
        return np.zeros(0, dtype=np.int64)
    ones = np.ones(len(rows))
    coupling = sparse.coo_array((ones, (rows, columns)), shape=(size, size)).tocsc()
    symmetric = coupling + coupling.T
    symmetric.data[:] = -1.0
    dominant = sparse.csc_matrix(symmetric + sparse.eye_array(size, format="csc") * (size + 2.0))
    order = spilu(
        dominant,
        drop_tol=1.0,
        fill_factor=1.0,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    return np.asarray(order.perm_c, dtype=np.int64)


@compiled
def filled_rows(start: Index, column: Index, limit: int) -> tuple[Index, Index, Index]:
    """Rows of L + U for rows of a matrix whose diagonal is present.

    Row i of the factors is row i of the matrix and, for every k < i found in it in ascending
    order, the part of row k of U behind its diagonal. A sorted linked list holds the row.

    Returns
    -------
    Columns, starts of rows and places of diagonals; shorter than n when `limit` is exceeded.
    """
    n = len(start) - 1
    capacity = 2 * len(column) + 16
    filled = np.empty(capacity, dtype=np.int64)
    row_start = np.zeros(n + 1, dtype=np.int64)
    diagonal = np.zeros(n, dtype=np.int64)
    following = np.empty(n + 1, dtype=np.int64)
    used = 0
    for i in range(n):
        # The list starts at the extra node n and ends there.
        last = n
        for p in range(start[i], start[i + 1]):
            following[last] = column[p]
            last = column[p]
        following[last] = n
        k = following[n]
        while k < i:
            place = k
            for p in range(diagonal[k] + 1, row_start[k + 1]):
                j = filled[p]
                while following[place] < j:
                    place = following[place]
                if following[place] != j:
                    following[j] = following[place]
                    following[place] = j
                place = j
            k = following[k]
        j = following[n]
        while j != n:
            if used == capacity:
                capacity *= 2
                longer = np.empty(capacity, dtype=np.int64)
                longer[:used] = filled
                filled = longer
            filled[used] = j
            if j == i:
                diagonal[i] = used
            used += 1
            j = following[j]
        row_start[i + 1] = used
        if used > limit:
            return filled[:used], row_start[: i + 1], diagonal[:i]
    return filled[:used].copy(), row_start, diagonal
