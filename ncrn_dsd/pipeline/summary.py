"""The figures of a run."""

from __future__ import annotations

import math

import ncrn_dsd
from ncrn_dsd.analyses.sizes import sizes_of
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.formats.result_json import result_json
from ncrn_dsd.handoff.synthesis import synthesis_notes
from ncrn_dsd.ir.learning import bounds_by_measure
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.ir.shown import facets_of
from ncrn_dsd.ir.summary import (
    CpuFigures,
    DesignSeeds,
    DynamicsSummary,
    LevelSummary,
    OperatingFigures,
    RunSummary,
)
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Kind
from ncrn_dsd.units import S_PER_H


def summarise(run: DesignRun) -> RunSummary:
    """The summary that is printed and stored."""
    task, network, package = run.program.task, run.network, run.package
    known = ((c.name, task.true_coefficient(c.powers)) for c in run.program.encoding.coefficients)
    return RunSummary(
        design=run.design.name,
        design_sha256=run.design.digest,
        scheme=run.system.scheme,
        seeds=DesignSeeds(run.design.task.seed, run.design.learner.seed, run.design.sequences.seed),
        abstract=LevelSummary.of(run.abstract, run.expected(run.abstract)),
        dsd=LevelSummary.of(run.dsd, run.expected(run.dsd)),
        expected={t.level: _bounds(run, t) for t in (run.abstract, run.dsd)},
        uncondensed_loss=run.design.expect.uncondensed_loss,
        judged_by=task.judged_by,
        reference=run.program.reference,
        noise_floor_mse=task.noise_floor,
        true_coefficients={name: true for name, true in known if true is not None},
        sizes=sizes_of(run.program.crn, run.system, network),
        enumeration_complete=network.complete,
        enumeration_truncated_by=network.truncated_by,
        enumeration_scope=network.scope,
        verdicts=run.verification.counts,
        verdict=run.verification.verdict,
        learns={o.subject: o.word for o in run.verification.of_kind(Kind.LEARNING)},
        expectations_met=run.meets_expectations,
        kinetics=_operating(run),
        disturbance=run.disturbance,
        simulated=run.simulated,
        reduction=run.reduction,
        host_actions_per_sample=dict(run.host_actions.per_sample),
        host_actions_setup=dict(run.host_actions.setup),
        sequences_longest_shared_run_nt=(
            None if package is None else package.sequences.longest_shared_run_nt
        ),
        synthesis_notes=() if package is None else synthesis_notes(package),
        unbuilt=run.unbuilt,
        bench=run.bench,
        not_shown=run.not_shown,
        cpu=CpuFigures(
            stages_s={c.stage: round(c.cpu_s, 2) for c in run.costs},
            reused=tuple(c.stage for c in run.costs if c.reused),
            total_s=round(math.fsum(c.cpu_s for c in run.costs), 2),
        ),
        sharing=run.sharing,
        survival=run.survival,
        budget=run.budget,
        toehold_reasons=run.toehold_reasons,
    )


def summary_json(summary: RunSummary | DynamicsSummary) -> str:
    """The text of a `summary.json`."""
    return result_json(summary, {"version": ncrn_dsd.__version__})


def _bounds(run: DesignRun, training: TrainingRun) -> dict[str, float]:
    """What is expected of a level, as far as it fits the kind of task."""
    has_classes = run.program.task.threshold is not None
    measures = facets_of(LevelSummary)
    return bounds_by_measure(measures, run.expected(training), has_classes=has_classes)


def _operating(run: DesignRun) -> OperatingFigures:
    point = run.realisation
    segments = run.dsd_schedule.segments
    sample_s = next(s.duration for s in segments if s.kind is SegmentKind.SAMPLE)
    return OperatingFigures(
        concentration_unit_M=point.concentration_unit_M,
        time_unit_s=point.time_unit_s,
        hours_per_sample_h=sample_s / S_PER_H,
        training_days_d=run.dsd_schedule.duration / S_PER_H / 24,
        speed_limit=point.speed_limit,
        concentration_limit=point.concentration_limit,
        refill_every_samples=point.refill_every,
        highest_fuel_M=point.highest_level_M,
    )


def code_of(is_good: bool | None) -> ExitCode:
    """What a process returns for an answer; None is not decided."""
    codes = {True: ExitCode.GOOD, False: ExitCode.NOT_GOOD, None: ExitCode.UNDECIDED}
    return codes[is_good]


def exit_code(run: DesignRun) -> ExitCode:
    """Good, not good (refuted, a check fails, or it does not learn), or not decided."""
    return code_of(run.meets_expectations)
