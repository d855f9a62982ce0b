"""The figures of a learning: per seed, and over all seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, stdev
from typing import Any

from ncrn_dsd.analyses.robustness import RUNAWAY
from ncrn_dsd.pipeline.learn import Learning, SeedRun, bounds_of
from ncrn_dsd.pipeline.learn_seed import DSD, LevelRun
from ncrn_dsd.pipeline.seeds_agreement import seeds_agreement, seeds_learn
from ncrn_dsd.pipeline.versions import versions

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a trained learner.

    Parameters
    ----------
    of: None where the learner has no such number.
    more_is_better: accuracies, not errors.
    """

    name: str
    key: str
    of: Callable[[LevelRun], float | None]
    more_is_better: bool


def _half_mse(run: LevelRun) -> float:
    return run.validation_mse / 2


VALIDATION_MSE = Measure(
    "validation MSE", "validation_mse", lambda run: run.validation_mse, more_is_better=False
)
HALF_MSE = Measure("validation half-MSE", "validation_half_mse", _half_mse, more_is_better=False)
VALIDATION_ACCURACY = Measure(
    "validation accuracy",
    "validation_accuracy",
    lambda run: run.validation_accuracy,
    more_is_better=True,
)
TEST_ACCURACY = Measure(
    "test accuracy", "test_accuracy", lambda run: run.test_accuracy, more_is_better=True
)
MEASURES = (VALIDATION_MSE, HALF_MSE, VALIDATION_ACCURACY, TEST_ACCURACY)


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


def learning_figures(learning: Learning) -> dict[str, Any]:
    """All figures; nothing but what stands under ``cpu_s`` depends on the time."""
    design = learning.design
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
        "learns": {o.subject: o.word for o in seeds_learn(learning)},
        "learning_agreement": _agreement(learning),
        "failures": learning.failures,
        "good": learning.keeps,
        "cpu_s": {
            run.name: {level.level: round(level.cpu_s, 2) for level in run.levels}
            for run in learning.runs
        },
    }


def _agreement(learning: Learning) -> dict[str, Any] | None:
    if DSD not in learning.levels:
        return None
    found = seeds_agreement(learning)
    return {"verdict": found.verdict.value, "reason": found.reason}


def _bounds(learning: Learning, level: str) -> dict[str, float | None]:
    mse_max, accuracy_min = bounds_of(learning.design, level)
    return {"mse_max": mse_max, "accuracy_min": accuracy_min}


def _seed(learning: Learning, run: SeedRun) -> dict[str, Any]:
    return {
        "seed": run.seed,
        **{level.level: _level(level, kept=learning.kept(level)) for level in run.levels},
    }


def _level(run: LevelRun, *, kept: bool) -> dict[str, Any]:
    training = run.training
    epochs = training.epochs if training is not None else ()
    return {
        **{m.key: _finite(m.of(run)) for m in MEASURES},
        "validation_mse_per_epoch": [_finite(e.validation_mse) for e in epochs],
        "validation_accuracy_per_epoch": [_finite(e.validation_accuracy) for e in epochs],
        "coefficients": [_finite(c) for c in training.coefficients] if training else [],
        "largest_residue_fraction": _finite(training.largest_residue) if training else None,
        "largest_residue_species": training.residue_species if training else None,
        "host_actions_per_sample": dict(run.host_per_sample),
        "reduction": None if run.reduction is None else asdict(run.reduction),
        "failure": run.failure,
        "kept": kept,
    }


def _summary(learning: Learning, level: str) -> dict[str, Any]:
    found = {m.key: summary_of(learning, level, m) for m in MEASURES}
    runs = [run.level(level) for run in learning.runs]
    return {
        **{key: None if s is None else asdict(s) for key, s in found.items()},
        "seeds": len(runs),
        "failures": sum(run.failure is not None for run in runs),
        "kept": sum(learning.kept(run) for run in runs),
    }


def _finite(value: float | None) -> float | None:
    """JSON has no infinity and no "not a number"."""
    return value if value is not None and math.isfinite(value) else None
