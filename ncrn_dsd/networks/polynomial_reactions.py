"""The reactions of a polynomial learner, and what their rate constants amount to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ncrn_dsd.ir.crn import FormalReaction, Species, SpeciesRole
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import PolynomialLearner
from ncrn_dsd.networks.driving import PACE_CONVERT, PHASE
from ncrn_dsd.networks.features import Feature, formation
from ncrn_dsd.networks.losses import ErrorQuantities, error_reactions
from ncrn_dsd.networks.pacing import TARGET_LAG, Pacing, Sides
from ncrn_dsd.networks.parts import (
    catalysed_conversion,
    catalysed_product,
    catalysed_removal,
    rail_annihilation,
)
from ncrn_dsd.networks.unit_dose import Followed, UnitDose, is_dose_of, is_read, rate_for


@dataclass(frozen=True, slots=True)
class PolynomialOutput:
    """The weights of one output, in the order of the weighted features, and its error."""

    weights: tuple[RailedQuantity, ...]
    forms: Sides

    @property
    def sides(self) -> ErrorQuantities:
        return self.forms.active


@dataclass(frozen=True, slots=True)
class PolynomialParts:
    """The features, which of them have weights, and the outputs, each with weights of its own."""

    features: tuple[Feature, ...]
    weighted: tuple[int, ...]
    outputs: tuple[PolynomialOutput, ...]

    @property
    def inputs(self) -> tuple[Feature, ...]:
        return tuple(f for f in self.features if f.is_input)

    @property
    def passing(self) -> tuple[RailedQuantity, ...]:
        """Everything that belongs to one sample and should be gone after it."""
        present = (q for f in self.features for q in (f.present, f.trace))
        sides = (q for o in self.outputs for q in (*o.sides.all, o.forms.target))
        return tuple(dict.fromkeys((*present, *sides)))

    @property
    def weights(self) -> tuple[RailedQuantity, ...]:
        """Output by output, the constant first."""
        return tuple(w for o in self.outputs for w in o.weights)


@dataclass(frozen=True, slots=True)
class PolynomialConstants:
    """Rate constants [1/(u tau)].

    Parameters
    ----------
    formation: by feature; of no use for inputs, which are dosed.
    forward, update: by feature that has a weight.
    """

    formation: tuple[float, ...]
    forward: tuple[float, ...]
    update: tuple[float, ...]


def species_of(parts: PolynomialParts, pacing: Pacing) -> tuple[Species, ...]:
    """All species with their roles."""
    groups = (
        ([f.present for f in parts.features], SpeciesRole.INPUT),
        ([f.trace for f in parts.features], SpeciesRole.TRACE),
        (parts.weights, SpeciesRole.WEIGHT),
        ([o.sides.output for o in parts.outputs], SpeciesRole.OUTPUT),
        ([o.sides.target for o in parts.outputs], SpeciesRole.TARGET),
        ([o.sides.error for o in parts.outputs], SpeciesRole.ERROR),
    )
    named = [Species(s, role) for group, role in groups for q in group for s in q.species]
    return (*named, *pacing.species)


def polynomial_reactions(
    spec: PolynomialLearner, pacing: Pacing, parts: PolynomialParts, constants: PolynomialConstants
) -> list[FormalReaction]:
    """All reactions, those of the pacing last."""
    rates = spec.rates
    made = {f.powers: f for f in parts.features}
    weighted = [parts.features[k] for k in parts.weighted]
    out: list[FormalReaction] = []
    for feature, rate in zip(parts.features, constants.formation, strict=True):
        if not feature.is_input:
            out += formation(feature, made, rate, _origin(f"{feature.name} is made"))
    for feature in parts.features:
        pairs = zip(feature.present.species, feature.trace.species, strict=True)
        why = _origin(_remembers(feature))
        out += catalysed_conversion(pairs, PACE_CONVERT, rates.convert, why)
    for made_by in parts.outputs:
        z = made_by.sides.output
        for feature, w, rate in zip(weighted, made_by.weights, constants.forward, strict=True):
            out += catalysed_product(w, feature.present, z, rate, _origin(_predicts(feature)))
    for made_by in parts.outputs:
        e = made_by.sides.error
        out += error_reactions(spec, made_by.sides)
        for feature, w, rate in zip(weighted, made_by.weights, constants.update, strict=True):
            out += catalysed_product(feature.trace, e, w, rate, _origin(_moves(feature)), sign=-1)
    for w in parts.weights:
        out += rail_annihilation(w, rates.annihilate, _origin(f"rails of {w.name} cancel"))
    traces = [s for f in parts.features for s in f.trace.species]
    out += catalysed_removal(traces, PHASE, rates.clear, _origin("trace is cleared"))
    return [*out, *pacing.reactions]


def constants_of(
    spec: PolynomialLearner, pacing: Pacing, parts: PolynomialParts, unit: UnitDose
) -> PolynomialConstants:
    """The constants with which a sample makes the step of the model; see `unit_dose`.

    Raises
    ------
    DesignError: the schedule leaves out what a sample needs to make its step.
    """
    weighted = [parts.features[k] for k in parts.weighted]
    ones = (1.0,) * len(weighted)
    found = PolynomialConstants((1.0,) * len(parts.features), ones, ones)
    # A phase that is dosed ends what is counted of the forward phase; a clock ends nothing.
    end = None if pacing.clocked else is_dose_of(PHASE)

    def forward_phase() -> Followed:
        return unit.follow(polynomial_reactions(spec, pacing, parts, found), until=end)

    def rate(wanted: float, seen: Followed, item: str) -> float:
        return rate_for(wanted, seen, _origin(item), pacing.hint)

    shown = parts.features[0]
    # A product becomes its trace as an input does; it is linear in its own constant once its
    # parent is right.
    for degree in sorted({f.degree for f in parts.features if not f.is_input}):
        seen = forward_phase()
        remembered = seen.firings[_origin(_remembers(shown))] / shown.scale
        made = (
            rate(f.scale * remembered, seen, _remembers(f)) if f.degree == degree else known
            for f, known in zip(parts.features, found.formation, strict=True)
        )
        found = replace(found, formation=tuple(made))
    seen = forward_phase()
    # The prediction is made by the law by which the target becomes active, where it does so.
    whole = seen.firings[TARGET_LAG] if pacing.clocked else spec.encoding.output
    found = replace(found, forward=tuple(rate(whole, seen, _predicts(f)) for f in weighted))
    # Without a prediction the error is the target.
    taught = unit.follow(
        polynomial_reactions(spec, pacing, parts, replace(found, forward=(0.0,) * len(weighted)))
    )
    step = spec.learning_rate * spec.encoding.weight
    return replace(found, update=tuple(rate(step, taught, _moves(f)) for f in weighted))


def read_share(
    spec: PolynomialLearner,
    pacing: Pacing,
    parts: PolynomialParts,
    found: PolynomialConstants,
    unit: UnitDose,
) -> float:
    """The part of the prediction of an input that is there when the host reads it.

    A label tells the class of a training sample and is never there in a probe, so that there it
    takes nothing. Errors of training samples so read smaller than they are by what the label has
    taken by then; what they teach does not depend on it.
    """
    first, *others = found.forward
    alone = replace(found, forward=(first, *(0.0 for _ in others)))
    reactions = polynomial_reactions(spec, pacing, parts, alone)
    output = parts.outputs[0].sides.output
    return unit.follow(reactions, SegmentKind.PROBE, is_read).left[output.positive] / output.scale


def unit_dose(
    design: Design,
    spec: PolynomialLearner,
    parts: PolynomialParts,
    pacing: Pacing,
    columns: tuple[str, ...],
) -> UnitDose:
    """One unit of every input, of the weights of the first output, and of its target.

    Parameters
    ----------
    columns: names of all doses that differ from sample to sample.
    """
    made_by = parts.outputs[0]
    label = {made_by.forms.label.positive: spec.encoding.label or 0.0}
    return UnitDose(
        design,
        species=species_of(parts, pacing),
        weights=made_by.weights,
        presented=(*(f.present for f in parts.inputs), made_by.forms.target),
        labels=label if spec.loss is Loss.MARGIN else {},
        columns=columns,
    )


def _remembers(feature: Feature) -> str:
    return f"{feature.name} becomes its trace"


def _predicts(feature: Feature) -> str:
    return f"forward, {feature.name}"


def _moves(feature: Feature) -> str:
    return f"update of the weight of {feature.name}"


def _origin(item: str) -> Origin:
    return Origin("polynomial", item)
