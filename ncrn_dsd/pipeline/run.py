"""The stages in their order: from a design file to everything that is known about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.enumeration.modules import enumerate_modules
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SimulationError, TruncatedError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.handoff.checks import check_package
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment
from ncrn_dsd.ir.network import WHOLE_SYSTEM, ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.schedule import Dose, Schedule
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Verdict, VerificationReport
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.kinetics.schedule import dsd_schedule, scaled_segment
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.stages import Stages, Watcher
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.simulation.chemistry import dsd_chemistry, formal_chemistry
from ncrn_dsd.simulation.training import Progress, train
from ncrn_dsd.translation.scheme import Scheme, load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.modules import verify_modules

NOT_SHOWN = (
    "Leak: no reaction between fuels without a toehold is simulated or verified.",
    "Sequences: reaction rates come from domain lengths, not from the designed nucleotides.",
    "Volumes: a dose adds a species without diluting the pot.",
    "Reads: a read sees the free strands of a signal exactly and consumes nothing.",
    "Noise: no error of rates, doses or reads, and no defective strands.",
)
CROSSTALK_NOT_SHOWN = (
    "Crosstalk: modules were enumerated one at a time; reactions between their fuels are missing."
)


@dataclass(frozen=True)
class RunOptions:
    """Choices of one run that are not part of the design.

    Parameters
    ----------
    scheme: a translation scheme to use instead of the design's own.
    engine: our own engine enumerates the whole system at once, Peppercorn module by module.
    """

    scheme: str | None = None
    engine: Engine = Engine.OWN


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
    limits = _limits(design, scheme, chosen.engine)
    network = _enumerate(stages, program, system, limits)
    verification = stages.do(
        "verify",
        (program.crn, system, network, design.dsd.verify_budget_s),
        VerificationReport,
        lambda report: verify_modules(
            system, program.crn, network, design.dsd.verify_budget_s, report
        ),
        # A verdict that time or a failure kept open may come out on the next run.
        keep=lambda found: found.verdict is not Verdict.UNDECIDED,
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
    dsd = stages.do(
        "train, DSD",
        (program, network, schedule, realisation),
        TrainingRun,
        lambda report: _train_dsd(program, network, schedule, realisation, report),
    )
    sequences = stages.do(
        "sequences",
        (system, design.sequences),
        SequenceAssignment,
        lambda report: design_sequences(system, design.sequences, report),
    )
    package = stages.do(
        "handoff", (system, sequences), LabPackage, lambda _: _package(system, sequences)
    )
    return DesignRun(
        design=design,
        program=program,
        system=system,
        network=network,
        verification=verification,
        realisation=realisation,
        dsd_schedule=schedule,
        abstract=abstract,
        dsd=dsd,
        package=package,
        host_actions=host_actions(schedule),
        costs=tuple(stages.costs),
        not_shown=(
            NOT_SHOWN if network.scope == WHOLE_SYSTEM else (*NOT_SHOWN, CROSSTALK_NOT_SHOWN)
        ),
    )


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


def _train_dsd(
    program: LearningProgram,
    network: ReactionNetwork,
    schedule: Schedule,
    realisation: Realisation,
    report: Callable[[int, int], None],
) -> TrainingRun:
    chemistry = dsd_chemistry(
        network,
        realisation.concentration_unit_M,
        {f.species: f.fraction for f in realisation.free},
    )
    probes = [scaled_segment(p, realisation) for p in program.probes]
    return train(program, chemistry, schedule, probes, report=_steps(report))


def _package(system: DsdSystem, sequences: SequenceAssignment) -> LabPackage:
    package = build_package(system, sequences)
    check_package(package)
    return package


def _steps(report: Callable[[int, int], None]) -> Callable[[Progress], None]:
    return lambda progress: report(progress.done, progress.total)
