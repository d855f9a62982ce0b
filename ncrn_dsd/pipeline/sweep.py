"""Train a design with every combination of some of its values, from several seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_tables import load_toml
from ncrn_dsd.formats.design_toml import parse_design
from ncrn_dsd.formats.toml_edit import parsed_values, with_value
from ncrn_dsd.ir.design import Design
from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.pipeline.learn import bounds_of, train_each
from ncrn_dsd.pipeline.learn_seed import DSD, LevelRun, of_seed, program_of
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.store import ArtefactStore
from ncrn_dsd.translation.scheme import load_scheme


@dataclass(frozen=True, slots=True)
class Axis:
    """A key of the design and the values it is given."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of values.

    Parameters
    ----------
    values: in the order of the axes.
    runs: one per seed.
    """

    values: tuple[Any, ...]
    runs: tuple[LevelRun, ...]

    @property
    def losses(self) -> tuple[float, ...]:
        """Of the seeds that have one."""
        return tuple(run.validation_mse for run in self.runs if run.failure is None)

    @property
    def mean(self) -> float | None:
        return fmean(self.losses) if self.losses else None

    @property
    def sd(self) -> float | None:
        return stdev(self.losses) if len(self.losses) > 1 else None

    @property
    def worst(self) -> float | None:
        return max(self.losses, default=None)

    @property
    def accuracy(self) -> float | None:
        """Mean over seeds, of the test set or else the validation set; None without classes."""
        found = [right for run in self.runs if (right := _accuracy(run)) is not None]
        return fmean(found) if found else None

    @property
    def failures(self) -> int:
        return sum(run.failure is not None for run in self.runs)


@dataclass(frozen=True, slots=True)
class Sweep:
    """All points, in the order of the values, the last axis first to change."""

    design: Design
    level: str
    seeds: tuple[int, ...]
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]

    @property
    def failures(self) -> int:
        """Trainings that stopped or ran away."""
        return sum(point.failures for point in self.points)

    def kept(self, point: Point) -> int:
        """Seeds within what the design expects."""
        bounds = bounds_of(self.design, self.level)
        return sum(
            run.failure is None and run.training is not None and run.training.keeps(bounds)
            for run in point.runs
        )

    @property
    def best(self) -> Point | None:
        """The smallest mean loss among the points with the fewest failures."""
        known = [point for point in self.points if point.mean is not None]
        return min(known, key=lambda p: (p.failures, p.mean or 0.0), default=None)


def _accuracy(run: LevelRun) -> float | None:
    return run.validation_accuracy if run.test_accuracy is None else run.test_accuracy


def axis_of(text: str) -> Axis:
    """Read ``KEY=VALUE,VALUE,...``.

    Raises
    ------
    DesignError: D047, it has no key or no value.
    """
    key, sign, rest = text.partition("=")
    if not (key.strip() and sign and rest.strip()):
        raise DesignError(
            "D047",
            "--vary",
            f"'{text}' is not a key with values",
            "write for example --vary learner.learning_rate=0.02,0.05",
        )
    values = parsed_values(rest)
    return Axis(key.strip(), tuple(values))


def sweep(
    path: Path,
    axes: Sequence[Axis],
    seeds: Sequence[int],
    level: str,
    store: ArtefactStore,
    watcher: Watcher,
    executor: Executor,
) -> Sweep:
    """Train every point from every seed; finished trainings are kept in the store.

    Raises
    ------
    NcrnError: a value is refused by the schema of designs, or a design by its learner.
    """
    text, file = load_toml(path)
    design = parse_design(text, file)
    values = list(product(*(axis.values for axis in axes)))
    designs = [_varied(text, file, axes, combination) for combination in values]
    for varied in designs:
        # What is wrong with any of them should come out before the first training.
        program_of(varied)
    runs: dict[int, tuple[LevelRun, ...]] = {}
    schemes = {d.dsd.scheme for d in designs} if level == DSD else {None}
    for name in sorted(schemes, key=str):
        here = [i for i, d in enumerate(designs) if name in (None, d.dsd.scheme)]
        drawn = [of_seed(designs[i], seed) for i in here for seed in seeds]
        scheme = None if name is None else load_scheme(name)
        made = train_each(store.root, drawn, level, scheme, watcher, executor)
        runs |= {i: made[n * len(seeds) :][: len(seeds)] for n, i in enumerate(here)}
    points = tuple(Point(combination, runs[i]) for i, combination in enumerate(values))
    return Sweep(design, level, tuple(seeds), tuple(axes), points)


def _varied(text: str, file: str, axes: Sequence[Axis], values: Sequence[Any]) -> Design:
    for axis, value in zip(axes, values, strict=True):
        text = with_value(text, file, axis.key, value)
    told = ", ".join(f"{a.key} = {v}" for a, v in zip(axes, values, strict=True))
    return parse_design(text, f"{file} ({told})")
