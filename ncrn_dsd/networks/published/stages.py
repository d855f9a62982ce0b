"""What the host does in every published experiment, put together from its single actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ncrn_dsd.ir.host import (
    MEMORY,
    AddScaled,
    CancelRails,
    Clear,
    Copy,
    HostAction,
    HostNetwork,
    HostProgram,
    HostRead,
    HostSegment,
    Integrate,
    Overwrite,
)
from ncrn_dsd.ir.program import Coefficient, Encoding
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.parts import rail_of, rails
from ncrn_dsd.networks.published.data import initial_weights
from ncrn_dsd.networks.published.presentation import Presentation, overwrites
from ncrn_dsd.networks.published.quantities import Quantities, species_of
from ncrn_dsd.networks.reference import linear_features, quadratic_features, reference_of

Actions = tuple[HostAction, ...]

_LINEAR_MODELS = ("linear classification", "linear regression", "minimal linear regression")
"""The others are compared with a fit of squares and products of their inputs as well."""


@dataclass(frozen=True, slots=True)
class StagedModel:
    """A model with its quantities, before there are samples.

    Parameters
    ----------
    weights: trained quantities; the first `drawn` of them start at random.
    constants: untrained quantities and their values, written once.
    loaded: groups of quantities that a sample writes the padded input to.
    targets, predictions: one per output.
    forward: actions from a loaded input to a prediction in memory.
    learn: actions from a prediction to new weights.
    transient: everything that is cleared after a sample.
    starts: values of the weights that are not drawn.
    """

    networks: tuple[HostNetwork, ...]
    weights: Quantities
    drawn: int
    starts: tuple[float, ...]
    constants: tuple[Overwrite, ...]
    loaded: tuple[Quantities, ...]
    targets: Quantities
    predictions: Quantities
    forward: Actions
    learn: Actions
    transient: Quantities


def solve(network: HostNetwork, duration: float, kept: Quantities) -> Actions:
    """Carry what the network needs into its vessel, run it, and take `kept` out."""
    names = network.crn.names
    outcome = tuple(s for s in species_of(kept) if s in names)
    return (
        Copy(MEMORY, network.name, names),
        Integrate(network.name, duration),
        Copy(network.name, MEMORY, outcome),
    )


def cancel(quantities: Quantities) -> Actions:
    """Both rails of every quantity less the smaller one."""
    pairs = tuple((q.positive, q.negative) for q in quantities if q.negative is not None)
    return (CancelRails(pairs),) if pairs else ()


def digital_update(gradients: Quantities, weights: Quantities, learning_rate: float) -> Actions:
    """weight -= learning_rate * gradient, rail by rail, so that nothing becomes negative."""
    return tuple(
        AddScaled(rail_of(weight, -sign), species, learning_rate)
        for gradient, weight in zip(gradients, weights, strict=True)
        for species, sign in rails(gradient)
    )


def program_of(
    design: PublishedDesign, task: LearningTask, shown: Presentation, learner: StagedModel
) -> HostProgram:
    """The segments of all samples and probes around the actions of a learner."""
    is_linear = design.model.kind in _LINEAR_MODELS
    start = (*initial_weights(design, learner.drawn), *learner.starts)
    setup = [a for q, v in zip(learner.weights, start, strict=True) for a in overwrites(q, v)]
    probes = [
        HostSegment(SegmentKind.PROBE, f"{words} {i}", _probe(learner, shown, sample))
        for words, samples in (("probe", task.validation), ("test", task.test))
        for i, sample in enumerate(samples, start=1)
    ]
    return HostProgram(
        name=design.name,
        networks=learner.networks,
        encoding=Encoding(
            weights=learner.weights,
            # These models integrate their inputs: their parameters are no coefficients of them.
            coefficients=tuple(
                Coefficient(q.name, ((i, 1.0),)) for i, q in enumerate(learner.weights)
            ),
            predictions=learner.predictions,
            residues=(),
        ),
        task=task,
        setup=HostSegment(SegmentKind.SETUP, "setup", (*setup, *learner.constants)),
        samples=tuple(
            HostSegment(SegmentKind.SAMPLE, f"sample {i}", _sample(learner, shown, sample))
            for i, sample in enumerate(task.train, start=1)
        ),
        probes=tuple(probes),
        epochs=design.training.epochs,
        learning_rate=design.training.learning_rate,
        initial_weights=start,
        reference=reference_of(task, linear_features if is_linear else quadratic_features),
    )


def _sample(learner: StagedModel, shown: Presentation, sample: Sample) -> Actions:
    targets: list[HostAction] = []
    for quantity, value in zip(learner.targets, sample.targets, strict=True):
        targets += overwrites(quantity, value)
    return (
        *_load(learner.loaded, shown.values(sample)),
        *targets,
        *learner.forward,
        _read(learner),
        *learner.learn,
        *cancel(learner.weights),
        Clear(species_of(learner.transient)),
    )


def _probe(learner: StagedModel, shown: Presentation, sample: Sample) -> Actions:
    return (
        *_load(learner.loaded, shown.values(sample)),
        *learner.forward,
        _read(learner),
        *cancel(learner.weights),
        Clear(species_of(learner.transient)),
    )


def _load(groups: Sequence[Quantities], values: tuple[float, ...]) -> Actions:
    return tuple(
        action
        for group in groups
        for quantity, value in zip(group, values, strict=True)
        for action in overwrites(quantity, value)
    )


def _read(learner: StagedModel) -> HostRead:
    return HostRead(species_of(learner.predictions), "prediction")
