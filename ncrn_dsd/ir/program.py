"""A learning program: a formal CRN, what its concentrations mean, and how it is driven."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.schedule import Content, Schedule, Segment
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.ir.training import Loss


@dataclass(frozen=True, slots=True)
class RailedQuantity:
    """A signed quantity q = ([positive] - [negative]) / scale + low.

    `negative` is None for a quantity that is never below `low`. `scale` is in u.
    """

    name: str
    positive: str
    negative: str | None
    scale: float
    low: float = 0.0

    @property
    def species(self) -> tuple[str, ...]:
        return (self.positive,) if self.negative is None else (self.positive, self.negative)

    def decode(self, concentrations: Mapping[str, float]) -> float:
        """The value that concentrations (in u, by species name) stand for."""
        against = 0.0 if self.negative is None else concentrations[self.negative]
        return (concentrations[self.positive] - against) / self.scale + self.low


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A number of what was learned, in the units of the task: weights times factors, added up, and
    a constant.

    Parameters
    ----------
    name: of what it multiplies, such as "x1 x2" or the names of columns; or "intercept".
    terms: (number of a weight, factor).
    powers: numbers of the inputs whose product it multiplies in the prediction; None where it
        stands elsewhere.
    """

    name: str
    terms: tuple[tuple[int, float], ...]
    powers: tuple[int, ...] | None = None
    constant: float = 0.0

    def of(self, weights: Sequence[float]) -> float:
        """Its value for the values of the weights."""
        return self.constant + math.fsum(weights[number] * factor for number, factor in self.terms)


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the concentrations stand for.

    Parameters
    ----------
    weights: learned quantities, output by output, intercept first.
    coefficients: what the weights amount to in the units of the task.
    predictions: the quantities that are read after the forward phase, one per output.
    residues: species that should be gone when a sample is over.
    opposing: quantities that are read with the predictions of a training sample and still to be
        taken off them to have the errors: the targets, where both cancel during the forward
        phase; else none.
    """

    weights: tuple[RailedQuantity, ...]
    coefficients: tuple[Coefficient, ...]
    predictions: tuple[RailedQuantity, ...]
    residues: tuple[str, ...]
    opposing: tuple[RailedQuantity, ...] = ()

    def coefficients_of(self, concentrations: Mapping[str, float]) -> tuple[float, ...]:
        """The values of the coefficients for concentrations of the weights [u]."""
        weights = [q.decode(concentrations) for q in self.weights]
        return tuple(c.of(weights) for c in self.coefficients)


@dataclass(frozen=True, slots=True)
class LearningProgram:
    """A learner that is ready to be simulated, translated, or both.

    Parameters
    ----------
    crn: formal network, rates in abstract units.
    training: setup and one segment per training sample and epoch.
    probes: one segment per validation sample, then one per test sample; each is carried out on
        an aliquot of the vessel.
    epochs: how often the training set is presented.
    learning_rate: size of the step -rate * error * feature that one sample makes.
    initial_weights: dosed before the first sample, as values of the encoded weights.
    reference: what the best fit of the same features reaches.
    loss: what the learner makes small.
    has_read_zero: the validation samples say what reads of the test samples count from.
    has_read_line: the validation samples say what a read of the test samples stands for, by a
        straight line for each output.
    may_dose: species that the host may have to dose, whether these samples need them or not.
    """

    name: str
    crn: FormalCrn
    encoding: Encoding
    task: LearningTask
    training: Schedule
    probes: tuple[Segment, ...]
    epochs: int
    learning_rate: float
    initial_weights: tuple[float, ...]
    reference: Reference
    loss: Loss = Loss.SQUARED
    has_read_zero: bool = False
    has_read_line: bool = False
    may_dose: tuple[str, ...] = ()

    @property
    def dosed(self) -> tuple[Content, ...]:
        """Contents of every dose of training and probes, in their order."""
        return (*self.training.dosed, *(c for probe in self.probes for c in probe.dosed))

    def driven_by(self, training: Iterable[Segment], probes: Iterable[Segment]) -> LearningProgram:
        """The same learner with other actions of the host, in training and in probes."""
        return replace(
            self,
            training=replace(self.training, segments=tuple(training)),
            probes=tuple(probes),
        )
