"""The page of a learner that was trained from many seeds; it needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ncrn_dsd.drawing.decision_regions import Regions, decision_regions, has_regions
from ncrn_dsd.drawing.outcome import BAD, GOOD, Badge
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.prediction_plots import confusion_table, prediction_scatter, seed_curves
from ncrn_dsd.drawing.table import Table
from ncrn_dsd.drawing.text import counted
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import NOT_TESTED


@dataclass(frozen=True, slots=True)
class LearnedLevel:
    """All seeds of one level.

    Parameters
    ----------
    level: "abstract" or "dsd".
    trainings: of the seeds that recorded anything, failed ones included.
    first: training of the first seed; None when it was refused before it began.
    regions: what the first seed says where; None when nothing can be shown.
    failures: (seed, why it is no result).
    kept: how many seeds are within the bounds of the design.
    model: where that is said, in words, when it says nothing of the strands.
    """

    level: str
    trainings: tuple[TrainingRun, ...]
    first: TrainingRun | None
    regions: Regions | None
    failures: tuple[tuple[str, str], ...]
    kept: int
    model: str | None = None


@dataclass(frozen=True, slots=True)
class LearningPage:
    """What the page tells.

    Parameters
    ----------
    task: samples of the first seed.
    first_seed: its name.
    seeds: how many were trained.
    seeds_to_keep: for how many of them an expectation has to be met.
    summary, coefficients, every_seed: tables that the caller fills.
    costs: CPU seconds, the only part that depends on the time.
    """

    title: str
    task: LearningTask
    first_seed: str
    seeds: int
    seeds_to_keep: int
    levels: tuple[LearnedLevel, ...]
    summary: Table
    coefficients: Table
    every_seed: Table
    costs: Table
    provenance: tuple[tuple[str, str], ...]


_NAMES = {"abstract": "abstract level", "dsd": "DSD level"}


def learning_page(page: LearningPage) -> str:
    """The page as text; equal input gives equal text."""
    drawn = [(level.level, level.trainings) for level in page.levels if level.trainings]
    is_classified = page.task.threshold is not None
    return (
        page_environment()
        .get_template("learning.html")
        .render(
            title=page.title,
            word=_word(page),
            tone=_tone(page),
            sentence=_sentence(page),
            badges=_badges(page.levels),
            failures=[
                (f"{_NAMES[level.level]}, seed {seed}", why)
                for level in page.levels
                for seed, why in level.failures
            ],
            curves=seed_curves(drawn, page.task.noise_floor) if drawn else "",
            regions=_regions(page),
            predictions="" if is_classified else _predictions(page),
            first_seed=page.first_seed,
            confusions=[confusion_table(level, page.task, trainings) for level, trainings in drawn]
            if is_classified
            else [],
            summary=page.summary,
            coefficients=page.coefficients,
            every_seed=page.every_seed,
            costs=page.costs,
            provenance=page.provenance,
        )
    )


def _regions(page: LearningPage) -> str:
    panels = [level.regions for level in page.levels if level.regions is not None]
    return decision_regions(page.task, panels) if panels and has_regions(page.task) else ""


def _predictions(page: LearningPage) -> str:
    first = [level.first for level in page.levels if level.first is not None]
    return prediction_scatter(first) if first else ""


def _is_good(page: LearningPage) -> bool:
    return all(level.kept >= page.seeds_to_keep for level in page.levels)


def _word(page: LearningPage) -> str:
    learns = (
        f"LEARNS {v.kept} of {page.seeds} ({_NAMES[v.level]})" + (f" {v.model}" if v.model else "")
        for v in page.levels
    )
    return f"{', '.join(learns)}; {NOT_TESTED}"


def _tone(page: LearningPage) -> str:
    return GOOD if _is_good(page) else BAD


def _sentence(page: LearningPage) -> str:
    if page.seeds == 1:
        names = " and ".join(_NAMES[level.level] for level in page.levels)
        verb = "ended" if _is_good(page) else "did not end"
        return f"Trained once at the {names}, it {verb} within the bounds that the design expects."
    parts = [f"{level.kept} at the {_NAMES[level.level]}" for level in page.levels]
    return (
        f"Of {page.seeds} trainings from different seeds, {' and '.join(parts)} ended within the "
        f"bounds that the design expects; the expectation is met by {page.seeds_to_keep} or more."
    )


def _badges(levels: Sequence[LearnedLevel]) -> tuple[Badge, ...]:
    return tuple(
        Badge(
            f"{_NAMES[level.level]}: {counted(len(level.failures), 'failure')}",
            BAD if level.failures else GOOD,
        )
        for level in levels
    )
