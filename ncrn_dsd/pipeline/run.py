"""The stages in their order: from a design file to everything that is known about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SimulationError, TruncatedError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.handoff.checks import check_package
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.ir.design import Design, SequenceSpec
from ncrn_dsd.ir.disturbance import Disturbance
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.schedule import Dose
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.kinetics.schedule import dsd_schedule
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.dsd_level import Designed, refuse_inexact, train_dsd_level
from ncrn_dsd.pipeline.not_shown import not_shown
from ncrn_dsd.pipeline.stages import Stages, Watcher
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
from ncrn_dsd.translation.scheme import Scheme, load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.modules import SystemProof, prove_system


@dataclass(frozen=True)
class RunOptions:
    """Choices of one run that are not part of the design.

    Parameters
    ----------
    scheme: a translation scheme to use instead of the design's own.
    engine: our own engine enumerates the whole system at once, Peppercorn module by module.
    disturbance: what the DSD level suffers; verification, kinetics and the abstract level do not.
    reduce: train the DSD level on the network with variants of signals merged, and measure how
        far that is from the full network.

    Raises
    ------
    SimulationError: M045, the reduction would not be exact.
    """

    scheme: str | None = None
    engine: Engine = Engine.OWN
    disturbance: Disturbance = field(default_factory=Disturbance)
    reduce: bool = False

    def __post_init__(self) -> None:
        refuse_inexact(self.disturbance, self.reduce)


def run_design(
    path: Path, store: ArtefactStore, watcher: Watcher, options: RunOptions | None = None
) -> DesignRun:
    """Everything that is known about a design after all stages.

    Raises
    ------
    NcrnError: the first stage that refuses its input.
    """
    stages = Stages(store, watcher, [])
    design = read_design(path)
    chosen = options or RunOptions()
    scheme = load_scheme(chosen.scheme or design.dsd.scheme)
    program = stages.do("build", design, LearningProgram, lambda _: build(design))
    system = stages.do(
        "translate",
        (program.crn, scheme.text),
        DsdSystem,
        lambda _: translate(program.crn, scheme),
    )
    abstract = stages.do(
        "train, abstract",
        program,
        TrainingRun,
        lambda report: train(
            program,
            formal_chemistry(program.crn),
            program.training,
            program.probes,
            report=_steps(report),
        ),
    )
    if abstract.failure is not None:
        raise SimulationError(
            "M005",
            f"{design.path}: abstract level",
            f"the training stopped: {abstract.failure}",
            "mend the rates or the schedule before translating the network",
        )
    limits = _limits(design, scheme, chosen.engine)
    if design.dsd.toehold_lengths_nt:
        length = _toehold_length(stages, design, program, system, limits, abstract)
        system, limits = with_toeholds(system, length), limits_for(limits, length)
    # Options that contradict each other should be refused before the work.
    leak_options = replace(limits, leak_per_M_s=chosen.disturbance.leak_per_M_s)
    network = _enumerate(stages, program, system, limits)
    proof = stages.do(
        "verify",
        (program.crn, system, network, design.dsd.verify_budget_s),
        SystemProof,
        lambda report: prove_system(
            system, program.crn, network, design.dsd.verify_budget_s, report
        ),
        # A verdict that time or a failure kept open may come out on the next run.
        keep=lambda found: found.report.verdict is not Verdict.UNDECIDED,
    )
    if not network.complete:
        raise TruncatedError(
            "E011",
            design.path,
            f"the enumeration is not complete ({network.truncated_by}), so nothing that builds "
            "on it can be decided",
            "raise the limits in [dsd.limits], or choose another scheme",
        )
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
    dsd = train_dsd_level(
        stages,
        Designed(program, system, network, realisation, schedule),
        _dosed(program),
        leak_options,
        chosen.disturbance,
        chosen.reduce,
    )
    sequences = stages.do(
        "sequences",
        (system, design.sequences),
        SequenceAssignment,
        lambda report: _sequences(system, design.sequences, report),
    )
    package = stages.do(
        "handoff", (system, sequences), LabPackage, lambda _: _package(system, sequences)
    )
    return DesignRun(
        design=design,
        program=program,
        system=system,
        network=network,
        verification=proof.report,
        certificate=proof.certificate,
        realisation=realisation,
        dsd_schedule=schedule,
        abstract=abstract,
        dsd=dsd.training,
        package=package,
        host_actions=host_actions(schedule),
        costs=tuple(stages.costs),
        not_shown=not_shown(chosen.disturbance, dsd.simulated, network.scope),
        disturbance=chosen.disturbance,
        simulated=dsd.simulated,
        reduction=dsd.reduction,
    )


def _toehold_length(
    stages: Stages,
    design: Design,
    program: LearningProgram,
    system: DsdSystem,
    limits: EnumerationOptions,
    abstract: TrainingRun,
) -> int:
    """The length that makes a sample shortest, by our own engine."""
    dosed, options = _dosed(program), replace(limits, engine=Engine.OWN)
    trials = stages.do(
        "toeholds",
        (program.crn, system, sorted(dosed), options, design.dsd, abstract.firings),
        tuple[ToeholdTrial, ...],
        lambda report: try_toeholds(
            system, program, design.dsd, dosed, options, abstract.firings, report
        ),
    )
    return best_length(trials)


def _limits(design: Design, scheme: Scheme, engine: Engine) -> EnumerationOptions:
    return EnumerationOptions(
        max_complex_size=design.dsd.max_complex_size,
        max_complexes=design.dsd.max_complexes,
        max_reactions=design.dsd.max_reactions,
        reject_remote=scheme.meta.reject_remote,
        engine=engine,
    )


def _enumerate(
    stages: Stages, program: LearningProgram, system: DsdSystem, limits: EnumerationOptions
) -> ReactionNetwork:
    dosed = _dosed(program)
    how = enumerate_whole if limits.engine is Engine.OWN else enumerate_modules
    return stages.do(
        "enumerate",
        (program.crn, system, sorted(dosed), limits),
        ReactionNetwork,
        lambda report: how(system, program.crn, dosed, limits, report),
    )


def _dosed(program: LearningProgram) -> frozenset[str]:
    """Formal species that the host adds; their strands exist with a history of their own."""
    segments = (*program.training.segments, *program.probes)
    return frozenset(
        content.species
        for segment in segments
        for action in segment.actions
        if isinstance(action, Dose)
        for content in action.contents
    )


def _sequences(
    system: DsdSystem, spec: SequenceSpec, report: Callable[[int, int], None]
) -> SequenceAssignment:
    # Compiled kernels take a second to load; only the design of sequences should wait for them.
    from ncrn_dsd.sequences.design import design_sequences

    return design_sequences(system, spec, report)


def _package(system: DsdSystem, sequences: SequenceAssignment) -> LabPackage:
    package = build_package(system, sequences)
    check_package(package)
    return package


def _steps(report: Callable[[int, int], None]) -> Callable[[Progress], None]:
    return lambda progress: report(progress.done, progress.total)
