"""The schema of a design with `mode = "as-published"`.

Quantities are text here; `published_toml` gives them their units and bounds.
"""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from ncrn_dsd.formats.design_bounds import EPOCHS, LEARNING_RATES, SPREADS, within
from ncrn_dsd.formats.schema_types import Fraction, LearningBoundsTable, Name, Seed, Value
from ncrn_dsd.formats.task_schema import (
    BooleanTaskTable,
    CsvTaskTable,
    DatasetTaskTable,
    FunctionTaskTable,
    HalfPlaneTaskTable,
    LinearTaskTable,
    RingsTaskTable,
    TaskTable,
)

MODE = "as-published"

AnyTask = TypeVar("AnyTask", bound=TaskTable)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class ClassesTable(_Strict):
    """Targets of the lower and the upper class, and the share of the lower one."""

    targets: Annotated[list[Value], Field(min_length=2, max_length=2)]
    lower_share: Fraction | None = None


class ModelTable(_Strict):
    """Which published model, and its numbers."""

    kind: str
    convention: Literal["combinatoric", "plain"] = "combinatoric"
    gradient: Literal["full", "first order"] = "full"
    update: Literal["digital", "chemical"]
    forward: str
    feedback: str
    annihilation: str | None = None
    damping: str | None = None
    bias: Value = 0.0
    slope: Value = 0.0
    padding: list[Value] = []
    offset: list[Value] = []
    scaling: bool = False


class WeightsTable(_Strict):
    """How initial weights are drawn: between `low` and `high`, or around `mean`."""

    distribution: Literal["uniform", "normal"]
    low: Value | None = None
    high: Value | None = None
    mean: Value | None = None
    sd: Annotated[float, within(SPREADS)] | None = None
    absolute: bool = False


class TrainingTable(_Strict):
    """How the model is trained."""

    learning_rate: Annotated[float, within(LEARNING_RATES)]
    epochs: Annotated[int, within(EPOCHS)]
    seed: Seed
    initial_weights: WeightsTable


class HostTable(_Strict):
    """How long the host runs the networks that are no phase of the model."""

    readout: str | None = None
    error: str | None = None
    adjoint: str | None = None
    update: str | None = None
    output_gradient: str | None = None


class PublishedFile(_Strict, Generic[AnyTask]):
    """The whole file."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    mode: Literal["as-published"]
    name: Name
    title: str
    task: AnyTask
    classes: ClassesTable | None = None
    model: ModelTable
    training: TrainingTable
    host: HostTable = HostTable()
    expect: LearningBoundsTable = LearningBoundsTable()


PUBLISHED_FILES: dict[str, type[BaseModel]] = {
    "linear": PublishedFile[LinearTaskTable],
    "half_plane": PublishedFile[HalfPlaneTaskTable],
    "boolean": PublishedFile[BooleanTaskTable],
    "rings": PublishedFile[RingsTaskTable],
    "function": PublishedFile[FunctionTaskTable],
    "csv": PublishedFile[CsvTaskTable],
    "dataset": PublishedFile[DatasetTaskTable],
}
"""By kind of task."""
