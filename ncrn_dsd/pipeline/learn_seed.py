"""One seed of a design: trained at one level, in a process of its own if need be."""

from __future__ import annotations

import math
from pathlib import Path

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.analyses.host_actions import host_program_actions
from ncrn_dsd.errors import KineticsError, SimulationError
from ncrn_dsd.ir.host import HostProgram
from ncrn_dsd.ir.learning import LevelRun
from ncrn_dsd.ir.outcome import RUNAWAY
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.training import ABSTRACT, DSD, RAN_AWAY, TrainingRun
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks import seeds
from ncrn_dsd.networks.registry import build, build_published
from ncrn_dsd.networks.seeds import published_with_seed
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.study.stage import SILENT, Watcher, Work, stage
from ncrn_dsd.study.stages.train_published import train_as_published
from ncrn_dsd.translation.scheme import Scheme

AnyDesign = Design | PublishedDesign


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


def level_run(
    root: Path, design: AnyDesign, scheme: Scheme | None, watcher: Watcher = SILENT
) -> LevelRun:
    """One level of a design, from the store in `root` or trained now; see `train_level`."""
    return Graph.in_folder(root, watcher).run(train_level, design, scheme)


@stage(
    "learned",
    reads=lambda design, scheme: (design, None if scheme is None else scheme.text),
    is_watched=False,
)
def train_level(work: Work, design: AnyDesign, scheme: Scheme | None) -> LevelRun:
    """One level of a design: that of the strands by a scheme, or the abstract one without.

    At the DSD level the strands are trained on the network with variants of signals merged. A
    seed that has no operating point or no exact reduction, or whose formal network stopped, is
    a failure of that seed.

    Raises
    ------
    NcrnError: the design or its scheme is refused whatever the seed.
    """
    # What the stages cost is counted apart from those that were asked for before.
    graph = Graph(work.others.store, work.others.watcher)
    if isinstance(design, PublishedDesign):
        training = graph.run(train_as_published, design)
        actions = host_program_actions(build_published(design))
        return LevelRun(ABSTRACT, training, failure_of(training), actions, None, _cpu(graph))
    if scheme is None:
        study = LearnerStudy(design, graph)
        actions = host_actions(study.program.training).per_sample
        training = study.abstract
        return LevelRun(ABSTRACT, training, failure_of(training), actions, None, _cpu(graph))
    try:
        return _dsd_level(LearnerStudy(design, graph, scheme=scheme))
    except (KineticsError, SimulationError) as problem:
        return LevelRun(DSD, None, str(problem), (), None, _cpu(graph))


def _dsd_level(study: LearnerStudy) -> LevelRun:
    if study.abstract.failure is not None:
        why = f"the training at the abstract level stopped: {study.abstract.failure}"
        return LevelRun(DSD, None, why, (), None, 0.0)
    study.graph.costs.clear()
    found = study.train(Disturbance(), study.dsd_spec.kinetics, reduce=True)
    return LevelRun(
        DSD,
        found.training,
        failure_of(found.training),
        host_actions(study.schedule).per_sample,
        found.reduction,
        _cpu(study.graph),
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


def _cpu(graph: Graph) -> float:
    return math.fsum(cost.cpu_s for cost in graph.costs)
