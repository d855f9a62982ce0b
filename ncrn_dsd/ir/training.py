"""What a learner did: its weights and errors along a training schedule."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """The learner after `epoch` presentations of the training set (0: before the first).

    Parameters
    ----------
    time: since the first sample, in the units of the schedule (tau or s).
    coefficients: intercept first; what the weights amount to, in the units of the task.
    validation_mse: mean squared error of the probes.
    """

    epoch: int
    time: float
    coefficients: tuple[float, ...]
    validation_mse: float


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """One training run at one level of description.

    Parameters
    ----------
    level: "abstract" or "dsd".
    epochs: one record per epoch, the untrained learner first.
    online_errors: prediction minus target of every training sample before its own update.
    predictions: outputs for the validation samples after the last epoch, in their order.
    targets: the validation targets.
    largest_residue: the largest leftover of any sample, as a fraction of the largest dose of
        that sample, and the species it belongs to.
    firings: how often each reaction of the formal network fired in the whole training [u];
        empty at the DSD level.
    failure: None, or why the run stopped early.
    """

    level: str
    epochs: tuple[EpochRecord, ...]
    online_errors: tuple[float, ...]
    predictions: tuple[float, ...]
    targets: tuple[float, ...]
    largest_residue: float
    residue_species: str
    firings: tuple[float, ...]
    failure: str | None

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

    def keeps(self, mse_max: float) -> bool:
        """The run ended and its error is within the bound; NaN is not."""
        return self.failure is None and self.validation_mse <= mse_max
