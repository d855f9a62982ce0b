"""The figures of a learning: per seed, and over all seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, stdev
from typing import Any

from ncrn_dsd.ir.outcome import RUNAWAY
from ncrn_dsd.ir.reference import LearningBounds
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import CONDENSATION, Kind, VerificationReport
from ncrn_dsd.pipeline.learn import Learning, SeedRun, bounds_of
from ncrn_dsd.pipeline.learn_seed import LevelRun
from ncrn_dsd.pipeline.seeds_agreement import seeds_report
from ncrn_dsd.pipeline.versions import versions
from ncrn_dsd.verification.agreement import LEARNING_AGREEMENT

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a trained learner.

    Parameters
    ----------
    of: None where the learner has no such number.
    more_is_better: accuracies, not errors.
    is_share: a part of a whole, shown in percent.
    bound: what a design expects of it; None where it expects nothing.
    """

    name: str
    key: str
    of: Callable[[LevelRun], float | None]
    more_is_better: bool = False
    is_share: bool = False
    bound: Callable[[LearningBounds], float] | None = None


def _of_training(read: Callable[[TrainingRun], float | None]) -> Callable[[LevelRun], float | None]:
    """A number that there is once a training has ended."""

    def found(run: LevelRun) -> float | None:
        training = run.training
        return None if training is None or not training.predictions else read(training)

    return found


VALIDATION_MSE = Measure("validation MSE", "validation_mse", lambda run: run.validation_mse)
HALF_MSE = Measure("validation half-MSE", "validation_half_mse", lambda r: r.validation_mse / 2)
TEST_MSE = Measure("test MSE", "test_mse", lambda run: run.test_mse)
OVER_LEAST_SQUARES = Measure(
    "loss over least squares",
    "loss_over_least_squares",
    _of_training(lambda training: training.over_least_squares),
    bound=lambda bounds: bounds.loss_over_least_squares_max,
)
R2 = Measure(
    "R²",
    "r2",
    _of_training(lambda training: training.r2),
    more_is_better=True,
    bound=lambda bounds: bounds.r2_min,
)
VALIDATION_ACCURACY = Measure(
    "validation balanced accuracy",
    "validation_accuracy",
    lambda run: run.validation_accuracy,
    more_is_better=True,
    is_share=True,
)
TEST_ACCURACY = Measure(
    "test balanced accuracy",
    "test_accuracy",
    lambda run: run.test_accuracy,
    more_is_better=True,
    is_share=True,
)
BELOW_LOGISTIC = Measure(
    "accuracy below logistic regression",
    "accuracy_below_logistic",
    _of_training(lambda training: training.below_logistic),
    is_share=True,
    bound=lambda bounds: bounds.accuracy_below_logistic_max,
)
MEASURES = (
    VALIDATION_MSE,
    HALF_MSE,
    TEST_MSE,
    OVER_LEAST_SQUARES,
    R2,
    VALIDATION_ACCURACY,
    TEST_ACCURACY,
    BELOW_LOGISTIC,
)

LEAST_SQUARES = Measure(
    "MSE of least squares",
    "least_squares_mse",
    _of_training(lambda training: training.reference.least_squares_mse),
)
MEAN_PREDICTOR = Measure(
    "MSE of the mean of the training targets",
    "mean_mse",
    _of_training(lambda training: training.reference.mean_mse),
)
LOGISTIC = Measure(
    "balanced accuracy of logistic regression",
    "logistic_accuracy",
    _of_training(lambda training: training.reference.logistic_accuracy),
    more_is_better=True,
    is_share=True,
)
REFERENCES = (LEAST_SQUARES, MEAN_PREDICTOR, LOGISTIC)
"""What others reach on the samples that a learner is judged by; equal at both levels."""


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


def summary_of(learning: Learning, level: str, measure: Measure) -> Statistics | None:
    """One measure of one level over all seeds."""
    values = [(run.seed, measure.of(run.level(level))) for run in learning.runs]
    return statistics_of(values, more_is_better=measure.more_is_better)


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


