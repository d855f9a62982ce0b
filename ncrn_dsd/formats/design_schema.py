"""The schema of `design.toml`: which keys exist, of which type, within which bounds.

Quantities are text here ("10 uM"); `design_toml` gives them their units and bounds.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ncrn_dsd.formats.design_bounds import (
    CLOCK_STAGES,
    COMPLEX_SIZES,
    ENERGY_GAPS,
    ENERGY_WINDOWS,
    EPOCHS,
    ERRORS,
    FOLDS,
    FRACTIONS,
    GRID_SIZES,
    HIDDEN_UNITS,
    LEARNING_RATES,
    NETWORK_SIZES,
    POSITIVE_VALUES,
    RUNS,
    SAMPLES,
    SEEDS,
    SHARES,
    SPREADS,
    TESTS,
    TOEHOLDS,
    VALUES,
    within,
)

Value = Annotated[float, within(VALUES)]
PositiveValue = Annotated[float, within(POSITIVE_VALUES)]
Fraction = Annotated[float, within(FRACTIONS)]
Share = Annotated[float, within(SHARES)]
Samples = Annotated[int, within(SAMPLES)]
Seed = Annotated[int, within(SEEDS)]
ToeholdLength = Annotated[int, within(TOEHOLDS)]
NetworkSize = Annotated[int, within(NETWORK_SIZES)]
MeanSquaredError = Annotated[float, within(ERRORS)]
Range = Annotated[list[Value], Field(min_length=2, max_length=2)]
GridSize = Annotated[int, within(GRID_SIZES)]
_IUPAC = r"^[ACGTWSRYMKHBDVN]{0,12}$"
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class TaskTable(_Strict):
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


class EncodingTable(_Strict):
    """Concentrations that stand for the value 1, and which value of an input that is."""

    input: str
    weight: str
    output: str
    feature: str | None = None
    label: str | None = None
    input_centre: Annotated[list[Value], Field(min_length=1)] = [0.0]
    input_spread: Annotated[list[PositiveValue], Field(min_length=1)] = [1.0]


class RatesTable(_Strict):
    """Formal rate constants of the parts; which ones there must be depends on the learner."""

    gate: str
    clear: str
    drain_error: str
    annihilate: str
    convert: str | None = None
    drain_phase: str | None = None
    cancel: str | None = None
    lag: str | None = None


class ClockTable(_Strict):
    """A delay line in the pot that starts the feedback phase."""

    stages: Annotated[int, within(CLOCK_STAGES)]
    step: str
    release: str | None = None


class HiddenTable(_Strict):
    """Hidden units: how many, their scales, their pace."""

    units: Annotated[int, within(HIDDEN_UNITS)]
    initial_length: PositiveValue
    total: str
    square: str
    sensitivity: str
    convert: str


class LearnerTable(_Strict):
    """Which learner, and its numbers."""

    kind: str
    features: list[str] = []
    loss: Literal["squared", "margin"] = "squared"
    learning_rate: Annotated[float, within(LEARNING_RATES)]
    epochs: Annotated[int, within(EPOCHS)]
    initial_weights: Range
    constant_input: Annotated[float, within(POSITIVE_VALUES)]
    seed: Seed
    encoding: EncodingTable
    rates: RatesTable
    hidden: HiddenTable | None = None
    clock: ClockTable | None = None


class StepTable(_Strict):
    """One step of the schedule: exactly one of dose with amount, wait, read."""

    dose: str | None = None
    amount: str | None = None
    wait: str | None = None
    read: Annotated[list[str], Field(min_length=1)] | None = None


class ScheduleTable(_Strict):
    """What the host does."""

    setup: list[StepTable]
    sample: Annotated[list[StepTable], Field(min_length=1)]
    probe: Annotated[list[StepTable], Field(min_length=1)]


class LimitsTable(_Strict):
    """Where enumeration stops."""

    complex_size: Annotated[int, within(COMPLEX_SIZES)]
    complexes: NetworkSize
    reactions: NetworkSize


class DsdTable(_Strict):
    """How the network becomes DNA."""

    scheme: str
    fuel_ceiling: str
    max_hold: Fraction
    refill_tolerance: Fraction
    verify_budget: str
    toehold_lengths: Annotated[list[ToeholdLength], Field(min_length=2, max_length=2)] | None = None
    slowest_sample: str | None = None
    merge_histories: bool = False
    limits: LimitsTable


class RunsTable(_Strict):
    """Longest run of each letter; the usual values are those that vendors make gladly."""

    A: Annotated[int, within(RUNS)] = 4
    C: Annotated[int, within(RUNS)] = 3
    G: Annotated[int, within(RUNS)] = 3
    T: Annotated[int, within(RUNS)] = 4


class SequencesTable(_Strict):
    """Constraints on nucleotides, and a file with sequences that are kept."""

    seed: Seed
    alphabet: Annotated[str, Field(pattern=r"^[ACGT]{3,4}$")]
    max_shared_run: Annotated[int, Field(ge=4, le=12)]
    window_kcal: Annotated[float, within(ENERGY_WINDOWS)] | None = None
    gap_kcal: Annotated[float, within(ENERGY_GAPS)] | None = None
    toehold_window_kcal: Annotated[float, within(ENERGY_WINDOWS)] | None = None
    toehold_clash: Fraction | None = None
    clamp_5: Annotated[str, Field(pattern=_IUPAC)] = ""
    clamp_3: Annotated[str, Field(pattern=_IUPAC)] = ""
    longest_runs: RunsTable | None = None
    kept: Annotated[str, Field(min_length=1)] | None = None


class ExpectTable(_Strict):
    """What the design promises."""

    abstract_mse_max: MeanSquaredError
    dsd_mse_max: MeanSquaredError
    abstract_accuracy_min: Share | None = None
    dsd_accuracy_min: Share | None = None
    strands_max: Annotated[int, Field(gt=0)] | None = None
    nucleotides_max: Annotated[int, Field(gt=0)] | None = None
    host_actions_max: Annotated[float, Field(gt=0)] | None = None


class DesignFile(_Strict):
    """The whole file."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    name: Name
    title: str
    task: TaskTable
    learner: LearnerTable
    schedule: ScheduleTable
    dsd: DsdTable
    sequences: SequencesTable
    expect: ExpectTable


class LinearDesignFile(DesignFile):
    """A file whose task is a linear function."""

    task: LinearTaskTable


class HalfPlaneDesignFile(DesignFile):
    """A file whose task is a half plane."""

    task: HalfPlaneTaskTable


class BooleanDesignFile(DesignFile):
    """A file whose task is a Boolean function."""

    task: BooleanTaskTable


class RingsDesignFile(DesignFile):
    """A file whose task is a pair of rings."""

    task: RingsTaskTable


class FunctionDesignFile(DesignFile):
    """A file whose task is a named function."""

    task: FunctionTaskTable


class CsvDesignFile(DesignFile):
    """A file whose task is in another file."""

    task: CsvTaskTable


class DatasetDesignFile(DesignFile):
    """A file whose task is a data set."""

    task: DatasetTaskTable


DESIGN_FILES: dict[str, type[DesignFile]] = {
    "linear": LinearDesignFile,
    "half_plane": HalfPlaneDesignFile,
    "boolean": BooleanDesignFile,
    "rings": RingsDesignFile,
    "function": FunctionDesignFile,
    "csv": CsvDesignFile,
    "dataset": DatasetDesignFile,
}
"""By kind of task."""
