"""What a learner did: its weights and errors along a training schedule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

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
    validation_accuracy: fraction of the probes in the right class; None without classes.
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
    test_predictions: tuple[Outputs, ...] = ()
    test_targets: tuple[Outputs, ...] = ()
    threshold: float | None = None

    @property
    def accuracy(self) -> float | None:
        """Fraction in the right class of the test samples, or of the validation samples.

        The validation samples count when there are no test samples. None without classes.
        """
        if self.test_targets:
            return accuracy(self.test_predictions, self.test_targets, self.threshold)
        return accuracy(self.predictions, self.targets, self.threshold)

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

    def keeps(self, mse_max: float, accuracy_min: float | None = None) -> bool:
        """The run ended and its error and accuracy are within the bounds; NaN is not."""
        if self.failure is not None or not self.validation_mse <= mse_max:
            return False
        return accuracy_min is None or (self.accuracy is not None and self.accuracy >= accuracy_min)


def accuracy(
    predictions: Sequence[Outputs], targets: Sequence[Outputs], threshold: float | None
) -> float | None:
    """Fraction of predictions in the class of their targets.

    The class of one output is the side of the threshold it is on; of several outputs the largest
    tells the class. None without a threshold or without predictions; a prediction that is not a
    number is wrong.
    """
    if threshold is None or not predictions:
        return None
    pairs = zip(predictions, targets, strict=True)
    right = sum(
        all(math.isfinite(v) for v in p) and class_of(p, threshold) == class_of(y, threshold)
        for p, y in pairs
    )
    return right / len(targets)


def class_of(outputs: Outputs, threshold: float) -> int:
    """Number of the class that outputs mean; the lower of two classes is 0."""
    if len(outputs) == 1:
        return int(outputs[0] > threshold)
    return outputs.index(max(outputs))
