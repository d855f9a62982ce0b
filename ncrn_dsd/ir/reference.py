"""What the best fit of the same features reaches, and what is expected relative to it."""

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


@dataclass(frozen=True, slots=True)
class LearningBounds:
    """What a design expects of a trained learner, relative to the best fit of its features.

    Parameters
    ----------
    loss_over_least_squares_max: largest loss on the held-out samples, in that of least squares.
    r2_min: smallest part of their variance that is explained.
    accuracy_below_logistic_max: how far the balanced accuracy on the held-out samples may be
        below that of logistic regression.
    """

    loss_over_least_squares_max: float = 1.5
    r2_min: float = 0.8
    accuracy_below_logistic_max: float = 0.03

    def in_words(self, *, has_classes: bool) -> str:
        """The bounds that fit the kind of task."""
        if has_classes:
            points = f"{100 * self.accuracy_below_logistic_max:g}"
            return f"balanced accuracy at most {points} points below logistic regression"
        times = f"{self.loss_over_least_squares_max:g}"
        return f"loss at most {times} times that of least squares, R² at least {self.r2_min:g}"

    def loss_max(self, reference: Reference) -> float | None:
        """The largest expected loss on the held-out samples; None with classes."""
        least = reference.least_squares_mse
        if least is None:
            return None
        explained = (1 - self.r2_min) * reference.variance
        if reference.is_exact:
            return explained
        return min(self.loss_over_least_squares_max * least, explained)

    def accuracy_min(self, reference: Reference) -> float | None:
        """The smallest expected balanced accuracy; None without classes."""
        best = reference.logistic_accuracy
        return None if best is None else best - self.accuracy_below_logistic_max