def coefficients_over_seeds(learning: Learning, level: str) -> tuple[LearnedCoefficient, ...]:
    """What was learned, as mean and deviation over the seeds that have a result."""
    trained = [run.level(level).training for run in learning.runs]
    found = []
    for i, coefficient in enumerate(learning.coefficients):
        values = [t.coefficients[i] for t in trained if t is not None and t.coefficients]
        known = [v for v in values if math.isfinite(v)]
        found.append(
            LearnedCoefficient(
                coefficient.name,
                learning.first_task.true_coefficient(coefficient.powers),
                fmean(known) if known else None,
                stdev(known) if len(known) > 1 else None,
            )
        )
    return tuple(found)


def learning_figures(learning: Learning) -> dict[str, Any]:
    """All figures; nothing but what stands under ``cpu_s`` depends on the time."""
    design, shown = learning.design, seeds_report(learning)
    return {
        "schema": SCHEMA,
        "versions": versions(),
        "design": design.name,
        "design_sha256": design.digest,
        "scheme": learning.scheme,
        "levels": list(learning.levels),
        "expected": {level: _bounds(learning, level) for level in learning.levels},
        "runaway_definition": f"an error above {RUNAWAY:g} times that of the untrained learner",
        "seeds": [_seed(learning, run) for run in learning.runs],
        "summary": {level: _summary(learning, level) for level in learning.levels},
        "learns": {o.subject: o.word for o in shown.of_kind(Kind.LEARNING)},
        "condensation": _worst(shown, CONDENSATION),
        "learning_agreement": _worst(shown, LEARNING_AGREEMENT),
        "failures": learning.failures,
        "expectations_met": learning.keeps,
        "cpu_s": {
            run.name: {level.level: round(level.cpu_s, 2) for level in run.levels}
            for run in learning.runs
        },
    }


def _worst(report: VerificationReport, notion: str) -> dict[str, Any] | None:
    """The verdict on a notion, and the reason of what is worst; None where nobody asked."""
    asked = [o for o in report.obligations if o.notion == notion]
    worst = next((o for o in asked if not o.is_good), next(iter(asked), None))
    return None if worst is None else {"verdict": worst.verdict.value, "reason": worst.reason}


def _bounds(learning: Learning, level: str) -> dict[str, float]:
    """The bounds that fit the kind of task."""
    bounds = bounds_of(learning.design, level)
    has_classes = learning.first_task.threshold is not None
    return {
        m.key: m.bound(bounds)
        for m in MEASURES
        if m.bound is not None and m.is_share == has_classes
    }


def _seed(learning: Learning, run: SeedRun) -> dict[str, Any]:
    return {
        "seed": run.seed,
        **{level.level: _level(level, kept=learning.kept(level)) for level in run.levels},
    }


def _level(run: LevelRun, *, kept: bool) -> dict[str, Any]:
    training = run.training
    epochs = training.epochs if training is not None else ()
    return {
        **{m.key: _finite(m.of(run)) for m in (*MEASURES, *REFERENCES)},
        "held_out_samples": training.reference.samples if training else None,
        "validation_mse_per_epoch": [_finite(e.validation_mse) for e in epochs],
        "validation_accuracy_per_epoch": [_finite(e.validation_accuracy) for e in epochs],
        "coefficients": {
            name: _finite(value) for name, value in training.named_coefficients.items()
        }
        if training
        else {},
        "largest_residue_fraction": _finite(training.largest_residue) if training else None,
        "largest_residue_species": training.residue_species if training else None,
        "host_actions_per_sample": dict(run.host_per_sample),
        "reduction": None if run.reduction is None else asdict(run.reduction),
        "failure": run.failure,
        "kept": kept,
    }


def _summary(learning: Learning, level: str) -> dict[str, Any]:
    found = {m.key: summary_of(learning, level, m) for m in (*MEASURES, *REFERENCES)}
    runs = [run.level(level) for run in learning.runs]
    return {
        **{key: None if s is None else asdict(s) for key, s in found.items()},
        "seeds": len(runs),
        "failures": sum(run.failure is not None for run in runs),
        "coefficients": [asdict(c) for c in coefficients_over_seeds(learning, level)],
        "kept": learning.kept_seeds(level),
        "seeds_to_keep": learning.seeds_to_keep,
    }


def _finite(value: float | None) -> float | None:
    """JSON has no infinity and no "not a number"."""
    return value if value is not None and math.isfinite(value) else None
