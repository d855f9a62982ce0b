"""The stages in their order: from a design file to everything that is known about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.enumeration.options import Engine
from ncrn_dsd.errors import SequenceError, SimulationError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.handoff.checks import check_package
from ncrn_dsd.handoff.package import build_package
from ncrn_dsd.ir.design import Design, SequenceSpec
from ncrn_dsd.ir.disturbance import Disturbance
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab import LabPackage, SequenceAssignment
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.dsd_level import Designed, refuse_inexact, train_dsd_level
from ncrn_dsd.pipeline.learn_stages import (
    built,
    dosed_species,
    enumerated,
    limits_of,
    operating_point,
    proved,
    refuse_cut,
    trained_abstract,
    translated,
    with_best_toeholds,
)
from ncrn_dsd.pipeline.not_shown import not_shown
from ncrn_dsd.pipeline.obligations import Operated, run_obligations
from ncrn_dsd.pipeline.stages import Stages, Watcher
from ncrn_dsd.translation.scheme import load_scheme

NO_SEQUENCES = ("Q003", "Q004")
"""The system has more domains than there are words for; all else of the run stands."""


@dataclass(frozen=True)
class RunOptions:
    """Choices of one run that are not part of the design.

    Parameters
    ----------
    scheme: a translation scheme to use instead of the design's own.
    engine: our own engine enumerates the whole system at once, Peppercorn module by module.
    disturbance: what the DSD level suffers; verification, kinetics and the abstract level do not.
    reduce: train the DSD level on the network with variants of signals merged, and measure how
        far that is from the full network; None for what the design says, where its disturbance
        allows that.
    kinetics: what the DSD level is simulated as; None for what the design says.

    Raises
    ------
    SimulationError: M045, the reduction would not be exact.
    """

    scheme: str | None = None
    engine: Engine = Engine.OWN
    disturbance: Disturbance = field(default_factory=Disturbance)
    reduce: bool | None = None
    kinetics: Kinetics | None = None

    def __post_init__(self) -> None:
        refuse_inexact(self.disturbance, bool(self.reduce))

    def reduces(self, design: Design) -> bool:
        """Whether the DSD level of a design is trained on the merged network."""
        if self.reduce is None:
            return design.dsd.reduce and self.disturbance.rate_error_factor <= 1
        return self.reduce


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
    program = built(stages, design)
    system = translated(stages, program, scheme)
    abstract = trained_abstract(stages, program)
    if abstract.failure is not None:
        raise SimulationError(
            "M005",
            f"{design.path}: abstract level",
            f"the training stopped: {abstract.failure}",
            "mend the rates or the schedule before translating the network",
        )
    limits = limits_of(design, scheme, chosen.engine)
    system, limits = with_best_toeholds(stages, design, program, system, limits, abstract)
    # Options that contradict each other should be refused before the work.
    replace(limits, leak_per_M_s=chosen.disturbance.leak_per_M_s)
    network = enumerated(stages, program, system, limits)
    proof = proved(stages, program.crn, system, network, design.dsd.verify_budget_s)
    refuse_cut(design, network)
    realisation, schedule = operating_point(stages, design, program, system, network, abstract)
    dsd = train_dsd_level(
        stages,
        Designed(program, system, network, limits, realisation, schedule),
        dosed_species(program),
        chosen.disturbance,
        chosen.kinetics or design.dsd.kinetics,
        chosen.reduces(design),
    )
    operated = Operated(
        program, system, network, proof.certificate, realisation, schedule, abstract.firings
    )
    obligations = run_obligations(operated, abstract, dsd, chosen.disturbance, design)
    package, unbuilt = _built(stages, design, system)
    return DesignRun(
        design=design,
        program=program,
        system=system,
        network=network,
        verification=proof.report.extended(obligations),
        certificate=proof.certificate,
        realisation=realisation,
        dsd_schedule=schedule,
        abstract=abstract,
        dsd=dsd.training,
        package=package,
        unbuilt=unbuilt,
        host_actions=host_actions(schedule),
        costs=tuple(stages.costs),
        not_shown=not_shown(chosen.disturbance, dsd.simulated, network.scope, unbuilt),
        disturbance=chosen.disturbance,
        simulated_network=dsd.network,
        simulated=dsd.simulated,
        reduction=dsd.reduction,
    )


def _built(
    stages: Stages, design: Design, system: DsdSystem
) -> tuple[LabPackage | None, str | None]:
    """Strands with their nucleotides, or why there are none."""
    try:
        sequences = stages.do(
            "sequences",
            (system, design.sequences),
            SequenceAssignment,
            lambda report: _sequences(system, design.sequences, report),
        )
    except SequenceError as problem:
        if problem.code not in NO_SEQUENCES:
            raise
        return None, f"{problem.where}: {problem.what}; {problem.hint}"
    package = stages.do(
        "handoff", (system, sequences), LabPackage, lambda _: _package(system, sequences)
    )
    return package, None


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
