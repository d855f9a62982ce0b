"""What a learner did: its weights and errors along a training schedule."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.model.expect import LearningBounds, meets_expectation

ABSTRACT, DSD = "abstract", "dsd"
LEVEL_NAMES = {ABSTRACT: "abstract", DSD: "DSD"}
"""Levels at which a learner is trained, and what people call them."""

Outputs = tuple[float, ...]
"""Values of one sample, one per output."""


class Loss(Enum):
    """What a learner makes small: half the square of an error, per sample.

    With target y and prediction z the error is z - y for `SQUARED`. For `MARGIN`, where y is
    the class, above or below zero, it is z - y as well, but nothing when z is beyond y.
    """

    SQUARED = "squared"
    MARGIN = "margin"

    def error(self, prediction: float, target: float) -> float:
        """The derivative of the loss by the prediction."""
        error = prediction - target
        return 0.0 if self is Loss.MARGIN and error * target > 0 else error


RAN_AWAY = "the error ran away"
"""How a failure begins that is no simulation that stopped."""


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """The learner after `epoch` presentations of the training set (0: before the first).

    Parameters
    ----------
    time: since the first sample, in the units of the schedule (tau or s).
    coefficients: output by output, intercept first; what the weights amount to, in the units
        of the task.
    validation_mse: mean squared error of the probes over all outputs, errors being those of
        the loss.
    validation_accuracy: balanced accuracy of the probes; None without classes.
    """

    epoch: int
    time: float
    coefficients: tuple[float, ...]
    validation_mse: float
    validation_accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """One training run at one level of description.

    Parameters
    ----------
    level: "abstract" or "dsd".
    epochs: one record per epoch, the untrained learner first.
    online_errors: errors of every training sample before its own update, one per output.
    predictions: outputs for each validation sample after the last epoch, in their order.
    targets: targets of each validation sample.
    largest_residue: the largest leftover of any sample, as a fraction of the largest dose of
        that sample, and the species it belongs to.
    firings: how often each reaction of the formal network fired in the whole training [u];
        empty at the DSD level.
    failure: None, or why the run stopped early.
    test_predictions, test_targets: of the test samples, after the last epoch.
    threshold: between the classes; None without classes.
    read_zero: what reads of the test samples were counted from, as a value of the task.
    read_lines: by what reads of the test samples were calibrated with validation samples, offset
        and slope of each output in values of the task; empty where they were not.
    reference: what the best fit of the same features reaches.
    coefficient_names: of the coefficients of every record, in their order.
    peaks_nM: the largest concentration of every species of the simulated network after any
        action of the schedule, in its order; empty at the abstract level.
    """

    level: str
    epochs: tuple[EpochRecord, ...]
    online_errors: tuple[Outputs, ...]
    predictions: tuple[Outputs, ...]
    targets: tuple[Outputs, ...]
    largest_residue: float
    residue_species: str
    firings: tuple[float, ...]
    failure: str | None
    reference: Reference
    test_predictions: tuple[Outputs, ...] = ()
    test_targets: tuple[Outputs, ...] = ()
    threshold: float | None = None
    read_zero: float = 0.0
    read_lines: tuple[tuple[float, float], ...] = ()
    coefficient_names: tuple[str, ...] = ()
    peaks_nM: tuple[float, ...] = ()

    @property
    def held_out(self) -> tuple[tuple[Outputs, ...], tuple[Outputs, ...]]:
        """Predictions and targets of the test samples, or of the validation samples.

        The validation samples count when there are no test samples.
        """
        if self.test_targets:
            return self.test_predictions, self.test_targets
        return self.predictions, self.targets

    @property
    def accuracy(self) -> float | None:
        """Balanced accuracy on the held-out samples; None without classes."""
        return balanced_accuracy(*self.held_out, self.threshold)

    @property
    def held_out_mse(self) -> float | None:
        """Mean squared error on the held-out samples; None with classes, or without an end."""
        predictions, targets = self.held_out
        if self.threshold is not None or not predictions:
            return None
        return mean_squared_error(predictions, targets)

    @property
    def over_least_squares(self) -> float | None:
        """The loss on the held-out samples in that of least squares."""
        mse = self.held_out_mse
        return None if mse is None else self.reference.over_least_squares(mse)

    @property
    def r2(self) -> float | None:
        """Which part of the variance of the held-out samples is explained."""
        mse = self.held_out_mse
        return None if mse is None else self.reference.r2(mse)

    @property
    def below_logistic(self) -> float | None:
        """How far the accuracy is below that of logistic regression; negative above it."""
        best, found = self.reference.logistic_accuracy, self.accuracy
        return None if best is None or found is None else best - found

    @property
    def validation_mse(self) -> float:
        """Mean squared error on the validation set after the last recorded epoch.

        NaN when the run failed before the first record.
        """
        return self.epochs[-1].validation_mse if self.epochs else math.nan

    @property
    def coefficients(self) -> tuple[float, ...]:
        """Coefficients after the last recorded epoch; none when there is no record."""
        return self.epochs[-1].coefficients if self.epochs else ()

    @property
    def in_words(self) -> str:
        """How well it learned, beside the best fit of the same features."""
        if not self.epochs:
            return "nothing recorded"
        if self.accuracy is not None and self.below_logistic is not None:
            points = f"{100 * self.below_logistic:.1f} points below logistic regression"
            return f"balanced accuracy {self.accuracy:.1%}, {points}"
        parts = [f"MSE {self.validation_mse:.4f}"]
        if self.over_least_squares is not None:
            parts.append(f"{self.over_least_squares:.3g} times least squares")
        if self.r2 is not None:
            parts.append(f"R² {self.r2:.4g}")
        return ", ".join(parts)

    @property
    def named_coefficients(self) -> dict[str, float]:
        """Coefficients after the last recorded epoch, by name."""
        # A run without a record has names and no values.
        return dict(zip(self.coefficient_names, self.coefficients, strict=False))

    def keeps(self, bounds: LearningBounds) -> bool:
        """The run ended within the bounds."""
        return self.failure is None and meets_expectation(
            self.accuracy,
            self.held_out_mse,
            accuracy_min=bounds.accuracy_min(self.reference),
            loss_max=bounds.loss_max(self.reference),
        )


def mean_squared_error(predictions: Sequence[Outputs], targets: Sequence[Outputs]) -> float:
    """Over all samples and outputs."""
    squares = [
        (z - y) ** 2
        for p, t in zip(predictions, targets, strict=True)
        for z, y in zip(p, t, strict=True)
    ]
    return math.fsum(squares) / len(squares)


def balanced_accuracy(
    predictions: Sequence[Outputs], targets: Sequence[Outputs], threshold: float | None
) -> float | None:
    """The fraction that is in the right class, per class, and of that the mean over the classes.

    The class of one output is the side of the threshold it is on; of several outputs the largest
    tells the class. None without a threshold or without predictions; a prediction that is not a
    number is wrong.
    """
    if threshold is None or not predictions:
        return None
    right: dict[int, list[bool]] = {}
    for p, y in zip(predictions, targets, strict=True):
        wanted = class_of(y, threshold)
        is_right = all(math.isfinite(v) for v in p) and class_of(p, threshold) == wanted
        right.setdefault(wanted, []).append(is_right)
    return math.fsum(sum(of) / len(of) for of in right.values()) / len(right)


def fitting_lines(
    predictions: Sequence[Outputs], targets: Sequence[Outputs]
) -> tuple[tuple[float, float], ...]:
    """Offset and slope, for each output, of the line from predictions to targets by least squares.

    Predictions that are no number are left out. Where all others are alike, the line is level.
    """
    lines = []
    of_outputs = zip(zip(*predictions, strict=True), zip(*targets, strict=True), strict=True)
    for read, wanted in of_outputs:
        known = [(p, y) for p, y in zip(read, wanted, strict=True) if math.isfinite(p)]
        values, targets_of_them = zip(*known, strict=True) if known else ((), ())
        if len(set(values)) > 1:
            line = statistics.linear_regression(values, targets_of_them)
            lines.append((line.intercept, line.slope))
        else:
            lines.append((statistics.fmean(targets_of_them), 0.0) if known else (0.0, 1.0))
    return tuple(lines)


def class_of(outputs: Outputs, threshold: float) -> int:
    """Number of the class that outputs mean; the lower of two classes is 0."""
    if len(outputs) == 1:
        return int(outputs[0] > threshold)
    return outputs.index(max(outputs))
