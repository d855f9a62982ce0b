"""Jump chains by elimination without subtraction.

Rates of one transient component may differ by many orders of magnitude, and then the usual
linear systems lose all digits of rare exits. Eliminating one state after the other needs sums,
products and quotients of positive numbers only, so every result keeps its relative precision
(Grassmann, Taksar & Heyman, Operations Research 33:1107, 1985).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def absorbed(inner: Matrix, exits: Matrix) -> Matrix:
    """Probability of leaving by each exit, per state, shape (n, m).

    Parameters
    ----------
    inner: rates between states, shape (n, n), row = from; the diagonal does not count.
    exits: rates of leaving, shape (n, m). From every state some exit can be reached.
    """
    rates, leave = inner.copy(), exits.copy()
    total = np.zeros(len(rates))
    for k in range(len(rates) - 1, -1, -1):
        total[k] = rates[k, :k].sum() + leave[k].sum()
        share = rates[:k, k] / total[k]
        rates[:k, :k] += np.outer(share, rates[k, :k])
        leave[:k] += np.outer(share, leave[k])
    found = np.zeros_like(leave)
    for k in range(len(rates)):
        found[k] = (rates[k, :k] @ found[:k] + leave[k]) / total[k]
    return found


def stationary_shares(rates: Matrix) -> Matrix:
    """Share of the time in each state of an irreducible chain, shape (n,).

    Parameters
    ----------
    rates: between states, shape (n, n), row = from; the diagonal does not count.
    """
    left = rates.copy()
    for k in range(len(left) - 1, 0, -1):
        left[:k, k] /= left[k, :k].sum()
        left[:k, :k] += np.outer(left[:k, k], left[k, :k])
    shares = np.ones(len(left))
    for k in range(1, len(left)):
        shares[k] = shares[:k] @ left[:k, k]
    return np.asarray(shares / shares.sum())
