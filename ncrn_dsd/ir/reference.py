"""What the best fit of the same features reaches."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST_HELD_OUT = 200
"""Held-out samples from which a share of classes that are right means something."""

_EXACT = 1e-9
"""Least squares that leave less than this part of the variance fit exactly, but for rounding."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A fit by the training samples, measured on the samples that a learner is judged by.

    These are the test samples, or the validation samples where there are none.

    Parameters
    ----------
    samples: how many there are.
    mean_mse: mean squared error of the mean of the training targets.
    variance: of the targets, about their own mean.
    least_squares_mse: mean squared error of least squares; None with classes.
    logistic_accuracy: balanced accuracy of logistic regression; None without classes.
    """

    samples: int
    mean_mse: float
    variance: float
    least_squares_mse: float | None = None
    logistic_accuracy: float | None = None

    @property
    def is_exact(self) -> bool:
        """Least squares leave nothing, so that a loss over theirs has no meaning."""
        least = self.least_squares_mse
        return least is not None and least <= _EXACT * self.variance

    def over_least_squares(self, mse: float) -> float | None:
        """A loss in that of least squares; None with classes, and where that is nothing."""
        least = self.least_squares_mse
        return None if least is None or self.is_exact else mse / least

    def r2(self, mse: float) -> float | None:
        """The part of the variance that a loss explains; None with classes or equal targets."""
        if self.least_squares_mse is None or self.variance <= 0:
            return None
        return 1 - mse / self.variance
