"""The network of 2024, with a trained last layer.

z_i' = h + z_i (sum_j theta_ij x_j + beta_i) - z_i |z_i| / 2 under the combinatoric convention.
Reactions have up to three reactants. The published feedback leaves two terms of the adjoint
out, those of beta_i and of -|z_i|; they are left out here as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import SpeciesRole
from ncrn_dsd.ir.host import HostNetwork, HostProgram
from ncrn_dsd.model.published import PublishedDesign, PublishedModel
from ncrn_dsd.networks.published import feedback, templates
from ncrn_dsd.networks.published.data import published_task
from ncrn_dsd.networks.published.last_layer import (
    LastLayer,
    adjoint_start_network,
    error_network,
    output_gradient_network,
    readout_network,
)
from ncrn_dsd.networks.published.presentation import overwrites, presentation_of
from ncrn_dsd.networks.published.quantities import (
    Group,
    Matrix,
    Quantities,
    flat,
    matrix,
    network,
    vector,
)
from ncrn_dsd.networks.published.refusals import refuse_settings
from ncrn_dsd.networks.published.stages import Actions, StagedModel, cancel, program_of, solve

_OUTPUT_GRADIENT_TIME = 40.0


@dataclass(frozen=True, slots=True)
class _Quantities:
    """Weights have the shape (states, inputs), slopes and their gradients one per state."""

    inputs: Quantities
    weights: Matrix
    slopes: Quantities
    biases: Quantities
    gradients: Matrix
    slope_gradients: Quantities
    layer: LastLayer

    def groups(self) -> tuple[Group, ...]:
        return (
            Group(self.inputs, SpeciesRole.INPUT),
            Group(flat(self.weights), SpeciesRole.WEIGHT),
            Group(self.slopes, SpeciesRole.WEIGHT),
            Group(self.biases),
            Group(flat(self.gradients)),
            Group(self.slope_gradients),
            *self.layer.groups(),
        )


def build(design: PublishedDesign) -> HostProgram:
    """A classifier with as many outputs as the task has.

    Raises
    ------
    DesignError: the data are refused, or a setting does not fit the model.
    """
    refuse_settings(design, ("full",), ("chemical",))
    task = published_task(design)
    shown = presentation_of(design, task)
    q = _quantities(shown.dimension, task.outputs)
    convention, stages, layer = design.model.convention, design.host, q.layer
    ahead, behind = _forward_network(q, design), _feedback_network(q, design)
    readout, error = readout_network(layer, convention), error_network(layer, convention)
    start = adjoint_start_network(layer, convention)
    last = output_gradient_network(layer, convention)
    step, last_step = _update_networks(q, design)
    steady = stages.output_gradient or _OUTPUT_GRADIENT_TIME
    trained = (*flat(q.weights), *q.slopes)
    learn: Actions = (
        *solve(error, stages.error, layer.errors),
        *solve(last, steady, flat(layer.gradients)),
        *solve(start, stages.adjoint, layer.adjoints),
        *solve(behind, design.model.feedback, (*flat(q.gradients), *q.slope_gradients)),
        *solve(step, stages.update, trained),
        *solve(last_step, stages.update, flat(layer.weights)),
    )
    learner = StagedModel(
        networks=(ahead, readout, error, last, start, behind, step, last_step),
        weights=(*flat(q.weights), *flat(layer.weights), *q.slopes),
        drawn=len(flat(q.weights)) + len(flat(layer.weights)),
        starts=(design.model.slope,) * len(q.slopes),
        constants=tuple(a for h in q.biases for a in overwrites(h, design.model.bias)),
        loaded=(q.inputs, layer.states),
        targets=layer.targets,
        predictions=layer.outputs,
        forward=(
            *solve(ahead, design.model.forward, layer.states),
            *solve(readout, stages.readout, layer.outputs),
            *cancel(layer.outputs),
        ),
        learn=learn,
        transient=(
            *q.inputs,
            *layer.states,
            *layer.outputs,
            *layer.targets,
            *layer.errors,
            *layer.adjoints,
            *flat(layer.gradients),
            *flat(q.gradients),
            *q.slope_gradients,
        ),
    )
    return program_of(design, task, shown, learner)


def _forward_network(q: _Quantities, design: PublishedDesign) -> HostNetwork:
    states, model = q.layer.states, design.model
    reactions = [
        *templates.biases(zip(q.biases, states, strict=True), "bias"),
        *templates.triple_products(_drives(q), "drive"),
        *templates.products(zip(q.slopes, states, states, strict=True), "slope"),
        *templates.damping(states, 2, model.damping, model.annihilation),
    ]
    return network("forward", q.groups(), reactions, model.convention)


def _feedback_network(q: _Quantities, design: PublishedDesign) -> HostNetwork:
    states, adjoints, model = q.layer.states, q.layer.adjoints, design.model
    slopes = zip(q.slopes, states, states, strict=True)
    adjoint_drives = [
        (weight, x, adjoint, adjoint)
        for adjoint, row in zip(adjoints, q.weights, strict=True)
        for x, weight in zip(q.inputs, row, strict=True)
    ]
    gradients = [
        (adjoint, x, state, entry)
        for adjoint, state, row in zip(adjoints, states, q.gradients, strict=True)
        for x, entry in zip(q.inputs, row, strict=True)
    ]
    slope_gradients = zip(adjoints, states, q.slope_gradients, strict=True)
    reactions = [
        *templates.biases(zip(q.biases, states, strict=True), "reversed bias", sign=-1),
        *templates.triple_products(_drives(q), "reversed drive", sign=-1),
        *templates.products(slopes, "reversed slope", sign=-1),
        *templates.reversed_damping(states, 2, model.damping, model.annihilation),
        *templates.triple_products(adjoint_drives, "adjoint"),
        *templates.triple_products(gradients, "gradient"),
        *templates.products(slope_gradients, "gradient of slope"),
    ]
    return network("feedback", q.groups(), reactions, model.convention)


def _drives(q: _Quantities) -> list[templates.TripleConnection]:
    return [
        (weight, x, state, state)
        for state, row in zip(q.layer.states, q.weights, strict=True)
        for x, weight in zip(q.inputs, row, strict=True)
    ]


def _update_networks(q: _Quantities, design: PublishedDesign) -> tuple[HostNetwork, HostNetwork]:
    gradients, weights = (*flat(q.gradients), *q.slope_gradients), (*flat(q.weights), *q.slopes)
    pairs = zip(gradients, weights, strict=True)
    last = zip(flat(q.layer.gradients), flat(q.layer.weights), strict=True)
    rate, convention = design.training.learning_rate, design.model.convention
    return (
        network("update", q.groups(), feedback.updates(pairs, rate), convention),
        network("update of last layer", q.groups(), feedback.updates(last, rate), convention),
    )


def _quantities(dimension: int, outputs: int) -> _Quantities:
    return _Quantities(
        inputs=vector("input", "X", dimension),
        weights=matrix("weight", "P", dimension, dimension),
        slopes=vector("slope", "B", dimension),
        biases=vector("bias", "H", dimension),
        gradients=matrix("gradient", "G", dimension, dimension),
        slope_gradients=vector("gradient of slope", "V", dimension),
        layer=LastLayer(
            states=vector("state", "Z", dimension),
            weights=matrix("last weight", "W", outputs, dimension),
            outputs=vector("prediction", "O", outputs),
            targets=vector("target", "Y", outputs),
            errors=vector("error", "E", outputs),
            adjoints=vector("adjoint", "A", dimension),
            gradients=matrix("gradient of last weight", "M", outputs, dimension),
        ),
    )


TRILINEAR = PublishedModel(build)
