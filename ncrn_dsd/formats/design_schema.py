"""The schema of `design.toml`: which keys exist, of which type, within which bounds.

Quantities are text here ("10 uM"); `design_toml` gives them their units and bounds.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from ncrn_dsd.explanations.catalogue import obligations
from ncrn_dsd.formats.design_bounds import (
    CLOCK_STAGES,
    COMPLEX_SIZES,
    ENERGY_GAPS,
    ENERGY_WINDOWS,
    EPOCHS,
    HIDDEN_UNITS,
    LEARNING_RATES,
    POSITIVE_VALUES,
    RUNS,
    within,
)
from ncrn_dsd.formats.schema_types import (
    IUPAC_LETTERS,
    Fraction,
    LearningBoundsTable,
    Name,
    NetworkSize,
    PositiveValue,
    Range,
    Seed,
    Strict,
    ToeholdLength,
    Value,
)
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
from ncrn_dsd.ir.network import Kinetics


class EncodingTable(Strict):
    """Concentrations that stand for the value 1, and which value of an input that is."""

    input: str
    weight: str
    output: str
    feature: str | None = None
    label: str | None = None
    input_centre: list[Value] = Field([0.0], min_length=1)
    input_spread: list[PositiveValue] = Field([1.0], min_length=1)


class RatesTable(Strict):
    """Formal rate constants of the parts; which ones there must be depends on the learner."""

    gate: str
    clear: str
    drain_error: str
    annihilate: str
    convert: str | None = None
    drain_phase: str | None = None
    cancel: str | None = None
    lag: str | None = None


class ClockTable(Strict):
    """A delay line in the pot that starts the feedback phase."""

    stages: Annotated[int, within(CLOCK_STAGES)]
    step: str
    release: str | None = None


class HiddenTable(Strict):
    """Hidden units: how many, their scales, their pace."""

    units: Annotated[int, within(HIDDEN_UNITS)]
    initial_length: PositiveValue
    total: str
    square: str
    sensitivity: str
    convert: str


class LearnerTable(Strict):
    """Which learner, and its numbers."""

    kind: str
    features: list[str] = Field([])
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


class StepTable(Strict):
    """One step of the schedule: exactly one of dose with amount, wait, read."""

    dose: str | None = None
    amount: str | None = None
    wait: str | None = None
    read: Annotated[list[str], Field(min_length=1)] | None = None


class ScheduleTable(Strict):
    """What the host does."""

    setup: list[StepTable]
    sample: Annotated[list[StepTable], Field(min_length=1)]
    probe: Annotated[list[StepTable], Field(min_length=1)]


class LimitsTable(Strict):
    """Where enumeration stops."""

    complex_size: Annotated[int, within(COMPLEX_SIZES)]
    complexes: NetworkSize
    reactions: NetworkSize


class DsdTable(Strict):
    """How the network becomes DNA."""

    scheme: str
    fuel_ceiling: str
    max_hold: Fraction
    refill_tolerance: Fraction
    verify_budget: str
    toehold_lengths: Annotated[list[ToeholdLength], Field(min_length=2, max_length=2)] | None = None
    slowest_sample: str | None = None
    merge_histories: bool = False
    reduce: bool = False
    # TOML has no enumerations, so that the value is read from its text.
    kinetics: Annotated[Kinetics, Field(strict=False)] = Kinetics.UNCONDENSED
    limits: LimitsTable


class RunsTable(Strict):
    """Longest run of each letter; the usual values are those that vendors make gladly."""

    A: Annotated[int, within(RUNS)] = 4
    C: Annotated[int, within(RUNS)] = 3
    G: Annotated[int, within(RUNS)] = 3
    T: Annotated[int, within(RUNS)] = 4


class SequencesTable(Strict):
    """Constraints on nucleotides, and a file with sequences that are kept."""

    seed: Seed
    alphabet: Annotated[str, Field(pattern=r"^[ACGT]{3,4}$")]
    max_shared_run: Annotated[int, Field(ge=4, le=12)]
    window_kcal: Annotated[float, within(ENERGY_WINDOWS)] | None = None
    gap_kcal: Annotated[float, within(ENERGY_GAPS)] | None = None
    toehold_window_kcal: Annotated[float, within(ENERGY_WINDOWS)] | None = None
    toehold_clash: Fraction | None = None
    clamp_5: Annotated[str, Field(pattern=IUPAC_LETTERS)] = ""
    clamp_3: Annotated[str, Field(pattern=IUPAC_LETTERS)] = ""
    longest_runs: RunsTable | None = None
    kept: Annotated[str, Field(min_length=1)] | None = None


def _obligation(notion: str) -> str:
    """The name of an obligation that numbers answer."""
    known = [o.code for o in obligations() if "PROVED" not in o.arises]
    if notion not in known:
        raise ValueError(f"use one of {', '.join(known)}")
    return notion


Failing = list[Annotated[str, AfterValidator(_obligation)]]


def refuse_half_a_record(word: str | None, key: str, number: float | None) -> None:
    """A record of what fails has its number, and a number is of what fails."""
    if (word is None) != (number is None):
        raise ValueError(f'uncondensed = "fails" and {key} go together: give both or neither')


class ExpectTable(LearningBoundsTable):
    """What the design expects; bounds under `dsd` are for that level instead."""

    dsd: LearningBoundsTable = LearningBoundsTable()
    strands_max: Annotated[int, Field(gt=0)] | None = None
    nucleotides_max: Annotated[int, Field(gt=0)] | None = None
    host_actions_max: Annotated[float, Field(gt=0)] | None = None
    buildable: bool = True
    rate_tolerance: Fraction = 0.1
    weights_tolerance: Fraction = 0.1
    loss_tolerance: Fraction = 0.1
    verdict: Literal["PROVED", "REFUTED", "UNDECIDED"] = "PROVED"
    fails: Failing = Field([])
    uncondensed: Literal["fails"] | None = None
    uncondensed_loss: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _refuse_half_a_record(self) -> ExpectTable:
        refuse_half_a_record(self.uncondensed, "uncondensed_loss", self.uncondensed_loss)
        return self


class DesignFile(Strict):
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
