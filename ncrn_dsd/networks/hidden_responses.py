"""What the rate constants of a learner with hidden units amount to, found on unit doses.

Net amounts (positive rail minus negative rail) obey linear equations whatever the rails do, one
stage after the other: input, total, square, output; then error, blame, slope. One pass of the
two phases with one unit of input, of error and of every weight therefore gives the rate
constants for all samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import DesignError
from ncrn_dsd.networks.driving import PhaseTiming

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HiddenPace:
    """Pseudo-first-order rates [1/tau], and a dose, beyond those of `PhaseTiming`.

    Parameters
    ----------
    convert: a total and a square to their traces.
    gate_dose: the species that turns output into error, when dosed [u].
    """

    convert: float
    gate_dose: float


@dataclass(frozen=True, slots=True)
class HiddenResponses:
    """Rate constants for scales of 1, in 1/tau.

    With the first five, one unit of input and of weights makes, counted over a phase, one unit
    of each: output from input, total, square, output from square, blame, slope.

    Parameters
    ----------
    direct: weight and input make output.
    total: weight and input make total.
    square: total and its trace make square.
    readout: weight and square make output.
    blame: error and weight make blame.
    slope: blame and trace of total make slope.
    direct_update, readout_update, hidden_update: rate constants with which error meets the
        traces of input and of square, and slope that of input, for a step of one unit.
    """

    direct: float
    total: float
    square: float
    readout: float
    blame: float
    slope: float
    direct_update: float
    readout_update: float
    hidden_update: float


def hidden_responses(timing: PhaseTiming, pace: HiddenPace) -> HiddenResponses:
    """Follow one unit of everything through both phases.

    Raises
    ------
    DesignError: something that should meet a trace never does.
    """
    exposure = -math.expm1(-timing.convert * timing.forward) / timing.convert
    total = 1 / exposure
    found = _forward(timing, pace, total, 1.0)
    _require(found.made)
    # The square is linear in its own rate constant, and everything before does not know of it.
    square = 1 / found.made
    shown = found.shown * square
    met = _feedback(timing, pace, found.state, (total, square))
    for value in met:
        _require(value)
    by_input, by_square, by_total, by_slope, error = met
    return HiddenResponses(
        direct=1 / exposure,
        total=total,
        square=square,
        readout=1 / shown,
        blame=1 / error,
        # Slope was followed for rate constants of 1 of blame and slope.
        slope=error / by_total,
        direct_update=1 / by_input,
        readout_update=1 / by_square,
        hidden_update=by_total / by_slope,
    )


def _require(met: float) -> None:
    if not met > 0:
        raise DesignError(
            "D201",
            "learner",
            "an error never meets the trace of what caused it, so nothing would be learned",
            "dose the phase species after the forward phase and wait after that dose",
        )


@dataclass(frozen=True, slots=True)
class _Forward:
    """Input, its trace, total, its trace, square, its trace; and what happened to them.

    Parameters
    ----------
    made: integral of total * trace of total [tau].
    shown: integral of square [tau].
    """

    state: Vector
    made: float
    shown: float


def _forward(timing: PhaseTiming, pace: HiddenPace, total: float, square: float) -> _Forward:
    def slope(_: float, y: Vector) -> Vector:
        u, u_trace, s = y[2:5]
        return np.array([*_courses(timing, pace, (total, square), y[:6]), u * u_trace, s])

    start = np.zeros(8)
    start[0] = 1.0
    end = _solve(slope, timing.forward, start)
    return _Forward(end[:6], float(end[6]), float(end[7]))


def _courses(
    timing: PhaseTiming, pace: HiddenPace, rates: tuple[float, float], y: Vector
) -> list[float]:
    """Slopes of input, total, square and their traces, as long as nothing clears the traces."""
    total, square = rates
    x, _, u, u_trace, s, _ = y
    gone, spent, ended = timing.convert * x, pace.convert * u, pace.convert * s
    return [-gone, gone, total * x - spent, spent, square * u * u_trace - ended, ended]


def _feedback(
    timing: PhaseTiming, pace: HiddenPace, state: Vector, rates: tuple[float, float]
) -> tuple[float, ...]:
    """Integrals over the feedback phase, from one unit of output.

    Returns
    -------
    Of error * trace of input, error * trace of square, blame * trace of total, slope * trace of
    input, and of the error; blame and slope are made at rate constants of 1.
    """

    def slope(_: float, y: Vector) -> Vector:
        x_trace, u_trace, s_trace = y[1:6:2]
        output, error, phase, late, gate, blame, tilt = y[6:13]
        courses = np.array(_courses(timing, pace, rates, y[:6]))
        courses[1::2] -= timing.clear * late * y[1:6:2]
        gated = timing.gate * gate * output
        ended = timing.drain_phase * phase
        return np.array(
            [
                *courses,
                -gated,
                gated - timing.drain_error * error,
                -ended,
                ended - timing.drain_phase * late,
                -timing.drain_phase * gate,
                error - timing.drain_error * blame,
                blame * u_trace - timing.drain_error * tilt,
                error * x_trace,
                error * s_trace,
                blame * u_trace,
                tilt * x_trace,
                error,
            ]
        )

    start = np.zeros(18)
    start[:6] = state
    # The forward phase was followed with a rate constant of 1 for the square.
    start[4:6] *= rates[1]
    start[6], start[8], start[10] = 1.0, timing.phase_dose, pace.gate_dose
    return tuple(float(v) for v in _solve(slope, timing.feedback, start)[13:])


def _solve(slope: Callable[[float, Vector], Vector], duration: float, start: Vector) -> Vector:
    solved = solve_ivp(slope, (0.0, duration), start, rtol=1e-10, atol=1e-12)
    end: Vector = solved.y[:, -1]
    return end
