"""Whether handing a run over would be refused, told before its quality is looked at."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks.findings import Mixes
from ncrn_dsd.handoff.checks.replay import replay
from ncrn_dsd.handoff.checks.run import check_mixes, errors
from ncrn_dsd.handoff.liquids.settings import LabSettings
from ncrn_dsd.handoff.plan import plan_bench
from ncrn_dsd.ir.design import SequenceSpec
from ncrn_dsd.ir.dynamics import DynamicsRun
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import BenchJudgement, Buildable
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.feasibility import DEFAULT_SEQUENCES, feasibility_of_lab
from ncrn_dsd.pipeline.handoff_inputs import dynamics_inputs, learner_inputs
from ncrn_dsd.pipeline.stages import Stages, Watcher


def judged(run: DesignRun, store: ArtefactStore, watcher: Watcher) -> DesignRun:
    """The run, with what building it would take."""
    stages = Stages(store, watcher, [*run.costs])
    bench = judge_learner(stages, run)
    return replace(run, bench=bench, costs=tuple(stages.costs))


def judge_learner(stages: Stages, run: DesignRun) -> BenchJudgement:
    """The whole training of a learner, on the usual equipment."""
    if run.package is None:
        return _unplanned(run.dsd_schedule.duration, f"There are no sequences: {run.unbuilt}.")
    return stages.do(
        "bench",
        (run.design, run.system, run.package, run.realisation, run.dsd_schedule),
        BenchJudgement,
        lambda _: judge(learner_inputs(run, run.design.digest, None), run.design.sequences),
    )


def judge_dynamics(stages: Stages, run: DynamicsRun) -> BenchJudgement:
    """A trajectory, read at equal intervals, on the usual equipment."""
    return stages.do(
        "bench",
        (run.design, run.system, run.realisation),
        BenchJudgement,
        lambda report: judge(dynamics_inputs(run, report), DEFAULT_SEQUENCES),
    )


def judge(design: LabDesign, spec: SequenceSpec) -> BenchJudgement:
    """Feasibility, and the checks of a package that need neither sequences nor a simulation."""
    settings = LabSettings()
    try:
        planned = plan_bench(design, settings)
    except HandoffError as problem:
        # What a laboratory cannot do is told, and does not end a run.
        reason = f"{problem.where}: {problem.what}; {problem.hint}."
        return _unplanned(design.runs[0].schedule.duration, reason)
    plan, outcome = planned.plan, replay(planned.plan)
    mixes = Mixes(
        design=design, plan=plan, scales=planned.scales, outcome=outcome, settings=settings
    )
    feasibility, main = feasibility_of_lab(design, spec), plan.pots[0]
    return BenchJudgement(
        feasibility=feasibility.verdict,
        reasons=tuple(f.sentence for f in feasibility.reasons),
        duration_s=main.schedule.duration,
        vessel=main.vessel,
        vessel_uL=outcome.liquids[main.place].peak_uL,
        most_uL=main.working_uL,
        steps=len(plan.transfers),
        errors=tuple(r.sentence for r in errors(check_mixes(mixes))),
    )


def _unplanned(duration_s: float, reason: str) -> BenchJudgement:
    verdict = Buildable.CANNOT_BE_BUILT
    return BenchJudgement(verdict, (reason,), duration_s, None, None, None, None, ())
