"""The figures of a learning: per seed, and over all seeds."""

from __future__ import annotations

import math
from dataclasses import asdict
from statistics import fmean, stdev
from typing import Any

from ncrn_dsd.ir.learning import (
    MEASURES,
    REFERENCES,
    LearnedCoefficient,
    LevelRun,
    Statistics,
    statistics_of,
)
from ncrn_dsd.ir.outcome import RUNAWAY
from ncrn_dsd.ir.shown import Facet, Style
from ncrn_dsd.ir.verdict import CONDENSATION, Kind, VerificationReport
from ncrn_dsd.pipeline.learn import Learning, SeedRun, bounds_of
from ncrn_dsd.pipeline.seeds_agreement import meets_expectations, seeds_report
from ncrn_dsd.pipeline.versions import versions
from ncrn_dsd.verification.agreement import LEARNING_AGREEMENT

SCHEMA = 1


def summary_of(learning: Learning, level: str, measure: Facet) -> Statistics | None:
    """One measure of one level over all seeds."""
    values = [(run.seed, measure.read(run.level(level))) for run in learning.runs]
    return statistics_of(values, more_is_better=measure.shown.more_is_better)


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
        "expectations_met": meets_expectations(learning),
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
        m.key: getattr(bounds, m.shown.bound)
        for m in MEASURES
        if m.shown.bound and (m.shown.style is Style.SHARE) == has_classes
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
        **{m.key: _finite(m.read(run)) for m in (*MEASURES, *REFERENCES)},
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
