"""What the species of a learner with hidden units stand for.

A hidden unit i adds up its inputs, u_i = theta_i . (x0, x), and shows the square s_i = u_i^2 to
the read-out. The prediction is linear in the constant, the inputs and the squares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ncrn_dsd.ir.crn import Species, SpeciesRole
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.learner import DescendingLearner, HiddenLearner
from ncrn_dsd.networks.driving import PACE_CONVERT, PACE_DRAIN, PHASE
from ncrn_dsd.networks.features import Feature, features_of
from ncrn_dsd.networks.losses import ErrorQuantities, error_quantities

LATE = "Phase_late"
"""What the phase species turns into; it clears the traces after their use."""


@dataclass(frozen=True, slots=True)
class HiddenUnit:
    """The quantities of one hidden unit.

    Parameters
    ----------
    weights: theta, from the constant and every input into the unit.
    readout: the weight of the square.
    total, total_trace: u, while it makes the square and as it is remembered.
    square, square_trace: s, while it makes output and as it is remembered.
    blame: error * readout, the sensitivity of the loss to s.
    slope: error * readout * u, half the sensitivity of the loss to u.
    """

    weights: tuple[RailedQuantity, ...]
    readout: RailedQuantity
    total: RailedQuantity
    total_trace: RailedQuantity
    square: RailedQuantity
    square_trace: RailedQuantity
    blame: RailedQuantity
    slope: RailedQuantity

    @property
    def present(self) -> tuple[RailedQuantity, ...]:
        return (self.total, self.square)

    @property
    def traces(self) -> tuple[RailedQuantity, ...]:
        return (self.total_trace, self.square_trace)

    @property
    def sensitivities(self) -> tuple[RailedQuantity, ...]:
        return (self.blame, self.slope)

    @property
    def passing(self) -> tuple[RailedQuantity, ...]:
        """Everything that belongs to one sample and should be gone after it."""
        return (*self.present, *self.traces, *self.sensitivities)


@dataclass(frozen=True, slots=True)
class HiddenParts:
    """All quantities of the learner.

    Parameters
    ----------
    inputs: the constant first.
    direct: the weights of the constant and of every input in the prediction itself.
    """

    inputs: tuple[Feature, ...]
    direct: tuple[RailedQuantity, ...]
    units: tuple[HiddenUnit, ...]
    sides: ErrorQuantities

    @property
    def weights(self) -> tuple[RailedQuantity, ...]:
        """Direct weights, the weights of the squares, then those into the units, unit by unit."""
        readouts = tuple(unit.readout for unit in self.units)
        return (*self.direct, *readouts, *(w for unit in self.units for w in unit.weights))

    @property
    def passing(self) -> tuple[RailedQuantity, ...]:
        """Everything that belongs to one sample and should be gone after it."""
        shown = (q for x in self.inputs for q in (x.present, x.trace))
        return (*shown, *(q for unit in self.units for q in unit.passing), *self.sides.all)


def hidden_parts(spec: HiddenLearner, task: LearningTask) -> HiddenParts:
    """The quantities of a learner for a task."""
    dimension = task.dimension
    centres = spec.centres(dimension)
    lows = zip(task.input_lows, centres, strict=True)
    signed = frozenset(i for i, (low, centre) in enumerate(lows, start=1) if low < centre)
    samples = (*task.train, *task.validation, *task.test)
    # Classes are +1 and -1, even if all samples should be of one of them.
    negative = task.threshold is not None or any(y < 0 for s in samples for y in s.targets)
    count = range(dimension + 1)
    return HiddenParts(
        inputs=features_of(
            tuple((i,) for i in count), signed, spec.encoding.input, spec.encoding.input
        ),
        direct=tuple(_railed(f"w{i}", f"W{i}", spec.encoding.weight) for i in count),
        units=tuple(_unit(k, dimension, spec) for k in range(1, spec.hidden.units + 1)),
        sides=error_quantities(spec.encoding.output, negative),
    )


def _unit(number: int, dimension: int, spec: HiddenLearner) -> HiddenUnit:
    hidden = spec.hidden
    k = str(number)
    back = hidden.sensitivity
    return HiddenUnit(
        weights=tuple(
            _railed(f"theta{k},{i}", f"Theta{k}_{i}", spec.encoding.weight)
            for i in range(dimension + 1)
        ),
        readout=_railed(f"w of s{k}", f"WS{k}", spec.encoding.weight),
        total=_railed(f"u{k}", f"U{k}", hidden.total),
        total_trace=_railed(f"trace of u{k}", f"U{k}_trace", hidden.total),
        square=_railed(f"s{k}", f"S{k}", hidden.square),
        square_trace=_railed(f"trace of s{k}", f"S{k}_trace", hidden.square),
        blame=_railed(f"blame of s{k}", f"A{k}", back),
        slope=_railed(f"slope at u{k}", f"B{k}", back),
    )


def _railed(name: str, species: str, scale: float) -> RailedQuantity:
    return RailedQuantity(name, f"{species}_p", f"{species}_m", scale)


def species_of(spec: HiddenLearner, parts: HiddenParts) -> tuple[Species, ...]:
    """All species with their roles."""
    units = parts.units
    groups: tuple[tuple[Iterable[RailedQuantity], SpeciesRole], ...] = (
        ([x.present for x in parts.inputs], SpeciesRole.INPUT),
        ([x.trace for x in parts.inputs], SpeciesRole.TRACE),
        (parts.weights, SpeciesRole.WEIGHT),
        ([q for unit in units for q in unit.present], SpeciesRole.PLAIN),
        ([q for unit in units for q in unit.traces], SpeciesRole.TRACE),
        ([parts.sides.output], SpeciesRole.OUTPUT),
        ([parts.sides.target], SpeciesRole.TARGET),
        ([parts.sides.error], SpeciesRole.ERROR),
        ([q for unit in units for q in unit.sensitivities], SpeciesRole.ERROR),
    )
    named = [Species(s, role) for group, role in groups for q in group for s in q.species]
    labels = parts.sides.label.species if spec.loss is Loss.MARGIN else ()
    named += [Species(s, SpeciesRole.PHASE) for s in (PHASE, LATE, *labels)]
    named += [Species(s, SpeciesRole.PACE) for s in (PACE_CONVERT, PACE_DRAIN)]
    return tuple(named)


def presented(spec: DescendingLearner, inputs: Iterable[float]) -> tuple[float, ...]:
    """The constant input, then the inputs as they are presented."""
    values = tuple(inputs)
    centres = spec.centres(len(values))
    spreads = spec.spreads(len(values))
    shifted = ((x - c) / s for x, c, s in zip(values, centres, spreads, strict=True))
    return (spec.constant_input, *shifted)
