"""Right-hand side, Jacobian, and LU factors in a pattern that never changes."""

from __future__ import annotations

import math

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.simulation.engine.layout import Factors, Meetings, Reactions, Real


@compiled
def multiply(net: Reactions, y: Real) -> None:
    """Fill the entries of y that are products of others."""
    left, right = net.left, net.right
    first = len(net.start)
    for p in range(len(left)):
        y[first + p] = y[left[p]] * y[right[p]]


@compiled
def rhs(net: Reactions, y: Real, rates: Real, out: Real) -> None:
    """out = N v(y), shape (n,); fills the products of y.

    `rates` is work space for the reactions that are no meetings.
    """
    multiply(net, y)
    rate, first, second = net.rate, net.first, net.second
    met = len(net.meetings.partner)
    for r in range(len(first)):
        rates[r] = rate[met + r] * y[first[r]] * y[second[r]]
    start, reaction, change = net.start, net.reaction, net.change
    for i in range(len(start) - 1):
        total = 0.0
        for p in range(start[i], start[i + 1]):
            total += change[p] * rates[reaction[p]]
        out[i] = total
    add_meetings(net.meetings, rate, y, out)


@compiled
def add_meetings(met: Meetings, rate: Real, y: Real, out: Real) -> None:
    """Add what meetings change to out, shape (n,).

    What a hub loses is summed first, so that every reaction changes only what differs from one
    to the next.
    """
    partner, made, also, n = met.partner, met.made, met.also, len(out)
    single = met.one[-1]
    for h in range(len(met.hub)):
        hub = met.hub[h]
        x, lost = y[hub], 0.0
        for r in range(met.one[h], met.one[h + 1]):
            w = rate[r] * y[partner[r]]
            lost += w
            v = x * w
            out[partner[r]] -= v
            out[made[r]] += v
        for r in range(met.two[h], met.two[h + 1]):
            w = rate[r] * y[partner[r]]
            lost += w
            v = x * w
            out[partner[r]] -= v
            out[made[r]] += v
            out[also[r - single]] += v
        if hub < n:
            out[hub] -= x * lost


@compiled
def jacobian(net: Reactions, y: Real, out: Real) -> None:
    """Fill `out`, in the slots of the factors, with the Jacobian at y, and the products of y."""
    multiply(net, y)
    start, weight, other = net.term_start, net.weight, net.other
    for e in range(len(out)):
        total = 0.0
        for p in range(start[e], start[e + 1]):
            total += weight[p] * y[other[p]]
        out[e] = total


@compiled
def times_jacobian(at: Factors, jac: Real, x: Real, out: Real) -> None:
    """out = J x for a Jacobian in the slots of the factors."""
    for i in range(len(at.diagonal)):
        total = 0.0
        for p in range(at.start[i], at.start[i + 1]):
            total += jac[p] * x[at.column[p]]
        out[i] = total


@compiled
def factorise(
    at: Factors, jac: Real, gh: float, smallest: float, lu: Real, inverse: Real, row: Real
) -> bool:
    """LU factors of I - gh J without pivoting; False when a pivot is not usable.

    `inverse` gets the reciprocal pivots; `row` is work space of shape (n,).
    """
    start, diagonal, column = at.start, at.diagonal, at.column
    for i in range(len(diagonal)):
        for p in range(start[i], start[i + 1]):
            row[column[p]] = -gh * jac[p]
        row[i] += 1.0
        least = smallest * abs(row[i])
        for p in range(start[i], diagonal[i]):
            k = column[p]
            factor = row[k] * inverse[k]
            lu[p] = factor
            if factor != 0.0:
                for q in range(diagonal[k] + 1, start[k + 1]):
                    row[column[q]] -= factor * lu[q]
        for p in range(diagonal[i], start[i + 1]):
            lu[p] = row[column[p]]
        pivot = abs(row[i])
        if not (pivot > least and pivot < math.inf):
            return False
        inverse[i] = 1.0 / row[i]
    return True


@compiled
def solve(at: Factors, lu: Real, inverse: Real, x: Real) -> None:
    """Solve L U x = b in place."""
    start, diagonal, column = at.start, at.diagonal, at.column
    n = len(diagonal)
    for i in range(n):
        total = x[i]
        for p in range(start[i], diagonal[i]):
            total -= lu[p] * x[column[p]]
        x[i] = total
    for m in range(n):
        i = n - 1 - m
        total = x[i]
        for p in range(diagonal[i] + 1, start[i + 1]):
            total -= lu[p] * x[column[p]]
        x[i] = total * inverse[i]
