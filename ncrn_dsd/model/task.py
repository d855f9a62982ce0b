"""The table [task]: what is to be learned, one type per kind."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ncrn_dsd.ir.task import SampleRows
from ncrn_dsd.model.keys import Several, Table, Within, key, loaded, refused
from ncrn_dsd.model.quantities import (
    Folds,
    GridSize,
    Pair,
    PositiveValue,
    Samples,
    Seed,
    Spread,
    TestSamples,
    Text,
    Value,
)

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

KIND = key("what kind of task; it decides which other keys there are")
GRID = key("points per axis of the grid that tests the trained learner; 0 for none")
_DRAWN_TESTS = key(
    "samples beside the grid that test the trained learner, of a seed of their own, the next", 0
)


class AnyTask(Table):
    """What every task has; the kind says what else there is."""

    kind: str = KIND
    train_samples: Samples = key("samples that are shown in every epoch")
    validation_samples: Samples = key("samples that are only probed")
    seed: Seed = key("of samples and noise")

    @property
    def has_classes(self) -> bool:
        """Whether the targets are classes, and not numbers."""
        return True

    @property
    def tested(self) -> tuple[int, str, str] | None:
        """Test samples that can be drawn as many as one likes: how many, their key, and a fix."""
        return None


class InTurnTaskSpec(AnyTask):
    """A task whose training samples can be equally many of every class."""

    balanced: bool = key(
        "classes take turns among the training samples, the upper one first, so that they are "
        "equally many; drawn so, or as far as a table has rows of every class",
        False,
    )
    in_a_row: Samples = key(
        "with `balanced`, so many samples of one class before those of the next; with 2, and two "
        "classes, each follows itself as often as the other",
        1,
    )

    @model_validator(mode="after")
    def _refuse_rows_without_turns(self) -> Self:
        if self.in_a_row > 1 and not self.balanced:
            raise refused(
                "D052",
                f"classes do not take turns, and {{key}} asks for {self.in_a_row} samples of each",
                "add balanced = true, or leave {key} out",
                ("in_a_row",),
            )
        return self


def _refuse_large_grid(points: int, dimension: int) -> None:
    if points**dimension > _LARGEST_GRID:
        raise refused(
            "D020",
            f"a grid of {points} points per axis has {points**dimension} points",
            f"use one of at most {_LARGEST_GRID} points",
            ("grid",),
        )


class LinearTaskSpec(AnyTask):
    """A linear function with noise: y = intercept + weights . x + N(0, noise_sd)."""

    kind: Literal["linear"] = KIND
    weights: Annotated[Several[Value], Field(min_length=1)] = key("true weights, one per input")
    intercept: Value = key("true intercept")
    noise_sd: Spread = key("standard deviation of the noise of targets")
    input_range: Pair = key("inputs are uniform between these two")
    test_samples: TestSamples = key(
        "samples that test the trained learner; by default the validation samples do", 0
    )

    @property
    def has_classes(self) -> bool:
        """Targets are numbers."""
        return False

    @property
    def dimension(self) -> int:
        """Number of inputs."""
        return len(self.weights)


class HalfPlaneTaskSpec(InTurnTaskSpec):
    """Two classes on either side of the border boundary = weights . x."""

    kind: Literal["half_plane"] = KIND
    weights: Annotated[Several[Value], Field(min_length=1)] = key(
        "normal of the border, one value per input"
    )
    boundary: Value = key("the upper class has weights · x above it")
    input_range: Pair = key("inputs are uniform between these two")
    grid: GridSize = GRID
    test_samples: TestSamples = _DRAWN_TESTS
    gap: Spread = key("no drawn sample has weights · x nearer than this to the border", 0.0)

    @property
    def dimension(self) -> int:
        """Number of inputs."""
        return len(self.weights)

    @property
    def tested(self) -> tuple[int, str, str]:
        """The points of the grid, and the samples beside it."""
        return self.grid**self.dimension + self.test_samples, "grid", "grid = 40"

    @model_validator(mode="after")
    def _refuse_large_grid(self) -> Self:
        _refuse_large_grid(self.grid, self.dimension)
        return self


class BooleanTaskSpec(InTurnTaskSpec):
    """A Boolean function of inputs in [0, 1], each of which counts as 1 from 0.5 on."""

    kind: Literal["boolean"] = KIND
    function: str = key("a name such as `xor`, or the values at 00, 01, 10, 11 such as `0110`")
    samples: Literal["uniform", "corners"] = key("anywhere in the cube, or at its corners")
    corner_noise_sd: Spread = key("standard deviation around the corners", 0.0)
    grid: GridSize = GRID
    test_samples: TestSamples = _DRAWN_TESTS
    gap: Annotated[float, Within(0, 0.45)] = key(
        "no sample that is uniform has an input nearer than this to 0.5", 0.0
    )

    @property
    def _values(self) -> str:
        """A digit per value, of a function by name as well."""
        return BOOLEAN_FUNCTIONS.get(self.function.lower(), self.function)

    @property
    def truth(self) -> tuple[bool, ...]:
        """Values in counting order of the inputs, the first input being the highest bit."""
        return tuple(value == "1" for value in self._values)

    @property
    def dimension(self) -> int:
        """Number of inputs."""
        return len(self.truth).bit_length() - 1

    @property
    def corners(self) -> bool:
        """Train on the corners of the cube, over and over, instead of on uniform samples."""
        return self.samples == "corners"

    @property
    def tested(self) -> tuple[int, str, str]:
        """The points of the grid, and the samples beside it."""
        return self.grid**self.dimension + self.test_samples, "grid", "grid = 40"

    @model_validator(mode="after")
    def _refuse_no_function(self) -> Self:
        values = self._values
        inputs = len(values).bit_length() - 1
        if not re.fullmatch("[01]+", values) or len(values) != 2**inputs or not inputs:
            raise refused(
                "D019",
                f"the function '{self.function}' is no name of a Boolean function and no list "
                "of 2, 4, 8, ... values",
                f"use one of: {', '.join(BOOLEAN_FUNCTIONS)}; or values such as 0110",
                ("function",),
            )
        _refuse_large_grid(self.grid, inputs)
        return self


class RingsTaskSpec(AnyTask):
    """A disc and a ring around it, with samples uniform in the area of both together."""

    kind: Literal["rings"] = KIND
    disc_radius: PositiveValue = key("radius of the disc, the upper class")
    ring_radii: Pair = key("inner and outer radius of the ring, the lower class")
    test_samples: TestSamples = key("samples that test the trained learner")

    @property
    def tested(self) -> tuple[int, str, str]:
        """The test samples."""
        return self.test_samples, "test_samples", "test_samples = 1000"

    @model_validator(mode="after")
    def _refuse_overlap(self) -> Self:
        radii = [self.disc_radius, *self.ring_radii]
        if radii != sorted(radii):
            what = f"ring_radii is {radii}"
            raise refused("D005", what, "put the smaller first", ("ring_radii",))
        return self


class FunctionTaskSpec(AnyTask):
    """A named function with noise: y = f(x) + N(0, noise_sd)."""

    kind: Literal["function"] = KIND
    function: str = key("name of a function of the library")
    noise_sd: Spread = key("standard deviation of the noise of targets")
    input_range: Pair = key("inputs are uniform between these two")

    @property
    def has_classes(self) -> bool:
        """Targets are numbers."""
        return False


class TableTaskSpec(InTurnTaskSpec):
    """Samples that exist and are shared out at random among training, validation and test.

    Parameters
    ----------
    rows: the samples.
    fold: which of the folds is the test set, from 0.
    """

    validation: Literal["rest", "training"] = key(
        "where validation samples begin: at the rest of the rows, or at the first row of training, "
        "so that training loses none to them; they then say little of other rows",
        "rest",
    )
    test_samples: TestSamples = key("rows that test the trained learner", 0)
    folds: Folds = key(
        "cut the rows into so many test sets, one per seed of `learn`; 0 for one test set", 0
    )
    rows: SampleRows = loaded("rows", SampleRows())
    fold: int = loaded("fold", 0)

    @property
    def taught_or_probed(self) -> int:
        """Rows that training and validation take together."""
        if self.validation == "training":
            return max(self.train_samples, self.validation_samples)
        return self.train_samples + self.validation_samples


class CsvTaskSpec(TableTaskSpec):
    """Samples from a file with a line of column names."""

    kind: Literal["csv"] = KIND
    file: Text = key("CSV file with a line of column names, relative to the design")
    inputs: Annotated[Several[str], Field(min_length=1)] = key("columns that are inputs")
    target: str = key("column with the target: a number, or a class")
    upper_class: str | None = key("two classes by one output: this one against all others", None)
    classes: Annotated[Several[str], Field(min_length=2)] | None = key(
        "the classes, with one output each; two share one output", None
    )

    @property
    def has_classes(self) -> bool:
        """Whether the target is a word."""
        return self.upper_class is not None or self.classes is not None


class DatasetTaskSpec(TableTaskSpec):
    """Samples of a data set that scikit-learn ships."""

    kind: Literal["dataset"] = KIND
    dataset: Literal["iris", "digits"] = key("a data set of scikit-learn (extra `data`)")
    classes: Annotated[Several[str], Field(min_length=2)] | None = key(
        "classes to tell apart; all by default", None
    )


TaskSpec = Annotated[
    LinearTaskSpec
    | HalfPlaneTaskSpec
    | BooleanTaskSpec
    | RingsTaskSpec
    | FunctionTaskSpec
    | CsvTaskSpec
    | DatasetTaskSpec,
    Field(discriminator="kind"),
]
