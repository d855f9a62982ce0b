"""Train what a row asks for and reduce it to the numbers of the row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.design import BooleanTaskSpec, Design
from ncrn_dsd.pipeline.artefacts import ArtefactStore
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.pipeline.learn import LearnOptions, is_published, learn, read_learner, train_each
from ncrn_dsd.pipeline.learn_figures import Statistics, statistics_of
from ncrn_dsd.pipeline.learn_seed import ABSTRACT, AnyDesign, LevelRun, of_seed
from ncrn_dsd.pipeline.stages import Watcher
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
    failures: trainings that stopped or ran away.
    host_per_sample: mean number of host actions per training sample, refills included.
    cpu_s: of all seeds, also of what was taken from the store.
    """

    row: Row
    level: str
    values: tuple[tuple[int, float | None], ...]
    failures: tuple[tuple[int, str], ...]
    host_per_sample: float
    cpu_s: float

    @property
    def bound(self) -> float | None:
        return self.row.abstract if self.level == ABSTRACT else self.row.dsd

    @property
    def statistics(self) -> Statistics | None:
        return statistics_of(self.values, more_is_better=self.row.measure.more_is_better)

    @property
    def within(self) -> int:
        """How many seeds are within the bound."""
        return sum(v is not None and self._is_within(v) for _, v in self.values)

    @property
    def reached(self) -> bool | None:
        """The mean is within the bound and nothing failed; None without a bound."""
        found = self.statistics
        if self.bound is None:
            return None
        return found is not None and not self.failures and self._is_within(found.mean)

    def _is_within(self, value: float) -> bool:
        if self.bound is None:
            return False
        return value >= self.bound if self.row.measure.more_is_better else value <= self.bound


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
    trained = train_each(
        store.root, [d for _, d in asked], level, scheme, watcher, LocalProcesses()
    )
    every = [(seed, run) for (seed, _), run in zip(asked, trained, strict=True)]
    by_seed = [
        (seed, [run for other, run in every if other == seed]) for seed in range(1, seeds + 1)
    ]
    return Found(
        row=row,
        level=level,
        values=tuple((seed, _value(row.measure, runs)) for seed, runs in by_seed),
        failures=tuple((seed, run.failure) for seed, run in every if run.failure is not None),
        host_per_sample=_host(run for _, run in every),
        cpu_s=math.fsum(run.cpu_s for _, run in every),
    )


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
            'write mode = "as-published", or mend the row',
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
            'write kind = "boolean" under [task], or mend the row',
        )
    # What counts are the corners, which are the validation set; no grid is needed.
    return [
        replace(design, task=replace(design.task, truth=tuple(bit == "1" for bit in bits), grid=0))
        for bits in row.functions
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
