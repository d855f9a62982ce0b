"""What the page of a learner shows beyond its result: the trainings, and answers on a grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from ncrn_dsd.drawing.decision_regions import Regions, has_regions
from ncrn_dsd.drawing.learning_page import LearningPage, LevelTrainings
from ncrn_dsd.ir.learning import LevelRun, ManySeeds
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import ABSTRACT, LEVEL_NAMES, Outputs
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.task import HalfPlaneTaskSpec
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.learn import Learning
from ncrn_dsd.pipeline.learn_seed import of_seed
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.stages.train_formal import train_formal
from ncrn_dsd.study.store import ArtefactStore

GRID = 40
"""Points per axis at which a learner is asked when its test set is no grid."""
_OF_BOTH_CLASSES = 8
"""So many samples of the seed below are of both classes, whatever their range."""


def page_of(
    learning: Learning, found: ManySeeds, store: ArtefactStore, watcher: Watcher
) -> LearningPage:
    """The content of the page; the first seed may be trained once more, to be asked on a grid."""
    levels = {level: _level(learning, level, store, watcher) for level in learning.levels}
    return LearningPage(found, learning.first_task, levels)


def _level(
    learning: Learning, level: str, store: ArtefactStore, watcher: Watcher
) -> LevelTrainings:
    runs = [run.level(level) for run in learning.runs]
    return LevelTrainings(
        trainings=tuple(run.training for run in runs if run.training is not None),
        first=runs[0].training,
        regions=_regions(learning, runs[0], store, watcher),
    )


def _regions(
    learning: Learning, run: LevelRun, store: ArtefactStore, watcher: Watcher
) -> Regions | None:
    task, training = learning.first_task, run.training
    if run.failure is not None or training is None or not has_regions(task):
        return None
    name = LEVEL_NAMES[run.level]
    title = f"{name[:1].upper()}{name[1:]} level"
    is_lattice = _is_lattice(task.test)
    design = of_seed(learning.design, learning.runs[0].seed)
    if not is_lattice and run.level == ABSTRACT and isinstance(design, Design):
        samples, predictions = _asked_on_grid(design, task, store, watcher)
        return Regions(title, samples, predictions, targets_known=False)
    if task.test:
        return Regions(title, task.test, training.test_predictions)
    return Regions(title, task.validation, training.predictions)


def _is_lattice(samples: Sequence[Sample]) -> bool:
    columns = [len({s.inputs[i] for s in samples}) for i in (0, 1)]
    return bool(samples) and math.prod(columns) == len(samples)


def _asked_on_grid(
    design: Design, task: LearningTask, store: ArtefactStore, watcher: Watcher
) -> tuple[tuple[Sample, ...], tuple[Outputs, ...]]:
    """Train the formal network of a seed again and ask it on a grid over its samples."""
    drawn = [v for s in (*task.train, *task.validation, *task.test) for v in s.inputs]
    low, high = min(drawn), max(drawn)
    # The learner does not know what task its samples are from, and of this one the test set is
    # a grid: so the probes of the grid are built like any others.
    # Inputs of a file need not be within the bounds of ranges.
    square = HalfPlaneTaskSpec.model_construct(
        kind="half_plane",
        weights=(1.0, 1.0),
        boundary=low + high,
        input_range=(low, high),
        grid=GRID,
        train_samples=1,
        validation_samples=_OF_BOTH_CLASSES,
        seed=0,
    )
    program, on_grid = build(design), build(design.model_copy(update={"task": square}))
    asked = replace(
        program,
        task=replace(program.task, test=on_grid.task.test),
        probes=(*program.probes[: len(task.validation)], *on_grid.probes[_OF_BOTH_CLASSES:]),
    )
    training = Graph(store, watcher).run(train_formal, asked)
    return asked.task.test, training.test_predictions
