"""Two-phase learner with trained hidden units, closed in chemistry.

The prediction is y = w . (x0, x) + sum_i v_i u_i^2 with u_i = theta_i . (x0, x); every w, v and
theta is trained by gradient descent on the loss. The number of parameters is linear in the
number of inputs for a given number of units. The reactions are those of `hidden_reactions`;
the phases, the losses and what the host does are those of the polynomial learner.

At theta = v = 0 the gradient of both is zero. Small steps keep |theta_i|^2 - 2 v_i^2, so that
theta_i stays away from zero when it starts longer than that of v_i, and v_i may then change its
sign. The initial theta of different units are orthogonal in the inputs, as many as there can be:
units that start alike go on to learn the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.program import Coefficient, Encoding, LearningProgram
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import HiddenLearner, Learner
from ncrn_dsd.networks.coefficients import row_of
from ncrn_dsd.networks.driving import (
    PHASE,
    Driven,
    driven_program,
    refuse_misfits,
    require_phases,
)
from ncrn_dsd.networks.hidden_parts import (
    LATE,
    HiddenParts,
    hidden_parts,
    presented,
    species_of,
)
from ncrn_dsd.networks.hidden_reactions import hidden_constants, hidden_reactions
from ncrn_dsd.networks.parts import rails
from ncrn_dsd.networks.reference import quadratic_features, reference_of
from ncrn_dsd.networks.tasks import task_of

Number = TypeVar("Number", float, complex)


def build(design: Design) -> LearningProgram:
    """The learning program of a design.

    Raises
    ------
    DesignError: no hidden units are given, a task or loss that this learner does not fit, or a
        schedule that does not fit the network.
    """
    spec = design.learner
    assert isinstance(spec, HiddenLearner)
    task = task_of(design.task, design.where("task", "function"))
    _refuse_misfits(design, spec, task)
    require_phases(design)
    parts = hidden_parts(spec, task)
    columns = tuple(_amounts(spec, parts, task.train[0]))
    constants = hidden_constants(design, spec, parts, columns)
    crn = FormalCrn(
        species=species_of(spec, parts),
        reactions=hidden_reactions(spec, constants, parts),
    )
    margin = spec.loss is Loss.MARGIN
    sides = parts.sides
    # Where predictions cancel against targets while they are made, a read sees what is left.
    opposing = (sides.target,) if margin or spec.rates.cancel is not None else ()
    driven = Driven(
        crn=crn,
        weights=parts.weights,
        initial=_initial(spec, task.dimension),
        columns=columns,
        amounts=lambda sample: _amounts(spec, parts, sample),
        sample_reads=(*sides.output.species, *(s for q in opposing for s in q.species)),
        probe_reads=sides.output.species,
    )
    ends = (PHASE, LATE, *(sides.label.species if margin else ()))
    encoding = Encoding(
        weights=parts.weights,
        coefficients=_coefficients(spec, task),
        predictions=(sides.output,),
        residues=(*(s for q in parts.passing for s in q.species), *ends),
        opposing=opposing,
    )
    # The square of a sum of inputs is a sum of their squares and products.
    reference = reference_of(task, quadratic_features)
    return driven_program(design, spec, task, driven, encoding, reference)


def _coefficients(spec: HiddenLearner, task: LearningTask) -> tuple[Coefficient, ...]:
    """Of the prediction in the inputs and the squares of the units, and of the units u1, u2, ..."""
    powers = [(i,) for i in range(task.dimension + 1)]
    units = range(1, spec.hidden.units + 1)
    squares = [Coefficient(f"u{k}^2", ((len(powers) + k - 1, 1.0),)) for k in units]
    # The squares have shares in the intercept and in what the inputs do.
    direct = row_of(spec, task, powers, known=False)
    into = [
        found
        for k in units
        for found in row_of(
            spec, task, powers, k * len(powers) + spec.hidden.units, f"u{k}: ", known=False
        )
    ]
    return (*direct, *squares, *into)


def predict(spec: HiddenLearner, weights: Sequence[Number], inputs: Sequence[float]) -> Number:
    """The model of the network: its prediction for weights in the order of the encoding.

    Weights may be complex, for derivatives by complex steps.
    """
    x = presented(spec, inputs)
    n = len(x)
    units = (len(weights) - n) // (n + 1)
    into = weights[n + units :]
    totals = [_dot(into[k * n : (k + 1) * n], x) for k in range(units)]
    squares = [u * u for u in totals]
    return _dot(weights[:n], x) + sum(
        v * s for v, s in zip(weights[n : n + units], squares, strict=True)
    )


def _dot(weights: Sequence[Number], values: Sequence[float]) -> Number:
    first, *rest = (w * x for w, x in zip(weights, values, strict=True))
    return first + sum(rest)


def _refuse_misfits(design: Design, spec: HiddenLearner, task: LearningTask) -> None:
    if task.outputs > 1:
        raise DesignError(
            "D218",
            design.where("learner", "kind"),
            f"the task has {task.outputs} outputs, and the learner 'hidden' has one",
            'use two classes, or write kind = "polynomial"',
        )
    refuse_misfits(design, spec, task)


def _initial(spec: HiddenLearner, dimension: int) -> tuple[float, ...]:
    """Into the units orthogonal and without a constant, all others uniform in their range."""
    rng = np.random.default_rng(spec.seed)
    (low, high), hidden = spec.initial_weights, spec.hidden
    outer = rng.uniform(low, high, dimension + 1 + hidden.units)
    blocks = -(-hidden.units // dimension)
    frames = [np.linalg.qr(rng.normal(size=(dimension, dimension)))[0] for _ in range(blocks)]
    rows = np.concatenate(frames)[: hidden.units] * hidden.initial_length
    return tuple(float(v) for v in (*outer, *np.insert(rows, 0, 0.0, axis=1).ravel()))


def _amounts(spec: HiddenLearner, parts: HiddenParts, sample: Sample) -> dict[str, float]:
    """What a symbolic amount of the schedule stands for in this sample, in u.

    A column is called like the species it is meant for, in small letters.
    """
    out: dict[str, float] = {}
    values = presented(spec, sample.inputs)
    shown = [(x.present, v) for x, v in zip(parts.inputs, values, strict=True)]
    for quantity, value in (*shown, (parts.sides.target, sample.targets[0])):
        dose = value * quantity.scale
        out |= {s.lower(): max(0.0, sign * dose) for s, sign in rails(quantity)}
    if spec.loss is Loss.MARGIN:
        out |= {
            label.lower(): spec.encoding.label or 0.0 if sign * sample.targets[0] > 0 else 0.0
            for label, sign in rails(parts.sides.label)
        }
    return out


HIDDEN = Learner(HiddenLearner, build, "learners/bilinear_hidden")
