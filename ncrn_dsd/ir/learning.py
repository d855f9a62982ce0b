"""What became of a learner that was trained: its measures, and their statistics over seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean, stdev
from typing import Annotated

from ncrn_dsd.ir.headings import (
    ACCURACY,
    CPU_OF_ALL,
    DESIGN,
    DIGEST,
    EXPECTATION,
    EXPECTATIONS,
    FAILURES,
    LEARNER,
    LOSS,
    MET,
    NOT_MET,
    SCHEME,
    SEEDS,
    WORST,
)
from ncrn_dsd.ir.result import Reduction
from ncrn_dsd.ir.shown import Facet, Inline, Shown, Style, facets_of
from ncrn_dsd.ir.training import ABSTRACT, DSD, LEVEL_NAMES, TrainingRun
from ncrn_dsd.ir.verdict import Obligation
from ncrn_dsd.model.expect import LearningBounds

_Number = float | None


LOSSES = {
    level: Shown(f"{LOSS.heading}, {name}", column=f"{level}_mse")
    for level, name in LEVEL_NAMES.items()
}
"""The loss on the validation samples, where a table tells that of both levels."""
ABSTRACT_ACCURACY = replace(ACCURACY, only_where_known=False, column="abstract_accuracy")
DSD_ACCURACY = replace(
    ABSTRACT_ACCURACY,
    heading=f"{ACCURACY.heading}, {LEVEL_NAMES[DSD]}",
    column="dsd_accuracy",
)


_DSD_WORST = Shown(f"{WORST.heading}, {LEVEL_NAMES[DSD]}", column="dsd_mse_worst")
VALIDATION_MSE = Shown("Validation MSE", brief="valid. MSE")
HELD_OUT_MSE = Shown("Held-out MSE", bound="mse_max")
OVER_LEAST_SQUARES = Shown(
    "Loss over least squares", brief="/ least sq.", bound="loss_over_least_squares_max"
)
R2 = Shown("R²", brief="R2", more_is_better=True, bound="r2_min")
BELOW_LOGISTIC = Shown(
    "Accuracy below logistic regression",
    Style.SHARE,
    brief="< logistic",
    bound="accuracy_below_logistic_max",
)


def _accuracy(heading: str, brief: str, bound: str = "") -> Shown:
    return Shown(heading, Style.SHARE, brief=brief, more_is_better=True, bound=bound)


_VALIDATION_ACCURACY = _accuracy("Validation balanced accuracy", "valid. acc.", ACCURACY.bound)


def bounds_by_measure(
    measures: Sequence[Facet], bounds: LearningBounds, *, has_classes: bool
) -> dict[str, float]:
    """The bounds that fit the kind of task, by the keys of the measures that they are about."""
    fitting = bounds.of_task(has_classes=has_classes)
    return {m.key: fitting[m.shown.bound] for m in measures if m.shown.bound in fitting}


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

    def keeps(self, bounds: LearningBounds) -> bool:
        """The training ended, and within the bounds."""
        return self.failure is None and self.training is not None and self.training.keeps(bounds)

    @property
    def validation_mse(
        self,
    ) -> Annotated[float, replace(VALIDATION_MSE, bound=HELD_OUT_MSE.bound)]:
        """After the last epoch that was recorded; NaN when there is none."""
        return math.nan if self.training is None else self.training.validation_mse

    @property
    def validation_half_mse(self) -> Annotated[float, Shown("Validation half-MSE")]:
        """As publications have it."""
        return self.validation_mse / 2

    @property
    def test_mse(
        self,
    ) -> Annotated[_Number, Shown("Test MSE", brief="test MSE", bound=HELD_OUT_MSE.bound)]:
        """Mean squared error of the test samples; None with classes or without test."""
        t = self.training
        return None if t is None or not t.test_targets else t.held_out_mse

    @property
    def loss_over_least_squares(
        self,
    ) -> Annotated[_Number, OVER_LEAST_SQUARES]:
        """On the held-out samples, in the loss of the best fit of the same features."""
        return self._of_end(lambda t: t.over_least_squares)

    @property
    def r2(
        self,
    ) -> Annotated[_Number, R2]:
        """Part of the variance of the held-out samples that is explained."""
        return self._of_end(lambda t: t.r2)

    @property
    def validation_accuracy(
        self,
    ) -> Annotated[_Number, _VALIDATION_ACCURACY]:
        """Balanced accuracy of the validation samples; None without classes."""
        if self.training is None or not self.training.epochs:
            return None
        return self.training.epochs[-1].validation_accuracy

    @property
    def test_accuracy(
        self,
    ) -> Annotated[_Number, _accuracy("Test balanced accuracy", "test acc.", ACCURACY.bound)]:
        """Balanced accuracy of the test samples; None without classes or test."""
        t = self.training
        return None if t is None or not t.test_targets else t.accuracy

    @property
    def accuracy_below_logistic(
        self,
    ) -> Annotated[_Number, BELOW_LOGISTIC]:
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
_OF_VALIDATION = ("validation_mse", "validation_accuracy")
_OF_TEST = ("test_mse", "test_accuracy")


def judged_measures(*, tested: bool) -> tuple[Facet, ...]:
    """The measures that a design may bound.

    Parameters
    ----------
    tested: there are test samples; without them those of the validation are held out.
    """
    others = _OF_VALIDATION if tested else _OF_TEST
    return tuple(m for m in MEASURES if m.shown.bound and m.key not in others)


FAILED = "failed"
_EXPECTATION = replace(
    EXPECTATION, tones=(*EXPECTATION.tones, (FAILED, "bad")), column="expectation"
)
_RESIDUE = Shown("Largest residue", Style.SHARE, brief="residue")


@dataclass(frozen=True, slots=True)
class LearnedLevel:
    """What one seed learned at one level.

    Parameters
    ----------
    measures: those of a `LevelRun`, and what others reach on the samples that it is judged by.
    held_out_samples: how many those are.
    validation_mse_per_epoch, validation_accuracy_per_epoch: the untrained learner first.
    coefficients: by name, in the units of the task.
    largest_residue_fraction: of the largest dose of its sample.
    kept: it is within the bounds of the design.
    """

    measures: Annotated[Mapping[str, float | None], Shown(""), Inline(LevelRun)] = field(hash=False)
    held_out_samples: int | None
    validation_mse_per_epoch: tuple[float | None, ...]
    validation_accuracy_per_epoch: tuple[float | None, ...]
    coefficients: Mapping[str, float | None] = field(hash=False)
    largest_residue_fraction: Annotated[float | None, _RESIDUE]
    largest_residue_species: Annotated[str | None, Shown("Left over", Style.WORD, brief="of")]
    host_actions_per_sample: Mapping[str, float] = field(hash=False)
    reduction: Reduction | None
    failure: str | None
    kept: bool

    @classmethod
    def of(cls, run: LevelRun, *, kept: bool) -> LearnedLevel:
        """What became of a seed that was trained, or refused before."""
        training = run.training
        epochs = training.epochs if training is not None else ()
        # The host of an experiment as published clears everything itself.
        left = training if training is not None and training.residue_species else None
        return cls(
            measures={facet.key: facet.read(run) for facet in (*MEASURES, *REFERENCES)},
            held_out_samples=training.reference.samples if training else None,
            validation_mse_per_epoch=tuple(e.validation_mse for e in epochs),
            validation_accuracy_per_epoch=tuple(e.validation_accuracy for e in epochs),
            coefficients=training.named_coefficients if training else {},
            largest_residue_fraction=left.largest_residue if left else None,
            largest_residue_species=left.residue_species if left else None,
            host_actions_per_sample=dict(run.host_per_sample),
            reduction=run.reduction,
            failure=run.failure,
            kept=kept,
        )

    @property
    def expectation(self) -> Annotated[str, _EXPECTATION]:
        """Whether it is within what the design expects, in a word."""
        if self.failure is not None:
            return FAILED
        return MET if self.kept else NOT_MET


@dataclass(frozen=True, slots=True)
class LearnedSeed:
    """One seed at all levels that were trained, the abstract one first.

    Parameters
    ----------
    seed: None for the design as it is written.
    """

    seed: int | None
    levels: Annotated[Mapping[str, LearnedLevel], Inline()] = field(hash=False)

    @property
    def name(self) -> str:
        """In words."""
        return "as written" if self.seed is None else str(self.seed)


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


@dataclass(frozen=True, slots=True)
class OverSeeds:
    """All seeds of one level.

    Parameters
    ----------
    measures: None for one of which no seed has a number.
    kept: seeds within the bounds of the design.
    seeds_to_keep: how many must be.
    """

    measures: Annotated[Mapping[str, Statistics | None], Inline(LevelRun)] = field(hash=False)
    seeds: int
    failures: int
    coefficients: tuple[LearnedCoefficient, ...]
    kept: int
    seeds_to_keep: int

    @property
    def loss(self) -> Statistics | None:
        """Of the validation samples."""
        return self.measures["validation_mse"]

    @property
    def accuracy(self) -> Statistics | None:
        """Of the test samples, or of the validation samples where there are none."""
        return self.measures["test_accuracy"] or self.measures["validation_accuracy"]


@dataclass(frozen=True, slots=True)
class NotionAnswer:
    """The verdict on a notion, and the reason of what is worst."""

    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class ManySeeds:
    """What became of a learner that was trained from many seeds; its JSON has all of it.

    Parameters
    ----------
    scheme: of the DSD level; None when only the abstract level was trained.
    judged_by: the samples that trained learners are judged by, in words.
    expected: bounds of the design by level and measure.
    summary: by level.
    learns: LEARNS n of m, by what learns.
    in_condensed_model: where the DSD level was trained, in words, if that says nothing of the
        strands.
    condensation, learning_agreement: None where nobody asked.
    failures: trainings of any level that are no result.
    expectations_met: None while an obligation has no answer.
    cpu_s: by seed and level, also of what was taken from the store.
    """

    design: Annotated[str, DESIGN]
    title: str
    design_sha256: Annotated[str, DIGEST]
    learner: Annotated[str, LEARNER]
    scheme: Annotated[str | None, SCHEME]
    levels: tuple[str, ...]
    judged_by: str
    expected: Mapping[str, Mapping[str, float]] = field(hash=False)
    runaway_definition: str
    seeds: tuple[LearnedSeed, ...]
    summary: Mapping[str, OverSeeds] = field(hash=False)
    learns: Mapping[str, str] = field(hash=False)
    in_condensed_model: str | None
    condensation: NotionAnswer | None
    learning_agreement: NotionAnswer | None
    failures: Annotated[int, FAILURES]
    expectations_met: Annotated[bool | None, EXPECTATIONS]
    cpu_s: Mapping[str, Mapping[str, float]] = field(hash=False)

    @property
    def seed_count(self) -> Annotated[int, replace(SEEDS, column="seeds")]:
        """How many were trained."""
        return len(self.seeds)

    @property
    def abstract_loss(self) -> Annotated[_Number, LOSSES[ABSTRACT]]:
        """Mean over the seeds."""
        return _mean(self._loss(ABSTRACT))

    @property
    def abstract_loss_worst(
        self,
    ) -> Annotated[_Number, replace(WORST, column="abstract_mse_worst")]:
        """Over the seeds."""
        return _worst(self._loss(ABSTRACT))

    @property
    def abstract_accuracy(
        self,
    ) -> Annotated[_Number, ABSTRACT_ACCURACY]:
        """Mean over the seeds."""
        return _mean(self._accuracy(ABSTRACT))

    @property
    def dsd_loss(self) -> Annotated[_Number, LOSSES[DSD]]:
        """Mean over the seeds."""
        return _mean(self._loss(DSD))

    @property
    def dsd_loss_worst(self) -> Annotated[_Number, _DSD_WORST]:
        """Over the seeds."""
        return _worst(self._loss(DSD))

    @property
    def dsd_accuracy(self) -> Annotated[_Number, DSD_ACCURACY]:
        """Mean over the seeds."""
        return _mean(self._accuracy(DSD))

    @property
    def total_cpu_s(self) -> Annotated[float, CPU_OF_ALL]:
        """Of all seeds and levels."""
        return math.fsum(spent for levels in self.cpu_s.values() for spent in levels.values())

    def _loss(self, level: str) -> Statistics | None:
        return self.summary[level].loss if level in self.summary else None

    def _accuracy(self, level: str) -> Statistics | None:
        return self.summary[level].accuracy if level in self.summary else None


def _mean(found: Statistics | None) -> float | None:
    return None if found is None else found.mean


def _worst(found: Statistics | None) -> float | None:
    return None if found is None else found.worst
