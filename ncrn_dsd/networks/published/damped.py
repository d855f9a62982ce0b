"""Models whose hidden state is damped by itself.

- dot product: z_i' = theta_i x_i + h - z_i |z_i| / 2, one weight per state;
- cubic: z_i' = sum_j theta_ij x_j - z_i^3 / 6;
- quadratic: z_i' = sum_j theta_ij x_j - 0.15 z_i |z_i|.

The fractions come from the combinatoric convention. Inputs drive the state and are its initial
value as well; the last layer is the plain sum of the state.
"""

from __future__ import annotations

from collections.abc import Callable

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.host import HostNetwork, HostProgram
from ncrn_dsd.model.published import PublishedDesign, PublishedModel
from ncrn_dsd.networks.published import feedback, templates
from ncrn_dsd.networks.published.damped_quantities import Damped, damped_quantities, diagonal_of
from ncrn_dsd.networks.published.data import published_task
from ncrn_dsd.networks.published.last_layer import (
    adjoint_start_network,
    error_network,
    output_gradient_network,
    readout_network,
)
from ncrn_dsd.networks.published.presentation import overwrites, presentation_of
from ncrn_dsd.networks.published.quantities import flat, network
from ncrn_dsd.networks.published.refusals import refuse_outputs, refuse_settings
from ncrn_dsd.networks.published.stages import (
    Actions,
    StagedModel,
    cancel,
    digital_update,
    program_of,
    solve,
)

Reactions = Callable[[Damped, PublishedDesign], list[FormalReaction]]


def build_dot_product(design: PublishedDesign) -> HostProgram:
    """Nonlinear regression; with first-order gradients the feedback is the gradient alone.

    Raises
    ------
    DesignError: the data are refused, or a setting does not fit the model.
    """
    refuse_settings(design, ("full", "first order"), ("digital",))
    back = _dot_product_feedback if design.model.gradient == "full" else _gradient_only
    return _build(design, _dot_product_forward, back, diagonal=True)


def build_cubic(design: PublishedDesign) -> HostProgram:
    """Classification with a cubic damping. Raises as `build_dot_product`."""
    refuse_settings(design, ("full",), ("chemical",))
    return _build(design, _cubic_forward, _cubic_feedback, diagonal=False)


def build_quadratic(design: PublishedDesign) -> HostProgram:
    """Classification with reactions of at most two molecules. Raises as `build_dot_product`."""
    refuse_settings(design, ("full",), ("chemical",))
    return _build(design, _quadratic_forward, _quadratic_feedback, diagonal=False)


def _dot_product_forward(q: Damped, design: PublishedDesign) -> list[FormalReaction]:
    return [
        *q.bias_reactions("bias"),
        *templates.products(q.connections, "drive"),
        *templates.damping(q.states, 2, design.model.damping, design.model.annihilation),
    ]


def _dot_product_feedback(q: Damped, design: PublishedDesign) -> list[FormalReaction]:
    return [
        *q.bias_reactions("reversed bias", sign=-1),
        *templates.products(q.connections, "reversed drive", sign=-1),
        *templates.reversed_damping(q.states, 2, design.model.damping, design.model.annihilation),
        *feedback.square_adjoint(q.adjoint_pairs),
        *q.gradient_reactions,
    ]


def _gradient_only(q: Damped, _: PublishedDesign) -> list[FormalReaction]:
    return q.gradient_reactions


def _cubic_forward(q: Damped, design: PublishedDesign) -> list[FormalReaction]:
    return [
        *templates.products(q.connections, "drive"),
        *templates.damping(q.states, 3, design.model.damping, design.model.annihilation),
    ]


def _cubic_feedback(q: Damped, design: PublishedDesign) -> list[FormalReaction]:
    rate = design.model.annihilation
    return [
        *templates.products(q.connections, "reversed drive", sign=-1),
        *templates.reversed_damping(q.states, 3, design.model.damping, rate),
        *templates.annihilations(q.layer.adjoints, rate, "adjoint"),
        *feedback.cubic_adjoint(q.adjoint_pairs),
        *q.gradient_reactions,
    ]


