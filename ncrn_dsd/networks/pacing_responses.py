"""What the rate constants of a clocked learner amount to, found on unit doses.

With a clock in the pot the phases overlap: a little output becomes error while it is still being
made. What a sample teaches nevertheless stays a multiple of its error, because the target is
presented with the same lag as the prediction: it turns from its dosed form into its active form
at the pace at which an input turns into its trace. Prediction and target then rise by the same
law, and so do the errors they become, whatever the clock does. That holds for inputs; products of
inputs rise by laws of their own, and `Clocked.mismatch` says how far off they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import DesignError
from ncrn_dsd.networks.driving import PhaseTiming
from ncrn_dsd.networks.features import Feature
from ncrn_dsd.networks.responses import Responses

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClockCourse:
    """Pace of a delay line and of what it starts.

    Parameters
    ----------
    stages: of the delay line; `PhaseTiming.phase_dose` is what is dosed of the first.
    step: from one stage to the next [1/tau].
    release: bound label to label, per unit of the last stage [1/(u tau)]; None where the phase
        species itself turns output into error.
    label_dose: of the bound label [u].
    """

    stages: int
    step: float
    release: float | None
    label_dose: float


@dataclass(frozen=True, slots=True)
class Clocked:
    """Constants of a clocked learner.

    Parameters
    ----------
    responses: as of a learner whose phases are dosed; the exposure is that of an endless wait.
    read: the prediction of the inputs as it is read, as a fraction of the whole prediction.
    mismatch: largest relative difference between what a feature's part of the prediction and
        the target teach, over all features and weights; 0 where all features are inputs.
    """

    responses: Responses
    read: float
    mismatch: float


def clocked_responses(
    timing: PhaseTiming, clock: ClockCourse, features: Sequence[Feature]
) -> Clocked:
    """Follow one unit of every input and of what it becomes, from the dose to the next sample.

    Raises
    ------
    DesignError: the error never meets a trace, or there is no prediction left to read.
    """
    shapes = _Shapes(features)
    exposure = 1 / timing.convert
    formation = np.where(shapes.degrees > 1, 1.0, 0.0)
    for degree in range(2, max(shapes.degrees) + 1):
        found = _Course(timing, clock, shapes, formation).exposures()
        at = shapes.degrees == degree
        # The amount of a product is linear in its own rate constant once its parent is right.
        formation[at] *= found[0] / found[at]
    course = _Course(timing, clock, shapes, formation)
    taught, read = course.taught(), course.read()
    if not (taught[0].min() > 0 and read > 0):
        raise DesignError(
            "D201",
            "learner",
            "the error never meets the trace of an input, so nothing would be learned",
            "dose Clock with the sample, and wait longer than the clock takes",
        )
    of = shapes.of_feature
    return Clocked(
        Responses(
            exposure,
            tuple(float(formation[s]) for s in of),
            tuple(float(taught[0, s]) for s in of),
        ),
        read=read,
        mismatch=float(np.abs(taught / taught[0] - 1).max()),
    )


class _Shapes:
    """Which features run the same course, and how each course follows from others.

    All inputs share course 0. Products of equal degree share one unless they differ in whether
    an input or its trace is the last factor, as in x1 x2 and x1 x1.
    """

    def __init__(self, features: Sequence[Feature]) -> None:
        known: dict[tuple[int, bool], int] = {}
        place: dict[tuple[int, ...], int] = {}
        self.parents, self.from_trace, degrees = [0], [False], [1]
        for feature in features:
            if feature.is_input:
                place[feature.powers] = 0
                continue
            key = (place[feature.parent], feature.from_trace)
            if key not in known:
                known[key] = len(self.parents)
                self.parents.append(key[0])
                self.from_trace.append(key[1])
                degrees.append(len(feature.powers))
            place[feature.powers] = known[key]
        self.of_feature = [place[f.powers] for f in features]
        self.degrees = np.array(degrees)


class _Course:
    """One sample with the clock running.

    A state lists, shape by shape, what is present, traces, exposures, outputs, errors, and the
    integrals of error (rows) times trace (columns); then the stages of the clock, the phase
    species, the bound label and the label.
    """

    def __init__(
        self, timing: PhaseTiming, clock: ClockCourse, shapes: _Shapes, formation: Vector
    ) -> None:
        self._timing, self._clock, self._shapes = timing, clock, shapes
        self._formation = formation
        self._count = n = len(shapes.parents)
        self._passing = 5 * n + n * n
        start = np.zeros(self._passing + clock.stages + 3)
        start[0] = 1.0
        start[self._passing] = timing.phase_dose
        start[-2] = clock.label_dose
        self._ends = [self._solve(start, timing.forward)]
        self._ends.append(self._solve(self._ends[0], timing.feedback))

    def exposures(self) -> Vector:
        """Integrals of what is present over the sample [tau]."""
        n = self._count
        return self._ends[1][2 * n : 3 * n]

    def taught(self) -> Vector:
        """Integrals of error times trace over the sample [tau]: source of the error, weight."""
        n = self._count
        table: Vector = self._ends[1][5 * n : self._passing].reshape(n, n)
        return table

    def read(self) -> float:
        """The output made by the inputs when the host reads it.

        A label tells the class of a training sample and is never there in a probe, so that
        there it takes nothing. Errors of training samples so read smaller than they are by what
        the label has taken by then; what they teach does not depend on it.
        """
        n, end = self._count, self._ends[0]
        if self._clock.release is None:
            return float(end[3 * n])
        return float(end[2 * n] * self._timing.convert)

    def _solve(self, start: Vector, duration: float) -> Vector:
        solved = solve_ivp(
            self._slope, (0.0, duration), start, method="DOP853", rtol=1e-9, atol=1e-12
        )
        end: Vector = solved.y[:, -1]
        return end

    def _slope(self, _: float, y: Vector) -> Vector:
        timing, clock, shapes, n = self._timing, self._clock, self._shapes, self._count
        present, traces, _exposed, output, error = y[: 5 * n].reshape(5, n)
        line, (phase, bound, label) = y[self._passing : -3], y[-3:]
        gone = timing.convert * present
        factor = np.where(shapes.from_trace, traces[0], present[0])
        made = self._formation * present[shapes.parents] * factor
        gated = timing.gate * (phase if clock.release is None else label) * output
        moved = clock.step * line
        freed = (clock.release or 0.0) * line[-1] * bound
        return np.concatenate(
            [
                made - gone,
                gone - timing.clear * phase * traces,
                present,
                # At the pace of the conversion, one unit of a feature makes one of output.
                gone - gated,
                gated - timing.drain_error * error,
                np.outer(error, traces).ravel(),
                np.concatenate([[0.0], moved[:-1]]) - moved,
                [
                    moved[-1] - timing.drain_phase * phase,
                    -freed,
                    freed - timing.drain_phase * label,
                ],
            ]
        )
