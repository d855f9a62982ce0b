"""The content of a learning page: two seeds, one of which is drawn, and two mistakes."""

from __future__ import annotations

from collections.abc import Sequence

from run_fixture import small_design

from ncrn_dsd.drawing.decision_regions import Regions
from ncrn_dsd.drawing.learning_page import LearningPage, LevelTrainings
from ncrn_dsd.ir.learning import LevelRun, ManySeeds
from ncrn_dsd.ir.program import Coefficient
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import ABSTRACT, DSD, EpochRecord, Outputs, TrainingRun
from ncrn_dsd.model.keys import changed
from ncrn_dsd.pipeline.learn import Learning, SeedRun
from ncrn_dsd.pipeline.learn_figures import many_seeds

GRID = tuple(Sample((x / 4, y / 4), (1.0 if x > y else -1.0,)) for x in range(5) for y in range(5))
"""The class is told by which input is larger."""

TASK = LearningTask(
    name="boolean",
    train=GRID[3:9],
    validation=GRID[:4],
    noise_floor=None,
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


def trained(
    level: str = ABSTRACT, last: float = 0.1, failure: str | None = None, cpu_s: float = 1.0
) -> LevelRun:
    """A seed at one level."""
    return LevelRun(level, training(level, last), failure, (("dose", 3.0),), None, cpu_s)


def learned(*seeds: Sequence[LevelRun], **changes: str) -> ManySeeds:
    """What seeds amount to that were trained at the same levels; keys of a design may differ."""
    runs = tuple(SeedRun(number, tuple(levels)) for number, levels in enumerate(seeds, start=1))
    levels = tuple(level.level for level in runs[0].levels)
    design = changed(small_design("Which of two is larger"), **{"name": "larger", **changes})
    scheme = design.dsd.scheme if DSD in levels else None
    known = (Coefficient("intercept", ((0, 1.0),)),)
    return many_seeds(Learning(design, scheme, levels, runs, TASK, known))


def content(found: ManySeeds | None = None) -> LearningPage:
    found = found or learned((trained(),), (trained(last=0.2),))
    levels = {
        level: LevelTrainings(
            trainings=(training(level), training(level, last=0.2)),
            first=training(level),
            regions=Regions("Abstract level", GRID, ANSWERS) if level == ABSTRACT else None,
        )
        for level in found.levels
    }
    return LearningPage(found, TASK, levels)
