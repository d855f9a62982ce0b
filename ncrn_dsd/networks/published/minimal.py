"""Linear regression with 13 reactions and 15 species in two phases.

The abstract of the second preprint version states these two counts; the list itself is not
public. This one is ours, made from the templates so that both counts are met: positive inputs
and forward weights, one state that is the prediction, errors whose rails do not annihilate, and
an update in the feedback phase.

forward:  P_i + X_i -> P_i + X_i + Z (2),  H -> H + Z (1)
feedback: Z -> E_p, Y -> E_m (2),  E(a) + X_i -> E(a) + X_i + G_i(a) (4),  G_i(a) -> P_i(-a) (4)
"""

from __future__ import annotations

from ncrn_dsd.ir.crn import FormalReaction, SpeciesRole
from ncrn_dsd.ir.host import HostProgram
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.published import PublishedDesign, PublishedModel
from ncrn_dsd.networks.parts import rail_of, rails
from ncrn_dsd.networks.published import templates
from ncrn_dsd.networks.published.data import published_task
from ncrn_dsd.networks.published.presentation import overwrites, presentation_of
from ncrn_dsd.networks.published.quantities import (
    Group,
    Quantities,
    network,
    positive,
    positive_part,
    signed,
    vector,
)
from ncrn_dsd.networks.published.refusals import refuse_negative, refuse_outputs, refuse_settings
from ncrn_dsd.networks.published.stages import StagedModel, program_of, solve

UPDATE_RATE = 10.0


def build(design: PublishedDesign) -> HostProgram:
    """The learning rate is the rate constant of the gradient reactions.

    Raises
    ------
    DesignError: the data are refused, or a setting does not fit the model.
    """
    refuse_settings(design, ("full",), ("chemical",))
    task = published_task(design)
    refuse_outputs(design, task, 1)
    shown = presentation_of(design, task)
    refuse_negative(design, task, shown)
    dimension = shown.dimension
    inputs: Quantities = tuple(positive_part(x) for x in vector("input", "X", dimension))
    weights = vector("weight", "P", dimension)
    gradients = vector("gradient", "G", dimension)
    bias, state = positive("bias", "H"), positive("prediction", "Z")
    target, error = positive("target", "Y"), signed("error", "E")
    groups = (
        Group(inputs, SpeciesRole.INPUT),
        Group(weights, SpeciesRole.WEIGHT),
        Group((bias,)),
        Group((state,), SpeciesRole.OUTPUT),
        Group((target,), SpeciesRole.TARGET),
        Group((error,), SpeciesRole.ERROR),
        Group(gradients),
    )
    drive = [(positive_part(w), x, state) for w, x in zip(weights, inputs, strict=True)]
    steps = [(error, x, g) for x, g in zip(inputs, gradients, strict=True)]
    convention = design.model.convention
    ahead = network(
        "forward",
        groups,
        [*templates.products(drive, "drive"), *templates.biases([(bias, state)], "bias")],
        convention,
    )
    behind = network(
        "feedback",
        groups,
        [
            *templates.transfers(state, target, error, templates.ERROR_RATE),
            *templates.products(steps, "gradient", rate=design.training.learning_rate),
            *_updates(gradients, weights),
        ],
        convention,
    )
    learner = StagedModel(
        networks=(ahead, behind),
        weights=weights,
        drawn=dimension,
        starts=(),
        constants=overwrites(bias, design.model.bias),
        loaded=(inputs,),
        targets=(target,),
        predictions=(state,),
        forward=solve(ahead, design.model.forward, (state,)),
        learn=solve(behind, design.model.feedback, weights),
        transient=(*inputs, state, target, error, *gradients),
    )
    return program_of(design, task, shown, learner)


def _updates(gradients: Quantities, weights: Quantities) -> list[FormalReaction]:
    origin = Origin(templates.SOURCE, "update")
    return [
        FormalReaction((g,), (rail_of(weight, -sign),), UPDATE_RATE, origin)
        for gradient, weight in zip(gradients, weights, strict=True)
        for g, sign in rails(gradient)
    ]


MINIMAL = PublishedModel(build)
