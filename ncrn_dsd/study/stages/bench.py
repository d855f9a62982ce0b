"""What would be handed over -> whether a package would be refused, before quality is looked at."""

from __future__ import annotations

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.checks.findings import Mixes
from ncrn_dsd.handoff.checks.replay import replay
from ncrn_dsd.handoff.checks.run import check_mixes, errors
from ncrn_dsd.handoff.liquids.settings import LabSettings
from ncrn_dsd.handoff.plan import plan_bench
from ncrn_dsd.ir.design import SequenceSpec
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import BenchJudgement, Buildable
from ncrn_dsd.study.feasibility import feasibility_of_lab
from ncrn_dsd.study.stage import Work, stage


# Curves are no part of it, so that the networks that are simulated do not matter.
@stage(
    "bench",
    reads=lambda design, spec: (
        *(design.digest, design.system, design.package, design.realisation),
        *(design.runs, design.read, spec),
    ),
)
def judge_bench(work: Work, design: LabDesign, spec: SequenceSpec) -> BenchJudgement:
    """Feasibility, and the checks of a package that need neither sequences nor a simulation."""
    del work
    settings = LabSettings()
    try:
        planned = plan_bench(design, settings)
    except HandoffError as problem:
        # What a laboratory cannot do is told, and does not end a run.
        reason = f"{problem.where}: {problem.what}; {problem.hint}."
        return unplanned(design.runs[0].schedule.duration, reason)
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


def unplanned(duration_s: float, reason: str) -> BenchJudgement:
    """The judgement where there is no plan."""
    verdict = Buildable.CANNOT_BE_BUILT
    return BenchJudgement(verdict, (reason,), duration_s, None, None, None, None, ())
