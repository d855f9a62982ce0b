"""What became of a learner that was trained: per seed, and over all seeds."""

from __future__ import annotations

import math
from statistics import fmean, stdev

from ncrn_dsd.ir.learning import (
    MEASURES,
    REFERENCES,
    LearnedCoefficient,
    LearnedLevel,
    LearnedSeed,
    ManySeeds,
    NotionAnswer,
    OverSeeds,
    Statistics,
    bounds_by_measure,
    judged_measures,
    statistics_of,
)
from ncrn_dsd.ir.outcome import RUNAWAY
from ncrn_dsd.ir.shown import Facet
from ncrn_dsd.ir.verdict import CONDENSATION, Kind, VerificationReport
from ncrn_dsd.model.design import Design
from ncrn_dsd.pipeline.learn import Learning, bounds_of
from ncrn_dsd.pipeline.seeds_agreement import (
    in_condensed_model,
    meets_expectations,
    seeds_report,
)
from ncrn_dsd.verification.agreement import LEARNING_AGREEMENT


def many_seeds(learning: Learning) -> ManySeeds:
    """What the trainings of all seeds amount to; only ``cpu_s`` depends on the time."""
    design, shown = learning.design, seeds_report(learning)
    return ManySeeds(
        design=design.name,
        title=design.title,
        design_sha256=design.digest,
        learner=design.learner.kind if isinstance(design, Design) else design.model.kind,
        scheme=learning.scheme,
        levels=learning.levels,
        judged_by=learning.first_task.judged_by,
        expected={level: _bounds(learning, level) for level in learning.levels},
        runaway_definition=f"an error above {RUNAWAY:g} times that of the untrained learner",
        seeds=tuple(
            LearnedSeed(
                run.seed,
                {v.level: LearnedLevel.of(v, kept=learning.kept(v)) for v in run.levels},
            )
            for run in learning.runs
        ),
        summary={level: _over_seeds(learning, level) for level in learning.levels},
        learns={o.subject: o.word for o in shown.of_kind(Kind.LEARNING)},
        in_condensed_model=in_condensed_model(learning),
        condensation=answer_of(shown, CONDENSATION),
        learning_agreement=answer_of(shown, LEARNING_AGREEMENT),
        failures=learning.failures,
        expectations_met=meets_expectations(learning),
        cpu_s={
            run.name: {level.level: round(level.cpu_s, 2) for level in run.levels}
            for run in learning.runs
        },
    )


def answer_of(report: VerificationReport, notion: str) -> NotionAnswer | None:
    """The verdict on a notion, and the reason of what is worst; None where nobody asked."""
    asked = [o for o in report.obligations if o.notion == notion]
    worst = next((o for o in asked if not o.is_good), next(iter(asked), None))
    return None if worst is None else NotionAnswer(worst.verdict.value, worst.reason)


def _bounds(learning: Learning, level: str) -> dict[str, float]:
    """The bounds that fit the kind of task."""
    task = learning.first_task
    bounds = bounds_of(learning.design, level)
    measures = judged_measures(tested=bool(task.test))
    return bounds_by_measure(measures, bounds, has_classes=task.threshold is not None)


def _over_seeds(learning: Learning, level: str) -> OverSeeds:
    runs = [run.level(level) for run in learning.runs]
    return OverSeeds(
        measures={m.key: _statistics(learning, level, m) for m in (*MEASURES, *REFERENCES)},
        seeds=len(runs),
        failures=sum(run.failure is not None for run in runs),
        coefficients=_coefficients(learning, level),
        kept=learning.kept_seeds(level),
        seeds_to_keep=learning.seeds_to_keep,
    )


def _statistics(learning: Learning, level: str, measure: Facet) -> Statistics | None:
    values = [(run.seed, measure.read(run.level(level))) for run in learning.runs]
    return statistics_of(values, more_is_better=measure.shown.more_is_better)


def _coefficients(learning: Learning, level: str) -> tuple[LearnedCoefficient, ...]:
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
