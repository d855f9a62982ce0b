"""The schema of the table [task], by its kind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ncrn_dsd.formats.design_bounds import FOLDS, POSITIVE_VALUES, SPREADS, TESTS, within
from ncrn_dsd.formats.schema_types import GridSize, Range, Samples, Seed, Strict, Value


class TaskTable(Strict):
    """What every task has; the kind says what else there is."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["linear", "half_plane", "boolean", "rings", "function", "csv", "dataset"]
    train_samples: Samples
    validation_samples: Samples
    seed: Seed


class LinearTaskTable(TaskTable):
    """A linear function with noise."""

    model_config = ConfigDict(extra="forbid")

    weights: Annotated[list[Value], Field(min_length=1)]
    intercept: Value
    noise_sd: Annotated[float, within(SPREADS)]
    input_range: Range


class HalfPlaneTaskTable(TaskTable):
    """Two classes on either side of a hyperplane."""

    model_config = ConfigDict(extra="forbid")

    weights: Annotated[list[Value], Field(min_length=1)]
    boundary: Value
    input_range: Range
    grid: GridSize


class BooleanTaskTable(TaskTable):
    """A Boolean function, by its name or by its values."""

    model_config = ConfigDict(extra="forbid")

    function: str
    samples: Literal["uniform", "corners"]
    corner_noise_sd: Annotated[float, within(SPREADS)] = 0.0
    grid: GridSize


class RingsTaskTable(TaskTable):
    """A disc inside a ring."""

    model_config = ConfigDict(extra="forbid")

    disc_radius: Annotated[float, within(POSITIVE_VALUES)]
    ring_radii: Range
    test_samples: Annotated[int, within(TESTS)]


class FunctionTaskTable(TaskTable):
    """A named function with noise."""

    model_config = ConfigDict(extra="forbid")

    function: str
    noise_sd: Annotated[float, within(SPREADS)]
    input_range: Range


class RowsTaskTable(TaskTable):
    """Samples that exist and are shared out; folds take the place of a test set of some size."""

    test_samples: Annotated[int, within(TESTS)] = 0
    folds: Annotated[int, within(FOLDS)] = 0


class CsvTaskTable(RowsTaskTable):
    """Samples from a file with a line of column names."""

    model_config = ConfigDict(extra="forbid")

    file: str
    inputs: Annotated[list[str], Field(min_length=1)]
    target: str
    upper_class: str | None = None
    classes: Annotated[list[str], Field(min_length=2)] | None = None


class DatasetTaskTable(RowsTaskTable):
    """Samples of a data set that scikit-learn ships."""

    model_config = ConfigDict(extra="forbid")

    dataset: Literal["iris", "digits"]
    classes: Annotated[list[str], Field(min_length=2)] | None = None
