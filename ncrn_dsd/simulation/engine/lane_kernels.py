"""The kernels of one trajectory for `LANES` of them, which share the network but not its rates.

Arrays of numbers have the shape (rows, LANES). What is done in a lane is what `kernels` and
`stepping` do for one trajectory, operation by operation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.simulation.engine.lanes import (
    everywhere,
    larger,
    load,
    size,
    smaller,
    store,
    where,
)
from ncrn_dsd.simulation.engine.layout import (
    LANES,
    Control,
    Factors,
    Meetings,
    Reactions,
    Real,
    Tableau,
    Terms,
)

place = np.uint64
"""The type of an index that needs no check whether it counts from the end of an array."""


class LaneWork(NamedTuple):
    """Arrays that `LANES` trajectories need; all of shape (rows, LANES).

    Parameters
    ----------
    rate: rate constants, (m, LANES).
    gh: gamma times the step, (1, LANES).
    stages: of the steps, one below the other, (8 n, LANES).
    """

    rate: Real
    state: Real
    rates: Real
    slope: Real
    jacobian: Real
    lu: Real
    inverse: Real
    row: Real
    margin: Real
    gh: Real
    stages: Real
    new: Real
    error: Real
    lowest: Real
    taken: Real


def lane_work(net: Reactions, at: Factors) -> LaneWork:
    """Work space in which nothing is there and nothing happens."""
    n, m, entries = len(at.diagonal), len(net.rate), len(at.column)
    length = n + 1 + len(net.left)
    return LaneWork(
        np.zeros((m, LANES)),
        np.zeros((length, LANES)),
        np.zeros((len(net.first), LANES)),
        np.zeros((n, LANES)),
        np.zeros((entries, LANES)),
        np.zeros((entries, LANES)),
        np.zeros((n, LANES)),
        np.zeros((n, LANES)),
        np.zeros((1, LANES)),
        np.zeros((1, LANES)),
        np.zeros((8 * n, LANES)),
        np.zeros((length, LANES)),
        np.zeros((1, LANES)),
        np.zeros((1, LANES)),
        np.zeros((1, LANES)),
    )


@compiled
def multiply(net: Reactions, y: Real) -> None:
    """Fill the rows of y that are products of others."""
    first = len(net.start)
    for p in range(len(net.left)):
        store(y, first + p, load(y, net.left[p]) * load(y, net.right[p]))


@compiled
def rhs(net: Reactions, rate: Real, y: Real, rates: Real, out: Real) -> None:
    """out = N v(y), shape (n, LANES); fills the products of y."""
    multiply(net, y)
    met = len(net.meetings.partner)
    for r in range(len(net.first)):
        store(rates, r, load(rate, met + r) * load(y, net.first[r]) * load(y, net.second[r]))
    for i in range(len(net.start) - 1):
        total = everywhere(0.0)
        for p in range(place(net.start[i]), place(net.start[i + 1])):
            total = total + everywhere(net.change[p]) * load(rates, net.reaction[p])
        store(out, i, total)
    add_meetings(net.meetings, rate, y, out)


@compiled
def add_meetings(met: Meetings, rate: Real, y: Real, out: Real) -> None:
    """Add what meetings change to out, shape (n, LANES)."""
    partner, made, also = met.partner, met.made, met.also
    single = place(met.one[-1])
    for h in range(len(met.hub)):
        hub = met.hub[h]
        x, lost = load(y, hub), everywhere(0.0)
        for r in range(place(met.one[h]), place(met.one[h + 1])):
            b, p = partner[r], made[r]
            w = load(rate, r) * load(y, b)
            lost = lost + w
            v = x * w
            store(out, b, load(out, b) - v)
            store(out, p, load(out, p) + v)
        for r in range(place(met.two[h]), place(met.two[h + 1])):
            b, p, q = partner[r], made[r], also[r - single]
            w = load(rate, r) * load(y, b)
            lost = lost + w
            v = x * w
            store(out, b, load(out, b) - v)
            store(out, p, load(out, p) + v)
            store(out, q, load(out, q) + v)
        if hub < len(out):
            store(out, hub, load(out, hub) - x * lost)


@compiled
def jacobian(net: Reactions, terms: Terms, rate: Real, y: Real, out: Real) -> None:
    """Fill `out`, in the slots of the factors, with the Jacobian at y, and the products of y."""
    multiply(net, y)
    for e in range(len(out)):
        total = everywhere(0.0)
        for p in range(place(net.term_start[e]), place(net.term_start[e + 1])):
            weight = everywhere(terms.change[p]) * load(rate, terms.reaction[p])
            total = total + weight * load(y, net.other[p])
        store(out, e, total)


@compiled
def times_jacobian(at: Factors, jac: Real, x: Real, out: Real) -> None:
    """out = J x for a Jacobian in the slots of the factors."""
    for i in range(len(at.diagonal)):
        total = everywhere(0.0)
        for p in range(place(at.start[i]), place(at.start[i + 1])):
            total = total + load(jac, p) * load(x, at.column[p])
        store(out, i, total)


@compiled
def factorise(at: Factors, smallest: float, work: LaneWork) -> None:
    """LU factors of I - gh J without pivoting.

    `work.margin` gets by how much the pivots are larger than they must be: the least of them, which
    is above zero only where all are usable.
    """
    start, diagonal, column = at.start, at.diagonal, at.column
    row, lu, inverse = work.row, work.lu, work.inverse
    one, share = everywhere(1.0), everywhere(smallest)
    least, none = everywhere(np.inf), everywhere(0.0)
    minus_gh = everywhere(0.0) - load(work.gh, 0)
    for i in range(len(diagonal)):
        for p in range(place(start[i]), place(start[i + 1])):
            store(row, column[p], minus_gh * load(work.jacobian, p))
        store(row, i, load(row, i) + one)
        bound = share * size(load(row, i))
        for p in range(place(start[i]), place(diagonal[i])):
            k = column[p]
            factor = load(row, k) * load(inverse, k)
            store(lu, p, factor)
            for q in range(place(diagonal[k] + 1), place(start[k + 1])):
                j = column[q]
                store(row, j, load(row, j) - factor * load(lu, q))
        for p in range(place(diagonal[i]), place(start[i + 1])):
            store(lu, p, load(row, column[p]))
        pivot = load(row, i)
        store(inverse, i, one / pivot)
        least = smaller(size(pivot) - bound, least)
        # Zero, unless a pivot is infinite or no number; then it is no number for good.
        none = none + (pivot - pivot)
    store(work.margin, 0, least + none)


@compiled
def solve_stage(at: Factors, s: int, work: LaneWork) -> None:
    """Solve L U x = b in place for stage s: b is gh x + row, and gh slope of the first one."""
    start, diagonal, column = at.start, at.diagonal, at.column
    lu, x, gh = work.lu, work.stages, load(work.gh, 0)
    n = len(diagonal)
    first = s * n
    for i in range(n):
        total = load(x, first + i) * gh + load(work.row, i) if s else gh * load(work.slope, i)
        for p in range(place(start[i]), place(diagonal[i])):
            total = total - load(lu, p) * load(x, first + column[p])
        store(x, first + i, total)
    for m in range(n):
        i = n - 1 - m
        total = load(x, first + i)
        for p in range(place(diagonal[i] + 1), place(start[i + 1])):
            total = total - load(lu, p) * load(x, first + column[p])
        store(x, first + i, total * load(work.inverse, i))


@compiled
def begin_stage(method: Tableau, s: int, n: int, work: LaneWork) -> None:
    """Where stage s > 0 looks, in `work.new`, and what the stages before it add, in `work.row`.

    Rows of all lanes do not fit into the fast memory of a processor, so that every row is read and
    written once. Stages are added in pairs, as those of one trajectory are.
    """
    stages, state, new, row = work.stages, work.state, work.new, work.row
    looks, adds = method.a[s], method.c[s]
    for i in range(n):
        # The last stages start where the one before them ended.
        y = load(state, i) if s < 6 else load(new, i) + load(stages, (s - 1) * n + i)
        earlier = everywhere(0.0)
        at = i
        for j in range(0, s - 1, 2):
            one, two = load(stages, at), load(stages, at + n)
            if s < 6:
                y = y + (everywhere(looks[j]) * one + everywhere(looks[j + 1]) * two)
            earlier = earlier + (everywhere(adds[j]) * one + everywhere(adds[j + 1]) * two)
            at += 2 * n
        if s % 2:
            one = load(stages, at)
            if s < 6:
                y = y + everywhere(looks[s - 1]) * one
            earlier = earlier + everywhere(adds[s - 1]) * one
        store(new, i, y)
        store(row, i, earlier)


@compiled
def try_step(method: Tableau, net: Reactions, at: Factors, work: LaneWork) -> None:
    """All stages of a step whose matrix is factorised; sets work.new."""
    n = len(at.diagonal)
    stages, new = work.stages, work.new
    store(new, n, everywhere(1.0))
    for s in range(8):
        if s:
            begin_stage(method, s, n, work)
            rhs(net, work.rate, new, work.rates, stages[s * n : (s + 1) * n])
        solve_stage(at, s, work)
    for i in range(n):
        store(new, i, load(new, i) + load(stages, 7 * n + i))


@compiled
def sum_errors(n: int, work: LaneWork, control: Control) -> None:
    """Sums of squares of the weighted errors, and the lowest new concentrations."""
    relative, absolute = everywhere(control.relative), everywhere(control.absolute)
    total, lowest = everywhere(0.0), everywhere(0.0)
    for i in range(n):
        after = load(work.new, i)
        bound = absolute + relative * larger(size(load(work.state, i)), size(after))
        part = load(work.stages, 7 * n + i) / bound
        total = total + part * part
        lowest = smaller(after, lowest)
    store(work.error, 0, total)
    store(work.lowest, 0, lowest)


@compiled
def accept(n: int, work: LaneWork) -> None:
    """The new state is the state of the lanes in which `work.taken` is 1."""
    taken = load(work.taken, 0)
    for i in range(n):
        store(work.state, i, where(taken, load(work.new, i), load(work.state, i)))


@compiled
def sum_weighted(n: int, x: Real, y: Real, control: Control, out: Real) -> None:
    """Sums of the squares of x_i / (absolute + relative |y_i|)."""
    relative, absolute = everywhere(control.relative), everywhere(control.absolute)
    total = everywhere(0.0)
    for i in range(n):
        part = load(x, i) / (absolute + relative * size(load(y, i)))
        total = total + part * part
    store(out, 0, total)
