"""The stages between a design and a trained learner, each through the store.

They are shared by whatever trains a design, so that the results of one are found by the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.uncondensed import uncondense
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import TruncatedError
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.dynamics import DynamicsDesign
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Dose, Schedule
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.kinetics.schedule import dsd_schedule
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.stages import Stages
from ncrn_dsd.pipeline.toeholds import (
    ToeholdTrial,
    best_length,
    limits_for,
    refuse_slow_samples,
    try_toeholds,
    with_toeholds,
)
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.training import Progress, train
from ncrn_dsd.translation.scheme import Scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.proof import SystemProof


def built(stages: Stages, design: Design) -> LearningProgram:
    """The learning program of a design."""
    return stages.do("build", design, LearningProgram, lambda _: build(design))


def translated(stages: Stages, program: LearningProgram, scheme: Scheme) -> DsdSystem:
    """Strands and gates, with the toeholds of the scheme."""
    return stages.do(
        "translate",
        (program.crn, scheme.text),
        DsdSystem,
        lambda _: translate(program.crn, scheme),
    )


def trained_abstract(stages: Stages, program: LearningProgram) -> TrainingRun:
    """The training of the formal network."""
    return stages.do(
        "train, abstract",
        program,
        TrainingRun,
        lambda report: train(
            program,
            formal_chemistry(program.crn),
            program.training,
            program.probes,
            report=steps(report),
        ),
    )


def limits_of(
    design: Design | DynamicsDesign, scheme: Scheme, engine: Engine = Engine.OWN
) -> EnumerationOptions:
    """How to enumerate the system of a design; the toeholds of dynamics come off as they are."""
    limits = EnumerationOptions(
        max_complex_size=design.dsd.max_complex_size,
        max_complexes=design.dsd.max_complexes,
        max_reactions=design.dsd.max_reactions,
        reject_remote=scheme.meta.reject_remote,
        merge_histories=design.dsd.merge_histories,
        engine=engine,
    )
    length_nt = design.toeholds_nt if isinstance(design, DynamicsDesign) else None
    return limits if length_nt is None else limits_for(limits, length_nt)


def with_best_toeholds(
    stages: Stages,
    design: Design,
    program: LearningProgram,
    system: DsdSystem,
    limits: EnumerationOptions,
    abstract: TrainingRun,
) -> tuple[DsdSystem, EnumerationOptions]:
    """The system with the toeholds that make a sample shortest, by our own engine.

    A design that leaves its toeholds to the scheme keeps system and limits as they are.
    """
    if not design.dsd.toehold_lengths_nt:
        return system, limits
    dosed, options = dosed_species(program), replace(limits, engine=Engine.OWN)
    trials = stages.do(
        "toeholds",
        (program.crn, system, sorted(dosed), options, design.dsd, abstract.firings),
        tuple[ToeholdTrial, ...],
        lambda report: try_toeholds(
            system, program, design.dsd, dosed, options, abstract.firings, report
        ),
    )
    length = best_length(trials)
    return with_toeholds(system, length), limits_for(limits, length)


def enumerated(
    stages: Stages, program: LearningProgram, system: DsdSystem, limits: EnumerationOptions
) -> ReactionNetwork:
    """The reactions of the strands; perhaps cut off by a limit."""
    dosed = dosed_species(program)
    how = enumerate_whole if limits.engine is Engine.OWN else enumerate_modules
    return stages.do(
        "enumerate",
        (program.crn, system, sorted(dosed), limits),
        ReactionNetwork,
        lambda report: how(system, program.crn, dosed, limits, report),
    )


def simulated_network(
    stages: Stages,
    kinetics: Kinetics,
    system: DsdSystem,
    network: ReactionNetwork,
    limits: EnumerationOptions,
) -> ReactionNetwork:
    """What is simulated of a condensed network: the same, or every step of it.

    Parameters
    ----------
    network: complete, without leaks.
    limits: how it was enumerated.
    """
    if kinetics is Kinetics.CONDENSED:
        return network
    options = replace(limits, keep_encounters=kinetics is Kinetics.OCCLUDED)
    return stages.do(
        "uncondense",
        (system, network, options),
        ReactionNetwork,
        lambda report: uncondense(system, network, options, report),
    )


def refuse_cut(design: Design, network: ReactionNetwork) -> None:
    """Nothing may build on an enumeration that is not complete.

    Raises
    ------
    TruncatedError: E011, with the limit that cut it off.
    """
    if not network.complete:
        raise TruncatedError(
            "E011",
            design.path,
            f"the enumeration is not complete ({network.truncated_by}), so nothing that builds "
            "on it can be decided",
            "raise the limits in [dsd.limits], or choose another scheme",
        )


def proved(
    stages: Stages, crn: Crn, system: DsdSystem, network: ReactionNetwork, budget_s: float
) -> SystemProof:
    """What is proved of the strands.

    A proof from an earlier run counts only if it is found, and its certificates are checked, once
    more: for all but searches that takes no longer than to read it.

    Parameters
    ----------
    budget_s: wall-clock seconds for the search in one module.
    """
    return stages.do(
        "verify",
        (crn, system, network, budget_s),
        SystemProof,
        lambda report: prove_system(system, crn, network, budget_s, report),
        # A verdict that time or a failure kept open may come out on the next run.
        keep=lambda found: found.report.verdict is not Verdict.UNDECIDED,
        stands=lambda found: found == prove_system(system, crn, network, budget_s),
    )


def operating_point(
    stages: Stages,
    design: Design,
    program: LearningProgram,
    system: DsdSystem,
    network: ReactionNetwork,
    abstract: TrainingRun,
) -> tuple[Realisation, Schedule]:
    """Concentrations that realise the formal rates, and the training schedule in M and s.

    Raises
    ------
    KineticsError: there are none, or a sample takes longer than the design accepts.
    """
    realisation = stages.do(
        "kinetics",
        (system, program.crn, network, design.dsd, abstract.firings),
        Realisation,
        lambda _: realise(
            system,
            program.crn,
            network,
            design.dsd,
            abstract.firings,
            len(program.task.train) * program.epochs,
        ),
    )
    schedule = dsd_schedule(program.training, realisation)
    refuse_slow_samples(schedule, realisation, design.dsd.slowest_sample_s)
    return realisation, schedule


def dosed_species(program: LearningProgram) -> frozenset[str]:
    """Formal species that the host adds; their strands exist with a history of their own."""
    segments = (*program.training.segments, *program.probes)
    return frozenset(program.may_dose) | frozenset(
        content.species
        for segment in segments
        for action in segment.actions
        if isinstance(action, Dose)
        for content in action.contents
    )


def steps(report: Callable[[int, int], None]) -> Callable[[Progress], None]:
    """A report of stages as one of trainings."""
    return lambda progress: report(progress.done, progress.total)
