"""Two-phase learner that is linear in features of its inputs, closed in chemistry.

Forward phase: every input X_i meets its weights and makes output, W_i + X_i -> W_i + X_i + Z,
while X_i turns into its trace. When X_i is gone the phase has ended by itself and Z = w . x.
Feedback phase: a phase species, dosed or made by a clock in the vessel, turns output into
error (Z -> E) and target into error of the other sign (Y -> E). Error and trace move the weights,
E + trace -> E + trace + W(-), and both vanish. Only the conversions Z -> E and Y -> E and the
clearing of the trace are gated, so that no reaction has more than two reactants.

The intercept is the weight of a constant input X0. Beside the inputs, products of inputs made by
reactions (`features`) have weights of their own. Inputs and targets that can be negative have two
rails. The error is that of a squared loss or of a squared loss with a margin (`losses`); either way
a sample moves the weight of every feature by ``-learning_rate * error * feature``, which is the
gradient of the loss, however long one waits. What is left of a sample is removed by chemistry; the
host doses, waits and reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import FormalCrn, SpeciesRole
from ncrn_dsd.ir.program import Encoding, LearningProgram, RailedQuantity
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import Learner, LinearRegressionLearner, PolynomialLearner
from ncrn_dsd.networks.coefficients import coefficients_of
from ncrn_dsd.networks.driving import (
    Driven,
    driven_program,
    initial_weights,
    refuse_misfits,
)
from ncrn_dsd.networks.features import features_of, with_parents
from ncrn_dsd.networks.hidden_parts import presented
from ncrn_dsd.networks.losses import error_quantities
from ncrn_dsd.networks.pacing import pacing_of, sides_of
from ncrn_dsd.networks.parts import rails
from ncrn_dsd.networks.polynomial_reactions import (
    PolynomialOutput,
    PolynomialParts,
    constants_of,
    polynomial_reactions,
    read_share,
    unit_dose,
)
from ncrn_dsd.networks.reference import reference_of
from ncrn_dsd.networks.tasks import task_of


def build(design: Design) -> LearningProgram:
    """The learning program of a design.

    Raises
    ------
    DesignError: a feature of an input that the task does not have, a loss that does not fit the
        task, or a schedule that does not fit the network.
    """
    spec = design.learner
    assert isinstance(spec, PolynomialLearner)
    task = task_of(design.task, design.where("task", "function"))
    _refuse_misfits(design, spec, task)
    parts = _parts(spec, task)
    pacing = pacing_of(design, spec, [o.forms for o in parts.outputs])
    columns = tuple(_amounts(spec, parts, task.train[0]))
    unit = unit_dose(design, spec, parts, pacing, columns)
    constants = constants_of(spec, pacing, parts, unit)
    crn = FormalCrn(
        species=unit.species,
        reactions=tuple(polynomial_reactions(spec, pacing, parts, constants)),
    )
    # A reader is calibrated on what is there of a prediction at that time.
    read = read_share(spec, pacing, parts, constants, unit) if pacing.clocked else 1.0
    predictions, targets = (
        tuple(replace(q, scale=q.scale * read) for q in quantities)
        for quantities in zip(
            *((o.sides.output, o.sides.target) for o in parts.outputs), strict=True
        )
    )
    # Where predictions cancel against targets while they are made, a read sees what is left.
    cancelling = spec.loss is Loss.MARGIN or spec.rates.cancel is not None
    opposing = targets if cancelling else ()
    probe_reads = tuple(s for q in predictions for s in q.species)
    driven = Driven(
        crn=crn,
        weights=parts.weights,
        initial=initial_weights(spec, len(parts.weights)),
        columns=columns,
        amounts=lambda sample: _amounts(spec, parts, sample),
        sample_reads=(*probe_reads, *(s for q in opposing for s in q.species)),
        probe_reads=probe_reads,
    )
    ends = tuple(s.name for s in pacing.species if s.role is SpeciesRole.PHASE)
    encoding = Encoding(
        weights=parts.weights,
        coefficients=coefficients_of(
            spec, task, [parts.features[k].powers for k in parts.weighted]
        ),
        predictions=predictions,
        residues=(*(s for q in parts.passing for s in q.species), *ends),
        opposing=opposing,
    )
    reference = reference_of(task, lambda inputs: feature_values(spec, inputs)[1:])
    return driven_program(design, spec, task, driven, encoding, reference)


def build_linear(design: Design) -> LearningProgram:
    """The same with every input of the task as a feature and no other: linear regression.

    Raises
    ------
    DesignError: as `build`.
    """
    spec = design.learner
    assert isinstance(spec, LinearRegressionLearner)
    task = task_of(design.task, design.where("task", "function"))
    inputs = range(1, task.dimension + 1)
    return build(changed(design, learner=spec.with_features(tuple((i,) for i in inputs))))


def feature_values(spec: PolynomialLearner, inputs: Iterable[float]) -> tuple[float, ...]:
    """The numbers that the weights multiply, the constant first; the model of the network."""
    values = presented(spec, inputs)
    out = [values[0]]
    for powers in spec.features:
        product = 1.0
        for i in powers:
            product *= values[i]
        out.append(product)
    return tuple(out)


def _refuse_misfits(design: Design, spec: PolynomialLearner, task: LearningTask) -> None:
    place = design.where("learner", "features")
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
    refuse_misfits(design, spec, task)


def _parts(spec: PolynomialLearner, task: LearningTask) -> PolynomialParts:
    samples = (*task.train, *task.validation, *task.test)
    centres = spec.centres(task.dimension)
    lows = zip(task.input_lows, centres, strict=True)
    signed = frozenset(i for i, (low, centre) in enumerate(lows, start=1) if low < centre)
    powers = with_parents(spec.features)
    weighted = ((0,), *spec.features)
    names = ["W" + "_".join(str(i) for i in p) for p in weighted]
    # Classes are +1 and -1, even if all samples should be of one of them.
    negative = task.threshold is not None or any(y < 0 for s in samples for y in s.targets)
    numbers = [str(k) for k in range(1, task.outputs + 1)] if task.outputs > 1 else [""]
    return PolynomialParts(
        features=features_of(
            powers, signed, spec.encoding.input, spec.encoding.feature or spec.encoding.input
        ),
        weighted=tuple(powers.index(p) for p in weighted),
        outputs=tuple(
            PolynomialOutput(
                tuple(_weight(name, number, spec.encoding.weight) for name in names),
                sides_of(spec, error_quantities(spec.encoding.output, negative, number)),
            )
            for number in numbers
        ),
    )


def _weight(name: str, output: str, scale: float) -> RailedQuantity:
    full = f"{name}_to_{output}" if output else name
    return RailedQuantity(full.lower(), f"{full}_p", f"{full}_m", scale)


def _amounts(spec: PolynomialLearner, parts: PolynomialParts, sample: Sample) -> dict[str, float]:
    """What a symbolic amount of the schedule stands for in this sample, in u.

    A column is called like the species it is meant for, in small letters.
    """
    shown = presented(spec, sample.inputs)
    out: dict[str, float] = {}
    for feature in parts.inputs:
        value = shown[feature.powers[0]] * spec.encoding.input
        out |= {s.lower(): max(0.0, sign * value) for s, sign in rails(feature.present)}
    for made_by, value in zip(parts.outputs, sample.targets, strict=True):
        target = value * spec.encoding.output
        out |= {s.lower(): max(0.0, sign * target) for s, sign in rails(made_by.forms.target)}
        if spec.loss is Loss.MARGIN:
            out |= {
                label.lower(): spec.encoding.label or 0.0 if sign * target > 0 else 0.0
                for label, sign in rails(made_by.forms.label)
            }
    return out


POLYNOMIAL = Learner(PolynomialLearner, build, "learners/centred_regression")
LINEAR_REGRESSION = Learner(LinearRegressionLearner, build_linear, "linear_regression")
