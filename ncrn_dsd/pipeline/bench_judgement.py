"""Runs with what building them would take."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.ir.dynamics import DynamicsRun
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.pipeline.handoff_inputs import dynamics_inputs, learner_inputs
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.stages.bench import judge_bench, unplanned


def judged_learner(study: LearnerStudy) -> DesignRun:
    """The run, and the whole training of a learner on the usual equipment."""
    run = study.result
    if run.package is None:
        reason = f"There are no sequences: {run.unbuilt}."
        bench = unplanned(run.dsd_schedule.duration, reason)
    else:
        inputs = learner_inputs(run, run.design.digest, None, study.rates)
        bench = study.graph.run(judge_bench, inputs, study.sequence_spec, study.design.lab)
    return replace(run, bench=bench, costs=tuple(study.graph.costs))


def judged_dynamics(study: DynamicsStudy) -> DynamicsRun:
    """The run, and a trajectory that is read at equal intervals on the usual equipment."""
    inputs = dynamics_inputs(study.result, study.package, study.rates)
    bench = study.graph.run(judge_bench, inputs, study.sequence_spec, LabSettings())
    return replace(study.result, bench=bench)
