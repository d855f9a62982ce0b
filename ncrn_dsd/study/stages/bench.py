"""What would be handed over -> whether a package would be refused, before quality is looked at."""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.feasibility.judge import feasibility
from ncrn_dsd.handoff.checks.replay import replay
from ncrn_dsd.handoff.checks.run import check_mixes, errors
from ncrn_dsd.handoff.contents import mix_files
from ncrn_dsd.handoff.plan import plan_bench
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import BenchJudgement, Buildable, Feasibility
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.study.stage import Work, stage


# Curves are no part of it, so that the networks that are simulated do not matter.
@stage(
    "bench",
    reads=lambda design, spec, settings: (
        design.digest,
        design.system,
        design.package,
        design.realisation,
        design.runs,
        design.read,
        spec,
        settings,
    ),
)
def judge_bench(
    work: Work, design: LabDesign, spec: SequenceSpec, settings: LabSettings
) -> BenchJudgement:
    """Feasibility, and the checks of a package that need neither sequences nor a simulation."""
    del work
    try:
        planned = plan_bench(design, settings)
        outcome = replay(planned.plan)
        files = mix_files(design, planned, outcome, settings)
    except HandoffError as problem:
        # What a laboratory cannot do is told, and does not end a run.
        reason = f"{problem.where}: {problem.what}; {problem.hint}."
        return unplanned(design.runs[0].schedule.duration, reason)
    found, main = feasibility_of_lab(design, spec), planned.plan.vessels[0]
    return BenchJudgement(
        feasibility=found.verdict,
        reasons=tuple(f.sentence for f in found.reasons),
        duration_s=main.schedule.duration,
        vessel=main.container,
        vessel_uL=outcome.liquids[main.place].peak_uL,
        most_uL=main.working_uL,
        steps=len(planned.plan.transfers),
        errors=tuple(r.sentence for r in errors(check_mixes(files))),
        by_hand=len(planned.plan.by_hand),
    )


def unplanned(duration_s: float, reason: str) -> BenchJudgement:
    """The judgement where there is no plan."""
    verdict = Buildable.CANNOT_BE_BUILT
    return BenchJudgement(verdict, (reason,), duration_s, None, None, None, None, ())


def feasibility_of_lab(design: LabDesign, spec: SequenceSpec) -> Feasibility:
    """The verdict on a system at its operating point, with the hours of its schedule."""
    schedule = design.runs[0].schedule
    samples = [s for s in schedule.segments if s.kind is SegmentKind.SAMPLE]
    longest_s = max((s.duration for s in samples), default=schedule.duration)
    many = len(samples) > 1
    return judge_system(
        design.system,
        spec,
        design.read,
        design.realisation,
        tau_per_sample=longest_s / design.realisation.time_unit_s,
        samples=len(samples) if many else 0,
        timed="One training sample" if many else "The experiment",
    )


def judge_system(
    system: DsdSystem,
    spec: SequenceSpec,
    reported: Iterable[str],
    realisation: Realisation | None = None,
    *,
    tau_per_sample: float | None = None,
    samples: int = 0,
    timed: str = "One training sample",
) -> Feasibility:
    """The verdict on a system, with the toeholds that fit beside each other.

    Parameters
    ----------
    reported: formal species that need a reporter.
    tau_per_sample, samples, timed: of its schedule, where it has an operating point.
    """
    # Searching the pool of toeholds loads compiled kernels.
    from ncrn_dsd.sequences.alphabets import letters_with_room
    from ncrn_dsd.sequences.options import SearchOptions
    from ncrn_dsd.sequences.toehold_pool import toehold_room

    spec = spec.over(letters_with_room(system, spec).domains)
    lengths = {d.length_nt for d in system.domains if d.is_toehold} | {7, 8}
    options = SearchOptions.of(spec)
    room = {n: toehold_room(n, spec.letters, options) for n in sorted(lengths)}
    return feasibility(
        system,
        spec,
        room,
        realisation,
        tau_per_sample=tau_per_sample,
        samples=samples,
        reported=reported,
        timed=timed,
    )
