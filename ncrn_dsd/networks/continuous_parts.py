"""What the species of a learner without phases stand for."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import Species, SpeciesRole
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.model.learner import ContinuousLearner
from ncrn_dsd.networks.features import features_of
from ncrn_dsd.networks.hidden_parts import presented
from ncrn_dsd.networks.parts import rails

PACE = "Pace"
TEACH = "Teach"


@dataclass(frozen=True, slots=True)
class ContinuousOutput:
    """One output: its weights in the order of the inputs, and what they make.

    Parameters
    ----------
    target: as it is dosed.
    lagging: the target as it is compared with the prediction.
    """

    weights: tuple[RailedQuantity, ...]
    prediction: RailedQuantity
    target: RailedQuantity
    lagging: RailedQuantity
    error: RailedQuantity

    @property
    def passing(self) -> tuple[RailedQuantity, ...]:
        return (self.prediction, self.target, self.lagging, self.error)


@dataclass(frozen=True, slots=True)
class ContinuousParts:
    """The inputs, the constant first, and the outputs."""

    inputs: tuple[RailedQuantity, ...]
    outputs: tuple[ContinuousOutput, ...]

    @property
    def weights(self) -> tuple[RailedQuantity, ...]:
        return tuple(w for o in self.outputs for w in o.weights)

    @property
    def passing(self) -> tuple[RailedQuantity, ...]:
        """Everything that belongs to one sample and should be gone after it."""
        return (*self.inputs, *(q for o in self.outputs for q in o.passing))


def continuous_parts(spec: ContinuousLearner, task: LearningTask) -> ContinuousParts:
    """The quantities of a learner for a task."""
    samples = (*task.train, *task.validation, *task.test)
    centres = spec.centres(task.dimension)
    lows = zip(task.input_lows, centres, strict=True)
    signed = frozenset(i for i, (low, centre) in enumerate(lows, start=1) if low < centre)
    negative = task.threshold is not None or any(y < 0 for s in samples for y in s.targets)
    numbers = tuple((i,) for i in range(task.dimension + 1))
    features = features_of(numbers, signed, spec.encoding.input, spec.encoding.input)
    ends = [str(k) for k in range(1, task.outputs + 1)] if task.outputs > 1 else [""]
    return ContinuousParts(
        inputs=tuple(f.present for f in features),
        outputs=tuple(_output(spec, task.dimension, negative, end) for end in ends),
    )


def _output(
    spec: ContinuousLearner, dimension: int, signed_target: bool, number: str
) -> ContinuousOutput:
    scale = spec.encoding.output

    def target(words: str, species: str) -> RailedQuantity:
        if signed_target:
            return RailedQuantity(words, f"{species}_p", f"{species}_m", scale)
        return RailedQuantity(words, species, None, scale)

    end = f"_to_{number}" if number else ""
    return ContinuousOutput(
        weights=tuple(
            RailedQuantity(f"w{i}{end}", f"W{i}{end}_p", f"W{i}{end}_m", spec.encoding.weight)
            for i in range(dimension + 1)
        ),
        prediction=RailedQuantity(
            f"prediction {number}".rstrip(), f"Z{number}_p", f"Z{number}_m", scale
        ),
        target=target(f"target {number}".rstrip(), f"Y{number}"),
        lagging=target(f"lagging target {number}".rstrip(), f"Y{number}_lag"),
        error=RailedQuantity(f"error {number}".rstrip(), f"E{number}_p", f"E{number}_m", scale),
    )


def species_of(parts: ContinuousParts) -> tuple[Species, ...]:
    """All species with their roles."""
    groups = (
        (parts.inputs, SpeciesRole.INPUT),
        (parts.weights, SpeciesRole.WEIGHT),
        ([o.prediction for o in parts.outputs], SpeciesRole.OUTPUT),
        ([q for o in parts.outputs for q in (o.target, o.lagging)], SpeciesRole.TARGET),
        ([o.error for o in parts.outputs], SpeciesRole.ERROR),
    )
    named = [Species(s, role) for group, role in groups for q in group for s in q.species]
    return (*named, Species(TEACH, SpeciesRole.TARGET), Species(PACE, SpeciesRole.PACE))


def amounts(spec: ContinuousLearner, parts: ContinuousParts, sample: Sample) -> dict[str, float]:
    """What a symbolic amount of the schedule stands for in this sample, in u.

    A column is called like the species it is meant for, in small letters.
    """
    shown = zip(parts.inputs, presented(spec, sample.inputs), strict=True)
    wanted = zip((o.target for o in parts.outputs), sample.targets, strict=True)
    return {
        species.lower(): max(0.0, sign * value * quantity.scale)
        for quantity, value in (*shown, *wanted)
        for species, sign in rails(quantity)
    }
