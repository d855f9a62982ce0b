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

from ncrn_dsd.ir.crn import Reaction
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.learner import HiddenLearner
from ncrn_dsd.networks.driving import PACE_CONVERT, PACE_DRAIN, PHASE
from ncrn_dsd.networks.hidden_parts import LATE, HiddenParts, HiddenUnit
from ncrn_dsd.networks.hidden_responses import HiddenResponses
from ncrn_dsd.networks.losses import error_reactions
from ncrn_dsd.networks.parts import (
    catalysed_conversion,
    catalysed_product,
    catalysed_removal,
    rail_annihilation,
)


def hidden_reactions(
    spec: HiddenLearner, found: HiddenResponses, parts: HiddenParts
) -> tuple[Reaction, ...]:
    """All reactions: forward phase, error, feedback phase, clearing."""
    out = [r for x in parts.inputs for r in _conversion(x.present, x.trace, spec.rates.convert)]
    for w, x in zip(parts.direct, parts.inputs, strict=True):
        out += _product(w, x.present, parts.sides.output, found.direct)
    for unit in parts.units:
        out += _forward(unit, spec.hidden.convert, found, parts)
    out += error_reactions(spec, parts.sides)
    for w, x in zip(parts.direct, parts.inputs, strict=True):
        rate = spec.learning_rate * found.direct_update
        out += _product(x.trace, parts.sides.error, w, rate, sign=-1)
    for unit in parts.units:
        out += _backward(unit, spec, found, parts)
    out += _clearing(spec, parts)
    return tuple(out)


def _forward(
    unit: HiddenUnit, convert: float, found: HiddenResponses, parts: HiddenParts
) -> Iterator[Reaction]:
    for w, x in zip(unit.weights, parts.inputs, strict=True):
        yield from _product(w, x.present, unit.total, found.total)
    yield from _conversion(unit.total, unit.total_trace, convert)
    yield from _product(unit.total, unit.total_trace, unit.square, found.square)
    yield from _conversion(unit.square, unit.square_trace, convert)
    yield from _product(unit.readout, unit.square, parts.sides.output, found.readout)


def _backward(
    unit: HiddenUnit, spec: HiddenLearner, found: HiddenResponses, parts: HiddenParts
) -> Iterator[Reaction]:
    step, error = spec.learning_rate, parts.sides.error
    rate = step * found.readout_update
    yield from _product(unit.square_trace, error, unit.readout, rate, sign=-1)
    yield from _product(error, unit.readout, unit.blame, found.blame)
    yield from _product(unit.blame, unit.total_trace, unit.slope, found.slope)
    for w, x in zip(unit.weights, parts.inputs, strict=True):
        # The derivative of the square is twice the total.
        yield from _product(unit.slope, x.trace, w, 2 * step * found.hidden_update, sign=-1)
    for q in unit.sensitivities:
        origin = _origin(f"{q.name} is drained")
        yield from catalysed_removal(q.species, PACE_DRAIN, spec.rates.drain_error, origin)


def _clearing(spec: HiddenLearner, parts: HiddenParts) -> Iterator[Reaction]:
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
) -> list[Reaction]:
    """d(result)/dt = sign * rate * left * right in values; the scales make it concentrations."""
    scaled = rate * result.scale / (left.scale * right.scale)
    origin = _origin(f"{left.name} and {right.name} make {result.name}")
    return catalysed_product(left, right, result, scaled, origin, sign)


def _conversion(source: RailedQuantity, target: RailedQuantity, rate: float) -> list[Reaction]:
    pairs = zip(source.species, target.species, strict=True)
    origin = _origin(f"{source.name} becomes its trace")
    return catalysed_conversion(pairs, PACE_CONVERT, rate, origin)


def _origin(item: str) -> Origin:
    return Origin("hidden", item)
