"""Steps of a Rosenbrock method through one wait, in one compiled call."""

from __future__ import annotations

import math

import numpy as np

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.simulation.engine.kernels import factorise, jacobian, rhs, solve, times_jacobian
from ncrn_dsd.simulation.engine.layout import Control, Factors, Reactions, Real, StepArrays, Tableau

DONE, TOO_MANY_STEPS, STEP_TOO_SMALL, BAD_PIVOT, NOT_FINITE = range(5)
SHORTEN = 0.25
MOST_SINGULAR = 12
"""After so many factorisations that fail in a row, each `SHORTEN` as long, pivoting must help."""


@compiled
def add_stages(count: int, weights: Real, stages: Real, out: Real) -> None:
    """out += sum of weights[j] stages[j] over the first `count` stages, two in one sweep."""
    n = stages.shape[1]
    j = 0
    while j + 1 < count:
        u, v = weights[j], weights[j + 1]
        one, two = stages[j], stages[j + 1]
        for i in range(n):
            out[i] += u * one[i] + v * two[i]
        j += 2
    if j < count:
        u = weights[j]
        one = stages[j]
        for i in range(n):
            out[i] += u * one[i]


@compiled
def weighted_norm(x: Real, y: Real, relative: float, absolute: float) -> float:
    """Root mean square of x_i / (absolute + relative |y_i|)."""
    total = 0.0
    for i in range(len(x)):
        part = x[i] / (absolute + relative * abs(y[i]))
        total += part * part
    return math.sqrt(total / len(x))


@compiled
def first_step(at: Factors, jac: Real, y: Real, slope: Real, control: Control) -> float:
    """A step whose error should be near the bound (infinite where nothing happens).

    With f = y' and J f = y'', `step_for` takes the norms of f and J f.
    """
    bend = np.empty(len(slope))
    times_jacobian(at, jac, slope, bend)
    speed = weighted_norm(slope, y, control.relative, control.absolute)
    turn = weighted_norm(bend, y, control.relative, control.absolute)
    return step_for(speed, turn, control.relative)


@compiled
def step_for(speed: float, turn: float, relative: float) -> float:
    """A step whose error should be near the bound (infinite where nothing happens).

    The fastest motion has the rate turn / speed and the size speed^2 / turn; a method of order
    four errs by about (rate step / 3)^5 of that size.
    """
    if speed == 0.0:
        return math.inf
    # Even a straight motion is not trusted for more than a thousandfold change.
    rate = max(turn / speed, 1e-3 * relative * speed)
    return float(3.0 * (rate / speed) ** 0.2 / rate)


@compiled
def error_of(old: Real, new: Real, error: Real, control: Control) -> float:
    """Weighted error of a step from old to new, as `judged_error` sees it."""
    total, lowest = 0.0, 0.0
    for i in range(len(error)):
        size = max(abs(old[i]), abs(new[i]))
        part = error[i] / (control.absolute + control.relative * size)
        total += part * part
        lowest = min(lowest, new[i])
    return judged_error(math.sqrt(total / len(error)), lowest, control.floor)


@compiled
def judged_error(norm: float, lowest: float, floor: float) -> float:
    """The error of a step; 32 when it only ends too far below zero."""
    return 32.0 if norm <= 1.0 and lowest < -floor else norm


@compiled
def interpolate(
    method: Tableau, share: float, old: Real, new: Real, stages: Real, out: Real
) -> None:
    """The state after a share of a step, by the continuous extension of order four."""
    rest = 1.0 - share
    bend = np.zeros(len(out))
    for power in range(3):
        weights = method.dense[power] * share**power
        add_stages(len(weights), weights, stages, bend)
    for i in range(len(out)):
        out[i] = old[i] * rest + share * (new[i] + rest * bend[i])


@compiled
def see_between(
    method: Tableau, work: StepArrays, old: Real, time: float, end: float, times: Real, seen: Real
) -> None:
    """Fill the rows of `seen` whose times are in (time, end], from a step between the two."""
    # That of numpy takes seconds to compile.
    row, last = 0, len(times)
    while row < last:
        middle = (row + last) // 2
        if times[middle] <= time:
            row = middle + 1
        else:
            last = middle
    while row < len(times) and times[row] <= end:
        share = (times[row] - time) / (end - time)
        interpolate(method, share, old, work.new, work.stages, seen[row])
        row += 1


