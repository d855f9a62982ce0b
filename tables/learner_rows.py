"""What the tables of learners measure: one row per design."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import product


class Measure(Enum):
    """The number of a trained learner that a row is about."""

    MSE = "validation MSE"
    HALF_MSE = "validation half-MSE"
    GRID = "balanced accuracy, grid"
    HELD_OUT = "balanced accuracy, held out"
    FUNCTIONS = "functions learned"

    @property
    def more_is_better(self) -> bool:
        return self not in (Measure.MSE, Measure.HALF_MSE)

    @property
    def is_fraction(self) -> bool:
        return self in (Measure.GRID, Measure.HELD_OUT)


@dataclass(frozen=True, slots=True)
class Row:
    """One learner of ours on one task.

    Parameters
    ----------
    key: its name on the command line.
    design: folder of the design.
    authors: what the authors of neural reaction networks report for the task.
    baseline: key of the row that this learner is compared with; None for that learner itself.
    functions: truth tables of a Boolean design, each trained by itself from the same start.
    """

    key: str
    task: str
    design: str
    authors: str
    measure: Measure
    baseline: str | None = None
    functions: tuple[str, ...] = ()
    seeds_abstract: int = 20
    seeds_dsd: int = 3
    scheme: str = "srinivas2015"


OURS = "designs/learners"

ALL_FUNCTIONS = tuple("".join(bits) for bits in product("01", repeat=4))
"""The sixteen Boolean functions of two inputs, as values in counting order of the inputs."""

ROWS = (
    Row(
        "linear",
        "linear regression",
        f"{OURS}/centred_regression",
        "0.238",
        Measure.MSE,
    ),
    Row(
        "bilinear",
        "y = x1 x2 + x2^2",
        f"{OURS}/bilinear_regression",
        "0.070 to 0.119",
        Measure.HALF_MSE,
    ),
    Row(
        "sine",
        "y = sin x1 + x2^2",
        f"{OURS}/sine_regression",
        "0.075",
        Measure.HALF_MSE,
    ),
    Row(
        "half_plane",
        "linear classification",
        f"{OURS}/half_plane",
        "94.4 %",
        Measure.GRID,
    ),
    Row("and", "AND", f"{OURS}/and", "about 95 %", Measure.GRID),
    Row("or", "OR", f"{OURS}/or", "about 95 %", Measure.GRID),
    Row("xor", "XOR", f"{OURS}/xor", "84.7 %", Measure.GRID),
    Row("rings", "rings", f"{OURS}/rings", "72.6 to 82.2 %", Measure.HELD_OUT),
    Row(
        "boolean",
        "all 16 Boolean functions of two inputs",
        f"{OURS}/boolean_corners",
        "",
        Measure.FUNCTIONS,
        functions=ALL_FUNCTIONS,
    ),
    Row(
        "iris",
        "iris, 5-fold",
        f"{OURS}/iris",
        "86.7 to 96.7 %, one split",
        Measure.HELD_OUT,
    ),
    Row(
        "digits",
        "digits, 0 against 1",
        f"{OURS}/digits",
        "",
        Measure.HELD_OUT,
        scheme="chen2013_2D_JF_var1",
    ),
    Row(
        "xor_hidden",
        "XOR, hidden units",
        f"{OURS}/xor_hidden",
        "84.7 %",
        Measure.GRID,
        baseline="xor",
        scheme="chen2013_2D_JF_var1",
    ),
    Row(
        "rings_hidden",
        "rings, hidden units",
        f"{OURS}/rings_hidden",
        "72.6 to 82.2 %",
        Measure.HELD_OUT,
        baseline="rings",
        scheme="chen2013_2D_JF_var1",
    ),
    Row(
        "bilinear_hidden",
        "y = x1 x2 + x2^2, hidden units",
        f"{OURS}/bilinear_hidden",
        "0.070 to 0.119",
        Measure.HALF_MSE,
        baseline="bilinear",
        scheme="chen2013_2D_JF_var1",
    ),
    Row(
        "linear_clocked",
        "linear regression, clock in the vessel",
        f"{OURS}/clocked_regression",
        "0.238",
        Measure.MSE,
        baseline="linear",
    ),
    Row(
        "linear_continuous",
        "linear regression, no phases",
        f"{OURS}/continuous_regression",
        "0.238",
        Measure.MSE,
        baseline="linear",
    ),
    Row(
        "xor_clocked",
        "XOR, clock in the vessel",
        f"{OURS}/clocked_xor",
        "84.7 %",
        Measure.GRID,
        baseline="xor",
    ),
)


@dataclass(frozen=True, slots=True)
class Span:
    """Smallest and largest value of a range, both in it."""

    low: float
    high: float

    def meets(self, other: Span) -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One experiment as it was published, carried out with the random streams of this program.

    Parameters
    ----------
    figure: what the authors show, validation loss and accuracy, in words.
    loss, accuracy: range over seeds of an independent reproduction; None where there is none.
        A loss is half the squared error, summed over the outputs.
    note: where that reproduction was another than the design.
    """

    key: str
    design: str
    figure: str
    loss: Span | None
    accuracy: Span | None
    note: str = ""
    seeds: int = 3


