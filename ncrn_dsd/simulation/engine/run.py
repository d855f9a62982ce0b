"""One integration from arrays to an outcome that is a value with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.simulation.engine import stepping
from ncrn_dsd.simulation.engine.layout import Control, Tableau
from ncrn_dsd.simulation.engine.pivoting import pivoted_step
from ncrn_dsd.simulation.engine.plan import Plan
from ncrn_dsd.simulation.engine.rodas5p import rodas5p

Real = NDArray[np.float64]

SMALLEST_PIVOT = 1e-13
"""A pivot that elimination makes smaller than this share of its diagonal is rounding."""


class Ending(IntEnum):
    """Why an integration ended."""

    DONE = stepping.DONE
    TOO_MANY_STEPS = stepping.TOO_MANY_STEPS
    STEP_TOO_SMALL = stepping.STEP_TOO_SMALL
    BAD_PIVOT = stepping.BAD_PIVOT
    NOT_FINITE = stepping.NOT_FINITE

    @property
    def sentence(self) -> str:
        """The reason in words, to follow the time at which it happened."""
        return _SENTENCES[self]


_SENTENCES = {
    Ending.DONE: "the end was reached",
    Ending.TOO_MANY_STEPS: "the limit of steps was reached",
    Ending.STEP_TOO_SMALL: (
        "the step became too small to move on, as it does when a concentration grows without bound"
    ),
    Ending.BAD_PIVOT: "the linear equations of a step have no unique solution",
    Ending.NOT_FINITE: "the rates are not finite",
}


@dataclass(frozen=True, slots=True)
class IntegrationOutcome:
    """States at the asked times, in the given order of species, and how they came about.

    Parameters
    ----------
    states: shape (t, n); rows after `time` are NaN.
    time: how far the integration came.
    accepted, rejected: numbers of steps.
    """

    ending: Ending
    time: float
    states: Real
    accepted: int
    rejected: int


@cache
def method() -> Tableau:
    """The method of all integrations."""
    return rodas5p()


def integrate_plan(plan: Plan, start: Real, times: Real, control: Control) -> IntegrationOutcome:
    """Integrate from time 0 through the ascending `times`, of which there is at least one."""
    n = len(start)
    y = np.ones(plan.entries)
    y[:n] = start[plan.place]
    seen = np.full((len(times), n), np.nan)
    seen[times <= 0.0] = y[:n]
    time, step, accepted, rejected = 0.0, 0.0, 0, 0
    net, factors = plan.reactions, plan.pattern.factors
    while True:
        code, time, step, more, failed = stepping.advance(
            method(), net, factors, control, y, time, step, times, seen
        )
        accepted, rejected = accepted + more, rejected + failed
        if code != Ending.BAD_PIVOT or accepted + rejected >= control.max_steps:
            break
        # Elimination without pivoting failed down to a tiny step: one step with pivoting.
        after = pivoted_step(plan, method(), control, y, time, step, times, seen)
        if after is None:
            break
        time, step = after
        accepted += 1
    return IntegrationOutcome(
        Ending(code), time, seen[:, plan.pattern.position], accepted, rejected
    )


def control_of(relative: float, absolute: float, floor: float, max_steps: int) -> Control:
    """Bounds of one integration; `floor` is how far below zero a step may end."""
    return Control(relative, absolute, floor, SMALLEST_PIVOT, max_steps)
