"""Linear regression and linear classification: z_i' = theta_i x_i + h_i.

The adjoint of a linear state is constant, so that the feedback phase is the gradient reactions;
the classifier carries the reversed drive along, which changes nothing. Read-out, error and the
start of the adjoint are networks that the host runs, the last one per row of the state.

Nothing annihilates the two rails of the error: one is the prediction, the other one the target,
and both drive both rails of the gradient. That is exact, since everything is linear in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import SpeciesRole
from ncrn_dsd.ir.host import HostNetwork, HostProgram
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.model.published import PublishedDesign, PublishedModel
from ncrn_dsd.networks.published import templates
from ncrn_dsd.networks.published.data import published_task
from ncrn_dsd.networks.published.last_layer import LastLayer, readout_network
from ncrn_dsd.networks.published.presentation import overwrites, presentation_of
from ncrn_dsd.networks.published.quantities import (
    Group,
    Quantities,
    network,
    positive_part,
    signed,
    vector,
)
from ncrn_dsd.networks.published.refusals import refuse_negative, refuse_outputs, refuse_settings
from ncrn_dsd.networks.published.stages import (
    Actions,
    StagedModel,
    digital_update,
    program_of,
    solve,
)

SUBTRACTION_RATE = 1.0
PRODUCT_TIME = 100.0
"""How long the host runs the product of error and last weight, per row [tau]."""


@dataclass(frozen=True, slots=True)
class _Quantities:
    """Without signs every quantity but error, adjoint, gradient and weight has one rail."""

    inputs: Quantities
    weights: Quantities
    biases: Quantities
    gradients: Quantities
    layer: LastLayer

    def groups(self) -> tuple[Group, ...]:
        return (
            Group(self.inputs, SpeciesRole.INPUT),
            Group(self.weights, SpeciesRole.WEIGHT),
            Group(self.biases),
            Group(self.gradients),
            *self.layer.groups(),
        )


def build_regression(design: PublishedDesign) -> HostProgram:
    """Inputs, targets and the forward phase on positive rails only.

    Raises
    ------
    DesignError: the data are refused, or a setting does not fit the model.
    """
    return _build(design, two_rails=False)


def build_classification(design: PublishedDesign) -> HostProgram:
    """Two rails throughout. Raises as `build_regression`."""
    return _build(design, two_rails=True)


def _build(design: PublishedDesign, *, two_rails: bool) -> HostProgram:
    refuse_settings(design, gradients=("full",), updates=("digital",))
    task = published_task(design)
    refuse_outputs(design, task, 1)
    shown = presentation_of(design, task)
    if not two_rails:
        refuse_negative(design, task, shown)
    q = _quantities(shown.dimension, two_rails=two_rails)
    forward = _forward_network(q, design)
    readout = readout_network(q.layer, design.model.convention)
    feedback = _feedback_network(q, design, reverse=two_rails)
    subtraction = _subtraction_network(q, design)
    rows = _product_networks(q, design)
    learn: Actions = solve(subtraction, design.host.error, q.layer.errors)
    for row, adjoint in zip(rows, q.layer.adjoints, strict=True):
        learn += solve(row, PRODUCT_TIME, (adjoint,))
    learn += solve(feedback, design.model.feedback, q.gradients)
    learn += digital_update(q.gradients, q.weights, design.training.learning_rate)
    last_weights = q.layer.weights[0]
    constants = [(h, design.model.bias) for h in q.biases] + [(w, 1.0) for w in last_weights]
    learner = StagedModel(
        networks=(forward, readout, subtraction, *rows, feedback),
        weights=q.weights,
        drawn=len(q.weights),
        starts=(),
        constants=tuple(a for quantity, v in constants for a in overwrites(quantity, v)),
        loaded=(q.inputs, q.layer.states),
        targets=q.layer.targets,
        predictions=q.layer.outputs,
        forward=(
            *solve(forward, design.model.forward, q.layer.states),
            *solve(readout, design.host.readout, q.layer.outputs),
        ),
        learn=learn,
        transient=(
            *q.inputs,
            *q.layer.states,
            *q.layer.outputs,
            *q.layer.targets,
            *q.layer.errors,
            *q.layer.adjoints,
            *q.gradients,
        ),
    )
    return program_of(design, task, shown, learner)


def _quantities(dimension: int, *, two_rails: bool) -> _Quantities:
    def rails(quantities: Quantities) -> Quantities:
        return quantities if two_rails else tuple(positive_part(q) for q in quantities)

    def one(quantity: RailedQuantity) -> Quantities:
        return rails((quantity,))

    return _Quantities(
        inputs=rails(vector("input", "X", dimension)),
        weights=vector("weight", "P", dimension),
        biases=rails(vector("bias", "H", dimension)),
        gradients=vector("gradient", "G", dimension),
        layer=LastLayer(
            states=rails(vector("state", "Z", dimension)),
            weights=(rails(vector("last weight", "W", dimension)),),
            outputs=one(signed("prediction", "O")),
            targets=one(signed("target", "Y")),
            errors=(signed("error", "E"),),
            adjoints=vector("adjoint", "A", dimension),
            gradients=(vector("gradient of last weight", "M", dimension),),
        ),
    )


def _forward_network(q: _Quantities, design: PublishedDesign) -> HostNetwork:
    weights = q.weights
    if q.inputs[0].negative is None:
        weights = tuple(positive_part(w) for w in weights)
    states = q.layer.states
    reactions = [
        *templates.products(zip(weights, q.inputs, states, strict=True), "drive"),
        *templates.biases(zip(q.biases, states, strict=True), "bias"),
    ]
    return network("forward", q.groups(), reactions, design.model.convention)


def _feedback_network(q: _Quantities, design: PublishedDesign, *, reverse: bool) -> HostNetwork:
    states, adjoints = q.layer.states, q.layer.adjoints
    reactions = []
    if reverse:
        drive = zip(q.weights, q.inputs, states, strict=True)
        reactions += templates.products(drive, "reversed drive", sign=-1)
        bias = zip(q.biases, states, strict=True)
        reactions += templates.biases(bias, "reversed bias", sign=-1)
    reactions += templates.products(zip(adjoints, q.inputs, q.gradients, strict=True), "gradient")
    return network("feedback", q.groups(), reactions, design.model.convention)


def _subtraction_network(q: _Quantities, design: PublishedDesign) -> HostNetwork:
    (output,), (target,), (error,) = q.layer.outputs, q.layer.targets, q.layer.errors
    reactions = templates.transfers(output, target, error, SUBTRACTION_RATE)
    return network("subtraction", q.groups(), reactions, design.model.convention)


def _product_networks(q: _Quantities, design: PublishedDesign) -> tuple[HostNetwork, ...]:
    (error,), (weights,) = q.layer.errors, q.layer.weights
    return tuple(
        network(
            f"adjoint start {i}",
            q.groups(),
            templates.sums([(error, weight, adjoint)], [adjoint], "adjoint start"),
            design.model.convention,
        )
        for i, (weight, adjoint) in enumerate(zip(weights, q.layer.adjoints, strict=True), start=1)
    )


REGRESSION = PublishedModel(build_regression)
CLASSIFICATION = PublishedModel(build_classification)
