"""What the rate constants of a polynomial learner amount to, found on unit doses.

Every feature is proportional to the product of the doses of its inputs, and the error to the
difference between prediction and target, whatever the sample. One pass of the two phases with
one unit of everything therefore gives the rate constants that make the step after any sample
``-learning_rate * error * feature``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import DesignError
from ncrn_dsd.networks.driving import PhaseTiming
from ncrn_dsd.networks.features import Feature

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Responses:
    """Constants of the features, in their order, in tau and for scales of 1.

    Parameters
    ----------
    exposure: integral of any feature over the forward phase, per unit of the feature [tau].
    formation: rate constant that makes this so for products; 0 for inputs [1/tau].
    error_times_trace: integral over the feedback phase, for one unit of error [tau].
    """

    exposure: float
    formation: tuple[float, ...]
    error_times_trace: tuple[float, ...]


def responses(timing: PhaseTiming, gate_dose: float, features: Sequence[Feature]) -> Responses:
    """Follow one unit of every input, and of the output that became error.

    Parameters
    ----------
    gate_dose: concentration of the species that turns output into error, when dosed [u].

    Raises
    ------
    DesignError: the error never meets a trace.
    """
    exposure = -math.expm1(-timing.convert * timing.forward) / timing.convert
    course = _UnitCourse(timing, gate_dose, features)
    # The amount of a product is linear in its own rate constant once its parent is right.
    for degree in sorted({len(f.powers) for f in features if not f.is_input}):
        found = course.forward()
        for k, feature in enumerate(features):
            if len(feature.powers) == degree:
                course.formation[k] = exposure / float(found[course.exposures][k])
    met = course.feedback(course.forward())
    if not min(met) > 0:
        raise DesignError(
            "D201",
            "learner",
            "the error never meets the trace of an input, so nothing would be learned",
            "dose the phase species after the forward phase and wait after that dose",
        )
    return Responses(exposure, tuple(float(v) for v in course.formation), met)


class _UnitCourse:
    """The two phases for one unit of every input, each feature with a course of its own.

    A state lists what is present, traces, exposures (each in the order of the features), then
    output, error, phase species and gate species.
    """

    def __init__(self, timing: PhaseTiming, gate_dose: float, features: Sequence[Feature]) -> None:
        n = len(features)
        index = {f.powers: k for k, f in enumerate(features)}
        self._timing, self._gate_dose = timing, gate_dose
        self._inputs = np.array([f.is_input for f in features])
        self._parents = np.array([index.get(f.parent, 0) for f in features])
        self._factors = np.array(
            [index[f.powers[-1:]] + (n if not f.is_input and f.from_trace else 0) for f in features]
        )
        self._present, self._traces = slice(0, n), slice(n, 2 * n)
        self.exposures = slice(2 * n, 3 * n)
        self._rest = 3 * n
        self.formation: Vector = np.where(self._inputs, 0.0, 1.0)

    def forward(self) -> Vector:
        """The state after the forward phase, without output, error, phase and gate species."""
        start = np.zeros(self._rest + 4)
        start[self._present][self._inputs] = 1.0
        return self._solve(start, self._timing.forward)

    def feedback(self, state: Vector) -> tuple[float, ...]:
        """Integrals of error times trace, from the state after the forward phase."""
        start = state.copy()
        start[self.exposures] = 0.0
        start[self._rest :] = [1.0, 0.0, self._timing.phase_dose, self._gate_dose]
        end = self._solve(start, self._timing.feedback)
        return tuple(float(v) for v in end[self.exposures])

    def _solve(self, start: Vector, duration: float) -> Vector:
        solved = solve_ivp(self._slope, (0.0, duration), start, rtol=1e-10, atol=1e-12)
        end: Vector = solved.y[:, -1]
        return end

    def _slope(self, _: float, y: Vector) -> Vector:
        timing = self._timing
        present, traces = y[self._present], y[self._traces]
        output, error, phase, gate = y[self._rest :]
        gone = timing.convert * present
        made = self.formation * present[self._parents] * y[self._factors]
        # In the feedback phase the exposure of a trace to the error is what counts.
        exposed = error * traces if phase else present
        gated = timing.gate * gate * output
        return np.concatenate(
            [
                made - gone,
                gone - timing.clear * phase * traces,
                exposed,
                [
                    -gated,
                    gated - timing.drain_error * error,
                    -timing.drain_phase * phase,
                    -timing.drain_phase * gate,
                ],
            ]
        )
