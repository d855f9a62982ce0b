"""The figures of a run, as one flat document whose keys carry their units."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import ncrn_dsd
from ncrn_dsd.analyses.sizes import sizes
from ncrn_dsd.errors import ExitCode
from ncrn_dsd.handoff.synthesis import synthesis_notes
from ncrn_dsd.ir.lab_feasibility import BenchJudgement
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Kind
from ncrn_dsd.units import S_PER_H

SCHEMA = 1


def summarise(run: DesignRun) -> dict[str, Any]:
    """The summary that is printed and stored.

    All values are determined by the design but those under ``cpu``.
    """
    network, package = run.network, run.package
    return {
        "schema": SCHEMA,
        "version": ncrn_dsd.__version__,
        "design": run.design.name,
        "design_sha256": run.design.digest,
        "scheme": run.system.scheme,
        "seeds": {
            "task": run.design.task.seed,
            "initial_weights": run.design.learner.seed,
            "sequences": run.design.sequences.seed,
        },
        "abstract": _level(run, run.abstract),
        "dsd": _level(run, run.dsd),
        "expected": {t.level: _bounds(run, t) for t in (run.abstract, run.dsd)},
        "uncondensed_loss": run.design.expect.uncondensed_loss,
        "judged_by": run.program.task.judged_by,
        "reference": asdict(run.program.reference),
        "noise_floor_mse": run.program.task.noise_floor,
        "true_coefficients": {
            c.name: true
            for c in run.program.encoding.coefficients
            if (true := run.program.task.true_coefficient(c.powers)) is not None
        },
        "sizes": sizes(run.program.crn, run.system, network),
        "enumeration_complete": network.complete,
        "enumeration_truncated_by": network.truncated_by,
        "enumeration_scope": network.scope,
        "verdicts": run.verification.counts,
        "verdict": run.verification.verdict.value,
        "learns": {o.subject: o.word for o in run.verification.of_kind(Kind.LEARNING)},
        "expectations_met": run.meets_expectations,
        "kinetics": _kinetics(run),
        "disturbance": run.disturbance.model_dump(),
        "simulated": asdict(run.simulated) | {"kinetics": run.simulated.kinetics.value},
        "reduction": None if run.reduction is None else asdict(run.reduction),
        "host_actions_per_sample": dict(run.host_actions.per_sample),
        "host_actions_setup": dict(run.host_actions.setup),
        "sequences_longest_shared_run_nt": (
            None if package is None else package.sequences.longest_shared_run_nt
        ),
        "synthesis_notes": [] if package is None else list(synthesis_notes(package)),
        "unbuilt": run.unbuilt,
        "bench": bench_figures(run.bench),
        "not_shown": list(run.not_shown),
        "cpu": {
            "stages_s": {c.stage: round(c.cpu_s, 2) for c in run.costs},
            "reused": [c.stage for c in run.costs if c.reused],
            "total_s": round(math.fsum(c.cpu_s for c in run.costs), 2),
        },
    }


def bench_figures(bench: BenchJudgement | None) -> dict[str, Any] | None:
    """Days, vessel and what stands against building it; None when nobody asked."""
    if bench is None:
        return None
    return {
        **asdict(bench),
        "feasibility": bench.feasibility.value,
        "verdict": bench.verdict.value,
    }


def _level(run: DesignRun, training: TrainingRun) -> dict[str, Any]:
    return {
        "validation_mse": training.validation_mse if training.epochs else None,
        "held_out_mse": training.held_out_mse,
        "loss_over_least_squares": training.over_least_squares,
        "r2": training.r2,
        "accuracy": training.accuracy,
        "accuracy_below_logistic": training.below_logistic,
        "kept": training.keeps(run.expected(training)),
        "coefficients": training.named_coefficients,
        "validation_mse_per_epoch": [e.validation_mse for e in training.epochs],
        "largest_residue_fraction": training.largest_residue,
        "largest_residue_species": training.residue_species,
        "failure": training.failure,
    }


def _bounds(run: DesignRun, training: TrainingRun) -> dict[str, float]:
    """What is expected of a level, as far as it fits the kind of task."""
    bounds = run.expected(training)
    if run.program.task.threshold is not None:
        return {"accuracy_below_logistic": bounds.accuracy_below_logistic_max}
    return {
        "loss_over_least_squares": bounds.loss_over_least_squares_max,
        "r2": bounds.r2_min,
    }


def _kinetics(run: DesignRun) -> dict[str, Any]:
    point = run.realisation
    segments = run.dsd_schedule.segments
    sample_s = next(s.duration for s in segments if s.kind is SegmentKind.SAMPLE)
    return {
        "concentration_unit_M": point.concentration_unit_M,
        "time_unit_s": point.time_unit_s,
        "hours_per_sample_h": sample_s / S_PER_H,
        "training_days_d": run.dsd_schedule.duration / S_PER_H / 24,
        "speed_limit": point.speed_limit,
        "concentration_limit": point.concentration_limit,
        "refill_every_samples": point.refill_every,
        "highest_fuel_M": max(max(f.start_M, f.end_M) for f in point.fuels),
    }


def code_of(is_good: bool | None) -> ExitCode:
    """What a process returns for an answer; None is not decided."""
    codes = {True: ExitCode.GOOD, False: ExitCode.NOT_GOOD, None: ExitCode.UNDECIDED}
    return codes[is_good]


def exit_code(run: DesignRun) -> ExitCode:
    """Good, not good (refuted, a check fails, or it does not learn), or not decided."""
    return code_of(run.meets_expectations)
