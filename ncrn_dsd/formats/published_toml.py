"""Read a design of an experiment as it was published."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_bounds import RATES, WAITS
from ncrn_dsd.formats.design_tables import load_toml, parse_toml, validated
from ncrn_dsd.formats.design_tasks import TaskReader, has_classes
from ncrn_dsd.formats.published_schema import (
    MODE,
    PUBLISHED_FILES,
    ClassesTable,
    HostTable,
    ModelTable,
    PublishedFile,
    WeightsTable,
)
from ncrn_dsd.formats.task_schema import TaskTable
from ncrn_dsd.ir.crn import RateConvention
from ncrn_dsd.ir.design import (
    BooleanTaskSpec,
    FunctionTaskSpec,
    RingsTaskSpec,
    TableTaskSpec,
    TaskSpec,
)
from ncrn_dsd.ir.host import ClassSpec, ModelSpec, PublishedDesign, StageDurations, WeightDraw
from ncrn_dsd.ir.reference import LearningBounds
from ncrn_dsd.units import ABSTRACT_RATE_2, ABSTRACT_TIME

# Both orders of damping are written with their unit, so that a reader sees which one it is.
_DAMPING_UNITS = {**ABSTRACT_RATE_2, "/u^2/tau": 1.0}

_READOUT, _ERROR, _ADJOINT, _UPDATE = "40 tau", "1 tau", "40 tau", "100 tau"
"""How long the published host ran these networks."""


def read_published(path: Path) -> PublishedDesign:
    """Read a design from a file, or from `design.toml` in a folder.

    Raises
    ------
    DesignError: missing file, bad TOML, unknown or missing key, value of the wrong kind or out
        of bounds; D302, a list of the wrong length; D304, classes missing or in vain; D309, the
        design is no published experiment; D310, a weight distribution without its numbers.
    UnitError: a quantity without unit, with an unknown unit, or negative.
    """
    text, file = load_toml(path)
    return parse_published(text, file)


def parse_published(text: str, path: str) -> PublishedDesign:
    """Read a design from a text; `path` is used in messages only. Raises as `read_published`."""
    raw = parse_toml(text, path)
    reader = _Reader(text, path)
    if raw.get("mode") != MODE:
        raise DesignError(
            "D309",
            reader.where(("mode",)),
            "the design is not of an experiment as published",
            f'write mode = "{MODE}", or run it as an ordinary design',
        )
    task = raw.get("task")
    kind = task.get("kind") if isinstance(task, dict) else None
    schema = PUBLISHED_FILES.get(kind, PublishedFile[TaskTable]) if isinstance(kind, str) else None
    table = validated(schema or PublishedFile[TaskTable], text, path)
    assert isinstance(table, PublishedFile)
    return reader.design(table)


class _Reader(TaskReader):
    """Turns the tables of a published experiment into values."""

    def design(self, table: PublishedFile[TaskTable]) -> PublishedDesign:
        task, training = self.task(table.task), table.training
        return PublishedDesign(
            name=table.name,
            title=table.title,
            path=self.path,
            digest=hashlib.sha256(self.text.encode()).hexdigest(),
            task=task,
            model=self._model(table.model, _inputs(task)),
            stages=self._stages(table.host),
            weights=self._weights(training.initial_weights),
            learning_rate=training.learning_rate,
            epochs=training.epochs,
            seed=training.seed,
            classes=self._classes(table.classes, task),
            bounds=self.bounds(table.expect, task, LearningBounds(), ("expect",)),
        )

    def _model(self, table: ModelTable, inputs: int) -> ModelSpec:
        if table.offset and len(table.offset) != inputs:
            raise DesignError(
                "D302",
                self.where(("model", "offset")),
                f"offset has {len(table.offset)} values and the task {inputs} inputs",
                "give one value per input, or leave it out",
            )
        if table.offset and table.scaling:
            raise DesignError(
                "D302",
                self.where(("model", "offset")),
                "inputs are both shifted and scaled",
                "leave out either offset or scaling",
            )
        return ModelSpec(
            kind=table.kind,
            convention=RateConvention(table.convention),
            gradient=table.gradient,
            update=table.update,
            forward=self._time(table.forward, ("model", "forward")),
            feedback=self._time(table.feedback, ("model", "feedback")),
            annihilation=self._rate(table.annihilation, ABSTRACT_RATE_2, "annihilation", 100.0),
            damping=self._rate(table.damping, _DAMPING_UNITS, "damping", 1.0),
            bias=table.bias,
            slope=table.slope,
            padding=tuple(table.padding),
            offset=tuple(table.offset),
            scaling=table.scaling,
        )

    def _stages(self, table: HostTable) -> StageDurations:
        unused = table.output_gradient
        return StageDurations(
            readout=self._time(table.readout or _READOUT, ("host", "readout")),
            error=self._time(table.error or _ERROR, ("host", "error")),
            adjoint=self._time(table.adjoint or _ADJOINT, ("host", "adjoint")),
            update=self._time(table.update or _UPDATE, ("host", "update")),
            output_gradient=(
                None if unused is None else self._time(unused, ("host", "output_gradient"))
            ),
        )

    def _weights(self, table: WeightsTable) -> WeightDraw:
        uniform = table.distribution == "uniform"
        keys = ("low", "high") if uniform else ("mean", "sd")
        first, second = (table.low, table.high) if uniform else (table.mean, table.sd)
        if first is None or second is None:
            raise DesignError(
                "D310",
                self.where(("training", "initial_weights")),
                f"a {table.distribution} distribution lacks {keys[0]} or {keys[1]}",
                f"write {keys[0]} = 0.0, {keys[1]} = 0.5",
            )
        if uniform:
            self.range((first, second), ("training", "initial_weights"))
        return WeightDraw(table.distribution, first, second, table.absolute)

    def _classes(self, table: ClassesTable | None, task: TaskSpec) -> ClassSpec | None:
        numeric = not has_classes(task)
        if numeric != (table is None):
            raise DesignError(
                "D304",
                self.where(("classes",)),
                "the task has numbers as targets and no classes"
                if numeric
                else "the task has classes and their targets are missing",
                "remove [classes]" if numeric else "add [classes] with targets = [0.0, 1.0]",
            )
        if table is None:
            return None
        low, high = self.range(table.targets, ("classes", "targets"))
        return ClassSpec(low, high, table.lower_share)

    def _time(self, text: str, path: tuple[str, ...]) -> float:
        return self.quantity(text, ABSTRACT_TIME, WAITS, path)

    def _rate(self, text: str | None, units: dict[str, float], key: str, usual: float) -> float:
        return usual if text is None else self.quantity(text, units, RATES, ("model", key))


def _inputs(task: TaskSpec) -> int:
    match task:
        case TableTaskSpec():
            return len(task.inputs[0])
        case BooleanTaskSpec():
            return len(task.truth).bit_length() - 1
        case RingsTaskSpec() | FunctionTaskSpec():
            return 2
        case _:
            return len(task.weights)
