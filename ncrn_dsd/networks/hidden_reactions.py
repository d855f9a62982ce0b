"""The reactions of a learner with hidden units, all of order two and none of a species with itself.

Forward: while input is there, theta + X -> theta + X + U. The total U turns into its trace and
makes the square together with it, U + U_trace -> U + U_trace + S, on the positive rail when both
have the same sign; so the net amount of S is the square of the net amount of U, whatever the
rails. Feedback: E + WS -> E + WS + A and A + U_trace -> A + U_trace + B carry the error back
through read-out and square; E meets the traces of inputs and squares, B that of the inputs.

The phase species turns into a late one, which clears the traces. What is still on its way back
through the unit when the error has come so finds the traces it needs.

Source: the adjoint of Chen et al. 2018 that Nagipogu & Reif 2025 use, for a network of one hidden
layer; the frozen traces take the place of a hidden state run backwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import HiddenLearner
from ncrn_dsd.networks.driving import PACE_CONVERT, PACE_DRAIN, PHASE
from ncrn_dsd.networks.hidden_parts import LATE, HiddenParts, HiddenUnit, species_of
from ncrn_dsd.networks.losses import error_reactions
from ncrn_dsd.networks.parts import (
    catalysed_conversion,
    catalysed_product,
    catalysed_removal,
    rail_annihilation,
)
from ncrn_dsd.networks.unit_dose import UnitDose, is_dose_of, rate_for

_HINT = f"dose inputs and target, wait, then dose {PHASE}, and wait again"


@dataclass(frozen=True, slots=True)
class HiddenConstants:
    """Rate constants [1/(u tau)].

    Parameters
    ----------
    direct: weight and input make output.
    total: weight and input make total.
    square: total and its trace make square.
    readout: weight and square make output.
    blame: error and weight make blame.
    slope: blame and trace of total make slope.
    direct_update, readout_update: error meets the traces of input and of square.
    hidden_update: slope meets the trace of input.
    """

    direct: float = 1.0
    total: float = 1.0
    square: float = 1.0
    readout: float = 1.0
    blame: float = 1.0
    slope: float = 1.0
    direct_update: float = 1.0
    readout_update: float = 1.0
    hidden_update: float = 1.0


def hidden_constants(
    design: Design, spec: HiddenLearner, parts: HiddenParts, columns: tuple[str, ...]
) -> HiddenConstants:
    """The constants with which a sample makes the step of the model; see `unit_dose`.

    The constant input and the first unit are enough, since all others are like them.

    Parameters
    ----------
    columns: names of all doses that differ from sample to sample.

    Raises
    ------
    DesignError: the schedule leaves out what a sample needs to make its step.
    """
    x, w, unit, sides = parts.inputs[0], parts.direct[0], parts.units[0], parts.sides
    theta, step = unit.weights[0], spec.learning_rate
    label = {sides.label.positive: spec.encoding.label or 0.0}
    dose = UnitDose(
        design,
        species_of(spec, parts),
        weights=(w, theta, unit.readout),
        presented=(x.present, sides.target),
        labels=label if spec.loss is Loss.MARGIN else {},
        columns=columns,
    )
    forward = (
        ("direct", w, x.present, sides.output, 1.0),
        ("total", theta, x.present, unit.total, 1.0),
        ("square", unit.total, unit.total_trace, unit.square, 1.0),
        ("readout", unit.readout, unit.square, sides.output, 1.0),
    )
    # Without a prediction the error is the target.
    silent = {"direct": 0.0, "readout": 0.0}
    backward = (
        ("direct_update", x.trace, sides.error, w, step),
        ("readout_update", unit.square_trace, sides.error, unit.readout, step),
        ("blame", sides.error, unit.readout, unit.blame, 1.0),
        ("slope", unit.blame, unit.total_trace, unit.slope, 1.0),
        # The derivative of the square is twice the total.
        ("hidden_update", unit.slope, x.trace, theta, 2 * step),
    )
    found = HiddenConstants()
    for jobs, known, end in ((forward, {}, is_dose_of(PHASE)), (backward, silent, None)):
        for name, left, right, made, value in jobs:
            reactions = hidden_reactions(spec, replace(found, **known), parts)
            followed = dose.follow(reactions, until=end)
            rate = rate_for(value * made.scale, followed, _makes(left, right, made), _HINT)
            found = replace(found, **{name: rate})
    return found


def hidden_reactions(
    spec: HiddenLearner, found: HiddenConstants, parts: HiddenParts
) -> tuple[FormalReaction, ...]:
    """All reactions: forward phase, error, feedback phase, clearing."""
    out = [r for x in parts.inputs for r in _conversion(x.present, x.trace, spec.rates.convert)]
    for w, x in zip(parts.direct, parts.inputs, strict=True):
        out += _product(w, x.present, parts.sides.output, found.direct)
    for unit in parts.units:
        out += _forward(unit, spec.hidden.convert, found, parts)
    out += error_reactions(spec, parts.sides)
    for w, x in zip(parts.direct, parts.inputs, strict=True):
        out += _product(x.trace, parts.sides.error, w, found.direct_update, sign=-1)
    for unit in parts.units:
        out += _backward(unit, spec, found, parts)
    out += _clearing(spec, parts)
    return tuple(out)


def _forward(
    unit: HiddenUnit, convert: float, found: HiddenConstants, parts: HiddenParts
) -> Iterator[FormalReaction]:
    for w, x in zip(unit.weights, parts.inputs, strict=True):
        yield from _product(w, x.present, unit.total, found.total)
    yield from _conversion(unit.total, unit.total_trace, convert)
    yield from _product(unit.total, unit.total_trace, unit.square, found.square)
    yield from _conversion(unit.square, unit.square_trace, convert)
    yield from _product(unit.readout, unit.square, parts.sides.output, found.readout)


def _backward(
    unit: HiddenUnit, spec: HiddenLearner, found: HiddenConstants, parts: HiddenParts
) -> Iterator[FormalReaction]:
    error = parts.sides.error
    yield from _product(unit.square_trace, error, unit.readout, found.readout_update, sign=-1)
    yield from _product(error, unit.readout, unit.blame, found.blame)
    yield from _product(unit.blame, unit.total_trace, unit.slope, found.slope)
    for w, x in zip(unit.weights, parts.inputs, strict=True):
        yield from _product(unit.slope, x.trace, w, found.hidden_update, sign=-1)
    for q in unit.sensitivities:
        origin = _origin(f"{q.name} is drained")
        yield from catalysed_removal(q.species, PACE_DRAIN, spec.rates.drain_error, origin)


def _clearing(spec: HiddenLearner, parts: HiddenParts) -> Iterator[FormalReaction]:
    rates = spec.rates
    for q in (*parts.weights, *(q for unit in parts.units for q in unit.passing)):
        yield from rail_annihilation(q, rates.annihilate, _origin(f"rails of {q.name} cancel"))
    traces = (*(x.trace for x in parts.inputs), *(q for u in parts.units for q in u.traces))
    for q in traces:
        yield from catalysed_removal(q.species, LATE, rates.clear, _origin(f"{q.name} is cleared"))
    turned = [(PHASE, LATE)]
    yield from catalysed_conversion(turned, PACE_DRAIN, rates.drain_phase, _origin("phase turns"))
    yield from catalysed_removal([LATE], PACE_DRAIN, rates.drain_phase, _origin("phase ends"))


def _product(
    left: RailedQuantity, right: RailedQuantity, result: RailedQuantity, rate: float, sign: int = 1
) -> list[FormalReaction]:
    return catalysed_product(left, right, result, rate, _makes(left, right, result), sign)


def _makes(left: RailedQuantity, right: RailedQuantity, result: RailedQuantity) -> Origin:
    return _origin(f"{left.name} and {right.name} make {result.name}")


def _conversion(
    source: RailedQuantity, target: RailedQuantity, rate: float
) -> list[FormalReaction]:
    pairs = zip(source.species, target.species, strict=True)
    origin = _origin(f"{source.name} becomes its trace")
    return catalysed_conversion(pairs, PACE_CONVERT, rate, origin)


def _origin(item: str) -> Origin:
    return Origin("hidden", item)
