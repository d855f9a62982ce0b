"""Steps of the Dormand-Prince method through one wait, in one compiled call."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.machine_code import compiled

Real = NDArray[np.float64]
Place = NDArray[np.int64]

DONE, TOO_MANY_STEPS, STEP_TOO_SMALL, RUNAWAY = range(4)

NODES = 7
_A = np.zeros((NODES, NODES))
_A[1, :1] = [1 / 5]
_A[2, :2] = [3 / 40, 9 / 40]
_A[3, :3] = [44 / 45, -56 / 15, 32 / 9]
_A[4, :4] = [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729]
_A[5, :5] = [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656]
_A[6, :6] = [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]
_ERROR = np.array([71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40])


class Method(NamedTuple):
    """Stages of an explicit method whose last stage is the first one of the next step.

    Parameters
    ----------
    a: shape (7, 7), lower triangular; the last row gives the new state.
    error: shape (7,), the difference to the method of order four.
    """

    a: Real
    error: Real


DORMAND_PRINCE = Method(_A, _ERROR)
"""Source: Dormand & Prince 1980, J. Comput. Appl. Math. 6:19."""


class ThreeBodyReactions(NamedTuple):
    """Reactions with rates k y_first y_second y_third; a missing reactant is n, whose value is 1.

    Parameters
    ----------
    rate, first, second, third: shape (m,).
    start, species, change: net changes, reaction by reaction; `start` has the shape (m + 1,).
    """

    rate: Real
    first: Place
    second: Place
    third: Place
    start: Place
    species: Place
    change: Real


class StepBounds(NamedTuple):
    """Error bounds and limits of one integration.

    Parameters
    ----------
    floor: a step that ends below -floor is taken again with half of its length.
    ceiling: a larger concentration counts as one that grows without bound.
    """

    relative: float
    absolute: float
    floor: float
    ceiling: float
    max_steps: int


@compiled
def slope_of(net: ThreeBodyReactions, y: Real, out: Real) -> None:
    """Time derivatives of the first n entries of y."""
    out[:] = 0.0
    for r in range(len(net.rate)):
        v = net.rate[r] * y[net.first[r]] * y[net.second[r]] * y[net.third[r]]
        for e in range(net.start[r], net.start[r + 1]):
            out[net.species[e]] += net.change[e] * v


@compiled
def scaled_error(method: Method, stages: Real, old: Real, new: Real, bounds: StepBounds) -> float:
    """Root mean square of the error per bound; the first n entries of old and new count."""
    n = stages.shape[1]
    total, lowest = 0.0, 0.0
    for i in range(n):
        error = 0.0
        for s in range(NODES):
            error += method.error[s] * stages[s, i]
        size = max(abs(old[i]), abs(new[i]))
        part = error / (bounds.absolute + bounds.relative * size)
        total += part * part
        lowest = min(lowest, new[i])
    norm = math.sqrt(total / n)
    return 32.0 if norm <= 1.0 and lowest < -bounds.floor else norm


@compiled
def first_step(y: Real, slope: Real, bounds: StepBounds, end: float) -> float:
    """A step in which nothing changes by more than a hundredth."""
    speed = 0.0
    for i in range(len(slope)):
        speed = max(speed, abs(slope[i]) / (bounds.absolute + abs(y[i])))
    return min(end, 0.01 / speed) if speed > 0.0 else end


@compiled
def try_step(
    method: Method, net: ThreeBodyReactions, y: Real, step: float, stages: Real, new: Real
) -> None:
    """Fill stages 1 to 6, each times the step; stage 0 is there. `new` is the new state."""
    n = stages.shape[1]
    for s in range(1, NODES):
        for i in range(n):
            value = y[i]
            for j in range(s):
                value += method.a[s, j] * stages[j, i]
            new[i] = value
        slope_of(net, new, stages[s])
        for i in range(n):
            stages[s, i] *= step


@compiled
def advance(
    method: Method, net: ThreeBodyReactions, bounds: StepBounds, y: Real, end: float
) -> tuple[int, float, int]:
    """Integrate from time 0 to `end`; y, of shape (n + 1,), is changed in place.

    Returns
    -------
    Why it ended, the time by then, and the number of steps.
    """
    n = len(y) - 1
    stages, slope, new = np.zeros((NODES, n)), np.empty(n), y.copy()
    slope_of(net, y, slope)
    step = first_step(y, slope, bounds, end)
    time, steps = 0.0, 0
    while time < end:
        if steps >= bounds.max_steps:
            return TOO_MANY_STEPS, time, steps
        steps += 1
        step = min(step, end - time)
        if not time + step > time:
            return STEP_TOO_SMALL, time, steps
        for i in range(n):
            stages[0, i] = step * slope[i]
        try_step(method, net, y, step, stages, new)
        error = scaled_error(method, stages, y, new, bounds)
        if not error <= 1.0:
            step *= max(0.1, 0.9 * error**-0.2) if error < math.inf else 0.1
            continue
        time = end if step == end - time else time + step
        for i in range(n):
            y[i] = new[i]
            slope[i] = stages[NODES - 1, i] / step
        if np.max(new) > bounds.ceiling:
            return RUNAWAY, time, steps
        step *= min(5.0, 0.9 * max(error, 1e-6) ** -0.2)
    return DONE, time, steps