def _quadratic_forward(q: Damped, design: PublishedDesign) -> list[FormalReaction]:
    return [
        *templates.products(q.connections, "drive"),
        *templates.damping(q.states, 2, design.model.damping, design.model.annihilation),
    ]


def _quadratic_feedback(q: Damped, design: PublishedDesign) -> list[FormalReaction]:
    """The drive runs backwards without damping and annihilation, as published.

    Both rails of the state so drift upwards while they damp the adjoint.
    """
    return [
        *templates.products(q.connections, "reversed drive", sign=-1),
        *templates.annihilations(q.layer.adjoints, design.model.annihilation, "adjoint"),
        *feedback.damped_adjoint(q.adjoint_pairs, design.model.damping),
        *q.gradient_reactions,
    ]


def _build(
    design: PublishedDesign, forward: Reactions, back: Reactions, *, diagonal: bool
) -> HostProgram:
    task = published_task(design)
    refuse_outputs(design, task, 1)
    shown = presentation_of(design, task)
    q = damped_quantities(shown.dimension, diagonal=diagonal)
    convention, stages = design.model.convention, design.host
    ahead = network("forward", q.groups(), forward(q, design), convention)
    readout = readout_network(q.layer, convention)
    error = error_network(q.layer, convention)
    start = adjoint_start_network(q.layer, convention)
    behind = network("feedback", q.groups(), back(q, design), convention)
    networks = [ahead, readout, error, start, behind]
    learn: Actions = solve(error, stages.error, q.layer.errors)
    if stages.output_gradient is not None:
        unused = output_gradient_network(q.layer, convention)
        networks.append(unused)
        learn += solve(unused, stages.output_gradient, flat(q.layer.gradients))
    learn += solve(start, stages.adjoint, q.layer.adjoints)
    learn += solve(behind, design.model.feedback, flat(q.gradients))
    if design.model.update == "chemical":
        step = _update_network(q, design)
        networks.append(step)
        learn += solve(step, stages.update, q.weights)
    else:
        learn += digital_update(diagonal_of(q.gradients), q.weights, design.training.learning_rate)
    return program_of(design, task, shown, _learner(q, design, tuple(networks), ahead, learn))


def _learner(
    q: Damped,
    design: PublishedDesign,
    networks: tuple[HostNetwork, ...],
    ahead: HostNetwork,
    learn: Actions,
) -> StagedModel:
    constants = [*overwrites(q.bias, design.model.bias)]
    for weight in flat(q.layer.weights):
        constants += overwrites(weight, 1.0)
    layer = q.layer
    readout = next(n for n in networks if n.name == "readout")
    return StagedModel(
        networks=networks,
        weights=q.weights,
        drawn=len(q.weights),
        starts=(),
        constants=tuple(constants),
        loaded=(q.inputs, q.states),
        targets=layer.targets,
        predictions=layer.outputs,
        forward=(
            *solve(ahead, design.model.forward, q.states),
            *solve(readout, design.host.readout, layer.outputs),
            *cancel(layer.outputs),
        ),
        learn=learn,
        transient=(
            *q.inputs,
            *q.states,
            *layer.outputs,
            *layer.targets,
            *layer.errors,
            *layer.adjoints,
            *flat(layer.gradients),
            *flat(q.gradients),
        ),
    )


def _update_network(q: Damped, design: PublishedDesign) -> HostNetwork:
    pairs = zip(flat(q.gradients), q.weights, strict=True)
    reactions = feedback.updates(pairs, design.training.learning_rate)
    return network("update", q.groups(), reactions, design.model.convention)


CUBIC = PublishedModel(build_cubic)
DOT_PRODUCT = PublishedModel(build_dot_product)
QUADRATIC = PublishedModel(build_quadratic)
