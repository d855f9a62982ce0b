"""The content of a learning page: two seeds, one of which is drawn, and two mistakes."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.drawing.decision_regions import Regions
from ncrn_dsd.drawing.learning_page import LearnedLevel, LearningPage
from ncrn_dsd.drawing.table import Cell, Column, Table
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import EpochRecord, Outputs, TrainingRun

GRID = tuple(Sample((x / 4, y / 4), (1.0 if x > y else -1.0,)) for x in range(5) for y in range(5))
"""The class is told by which input is larger."""

TASK = LearningTask(
    name="boolean",
    train=GRID[3:9],
    validation=GRID[:4],
    noise_floor=0.0,
    true_weights=None,
    seed=1,
    test=GRID,
    threshold=0.0,
    input_lows=(0.0, 0.0),
)
WRONG = (2, 7)
ANSWERS: tuple[Outputs, ...] = tuple(
    (-s.targets[0] if i in WRONG else s.targets[0],) for i, s in enumerate(GRID)
)


def training(level: str = "abstract", last: float = 0.1) -> TrainingRun:
    return TrainingRun(
        level=level,
        epochs=(EpochRecord(0, 0.0, (0.0,), 1.0, 0.5), EpochRecord(1, 9.0, (1.0,), last, 0.75)),
        online_errors=((0.5,),),
        predictions=ANSWERS[:4],
        targets=tuple(s.targets for s in GRID[:4]),
        largest_residue=0.01,
        residue_species="X1",
        firings=(),
        failure=None,
        reference=Reference(25, 1.0, 1.0, logistic_accuracy=0.95),
        test_predictions=ANSWERS,
        test_targets=tuple(s.targets for s in GRID),
        threshold=0.0,
    )


def table(name: str) -> Table:
    return Table(name, name, (Column("Seed"), Column("Error", numeric=True)), ((Cell("1"),) * 2,))


def content(**changes: object) -> LearningPage:
    level = LearnedLevel(
        level="abstract",
        trainings=(training(), training(last=0.2)),
        first=training(),
        regions=Regions("Abstract level", GRID, ANSWERS),
        failures=(),
        kept=2,
    )
    page = LearningPage(
        title="Which of two is larger",
        task=TASK,
        first_seed="1",
        seeds=2,
        seeds_to_keep=2,
        levels=(level,),
        summary=table("summary-table"),
        coefficients=table("coefficients"),
        every_seed=table("every-seed"),
        costs=table("costs"),
        provenance=(("Design", "larger"),),
    )
    return replace(page, **changes)  # type: ignore[arg-type]