@compiled
def try_step(
    method: Tableau, net: Reactions, at: Factors, y: Real, gh: float, work: StepArrays
) -> None:
    """All stages of a step of length gh / gamma whose matrix is factorised; sets work.new."""
    n = len(at.diagonal)
    stages, new = work.stages, work.new
    new[n] = 1.0
    for s in range(8):
        x = stages[s]
        if s == 0:
            for i in range(n):
                x[i] = gh * work.slope[i]
        else:
            if s < 6:
                new[:n] = y[:n]
                add_stages(s, method.a[s], stages, new)
            else:
                # The last stages start where the one before them ended.
                for i in range(n):
                    new[i] += stages[s - 1, i]
            earlier = work.row
            earlier[:] = 0.0
            add_stages(s, method.c[s], stages, earlier)
            rhs(net, new, work.rates, x)
            for i in range(n):
                x[i] = x[i] * gh + earlier[i]
        solve(at, work.lu, work.inverse, x)
    for i in range(n):
        new[i] += stages[7, i]


@compiled
def fitted(step: float, remaining: float) -> float:
    """A step that ends at the end, or leaves enough for another one of its length."""
    if step >= 0.999 * remaining:
        return remaining
    return min(step, 0.5 * remaining)


@compiled
def shorter(step: float, error: float) -> float:
    """The step to take instead of one whose error is too large, or is no number."""
    return float((max(0.1, 0.9 * error**-0.2) if error < math.inf else 0.1) * step)


@compiled
def longer(step: float, error: float) -> float:
    """The step after one with an acceptable error; it may be shorter."""
    return float(min(8.0, 0.9 * max(error, 1e-6) ** -0.2) * step)


@compiled
def advance(
    method: Tableau,
    net: Reactions,
    at: Factors,
    control: Control,
    y: Real,
    time: float,
    step: float,
    times: Real,
    seen: Real,
) -> tuple[int, float, float, int, int]:
    """Integrate from `time` to the last of `times`; y is changed in place.

    Parameters
    ----------
    step: length of the first step; 0 chooses one.
    times: ascending, shape (t,).
    seen: shape (t, n); rows at times beyond `time` are filled.

    Returns
    -------
    Why it ended, the time and the next step by then, accepted and rejected steps.
    """
    n, entries, m = len(at.diagonal), len(at.column), len(net.first)
    work = StepArrays(
        np.empty(m),
        np.empty(n),
        np.empty(entries),
        np.empty(entries),
        np.empty(n),
        np.empty(n),
        np.empty((8, n)),
        np.empty(len(y)),
    )
    end = times[-1]
    accepted, rejected, singular = 0, 0, 0
    stale = True
    while time < end:
        if accepted + rejected >= control.max_steps:
            return TOO_MANY_STEPS, time, step, accepted, rejected
        if stale:
            rhs(net, y, work.rates, work.slope)
            jacobian(net, y, work.jacobian)
            stale = False
        if step <= 0.0:
            step = first_step(at, work.jacobian, y[:n], work.slope, control)
            if not step > 0.0:
                return NOT_FINITE, time, step, accepted, rejected
        step = fitted(step, end - time)
        if not time + step > time:
            return BAD_PIVOT if singular else STEP_TOO_SMALL, time, step, accepted, rejected
        gh = method.gamma * step
        if not factorise(at, work.jacobian, gh, control.pivot, work.lu, work.inverse, work.row):
            singular += 1
            rejected += 1
            if singular > MOST_SINGULAR:
                return BAD_PIVOT, time, step, accepted, rejected
            step *= SHORTEN
            continue
        singular = 0
        try_step(method, net, at, y, gh, work)
        error = error_of(y, work.new, work.stages[7], control)
        if not error <= 1.0:
            rejected += 1
            step = shorter(step, error)
            continue
        accepted += 1
        reached = end if step == end - time else time + step
        see_between(method, work, y, time, reached, times, seen)
        time = reached
        y[:] = work.new
        stale = True
        step = longer(step, error)
    return DONE, time, step, accepted, rejected
