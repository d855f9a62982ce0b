"""A design: everything a user decides, already checked and in base units."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ncrn_dsd.ir.expect_spec import ExpectSpec as ExpectSpec  # noqa: PLC0414 - re-export
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.sequence_spec import SequenceSpec as SequenceSpec  # noqa: PLC0414 - re-export
from ncrn_dsd.ir.training import Loss


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
class HalfPlaneTaskSpec:
    """Two classes with the border boundary = weights . x, x uniform in [low, high]^D.

    Parameters
    ----------
    grid: points per axis of the grid that tests the trained learner; 0 for none.
    """

    weights: tuple[float, ...]
    boundary: float
    input_low: float
    input_high: float
    grid: int
    train_samples: int
    validation_samples: int
    seed: int


@dataclass(frozen=True, slots=True)
class BooleanTaskSpec:
    """A Boolean function of inputs in [0, 1], each of which counts as 1 from 0.5 on.

    Parameters
    ----------
    truth: values in counting order of the inputs, the first input being the highest bit.
    corners: train on the corners of the cube, over and over, instead of on uniform samples.
    spread: standard deviation of the noise around the corners.
    grid: points per axis of the grid that tests the trained learner; 0 for none.
    """

    truth: tuple[bool, ...]
    corners: bool
    spread: float
    grid: int
    train_samples: int
    validation_samples: int
    seed: int


@dataclass(frozen=True, slots=True)
class RingsTaskSpec:
    """A disc and a ring around it, with samples uniform in the area of both together."""

    inner_radius: float
    ring_low: float
    ring_high: float
    test_samples: int
    train_samples: int
    validation_samples: int
    seed: int


@dataclass(frozen=True, slots=True)
class FunctionTaskSpec:
    """y = f(x) + N(0, noise_sd) for a named function f, x uniform in [low, high]^D."""

    function: str
    noise_sd: float
    input_low: float
    input_high: float
    train_samples: int
    validation_samples: int
    seed: int


@dataclass(frozen=True, slots=True)
class TableTaskSpec:
    """Samples from a table, shared out at random among training, validation and test.

    Parameters
    ----------
    source: name of the file or data set, for messages.
    inputs, targets: one row per sample.
    classes: their names, the lower one of two first; none when the targets are numbers. Targets
        of two classes are +1 and -1, of more one output per class.
    columns: names of the inputs; none where they have none.
    folds: into how many test sets the rows are cut; 0 for one test set of `test_samples`.
    fold: which of them is the test set, from 0.
    """

    source: str
    inputs: tuple[tuple[float, ...], ...]
    targets: tuple[tuple[float, ...], ...]
    classes: tuple[str, ...]
    test_samples: int
    train_samples: int
    validation_samples: int
    seed: int
    folds: int = 0
    fold: int = 0
    columns: tuple[str, ...] = ()


TaskSpec = (
    LinearTaskSpec
    | HalfPlaneTaskSpec
    | BooleanTaskSpec
    | RingsTaskSpec
    | FunctionTaskSpec
    | TableTaskSpec
)


@dataclass(frozen=True, slots=True)
class RateSpec:
    """Formal rate constants of the parts, in 1/(u tau); 0 where nothing of the kind happens.

    Parameters
    ----------
    lag: prediction and target of a learner without phases, each made and drained at this pace.
    cancel: prediction against prediction of the other sign and against target; None where
        nothing of this kind happens.
    """

    convert: float
    gate: float
    clear: float
    drain_error: float
    drain_phase: float
    annihilate: float
    cancel: float | None = None
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """A delay line in the pot that starts the feedback phase.

    Parameters
    ----------
    stages: how many species the clock passes through before it is the phase species.
    step: formal rate constant of the way from one to the next [1/(u tau)].
    release: formal rate constant with which the last stage sets a label free [1/(u tau)]; None
        where there are no labels.
    """

    stages: int
    step: float
    release: float | None = None


@dataclass(frozen=True, slots=True)
class HiddenSpec:
    """Hidden units of a learner that has them.

    Parameters
    ----------
    units: how many.
    initial_length: length of the vector of initial weights from the inputs into one unit.
    total_scale, square_scale, sensitivity_scale: concentration in u that stands for the value 1
        of what a unit adds up, of its square, and of errors passed back through it.
    convert: formal rate constant of totals and squares becoming traces [1/(u tau)].
    """

    units: int
    initial_length: float
    total_scale: float
    square_scale: float
    sensitivity_scale: float
    convert: float


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
    loss: what is made small.
    features: products of inputs, each as the numbers of its inputs, from 1, in ascending order.
    input_centre, input_spread: an input x is presented as (x - centre) / spread; one value
        each for all inputs, or one per input.
    label_dose: concentration in u of the species that tells the class; 0 where there is none.
    feature_scale: concentration in u that stands for the value 1 of a product of inputs; that
        of the inputs when None.
    hidden: None where the learner has no hidden units.
    clock: None where the host doses the phase species, or where there are no phases.
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
    loss: Loss = Loss.SQUARED
    features: tuple[tuple[int, ...], ...] = ()
    input_centre: tuple[float, ...] = (0.0,)
    input_spread: tuple[float, ...] = (1.0,)
    label_dose: float = 0.0
    feature_scale: float | None = None
    hidden: HiddenSpec | None = None
    clock: ClockSpec | None = None


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
    scheme: name of a scheme, or a path to one.
    fuel_ceiling_M: highest concentration any fuel may reach.
    max_hold: largest fraction of a signal, relative to its free form, that one gate may hold.
    refill_tolerance: fraction of a fuel that may be used up between two refills.
    enumeration_limits: strands per complex, complexes, reactions.
    verify_budget_s: wall-clock seconds for one module.
    toehold_lengths_nt: lengths to choose from, the same for all toeholds of the system; none
        to keep those of the scheme.
    slowest_sample_s: longest acceptable time of one training sample.
    merge_histories: take released forms of a signal for one species, if they do the same.
    reduce: train on the network with variants of signals merged, and measure the error of that.
    kinetics: whether toehold complexes are species of what is simulated.
    """

    scheme: str
    fuel_ceiling_M: float
    max_hold: float
    refill_tolerance: float
    max_complex_size: int
    max_complexes: int
    max_reactions: int
    verify_budget_s: float
    toehold_lengths_nt: tuple[int, ...] = ()
    slowest_sample_s: float = math.inf
    merge_histories: bool = False
    reduce: bool = False
    kinetics: Kinetics = Kinetics.UNCONDENSED


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
    task: TaskSpec
    learner: LearnerSpec
    schedule: ScheduleSpec
    dsd: DsdSpec
    sequences: SequenceSpec
    expect: ExpectSpec
