"""What a laboratory package is made from, out of a finished run of either kind of design."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.ir.dynamics import DynamicsRun
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_design import LabDesign, LabRun, StrandsLearn, StrandsSurvive
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.schedule import (
    Action,
    Dose,
    Read,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
    Wait,
)
from ncrn_dsd.ir.verdict import Kind, VerificationReport
from ncrn_dsd.model.rates import RateChoice
from ncrn_dsd.study.lab_runs import lab_runs, species_read
from ncrn_dsd.study.stages.follow import dsd_actions
from ncrn_dsd.study.stages.pipette import with_room
from ncrn_dsd.verification.learning import STRANDS_LEARN

READS_OF_A_TRAJECTORY = 12


def learner_inputs(
    run: DesignRun, digest: str, samples: int | None, rates: RateChoice
) -> LabDesign:
    """The schedule of a learner, or its first `samples` samples, and the controls of learning.

    Raises
    ------
    HandoffError: H024, the run found no sequences.
    """
    if run.package is None:
        raise HandoffError(
            "H024",
            run.design.name,
            f"there are no sequences to order: {run.unbuilt}",
            "hand over a part of it with --subsystem, or choose another scheme with --scheme",
        )
    runs = _with_own_room(lab_runs(run.program, run.dsd_schedule, samples), run)
    return LabDesign(
        name=run.design.name,
        title=run.design.title,
        digest=digest,
        crn=run.program.crn,
        system=run.system,
        network=run.network,
        simulated_network=run.simulated_network,
        realisation=run.realisation,
        runs=runs,
        read=species_read(runs),
        package=run.package,
        verdict=run.verification.headline,
        rates_from=rates.source,
        learning=_learning(run),
        survival=_survival(run),
        unmet=_unmet(run.verification),
        toehold_reasons=run.toehold_reasons,
        blamed=_blamed(run),
    )


def _blamed(run: DesignRun) -> tuple[str, ...]:
    """Reactions that the blame of the worst draw names, the worst first."""
    told = () if run.survival is None else run.survival.blame
    texts = [str(r) for r in run.program.crn.reactions]
    return tuple(dict.fromkeys(text for one in told for text in texts if text in one))


def _with_own_room(runs: tuple[LabRun, ...], run: DesignRun) -> tuple[LabRun, ...]:
    """Controls have samples in another order, and with it other volumes, where doses take room."""
    if not any(isinstance(a, Dose) and a.takes for a in run.dsd_schedule.actions):
        return runs
    main, *controls = runs
    system, lab = run.system, run.design.lab
    return (main, *(replace(c, schedule=with_room(c.schedule, system, lab)) for c in controls))


def _unmet(report: VerificationReport) -> tuple[str, ...]:
    """What was asked and has no good answer, each with the figure of its reason."""
    return tuple(
        f"{o.word} {o.notion} ({o.subject}): {o.reason.partition(': ')[0]}"
        for o in report.obligations
        if not o.is_good and o.notion != STRANDS_LEARN and o.kind is not Kind.SURVIVAL
    )


def _learning(run: DesignRun) -> StrandsLearn:
    """Whether the strands of a run learn; one disturbed training is no test of that."""
    name, how = run.design.name, f"{run.simulated.kinetics.value} kinetics"
    trained = next((o for o in run.verification.obligations if o.notion == STRANDS_LEARN), None)
    if trained is None:
        return StrandsLearn(name, is_part=False, learns=None, basis=f"with disturbances, {how}")
    basis = f"{trained.word}, {run.in_condensed_model or how}"
    return StrandsLearn(name, is_part=False, learns=trained.is_good, basis=basis)


def _survival(run: DesignRun) -> StrandsSurvive:
    """Whether the strands of a run survive what goes wrong in a tube."""
    found = run.survival
    survives, basis = (None, run.why_untested) if found is None else (found.is_good, found.basis)
    return StrandsSurvive(run.design.name, is_part=False, survives=survives, basis=basis)


def dynamics_inputs(run: DynamicsRun, package: LabPackage, rates: RateChoice) -> LabDesign:
    """The trajectory of a network, read at equal intervals."""
    actions = dsd_actions(run.design, run.realisation)
    schedule = Schedule(
        (Segment(SegmentKind.SAMPLE, "trajectory", _with_reads(actions, run.design.look.show)),),
        ScheduleUnits.SI,
    )
    return LabDesign(
        name=run.design.name,
        title=run.design.title,
        digest=run.design.digest,
        crn=run.design.crn,
        system=run.system,
        network=run.network,
        simulated_network=run.simulated_network,
        realisation=run.realisation,
        runs=(LabRun("SAMPLE", run.design.name, schedule),),
        read=run.design.look.show,
        package=package,
        verdict=run.verification.headline,
        rates_from=rates.source,
        unmet=_unmet(run.verification),
        toehold_reasons=run.toehold_reasons,
    )


def _with_reads(actions: tuple[Action, ...], species: tuple[str, ...]) -> tuple[Action, ...]:
    """Waits cut into equal stretches, each followed by a read."""
    total = sum(a.duration for a in actions if isinstance(a, Wait))
    found: list[Action] = []
    number = 0
    for action in actions:
        if not isinstance(action, Wait) or total <= 0:
            found.append(action)
            continue
        parts = max(1, round(READS_OF_A_TRAJECTORY * action.duration / total))
        for _ in range(parts):
            number += 1
            found += [Wait(action.duration / parts), Read(species, f"time point {number}")]
    return tuple(found)