_PUBLISHED = "designs/published"

PUBLISHED_ROWS = (
    PublishedRow(
        "published_linear", f"{_PUBLISHED}/linear_regression", "0.119", Span(0.119, 0.119), None
    ),
    PublishedRow("published_minimal", f"{_PUBLISHED}/minimal_linear_regression", "", None, None),
    PublishedRow(
        "published_bilinear_full",
        f"{_PUBLISHED}/bilinear_full_adjoint",
        "0.119",
        Span(0.080, 0.202),
        None,
    ),
    PublishedRow(
        "published_bilinear_first",
        f"{_PUBLISHED}/bilinear_first_order",
        "0.070",
        Span(0.085, 0.109),
        None,
    ),
    PublishedRow("published_sine_full", f"{_PUBLISHED}/sine_full_adjoint", "", None, None),
    PublishedRow(
        "published_sine_first",
        f"{_PUBLISHED}/sine_first_order",
        "0.075",
        Span(0.052, 0.053),
        None,
    ),
    PublishedRow(
        "published_half_plane",
        f"{_PUBLISHED}/linear_classification",
        "about 0.63, 94.4 %",
        None,
        Span(0.910, 0.972),
    ),
    PublishedRow(
        "published_and",
        f"{_PUBLISHED}/and_cubic",
        "",
        Span(0.025, 0.056),
        Span(0.954, 0.964),
    ),
    PublishedRow(
        "published_or",
        f"{_PUBLISHED}/or_cubic",
        "",
        Span(0.040, 0.047),
        Span(0.939, 0.958),
    ),
    PublishedRow(
        "published_xor",
        f"{_PUBLISHED}/xor_cubic",
        "0.059, 84.7 %",
        Span(0.047, 0.080),
        Span(0.813, 0.893),
    ),
    PublishedRow(
        "published_xor_quadratic",
        f"{_PUBLISHED}/xor_quadratic",
        "0.074, 78.8 %",
        Span(0.061, 0.089),
        Span(0.816, 0.873),
    ),
    PublishedRow(
        "published_rings",
        f"{_PUBLISHED}/rings_cubic",
        "0.102, 72.6 %",
        Span(0.076, 0.098),
        Span(0.756, 0.821),
    ),
    PublishedRow(
        "published_rings_quadratic",
        f"{_PUBLISHED}/rings_quadratic",
        "0.377, 82.2 %",
        Span(0.296, 0.507),
        Span(0.495, 0.861),
        "two of five seeds there at chance",
    ),
    PublishedRow(
        "published_iris",
        f"{_PUBLISHED}/iris_trilinear",
        "0.21, 86.7 %",
        None,
        Span(0.867, 0.967),
        "range of the authors' runs",
    ),
)
