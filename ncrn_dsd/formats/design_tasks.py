"""Read the table [task] of a design, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.csv_samples import read_csv_task
from ncrn_dsd.formats.datasets_adapter import read_dataset_task
from ncrn_dsd.formats.design_schema import DESIGN_FILES, DesignFile
from ncrn_dsd.formats.design_tables import QuantityReader
from ncrn_dsd.formats.schema_types import LearningBoundsTable
from ncrn_dsd.formats.task_schema import (
    BooleanTaskTable,
    CsvTaskTable,
    DatasetTaskTable,
    FunctionTaskTable,
    HalfPlaneTaskTable,
    LinearTaskTable,
    RingsTaskTable,
    RowsTaskTable,
    TaskTable,
)
from ncrn_dsd.ir.design import (
    BooleanTaskSpec,
    FunctionTaskSpec,
    HalfPlaneTaskSpec,
    LinearTaskSpec,
    RingsTaskSpec,
    TableTaskSpec,
    TaskSpec,
)
from ncrn_dsd.ir.reference import FEWEST_HELD_OUT, LearningBounds

BOOLEAN_FUNCTIONS = {
    "and": "0001",
    "or": "0111",
    "xor": "0110",
    "nand": "1110",
    "nor": "1000",
    "xnor": "1001",
}
"""Values for the inputs 00, 01, 10, 11."""

_LARGEST_GRID = 100_000
"""Points that somebody waits for."""


_REGRESSION: tuple[str, ...] = ("loss_over_least_squares_max", "r2_min")
_CLASSES: tuple[str, ...] = ("accuracy_below_logistic_max",)


def has_classes(task: TaskSpec) -> bool:
    """Whether the targets are classes, and not numbers."""
    if isinstance(task, TableTaskSpec):
        return bool(task.classes)
    return not isinstance(task, LinearTaskSpec | FunctionTaskSpec)


def design_file_for(raw: dict[str, Any]) -> type[DesignFile]:
    """The schema for the kind of task that a file names; a general one when it names none."""
    task = raw.get("task")
    kind = task.get("kind") if isinstance(task, dict) else None
    return DESIGN_FILES.get(kind, DesignFile) if isinstance(kind, str) else DesignFile


class TaskReader(QuantityReader):
    """Turns the table of a task into values."""

    def task(self, table: TaskTable) -> TaskSpec:
        match table:
            case LinearTaskTable():
                return self._linear(table)
            case HalfPlaneTaskTable():
                return self._half_plane(table)
            case BooleanTaskTable():
                return self._boolean(table)
            case RingsTaskTable():
                return self._rings(table)
            case FunctionTaskTable():
                return self._function(table)
            case RowsTaskTable():
                return self._rows(table)
        raise AssertionError(table.kind)

    def _rows(self, table: RowsTaskTable) -> TableTaskSpec:
        where = self.where(("task",))
        match table:
            case CsvTaskTable():
                return read_csv_task(table, self.path, where)
            case DatasetTaskTable():
                return read_dataset_task(table, where)
        raise AssertionError(table.kind)

    def _linear(self, table: LinearTaskTable) -> LinearTaskSpec:
        low, high = self.range(table.input_range, ("task", "input_range"))
        return LinearTaskSpec(
            weights=tuple(table.weights),
            intercept=table.intercept,
            noise_sd=table.noise_sd,
            input_low=low,
            input_high=high,
            train_samples=table.train_samples,
            validation_samples=table.validation_samples,
            seed=table.seed,
        )

    def _half_plane(self, table: HalfPlaneTaskTable) -> HalfPlaneTaskSpec:
        low, high = self.range(table.input_range, ("task", "input_range"))
        return HalfPlaneTaskSpec(
            weights=tuple(table.weights),
            boundary=table.boundary,
            input_low=low,
            input_high=high,
            grid=self._grid(table.grid, len(table.weights)),
            train_samples=table.train_samples,
            validation_samples=table.validation_samples,
            seed=table.seed,
        )

    def _boolean(self, table: BooleanTaskTable) -> BooleanTaskSpec:
        values = BOOLEAN_FUNCTIONS.get(table.function.lower(), table.function)
        inputs = len(values).bit_length() - 1
        if not re.fullmatch("[01]+", values) or len(values) != 2**inputs or not inputs:
            raise DesignError(
                "D019",
                self.where(("task", "function")),
                f"the function '{table.function}' is no name of a Boolean function and no list "
                "of 2, 4, 8, ... values",
                f"use one of: {', '.join(BOOLEAN_FUNCTIONS)}; or values such as 0110",
            )
        return BooleanTaskSpec(
            truth=tuple(value == "1" for value in values),
            corners=table.samples == "corners",
            spread=table.corner_noise_sd,
            grid=self._grid(table.grid, inputs),
            train_samples=table.train_samples,
            validation_samples=table.validation_samples,
            seed=table.seed,
        )

    def _rings(self, table: RingsTaskTable) -> RingsTaskSpec:
        low, high = self.range((table.disc_radius, *table.ring_radii), ("task", "ring_radii"))[1:]
        return RingsTaskSpec(
            inner_radius=table.disc_radius,
            ring_low=low,
            ring_high=high,
            test_samples=table.test_samples,
            train_samples=table.train_samples,
            validation_samples=table.validation_samples,
            seed=table.seed,
        )

    def _function(self, table: FunctionTaskTable) -> FunctionTaskSpec:
        low, high = self.range(table.input_range, ("task", "input_range"))
        return FunctionTaskSpec(
            function=table.function,
            noise_sd=table.noise_sd,
            input_low=low,
            input_high=high,
            train_samples=table.train_samples,
            validation_samples=table.validation_samples,
            seed=table.seed,
        )

    def _grid(self, points: int, dimension: int) -> int:
        if points**dimension > _LARGEST_GRID:
            raise DesignError(
                "D020",
                self.where(("task", "grid")),
                f"a grid of {points} points per axis has {points**dimension} points",
                f"use one of at most {_LARGEST_GRID} points",
            )
        return points

    def bounds(
        self,
        table: LearningBoundsTable,
        task: TaskSpec,
        usual: LearningBounds,
        place: tuple[str, ...],
    ) -> LearningBounds:
        """What a table expects of the trained learner; what it leaves out is as usual.

        Raises
        ------
        DesignError: D130, a bound is not one of this kind of task.
        """
        given = {k: getattr(table, k) for k in LearningBoundsTable.model_fields}
        given = {k: v for k, v in given.items() if v is not None}
        kind, others, words = _REGRESSION, _CLASSES, "has numbers as targets"
        if has_classes(task):
            kind, others, words = _CLASSES, _REGRESSION, "has classes"
        for key in others:
            if key in given:
                raise DesignError(
                    "D130",
                    self.where((*place, key)),
                    f"the task {words}, and '{key}' is no bound for these",
                    f"write {' or '.join(kind)}",
                )
        return replace(usual, **given)

    def refuse_few_held_out(self, task: TaskSpec) -> None:
        """Refuse to judge by a few samples where as many as one likes can be drawn.

        Raises
        ------
        DesignError: D131.
        """
        match task:
            case HalfPlaneTaskSpec():
                tested, key, hint = task.grid ** len(task.weights), "grid", "grid = 40"
            case BooleanTaskSpec():
                inputs = len(task.truth).bit_length() - 1
                tested, key, hint = task.grid**inputs, "grid", "grid = 40"
            case RingsTaskSpec():
                tested, key, hint = task.test_samples, "test_samples", "test_samples = 1000"
            case _:
                return
        held_out = tested or task.validation_samples
        if held_out < FEWEST_HELD_OUT:
            raise DesignError(
                "D131",
                self.where(("task", key)),
                f"the learner would be judged by {held_out} held-out samples, and a share of "
                f"classes that are right means little below {FEWEST_HELD_OUT}",
                f"write for example {hint}",
            )

    def range(self, values: Sequence[float], path: Sequence[str]) -> tuple[float, ...]:
        """Values that ascend.

        Raises
        ------
        DesignError: one is smaller than the one before it.
        """
        if any(a > b for a, b in pairwise(values)):
            shown = ", ".join(str(v) for v in values)
            raise DesignError(
                "D005", self.where(path), f"{path[-1]} is [{shown}]", "put the smaller first"
            )
        return tuple(values)
