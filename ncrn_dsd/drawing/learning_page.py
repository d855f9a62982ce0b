"""The page of a learner that was trained from many seeds; it needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ncrn_dsd
from ncrn_dsd.drawing.decision_regions import Regions, decision_regions, has_regions
from ncrn_dsd.drawing.learning_tables import (
    coefficients_table,
    costs_table,
    seeds_table,
    summary_table,
)
from ncrn_dsd.drawing.outcome import BAD, GOOD, Badge
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.prediction_plots import confusion_table, prediction_scatter, seed_curves
from ncrn_dsd.drawing.table import about
from ncrn_dsd.drawing.text import counted
from ncrn_dsd.ir.learning import ManySeeds
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.ir.training import DSD, LEVEL_NAMES, TrainingRun
from ncrn_dsd.ir.verdict import NOT_TESTED


@dataclass(frozen=True, slots=True)
class LevelTrainings:
    """What the plots of one level show.

    Parameters
    ----------
    trainings: of the seeds that recorded anything, failed ones included.
    first: training of the first seed; None when it was refused before it began.
    regions: what the first seed says where; None when nothing can be shown.
    """

    trainings: tuple[TrainingRun, ...]
    first: TrainingRun | None
    regions: Regions | None


@dataclass(frozen=True, slots=True)
class LearningPage:
    """A result, and what its plots show.

    Parameters
    ----------
    task: samples of the first seed.
    levels: by name.
    """

    found: ManySeeds
    task: LearningTask
    levels: Mapping[str, LevelTrainings]


def learning_page(page: LearningPage) -> str:
    """The page as text; equal input gives equal text."""
    found = page.found
    drawn = [(name, level.trainings) for name, level in page.levels.items() if level.trainings]
    is_classified = page.task.threshold is not None
    return (
        page_environment()
        .get_template("learning.html")
        .render(
            title=found.title,
            word=_word(found),
            tone=GOOD if _is_good(found) else BAD,
            sentence=_sentence(found),
            badges=_badges(found),
            failures=[
                (f"{_level_name(name)}, seed {seed.name}", level.failure)
                for name in found.levels
                for seed in found.seeds
                if (level := seed.levels[name]).failure is not None
            ],
            curves=seed_curves(drawn, page.task.noise_floor) if drawn else "",
            regions=_regions(page),
            predictions="" if is_classified else _predictions(page),
            first_seed=found.seeds[0].name,
            confusions=[confusion_table(level, page.task, trainings) for level, trainings in drawn]
            if is_classified
            else [],
            summary=summary_table(found),
            coefficients=coefficients_table(found),
            every_seed=seeds_table(found),
            costs=costs_table(found),
            provenance=(*about(found), ("Program", f"ncrn_dsd {ncrn_dsd.__version__}")),
        )
    )


def _level_name(level: str) -> str:
    return f"{LEVEL_NAMES[level]} level"


def _regions(page: LearningPage) -> str:
    panels = [level.regions for level in page.levels.values() if level.regions is not None]
    return decision_regions(page.task, panels) if panels and has_regions(page.task) else ""


def _predictions(page: LearningPage) -> str:
    first = [level.first for level in page.levels.values() if level.first is not None]
    return prediction_scatter(first) if first else ""


def _is_good(found: ManySeeds) -> bool:
    return all(level.kept >= level.seeds_to_keep for level in found.summary.values())


def _word(found: ManySeeds) -> str:
    learns = []
    for name, level in found.summary.items():
        where = f" {found.in_condensed_model}" if name == DSD and found.in_condensed_model else ""
        learns.append(f"LEARNS {level.kept} of {level.seeds} ({_level_name(name)}){where}")
    return f"{', '.join(learns)}; {NOT_TESTED}"


def _sentence(found: ManySeeds) -> str:
    if len(found.seeds) == 1:
        names = " and ".join(map(_level_name, found.levels))
        verb = "ended" if _is_good(found) else "did not end"
        return f"Trained once at the {names}, it {verb} within the bounds that the design expects."
    parts = [f"{level.kept} at the {_level_name(name)}" for name, level in found.summary.items()]
    needed = found.summary[found.levels[0]].seeds_to_keep
    return (
        f"Of {len(found.seeds)} trainings from different seeds, {' and '.join(parts)} ended within "
        f"the bounds that the design expects; the expectation is met by {needed} or more."
    )


def _badges(found: ManySeeds) -> tuple[Badge, ...]:
    return tuple(
        Badge(
            f"{_level_name(name)}: {counted(level.failures, 'failure')}",
            BAD if level.failures else GOOD,
        )
        for name, level in found.summary.items()
    )
