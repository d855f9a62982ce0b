"""A step whose linear equations are solved with pivoting, for the rare case that needs it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from ncrn_dsd.simulation.engine import kernels, stepping
from ncrn_dsd.simulation.engine.layout import Control, Tableau
from ncrn_dsd.simulation.engine.plan import Plan

Real = NDArray[np.float64]


def pivoted_step(
    plan: Plan,
    method: Tableau,
    control: Control,
    y: Real,
    time: float,
    step: float,
    times: Real,
    seen: Real,
) -> tuple[float, float] | None:
    """One accepted step from `time`; `y` and the rows of `seen` that it passes are changed.

    `step` is the length at which elimination without pivoting gave up after many reductions; it
    may have been far longer at first, so that this starts again from long steps.

    Returns
    -------
    The new time and the next step, or None when no step succeeds.
    """
    end = float(times[-1])
    step = min(step * stepping.SHORTEN**-stepping.MOST_SINGULAR, end - time)
    while time + step > time:
        attempt = _attempt(plan, method, y, step)
        error = math.inf
        if attempt is not None:
            error = stepping.error_of(y, attempt[0], attempt[1][7], control)
        if attempt is not None and error <= 1.0:
            new_time = end if step == end - time else time + step
            new, stages = attempt
            for row in np.flatnonzero((times > time) & (times <= new_time)):
                share = (times[row] - time) / (new_time - time)
                stepping.interpolate(method, share, y, new, stages, seen[row])
            y[:] = new
            return new_time, stepping.longer(step, error)
        step *= stepping.SHORTEN
    return None


def _attempt(plan: Plan, method: Tableau, y: Real, step: float) -> tuple[Real, Real] | None:
    """The state after a step and its stages; None when the matrix is singular."""
    net, at = plan.reactions, plan.pattern.factors
    n = len(at.diagonal)
    entries = np.empty(len(at.column))
    kernels.jacobian(net, y, entries)
    jacobian = sparse.csr_array((entries, at.column, at.start), shape=(n, n))
    gh = method.gamma * step
    try:
        factors = splu(sparse.csc_matrix(sparse.eye_array(n) - gh * jacobian))
    except RuntimeError:
        return None
    rates, slope = np.empty(len(net.first)), np.empty(n)
    stages = np.zeros((8, n))
    state = y.copy()
    for s in range(8):
        state[:n] = y[:n] + method.a[s] @ stages
        kernels.rhs(net, state, rates, slope)
        stages[s] = factors.solve(gh * slope + method.c[s] @ stages)
    state[:n] += stages[7]
    return (state, stages) if np.all(np.isfinite(state)) else None
