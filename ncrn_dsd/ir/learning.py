"""What became of a learner that was trained: its measures, and their statistics over seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Annotated

from ncrn_dsd.ir.result import Reduction
from ncrn_dsd.ir.shown import Shown, Style, facets_of
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Obligation

_Number = float | None


def _accuracy(heading: str, brief: str) -> Shown:
    return Shown(heading, Style.SHARE, brief=brief, more_is_better=True)


@dataclass(frozen=True, slots=True)
class LevelRun:
    """What became of one seed at one level.

    Its measures are its properties; None where the learner has no such number, and NaN where it
    stopped before it had one.

    Parameters
    ----------
    training: None when a stage before the training refused this seed.
    failure: why the training stopped, ran away, or never began; None when all is well.
    host_per_sample: (kind, mean number of actions per training sample), refills included.
    reduction: of the network that the DSD level was trained on.
    condensation: whether condensed kinetics hold at the concentrations that the DSD level reached;
        empty when none was trained.
    cpu_s: of all stages that this seed needs beyond its lower level; what a stage cost when it
        was made, where it was taken from the store.
    """

    level: str
    training: TrainingRun | None
    failure: str | None
    host_per_sample: tuple[tuple[str, float], ...]
    reduction: Reduction | None
    cpu_s: float
    condensation: tuple[Obligation, ...] = ()

    @property
    def validation_mse(self) -> Annotated[float, Shown("Validation MSE", brief="valid. MSE")]:
        """After the last epoch that was recorded; NaN when there is none."""
        return math.nan if self.training is None else self.training.validation_mse

    @property
    def validation_half_mse(self) -> Annotated[float, Shown("Validation half-MSE")]:
        """As publications have it."""
        return self.validation_mse / 2

    @property
    def test_mse(self) -> Annotated[_Number, Shown("Test MSE", brief="test MSE")]:
        """Mean squared error of the test samples; None with classes or without test."""
        t = self.training
        return None if t is None or not t.test_targets else t.held_out_mse

    @property
    def loss_over_least_squares(
        self,
    ) -> Annotated[
        _Number,
        Shown("Loss over least squares", brief="/ least sq.", bound="loss_over_least_squares_max"),
    ]:
        """On the held-out samples, in the loss of the best fit of the same features."""
        return self._of_end(lambda t: t.over_least_squares)

    @property
    def r2(
        self,
    ) -> Annotated[_Number, Shown("R²", brief="R2", more_is_better=True, bound="r2_min")]:
        """Part of the variance of the held-out samples that is explained."""
        return self._of_end(lambda t: t.r2)

    @property
    def validation_accuracy(
        self,
    ) -> Annotated[_Number, _accuracy("Validation balanced accuracy", "valid. acc.")]:
        """Balanced accuracy of the validation samples; None without classes."""
        if self.training is None or not self.training.epochs:
            return None
        return self.training.epochs[-1].validation_accuracy

    @property
    def test_accuracy(self) -> Annotated[_Number, _accuracy("Test balanced accuracy", "test acc.")]:
        """Balanced accuracy of the test samples; None without classes or test."""
        t = self.training
        return None if t is None or not t.test_targets else t.accuracy

    @property
    def accuracy_below_logistic(
        self,
    ) -> Annotated[
        _Number,
        Shown(
            "Accuracy below logistic regression",
            Style.SHARE,
            brief="< logistic",
            bound="accuracy_below_logistic_max",
        ),
    ]:
        """How far the accuracy is below that of logistic regression on the same features."""
        return self._of_end(lambda t: t.below_logistic)

    @property
    def least_squares_mse(self) -> Annotated[_Number, Shown("MSE of least squares")]:
        """On the held-out samples."""
        return self._of_end(lambda t: t.reference.least_squares_mse)

    @property
    def mean_mse(self) -> Annotated[_Number, Shown("MSE of the training mean")]:
        """On the held-out samples."""
        return self._of_end(lambda t: t.reference.mean_mse)

    @property
    def logistic_accuracy(
        self,
    ) -> Annotated[_Number, _accuracy("Balanced accuracy of logistic regression", "")]:
        """On the held-out samples."""
        return self._of_end(lambda t: t.reference.logistic_accuracy)

    def _of_end(self, read: Callable[[TrainingRun], _Number]) -> _Number:
        """A number that there is once a training has ended."""
        t = self.training
        return None if t is None or not t.predictions else read(t)


_REFERENCES = ("least_squares_mse", "mean_mse", "logistic_accuracy")
REFERENCES = tuple(f for f in facets_of(LevelRun) if f.key in _REFERENCES)
"""What others reach on the samples that a learner is judged by; equal at both levels."""
MEASURES = tuple(f for f in facets_of(LevelRun) if f.key not in _REFERENCES)
"""What a learner reaches."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """A measure over seeds.

    Parameters
    ----------
    seeds: how many have a number; the others stopped before they had one.
    sd: of a sample, with n - 1; None of a single seed.
    worst_seed: None for the design as it is written.
    """

    seeds: int
    mean: float
    sd: float | None
    worst: float
    worst_seed: int | None


def statistics_of(
    values: Sequence[tuple[int | None, float | None]], *, more_is_better: bool
) -> Statistics | None:
    """Statistics of (seed, value), or None when no seed has a finite one.

    Seeds that failed count with the number they ended at, as far as they have one.
    """
    known = [(v, s) for s, v in values if v is not None and math.isfinite(v)]
    if not known:
        return None
    numbers = [v for v, _ in known]
    worst = min(numbers) if more_is_better else max(numbers)
    seed = next(s for v, s in known if v == worst)
    return Statistics(
        seeds=len(known),
        mean=fmean(numbers),
        sd=stdev(numbers) if len(numbers) > 1 else None,
        worst=worst,
        worst_seed=seed,
    )


@dataclass(frozen=True, slots=True)
class LearnedCoefficient:
    """A coefficient over seeds, in the units of the task.

    Parameters
    ----------
    true: None where it is not known.
    mean: None where no seed has a number.
    sd: of a sample, with n - 1; None of a single seed.
    """

    name: str
    true: float | None
    mean: float | None
    sd: float | None
