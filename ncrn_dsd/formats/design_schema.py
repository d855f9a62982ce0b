"""The schema of `design.toml`: which keys exist, of which type, within which bounds.

Quantities are text here ("10 uM"); `design_toml` gives them their units and bounds.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ncrn_dsd.formats.design_bounds import (
    COMPLEX_SIZES,
    EPOCHS,
    ERRORS,
    FRACTIONS,
    LEARNING_RATES,
    NETWORK_SIZES,
    POSITIVE_VALUES,
    SAMPLES,
    SEEDS,
    SPREADS,
    VALUES,
    within,
)

Value = Annotated[float, within(VALUES)]
Fraction = Annotated[float, within(FRACTIONS)]
Samples = Annotated[int, within(SAMPLES)]
Seed = Annotated[int, within(SEEDS)]
NetworkSize = Annotated[int, within(NETWORK_SIZES)]
MeanSquaredError = Annotated[float, within(ERRORS)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class TaskTable(_Strict):
    """What is to be learned."""

    kind: Literal["linear"]
    weights: Annotated[list[Value], Field(min_length=1)]
    intercept: Value
    noise_sd: Annotated[float, within(SPREADS)]
    input_range: Annotated[list[Value], Field(min_length=2, max_length=2)]
    train_samples: Samples
    validation_samples: Samples
    seed: Seed


class EncodingTable(_Strict):
    """Concentrations that stand for the value 1."""

    input: str
    weight: str
    output: str


class RatesTable(_Strict):
    """Formal rate constants of the parts."""

    convert: str
    gate: str
    clear: str
    drain_error: str
    drain_phase: str
    annihilate: str


class LearnerTable(_Strict):
    """Which learner, and its numbers."""

    kind: str
    learning_rate: Annotated[float, within(LEARNING_RATES)]
    epochs: Annotated[int, within(EPOCHS)]
    initial_weights: Annotated[list[Value], Field(min_length=2, max_length=2)]
    constant_input: Annotated[float, within(POSITIVE_VALUES)]
    seed: Seed
    encoding: EncodingTable
    rates: RatesTable


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
    limits: LimitsTable


class SequencesTable(_Strict):
    """Constraints on nucleotides."""

    seed: Seed
    alphabet: Annotated[str, Field(pattern=r"^[ACGT]{3,4}$")]
    max_shared_run: Annotated[int, Field(ge=4, le=12)]


class ExpectTable(_Strict):
    """What the design promises."""

    abstract_mse_max: MeanSquaredError
    dsd_mse_max: MeanSquaredError


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
