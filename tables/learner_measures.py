"""Train what a row asks for and reduce it to the numbers of the row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.learning import LevelRun, Statistics, statistics_of
from ncrn_dsd.ir.training import ABSTRACT
from ncrn_dsd.ir.verdict import enough_seeds
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.task import BooleanTaskSpec
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.learn import (
    LearnOptions,
    bounds_of,
    is_published,
    learn,
    read_learner,
    train_each,
)
from ncrn_dsd.pipeline.learn_seed import AnyDesign, of_seed
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.scheme import load_scheme
from tables.learner_rows import Measure, PublishedRow, Row, Span

_OF: dict[Measure, Callable[[LevelRun], float | None]] = {
    Measure.MSE: lambda run: run.validation_mse,
    Measure.HALF_MSE: lambda run: run.validation_mse / 2,
    Measure.GRID: lambda run: run.test_accuracy,
    Measure.HELD_OUT: lambda run: run.test_accuracy,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One row at one level.

    Parameters
    ----------
    values: one number per seed; None where a seed has none.
    relative: likewise of the loss over that of least squares, or of how far the balanced accuracy
        is below that of logistic regression.
    bounds: what the design expects, in words.
    kept: seeds within that.
    failures: trainings that stopped or ran away.
    host_per_sample: mean number of host actions per training sample, refills included.
    cpu_s: of all seeds, also of what was taken from the store.
    """

    row: Row
    level: str
    values: tuple[tuple[int, float | None], ...]
    relative: tuple[tuple[int, float | None], ...]
    bounds: str
    kept: int
    failures: tuple[tuple[int, str], ...]
    host_per_sample: float
    cpu_s: float

    @property
    def statistics(self) -> Statistics | None:
        return statistics_of(self.values, more_is_better=self.row.measure.more_is_better)

    @property
    def relative_statistics(self) -> Statistics | None:
        return statistics_of(self.relative, more_is_better=False)

    @property
    def reached(self) -> bool:
        """Enough seeds are within what the design expects."""
        return enough_seeds(self.kept, len(self.values))


@dataclass(frozen=True, slots=True)
class PublishedFound:
    """One published experiment: range of what was measured.

    Parameters
    ----------
    loss, accuracy: over the seeds that ended; None when there is no such number.
    """

    row: PublishedRow
    seeds: int
    loss: Span | None
    accuracy: Span | None
    failures: tuple[tuple[int, str], ...]
    host_per_sample: float
    cpu_s: float


def refuse_missing(designs: Sequence[str], root: Path) -> None:
    """Every row needs its design, and it is better to hear of it before the first training.

    Raises
    ------
    DesignError: D043, naming the folders that are not there.
    """
    missing = [d for d in designs if not (root / d / "design.toml").is_file()]
    if missing:
        raise DesignError(
            "D043",
            ", ".join(missing),
            "the table has a row for this, and there is no design",
            "add the design, or choose other rows with --rows",
        )


def measure_row(
    row: Row, level: str, seeds: int, root: Path, store: ArtefactStore, watcher: Watcher
) -> Found:
    """Train a row at one level; seeds that are in the store are taken from there.

    Raises
    ------
    NcrnError: the design is refused.
    """
    scheme = None if level == ABSTRACT else load_scheme(row.scheme)
    designs = _designs(row, read_learner(root / row.design))
    asked = [(seed, of_seed(d, seed)) for seed in range(1, seeds + 1) for d in designs]
    trained = train_each(store.root, [d for _, d in asked], scheme, watcher, LocalProcesses())
    every = [(seed, run) for (seed, _), run in zip(asked, trained, strict=True)]
    by_seed = [
        (seed, [run for other, run in every if other == seed]) for seed in range(1, seeds + 1)
    ]
    bounds = bounds_of(designs[0], level)
    has_classes = any(run.training and run.training.threshold is not None for _, run in every)
    return Found(
        row=row,
        level=level,
        values=tuple((seed, _value(row.measure, runs)) for seed, runs in by_seed),
        relative=tuple((seed, _relative(runs[0])) for seed, runs in by_seed),
        bounds=bounds.in_words(has_classes=has_classes),
        kept=sum(all(_keeps(run, bounds) for run in runs) for _, runs in by_seed),
        failures=tuple((seed, run.failure) for seed, run in every if run.failure is not None),
        host_per_sample=_host(run for _, run in every),
        cpu_s=math.fsum(run.cpu_s for _, run in every),
    )


def _relative(run: LevelRun) -> float | None:
    training = run.training
    if training is None or not training.predictions:
        return None
    value = training.over_least_squares
    return training.below_logistic if value is None else value


def _keeps(run: LevelRun, bounds: LearningBounds) -> bool:
    return run.failure is None and run.training is not None and run.training.keeps(bounds)


def measure_published(
    row: PublishedRow, seeds: int, root: Path, store: ArtefactStore, watcher: Watcher
) -> PublishedFound:
    """Carry out a published experiment from several seeds.

    Raises
    ------
    NcrnError: the design is refused, or is none of an experiment as published.
    """
    design = read_learner(root / row.design)
    if not is_published(design):
        raise DesignError(
            "D044",
            row.design,
            "the row is about an experiment as published, and the design is another",
            'write mode = "as-published", or fix the row',
        )
    found = learn(design, store, watcher, LearnOptions(tuple(range(1, seeds + 1))))
    outputs = found.first_task.outputs
    runs = [(n, run.level(ABSTRACT)) for n, run in enumerate(found.runs, start=1)]
    ended = [run for _, run in runs if run.failure is None]
    right = [run.test_accuracy for run in ended if run.test_accuracy is not None]
    return PublishedFound(
        row=row,
        seeds=seeds,
        loss=_span([run.validation_mse / 2 * outputs for run in ended]),
        accuracy=_span(right),
        failures=tuple((n, run.failure) for n, run in runs if run.failure is not None),
        host_per_sample=_host(run for _, run in runs),
        cpu_s=math.fsum(run.cpu_s for _, run in runs),
    )


def _designs(row: Row, design: AnyDesign) -> list[AnyDesign]:
    """The design, or one per Boolean function of the row."""
    if not row.functions:
        return [design]
    if not isinstance(design, Design) or not isinstance(design.task, BooleanTaskSpec):
        raise DesignError(
            "D045",
            row.design,
            "the row is about Boolean functions, and the design is not",
            'write kind = "boolean" under [task], or fix the row',
        )
    # What counts are the corners, which are the validation set; no grid is needed.
    return [
        changed(design, task=changed(design.task, function=bits, grid=0)) for bits in row.functions
    ]


def _value(measure: Measure, runs: Sequence[LevelRun]) -> float | None:
    if measure is Measure.FUNCTIONS:
        return float(sum(run.failure is None and run.validation_accuracy == 1 for run in runs))
    value = _OF[measure](runs[0])
    return value if value is not None and math.isfinite(value) else None


def _host(runs: Iterable[LevelRun]) -> float:
    counts = [math.fsum(n for _, n in run.host_per_sample) for run in runs if run.host_per_sample]
    return fmean(counts) if counts else 0.0


def _span(values: Sequence[float]) -> Span | None:
    return Span(min(values), max(values)) if values else None
