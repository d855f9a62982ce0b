"""The reactions of a learner without phases, and what their rate constants amount to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import ContinuousLearner
from ncrn_dsd.networks.continuous_parts import (
    PACE,
    TEACH,
    ContinuousOutput,
    ContinuousParts,
    species_of,
)
from ncrn_dsd.networks.parts import (
    catalysed_product,
    catalysed_removal,
    rail_annihilation,
    rail_of,
    rails,
)
from ncrn_dsd.networks.unit_dose import UnitDose, is_read, rate_for

_HINT = f"dose inputs, target and {TEACH} together, and wait"
_SHOWN = Origin("continuous", "target is shown to the error")


@dataclass(frozen=True, slots=True)
class ContinuousConstants:
    """Rate constants [1/(u tau)] with which inputs make predictions and errors move weights."""

    forward: float = 1.0
    update: float = 1.0


def unit_dose(design: Design, parts: ContinuousParts, columns: tuple[str, ...]) -> UnitDose:
    """One unit of the constant input, of its weight in the first output, and of its target.

    Parameters
    ----------
    columns: names of all doses that differ from sample to sample.
    """
    made_by = parts.outputs[0]
    return UnitDose(
        design,
        species_of(parts),
        weights=made_by.weights[:1],
        presented=(parts.inputs[0], made_by.target),
        labels={},
        columns=columns,
    )


def constants_of(
    spec: ContinuousLearner, parts: ContinuousParts, unit: UnitDose
) -> ContinuousConstants:
    """The constants with which a sample makes the step of the model; see `unit_dose`.

    Raises
    ------
    DesignError: the schedule leaves out what a sample needs to make its step.
    """
    x, w = parts.inputs[0], parts.outputs[0].weights[0]
    seen = unit.follow(continuous_reactions(spec, ContinuousConstants(), parts))
    # Prediction and target are to lag behind the sample by the same law.
    forward = rate_for(seen.firings[_SHOWN], seen, _predicts(x), _HINT)
    # Without a prediction the error is the target.
    taught = unit.follow(continuous_reactions(spec, ContinuousConstants(forward=0.0), parts))
    step = spec.learning_rate * spec.encoding.weight
    return ContinuousConstants(forward, rate_for(step, taught, _moves(w), _HINT))


def read_share(
    spec: ContinuousLearner, found: ContinuousConstants, parts: ContinuousParts, unit: UnitDose
) -> float:
    """What is there of a prediction when it is read, as a fraction of the prediction."""
    reactions = continuous_reactions(spec, found, parts)
    output = parts.outputs[0].prediction
    return unit.follow(reactions, SegmentKind.PROBE, is_read).left[output.positive] / output.scale


def continuous_reactions(
    spec: ContinuousLearner, found: ContinuousConstants, parts: ContinuousParts
) -> list[FormalReaction]:
    """All reactions."""
    rates = spec.rates
    shown = [s for x in parts.inputs for s in x.species]
    out = catalysed_removal((*shown, TEACH), PACE, rates.clear, _origin("sample decays"))
    for o in parts.outputs:
        for x, w in zip(parts.inputs, o.weights, strict=True):
            out += catalysed_product(w, x, o.prediction, found.forward, _predicts(x))
        out += catalysed_removal(o.target.species, PACE, rates.clear, _origin("target decays"))
        pairs = zip(o.target.species, o.lagging.species, strict=True)
        out += _copies(pairs, PACE, rates.lag, _SHOWN)
        if rates.cancel is not None:
            out += _cancelling(o, rates.cancel)
        lagging = (*o.prediction.species, *o.lagging.species)
        out += catalysed_removal(lagging, PACE, rates.lag, _origin("prediction, target drained"))
        made = [(z, rail_of(o.error, sign)) for z, sign in rails(o.prediction)]
        made += [(y, rail_of(o.error, -sign)) for y, sign in rails(o.lagging)]
        out += _copies(made, TEACH, rates.gate, _origin("prediction and target make error"))
        out += catalysed_removal(o.error.species, PACE, rates.drain_error, _origin("error drained"))
        out += rail_annihilation(o.error, rates.annihilate, _origin("error rails cancel"))
        for x, w in zip(parts.inputs, o.weights, strict=True):
            out += catalysed_product(x, o.error, w, found.update, _moves(w), sign=-1)
            out += rail_annihilation(w, rates.annihilate, _origin(f"rails of {w.name} cancel"))
    return out


def _origin(item: str) -> Origin:
    return Origin("continuous", item)


def _predicts(shown: RailedQuantity) -> Origin:
    return _origin(f"forward, {shown.name}")


def _moves(weight: RailedQuantity) -> Origin:
    return _origin(f"update of {weight.name}")


def _cancelling(output: ContinuousOutput, rate: float) -> list[FormalReaction]:
    """What is left of prediction and target is their difference, on few rails.

    It follows the same law as both, so that no step of the learner changes.
    """
    why = Origin("continuous", "prediction meets target")
    pairs = [(rail_of(output.prediction, sign), y) for y, sign in rails(output.lagging)]
    return [
        *(FormalReaction(pair, (), rate, why) for pair in pairs),
        *rail_annihilation(output.prediction, rate, why),
        *rail_annihilation(output.lagging, rate, why),
    ]


def _copies(
    pairs: Iterable[tuple[str, str]], catalyst: str, rate: float, origin: Origin
) -> list[FormalReaction]:
    """source -> source + copy for every pair, at the pace `rate` * [catalyst]."""
    return [FormalReaction((a, catalyst), (a, catalyst, b), rate, origin) for a, b in pairs]
