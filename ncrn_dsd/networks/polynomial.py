"""Two-phase learner that is linear in features of its inputs, closed in chemistry.

The phases are those of `linear_regression`: a forward phase that ends by itself when the inputs
have turned into traces, and a feedback phase that a dosed species starts. Beside the inputs,
products of inputs made by reactions (`features`) have weights of their own. Inputs and targets
that can be negative have two rails. The error is that of a squared loss or of a squared loss
with a margin (`losses`); either way a sample moves the weight of every feature by
``-learning_rate * error * feature``, which is the gradient of the loss.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import Crn, RateConvention, Reaction, Species, SpeciesRole
from ncrn_dsd.ir.design import Design, LearnerSpec
from ncrn_dsd.ir.program import Encoding, LearningProgram, RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.networks.driving import (
    PACE_CONVERT,
    PACE_DRAIN,
    PHASE,
    Driven,
    initial_weights,
    phase_timing,
    probe_segments,
    training_schedule,
)
from ncrn_dsd.networks.features import Feature, features_of, formation, with_parents
from ncrn_dsd.networks.losses import LABELS, ErrorQuantities, error_quantities, error_reactions
from ncrn_dsd.networks.parts import (
    catalysed_conversion,
    catalysed_product,
    catalysed_removal,
    rail_annihilation,
    rails,
)
from ncrn_dsd.networks.responses import responses
from ncrn_dsd.networks.step_size import PhaseTiming
from ncrn_dsd.networks.tasks import task_of


@dataclass(frozen=True, slots=True)
class _Parts:
    """The features, which of them have weights, and the output side."""

    features: tuple[Feature, ...]
    weighted: tuple[int, ...]
    weights: tuple[RailedQuantity, ...]
    output: ErrorQuantities

    @property
    def inputs(self) -> tuple[Feature, ...]:
        return tuple(f for f in self.features if f.is_input)

    @property
    def passing(self) -> tuple[RailedQuantity, ...]:
        """Everything that belongs to one sample and should be gone after it."""
        return (*(q for f in self.features for q in (f.present, f.trace)), *self.output.all)


def build(design: Design) -> LearningProgram:
    """The learning program of a design.

    Raises
    ------
    DesignError: a feature of an input that the task does not have, a loss that does not fit the
        task, or a schedule that does not fit the network.
    """
    spec = design.learner
    task = task_of(design.task, design.path)
    _refuse_misfits(design, task)
    parts = _parts(spec, task)
    timing = phase_timing(design.schedule, spec, design.path)
    crn = Crn(
        species=_species(spec, parts),
        reactions=tuple(_reactions(spec, timing, parts)),
        convention=RateConvention.PLAIN,
    )
    margin = spec.loss is Loss.MARGIN
    output, target = parts.output.output, parts.output.target
    initial = initial_weights(spec, len(parts.weights))
    driven = Driven(
        crn=crn,
        weights=parts.weights,
        initial=initial,
        columns=tuple(_amounts(spec, parts, task.train[0])),
        amounts=lambda sample: _amounts(spec, parts, sample),
        sample_reads=(*output.species, *(target.species if margin else ())),
        probe_reads=output.species,
    )
    ends = (*LABELS.values(), PHASE) if margin else (PHASE,)
    return LearningProgram(
        name=design.name,
        crn=crn,
        encoding=Encoding(
            weights=parts.weights,
            weight_units=(spec.constant_input, *(1.0,) * (len(parts.weights) - 1)),
            prediction=output,
            residues=(*(s for q in parts.passing for s in q.species), *ends),
            opposing=target if margin else None,
        ),
        task=task,
        training=training_schedule(design, task, driven),
        probes=probe_segments(design, task, driven),
        epochs=spec.epochs,
        learning_rate=spec.learning_rate,
        initial_weights=initial,
        loss=spec.loss,
    )


def feature_values(spec: LearnerSpec, inputs: Iterable[float]) -> tuple[float, ...]:
    """The numbers that the weights multiply, the constant first; the model of the network."""
    values = _presented(spec, inputs)
    out = [values[0]]
    for powers in spec.features:
        product = 1.0
        for i in powers:
            product *= values[i]
        out.append(product)
    return tuple(out)


def _presented(spec: LearnerSpec, inputs: Iterable[float]) -> tuple[float, ...]:
    """The constant input, then the inputs as they are presented."""
    values = tuple(inputs)
    centres = _for_each(spec.input_centre, len(values))
    spreads = _for_each(spec.input_spread, len(values))
    shifted = ((x - c) / s for x, c, s in zip(values, centres, spreads, strict=True))
    return (spec.constant_input, *shifted)


def _for_each(given: tuple[float, ...], count: int) -> tuple[float, ...]:
    """One value per input; a single one stands for all."""
    return given * count if len(given) == 1 else given


def _refuse_misfits(design: Design, task: LearningTask) -> None:
    spec = design.learner
    place = f"{design.path}: [learner] features"
    if not spec.features:
        hint = 'write features = ["x1", "x2", "x1 x2"]'
        raise DesignError("D211", place, "the learner has no features", hint)
    highest = max(i for powers in spec.features for i in powers)
    if highest > task.dimension:
        raise DesignError(
            "D212",
            place,
            f"there is no input x{highest}, the task has {task.dimension}",
            f"use x1 to x{task.dimension}",
        )
    for key, given in (("centre", spec.input_centre), ("spread", spec.input_spread)):
        if len(given) not in (1, task.dimension):
            raise DesignError(
                "D215",
                f"{design.path}: [learner.encoding] input_{key}",
                f"there are {len(given)} values for {task.dimension} inputs",
                "give one value for all inputs, or one per input",
            )
    if spec.loss is Loss.MARGIN and task.threshold is None:
        raise DesignError(
            "D213",
            f"{design.path}: [learner] loss",
            "a margin needs two classes, and this task has none",
            'write loss = "squared"',
        )
    if spec.loss is Loss.MARGIN and not spec.label_dose:
        raise DesignError(
            "D214",
            f"{design.path}: [learner.encoding]",
            "the dose of the species that tells the class is missing",
            'add label = "20 u"',
        )


def _parts(spec: LearnerSpec, task: LearningTask) -> _Parts:
    samples = (*task.train, *task.validation, *task.test)
    centres = _for_each(spec.input_centre, task.dimension)
    lows = zip(task.input_lows, centres, strict=True)
    signed = frozenset(i for i, (low, centre) in enumerate(lows, start=1) if low < centre)
    powers = with_parents(spec.features)
    weighted = ((0,), *spec.features)
    names = ["W" + "_".join(str(i) for i in p) for p in weighted]
    # The two classes are +1 and -1, even if all samples should be of one of them.
    negative = task.threshold is not None or any(s.target < 0 for s in samples)
    return _Parts(
        features=features_of(
            powers, signed, spec.input_scale, spec.feature_scale or spec.input_scale
        ),
        weighted=tuple(powers.index(p) for p in weighted),
        weights=tuple(
            RailedQuantity(name.lower(), f"{name}_p", f"{name}_m", spec.weight_scale)
            for name in names
        ),
        output=error_quantities(spec.output_scale, negative),
    )


def _reactions(spec: LearnerSpec, timing: PhaseTiming, parts: _Parts) -> list[Reaction]:
    rates = spec.rates
    gate_dose = spec.label_dose if spec.loss is Loss.MARGIN else timing.phase_dose
    found = responses(timing, gate_dose, parts.features)
    forward = spec.output_scale / spec.weight_scale / found.exposure
    step = spec.learning_rate * spec.weight_scale / spec.output_scale

    def origin(item: str) -> Origin:
        return Origin("polynomial", item)

    made = {f.powers: f for f in parts.features}
    out: list[Reaction] = []
    for feature, unit_rate in zip(parts.features, found.formation, strict=True):
        if not feature.is_input:
            parent = made[feature.parent]
            rate = unit_rate * feature.scale / (parent.scale * spec.input_scale)
            out += formation(feature, made, rate, origin(f"{feature.name} is made"))
    for feature in parts.features:
        pairs = zip(feature.present.species, feature.trace.species, strict=True)
        why = origin(f"{feature.name} becomes its trace")
        out += catalysed_conversion(pairs, PACE_CONVERT, rates.convert, why)
    output, error = parts.output.output, parts.output.error
    for k, w in zip(parts.weighted, parts.weights, strict=True):
        feature = parts.features[k]
        why = origin(f"forward, {feature.name}")
        out += catalysed_product(w, feature.present, output, forward / feature.scale, why)
    out += error_reactions(spec, parts.output)
    for k, w in zip(parts.weighted, parts.weights, strict=True):
        feature = parts.features[k]
        update = step / feature.scale / found.error_times_trace[k]
        why = origin(f"update of the weight of {feature.name}")
        out += catalysed_product(feature.trace, error, w, update, why, sign=-1)
    for w in parts.weights:
        out += rail_annihilation(w, rates.annihilate, origin(f"rails of {w.name} cancel"))
    traces = [s for f in parts.features for s in f.trace.species]
    out += catalysed_removal(traces, PHASE, rates.clear, origin("trace is cleared"))
    out += catalysed_removal([PHASE], PACE_DRAIN, rates.drain_phase, origin("phase ends"))
    return out


def _species(spec: LearnerSpec, parts: _Parts) -> tuple[Species, ...]:
    groups = (
        ([f.present for f in parts.features], SpeciesRole.INPUT),
        ([f.trace for f in parts.features], SpeciesRole.TRACE),
        (parts.weights, SpeciesRole.WEIGHT),
        ([parts.output.output], SpeciesRole.OUTPUT),
        ([parts.output.target], SpeciesRole.TARGET),
        ([parts.output.error], SpeciesRole.ERROR),
    )
    named = [Species(s, role) for group, role in groups for q in group for s in q.species]
    named.append(Species(PHASE, SpeciesRole.PHASE))
    if spec.loss is Loss.MARGIN:
        named += [Species(label, SpeciesRole.PHASE) for label in LABELS.values()]
    named += [Species(PACE_CONVERT, SpeciesRole.PACE), Species(PACE_DRAIN, SpeciesRole.PACE)]
    return tuple(named)


def _amounts(spec: LearnerSpec, parts: _Parts, sample: Sample) -> dict[str, float]:
    """What a symbolic amount of the schedule stands for in this sample, in u.

    A column is called like the species it is meant for, in small letters.
    """
    shown = _presented(spec, sample.inputs)
    out: dict[str, float] = {}
    for feature in parts.inputs:
        value = shown[feature.powers[0]] * spec.input_scale
        out |= {s.lower(): max(0.0, sign * value) for s, sign in rails(feature.present)}
    target = sample.target * spec.output_scale
    out |= {s.lower(): max(0.0, sign * target) for s, sign in rails(parts.output.target)}
    if spec.loss is Loss.MARGIN:
        out |= {
            label.lower(): spec.label_dose if sign * target > 0 else 0.0
            for sign, label in LABELS.items()
        }
    return out
