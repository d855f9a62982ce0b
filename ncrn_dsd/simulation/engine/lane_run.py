"""Steps of `LANES` trajectories side by side, up to the next end of a wait.

Every lane has rate constants, a state, a wait and steps of its own, so that what becomes of it
does not depend on what runs beside it. It goes through the same numbers as `stepping.advance`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.simulation.engine.lane_kernels import (
    LaneWork,
    accept,
    factorise,
    jacobian,
    rhs,
    sum_errors,
    sum_weighted,
    times_jacobian,
    try_step,
)
from ncrn_dsd.simulation.engine.layout import (
    LANES,
    Control,
    Factors,
    Reactions,
    Real,
    Tableau,
    Terms,
)
from ncrn_dsd.simulation.engine.stepping import (
    BAD_PIVOT,
    DONE,
    MOST_SINGULAR,
    NOT_FINITE,
    SHORTEN,
    STEP_TOO_SMALL,
    TOO_MANY_STEPS,
    fitted,
    judged_error,
    longer,
    shorter,
    step_for,
)

RUNNING, IDLE = -1, -2
"""Codes of lanes that are in a wait, or have nothing to do; others say how a wait ended."""

Integers = NDArray[np.int64]


class Lane(NamedTuple):
    """What the lanes are at, shape (LANES,) each.

    Parameters
    ----------
    code: RUNNING, IDLE, or how the wait ended.
    time, end: within the wait.
    step: length of the next step; 0 when it is still to be chosen.
    tried, singular: steps of this wait, and of these the last ones without a usable pivot.
    """

    code: Integers
    time: Real
    end: Real
    step: Real
    tried: Integers
    singular: Integers


@compiled
def choose_first_steps(at: Factors, control: Control, lane: Lane, work: LaneWork) -> None:
    """A first step for the lanes that have none, as `stepping.first_step` chooses it."""
    n = len(at.diagonal)
    sum_weighted(n, work.slope, work.state, control, work.error)
    times_jacobian(at, work.jacobian, work.slope, work.row)
    sum_weighted(n, work.row, work.state, control, work.lowest)
    for k in range(LANES):
        if lane.code[k] == RUNNING and lane.step[k] <= 0.0:
            speed = math.sqrt(work.error[0, k] / n)
            turn = math.sqrt(work.lowest[0, k] / n)
            lane.step[k] = step_for(speed, turn, control.relative)


@compiled
def prepare(k: int, control: Control, lane: Lane) -> None:
    """Set the step of a lane, or end its wait where there can be none."""
    if lane.tried[k] >= control.max_steps:
        lane.code[k] = TOO_MANY_STEPS
    elif not lane.step[k] > 0.0:
        lane.code[k] = NOT_FINITE
    else:
        lane.step[k] = fitted(lane.step[k], lane.end[k] - lane.time[k])
        if not lane.time[k] + lane.step[k] > lane.time[k]:
            lane.code[k] = BAD_PIVOT if lane.singular[k] else STEP_TOO_SMALL


@compiled
def judge(k: int, n: int, control: Control, lane: Lane, work: LaneWork) -> bool:
    """Whether the step of a lane is accepted; if not, it is taken again with another length."""
    lane.tried[k] += 1
    if not work.margin[0, k] > 0.0:
        lane.singular[k] += 1
        lane.step[k] *= SHORTEN
        if lane.singular[k] > MOST_SINGULAR:
            lane.code[k] = BAD_PIVOT
        return False
    lane.singular[k] = 0
    error = judged_error(math.sqrt(work.error[0, k] / n), work.lowest[0, k], control.floor)
    if not error <= 1.0:
        lane.step[k] = shorter(lane.step[k], error)
        return False
    left = lane.end[k] - lane.time[k]
    lane.time[k] = lane.end[k] if lane.step[k] == left else lane.time[k] + lane.step[k]
    lane.step[k] = longer(lane.step[k], error)
    if lane.time[k] >= lane.end[k]:
        lane.code[k] = DONE
    return True


@compiled
def advance(
    method: Tableau,
    net: Reactions,
    at: Factors,
    terms: Terms,
    control: Control,
    work: LaneWork,
    lane: Lane,
) -> None:
    """Take steps in all lanes that run, until the wait of one of them ends."""
    n = len(at.diagonal)
    running = (lane.code == RUNNING).sum()
    while running > 0 and (lane.code == RUNNING).sum() == running:
        rhs(net, work.rate, work.state, work.rates, work.slope)
        jacobian(net, terms, work.rate, work.state, work.jacobian)
        if ((lane.code == RUNNING) & (lane.step <= 0.0)).any():
            choose_first_steps(at, control, lane, work)
        for k in range(LANES):
            if lane.code[k] == RUNNING:
                prepare(k, control, lane)
            work.gh[0, k] = method.gamma * lane.step[k] if lane.code[k] == RUNNING else 0.0
        factorise(at, control.pivot, work)
        try_step(method, net, at, work)
        sum_errors(n, work, control)
        for k in range(LANES):
            is_taken = lane.code[k] == RUNNING and judge(k, n, control, lane, work)
            work.taken[0, k] = 1.0 if is_taken else 0.0
        accept(n, work)
