"""A design: everything a user decides, already checked and in base units."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinearTaskSpec:
    """y = intercept + weights . x + N(0, noise_sd), x uniform in [low, high]^D."""

    weights: tuple[float, ...]
    intercept: float
    noise_sd: float
    input_low: float
    input_high: float
    train_samples: int
    validation_samples: int
    seed: int


@dataclass(frozen=True, slots=True)
class RateSpec:
    """Formal rate constants of the parts, in 1/(u tau)."""

    convert: float
    gate: float
    clear: float
    drain_error: float
    drain_phase: float
    annihilate: float


@dataclass(frozen=True, slots=True)
class LearnerSpec:
    """Which learner, and its numbers.

    Parameters
    ----------
    learning_rate: size of one step in the units of the task.
    initial_weight_low, initial_weight_high: range of the uniform draw of initial weights.
    constant_input: value of the input that carries the intercept.
    input_scale, weight_scale, output_scale: concentration in u that stands for the value 1.
    seed: seed of the initial weights.
    """

    kind: str
    learning_rate: float
    epochs: int
    initial_weight_low: float
    initial_weight_high: float
    constant_input: float
    input_scale: float
    weight_scale: float
    output_scale: float
    rates: RateSpec
    seed: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A dosed amount: a fixed concentration in u, or a column of the sample ("x1", "y")."""

    fixed: float | None
    column: str | None


@dataclass(frozen=True, slots=True)
class DoseStep:
    """Dose one species."""

    species: str
    amount: Amount
    line: int


@dataclass(frozen=True, slots=True)
class WaitStep:
    """Wait for `duration` tau."""

    duration: float
    line: int


@dataclass(frozen=True, slots=True)
class ReadStep:
    """Read species."""

    species: tuple[str, ...]
    line: int


Step = DoseStep | WaitStep | ReadStep


@dataclass(frozen=True, slots=True)
class ScheduleSpec:
    """What the host does: once, for every training sample, for every validation sample."""

    setup: tuple[Step, ...]
    sample: tuple[Step, ...]
    probe: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DsdSpec:
    """How the network becomes DNA.

    Parameters
    ----------
    scheme: name of a folder in `translators`, or a path to one.
    fuel_ceiling_M: highest concentration any fuel may reach.
    max_hold: largest fraction of a signal, relative to its free form, that one gate may hold.
    refill_tolerance: fraction of a fuel that may be used up between two refills.
    enumeration_limits: strands per complex, complexes, reactions.
    verify_budget_s: wall-clock seconds for one module.
    """

    scheme: str
    fuel_ceiling_M: float
    max_hold: float
    refill_tolerance: float
    max_complex_size: int
    max_complexes: int
    max_reactions: int
    verify_budget_s: float


@dataclass(frozen=True, slots=True)
class SequenceSpec:
    """Constraints on nucleotide sequences."""

    seed: int
    alphabet: str
    max_shared_run: int


@dataclass(frozen=True, slots=True)
class ExpectSpec:
    """What the design promises: mean squared errors on the validation set."""

    abstract_mse_max: float
    dsd_mse_max: float


@dataclass(frozen=True, slots=True)
class Design:
    """A checked design.

    Parameters
    ----------
    path: the file it was read from, for messages.
    digest: SHA-256 of the text, for artefact keys.
    """

    name: str
    title: str
    path: str
    digest: str
    task: LinearTaskSpec
    learner: LearnerSpec
    schedule: ScheduleSpec
    dsd: DsdSpec
    sequences: SequenceSpec
    expect: ExpectSpec
