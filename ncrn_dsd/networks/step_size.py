"""How far one training sample moves the weights, from the rate constants alone.

The learner is linear in the error, so the step after one sample is
``-rate * error * input`` with one number `rate` that does not depend on the sample. It is found
by following one unit of output and of input through both phases, without the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import DesignError

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PhaseTiming:
    """Pseudo-first-order rates [1/tau] and durations [tau] of the two phases.

    Parameters
    ----------
    convert: input to its trace, both phases.
    gate, clear: output to error, and removal of the trace, per unit of phase species.
    drain_error, drain_phase: removal of the error and of the phase species, both phases.
    phase_dose: concentration of the phase species at the start of the second phase [u].
    forward, feedback: durations.
    """

    convert: float
    gate: float
    clear: float
    drain_error: float
    drain_phase: float
    phase_dose: float
    forward: float
    feedback: float


def error_times_trace(timing: PhaseTiming) -> float:
    """Integral of error * trace over the feedback phase [tau], for one unit of each source.

    One unit of output exists at the start of the feedback phase, and one unit of input was
    dosed at the start of the forward phase.
    """

    def slope(_: float, y: Vector) -> list[float]:
        source, trace, output, error, phase, _total = y
        made = timing.convert * source
        gated = timing.gate * phase * output
        return [
            -made,
            made - timing.clear * phase * trace,
            -gated,
            gated - timing.drain_error * error,
            -timing.drain_phase * phase,
            error * trace,
        ]

    forward = solve_ivp(
        slope, (0.0, timing.forward), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0], rtol=1e-10, atol=1e-12
    )
    start = [*forward.y[:2, -1], 1.0, 0.0, timing.phase_dose, 0.0]
    feedback = solve_ivp(slope, (0.0, timing.feedback), start, rtol=1e-10, atol=1e-12)
    total = float(feedback.y[5, -1])
    if not total > 0:
        raise DesignError(
            "D201",
            "learner",
            "the error never meets the input trace, so nothing would be learned",
            "dose the phase species after the forward phase and wait after that dose",
        )
    return total
