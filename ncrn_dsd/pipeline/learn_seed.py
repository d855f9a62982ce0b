"""One seed of a design: trained at one level, in a process of its own if need be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.analyses.robustness import RUNAWAY
from ncrn_dsd.errors import KineticsError, SimulationError
from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.disturbance import Disturbance
from ncrn_dsd.ir.host import HostProgram, PublishedDesign
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.result import Reduction
from ncrn_dsd.ir.training import RAN_AWAY, TrainingRun
from ncrn_dsd.ir.verdict import Obligation
from ncrn_dsd.networks import seeds
from ncrn_dsd.networks.published.actions import host_program_actions
from ncrn_dsd.networks.published.registry import build_published
from ncrn_dsd.networks.published.seeds import with_seed as published_with_seed
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.dsd_level import Designed, train_dsd_level
from ncrn_dsd.pipeline.learn_stages import (
    built,
    dosed_species,
    enumerated,
    limits_of,
    operating_point,
    refuse_cut,
    steps,
    trained_abstract,
    translated,
    with_best_toeholds,
)
from ncrn_dsd.pipeline.stages import Stages, Watcher
from ncrn_dsd.simulation.host_driver import train_published
from ncrn_dsd.translation.scheme import Scheme

ABSTRACT, DSD = "abstract", "dsd"
LEVELS = (ABSTRACT, DSD)
SHOWN = {ABSTRACT: "abstract", DSD: "DSD"}

AnyDesign = Design | PublishedDesign


@dataclass(frozen=True, slots=True)
class LevelRun:
    """What became of one seed at one level.

    Parameters
    ----------
    training: None when a stage before the training refused this seed.
    failure: why the training stopped, ran away, or never began; None when all is well.
    host_per_sample: (kind, mean number of actions per training sample), refills included.
    reduction: of the network that the DSD level was trained on.
    condensation: whether condensed kinetics hold at the concentrations that the DSD level reached;
        empty when none was trained.
    cpu_s: of all stages that this seed needs beyond its lower level; what a stage cost when it
        was made, where it was taken from the store.
    """

    level: str
    training: TrainingRun | None
    failure: str | None
    host_per_sample: tuple[tuple[str, float], ...]
    reduction: Reduction | None
    cpu_s: float
    condensation: tuple[Obligation, ...] = ()

    @property
    def validation_mse(self) -> float:
        """After the last epoch that was recorded; NaN when there is none."""
        return math.nan if self.training is None else self.training.validation_mse

    @property
    def validation_accuracy(self) -> float | None:
        """Balanced accuracy of the validation samples; None without classes."""
        if self.training is None or not self.training.epochs:
            return None
        return self.training.epochs[-1].validation_accuracy

    @property
    def test_mse(self) -> float | None:
        """Mean squared error of the test samples; None with classes or without test."""
        t = self.training
        return None if t is None or not t.test_targets else t.held_out_mse

    @property
    def test_accuracy(self) -> float | None:
        """Balanced accuracy of the test samples; None without classes or test."""
        t = self.training
        return None if t is None or not t.test_targets else t.accuracy


class _MissingError(Exception):
    """The store does not have it."""


class _Silent:
    """A `Watcher` for processes without a terminal."""

    def stage(self, name: str) -> Callable[[int, int], None]:
        del name
        return _ignore


def _ignore(done: int, total: int) -> None:
    del done, total


SILENT: Watcher = _Silent()


def of_seed(design: AnyDesign, seed: int | None) -> AnyDesign:
    """The design with samples and initial weights of a seed; as it was written without one."""
    if seed is None:
        return design
    if isinstance(design, PublishedDesign):
        return published_with_seed(design, seed)
    return seeds.with_seed(design, seed)


def program_of(design: AnyDesign) -> LearningProgram | HostProgram:
    """What the design trains.

    Raises
    ------
    DesignError: the learner refuses the design.
    """
    return build_published(design) if isinstance(design, PublishedDesign) else build(design)


def found(root: Path, design: AnyDesign, level: str, scheme: Scheme | None) -> LevelRun | None:
    """What the store in `root` has of `level_run`, or None."""

    def make() -> LevelRun:
        raise _MissingError

    try:
        return _kept(root, design, level, scheme, make)
    except _MissingError:
        return None


def keep(
    root: Path, design: AnyDesign, level: str, scheme: Scheme | None, run: LevelRun
) -> LevelRun:
    """Put a result from elsewhere into the store in `root`, unless it is there."""
    return _kept(root, design, level, scheme, lambda: run)


def level_run(
    root: Path, design: AnyDesign, level: str, scheme: Scheme | None, watcher: Watcher = SILENT
) -> LevelRun:
    """One level of a design, from the store in `root` or trained now.

    At the DSD level the strands are trained on the network with variants of signals merged. A
    seed that has no operating point or no exact reduction, or whose formal network stopped, is
    a failure of that seed.

    Parameters
    ----------
    scheme: of the DSD level; None for the abstract one.

    Raises
    ------
    NcrnError: the design or its scheme is refused whatever the seed.
    """

    def make() -> LevelRun:
        stages = Stages(ArtefactStore(root), watcher, [])
        if scheme is None:
            return _abstract_level(stages, design)
        assert isinstance(design, Design)
        try:
            return _dsd_level(stages, design, scheme)
        except (KineticsError, SimulationError) as problem:
            return LevelRun(DSD, None, str(problem), (), None, _cpu(stages))

    return _kept(root, design, level, scheme, make)


def _kept(
    root: Path, design: AnyDesign, level: str, scheme: Scheme | None, make: Callable[[], LevelRun]
) -> LevelRun:
    given = (design, level, None if scheme is None else scheme.text)
    return ArtefactStore(root).get_or_make("learned", given, LevelRun, make)[0]


def _abstract_level(stages: Stages, design: AnyDesign) -> LevelRun:
    if isinstance(design, PublishedDesign):
        host = build_published(design)
        training = stages.do(
            "train, as published",
            design,
            TrainingRun,
            lambda report: train_published(host, steps(report)),
        )
        actions = host_program_actions(host)
    else:
        program = built(stages, design)
        training = trained_abstract(stages, program)
        actions = host_actions(program.training).per_sample
    return LevelRun(ABSTRACT, training, failure_of(training), actions, None, _cpu(stages))


def _dsd_level(stages: Stages, design: Design, scheme: Scheme) -> LevelRun:
    program = built(stages, design)
    abstract = trained_abstract(stages, program)
    if abstract.failure is not None:
        why = f"the training at the abstract level stopped: {abstract.failure}"
        return LevelRun(DSD, None, why, (), None, 0.0)
    stages.costs.clear()
    system = translated(stages, program, scheme)
    limits = limits_of(design, scheme)
    system, limits = with_best_toeholds(stages, design, program, system, limits, abstract)
    network = enumerated(stages, program, system, limits)
    refuse_cut(design, network)
    realisation, schedule = operating_point(stages, design, program, system, network, abstract)
    found = train_dsd_level(
        stages,
        Designed(program, system, network, limits, realisation, schedule),
        dosed_species(program),
        Disturbance(),
        design.dsd.kinetics,
        reduce=True,
    )
    return LevelRun(
        DSD,
        found.training,
        failure_of(found.training),
        host_actions(schedule).per_sample,
        found.reduction,
        _cpu(stages),
        found.condensation,
    )


def failure_of(training: TrainingRun) -> str | None:
    """Why a training is no result: it stopped, has errors that are no numbers, or ran away."""
    if training.failure is not None:
        return training.failure
    last, first = training.validation_mse, training.epochs[0].validation_mse
    if not math.isfinite(last):
        return "the error of the trained learner is not a number"
    if last > RUNAWAY * first:
        return f"{RAN_AWAY} to {last:.3g}, from {first:.3g} before training"
    return None


def _cpu(stages: Stages) -> float:
    return math.fsum(cost.cpu_s for cost in stages.costs)
