"""What learners share: what a schedule must have, and the schedule with numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.program import Encoding, LearningProgram, RailedQuantity
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.schedule import (
    Content,
    Dose,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
)
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import (
    ContinuousLearner,
    DescendingLearner,
    HiddenLearner,
    PolynomialLearner,
)
from ncrn_dsd.model.schedule import DoseStep, WaitStep
from ncrn_dsd.networks.parts import rail_of
from ncrn_dsd.networks.schedules import KnownNames, doses_of, require_first_read, segment_of

PHASE = "Phase"
PACE_CONVERT = "Pace_convert"
PACE_DRAIN = "Pace_drain"


@dataclass(frozen=True, slots=True)
class Driven:
    """A network and what its schedule may say.

    Parameters
    ----------
    weights, initial: the learned quantities and what they are before the first sample.
    columns: names a dose may take its amount from.
    amounts: the concentrations in u that the columns stand for in a sample.
    sample_reads, probe_reads: species that the first read of each must name.
    """

    crn: FormalCrn
    weights: tuple[RailedQuantity, ...]
    initial: tuple[float, ...]
    columns: tuple[str, ...]
    amounts: Callable[[Sample], Mapping[str, float]]
    sample_reads: tuple[str, ...]
    probe_reads: tuple[str, ...]


def refuse_misfits(
    design: Design, spec: PolynomialLearner | HiddenLearner | ContinuousLearner, task: LearningTask
) -> None:
    """Refuse what a task cannot give to a learner.

    Raises
    ------
    DesignError: D213, a margin without classes; D214, no dose of labels; D215, a wrong number of
        centres or spreads.
    """
    encoding = spec.encoding
    for key, given in (
        ("input_centre", encoding.input_centre),
        ("input_spread", encoding.input_spread),
    ):
        if len(given) not in (1, task.dimension):
            raise DesignError(
                "D215",
                design.where("learner", "encoding", key),
                f"there are {len(given)} values for {task.dimension} inputs",
                "give one value for all inputs, or one per input",
            )
    if isinstance(spec, ContinuousLearner) or spec.loss is not Loss.MARGIN:
        return
    if task.threshold is None:
        raise DesignError(
            "D213",
            design.where("learner", "loss"),
            "a margin needs two classes, and this task has none",
            'write loss = "squared"',
        )
    if not spec.encoding.label:
        raise DesignError(
            "D214",
            design.where("learner", "encoding"),
            "the dose of the species that tells the class is missing",
            'add label = "20 u"',
        )


def require_setup_dose(design: Design, species: str) -> None:
    """Something is dosed of a species in setup.

    Raises
    ------
    DesignError: D203, nothing.
    """
    steps = [s for s in design.schedule.setup if isinstance(s, DoseStep) and s.dose == species]
    if not sum(step.fixed or 0.0 for step in steps):
        raise DesignError(
            "D203",
            design.where("schedule", "setup"),
            f"{species} is not dosed, so nothing sets the pace of what it catalyses",
            f'add {{ dose = "{species}", amount = "20 u" }} to setup',
        )


def require_phases(design: Design) -> None:
    """A learner whose host starts the phases needs its paces, and both phases in a sample.

    Raises
    ------
    DesignError: D203, a pace species is not dosed; D204, a phase is missing.
    """
    # A missing catalyst is the more basic fault, and the more helpful one to hear about.
    require_paces(design)
    forward = feedback = phase = 0.0
    for step in design.schedule.sample:
        if isinstance(step, DoseStep) and step.dose == PHASE:
            phase += step.fixed or 0.0
        elif isinstance(step, WaitStep) and phase:
            feedback += step.wait
        elif isinstance(step, WaitStep):
            forward += step.wait
    if not (forward and feedback):
        raise DesignError(
            "D204",
            design.where("schedule", "sample"),
            "a sample needs a wait, then a dose of Phase, then a wait",
            'write { wait = "6 tau" }, { dose = "Phase", amount = "20 u" }, { wait = "40 tau" }',
        )


def require_paces(design: Design) -> None:
    """The catalysts of conversions and of drains are dosed in setup.

    Raises
    ------
    DesignError: D203, one is not.
    """
    for pace in (PACE_CONVERT, PACE_DRAIN):
        require_setup_dose(design, pace)


def initial_weights(spec: DescendingLearner, count: int) -> tuple[float, ...]:
    """Uniform in the range of the design."""
    rng = np.random.default_rng(spec.seed)
    return tuple(float(v) for v in rng.uniform(*spec.initial_weights, count))


def training_schedule(design: Design, task: LearningTask, driven: Driven) -> Schedule:
    """Initial weights and setup, then every sample of every epoch.

    Raises
    ------
    DesignError: an unknown species or column, or the prediction is not read.
    """
    weights = Dose(
        tuple(
            Content(rail_of(q, 1 if v >= 0 else -1), abs(v) * q.scale)
            for q, v in zip(driven.weights, driven.initial, strict=True)
        )
    )
    names = _names(design, driven)
    listed = (
        ("sample", driven.sample_reads),
        ("probe", driven.probe_reads),
    )
    for part, reads in listed:
        require_first_read(design, part, reads)
    setup = segment_of(SegmentKind.SETUP, "setup", {}, names)
    segments = [Segment(SegmentKind.SETUP, "setup", (weights, *setup.actions))]
    for epoch in range(design.learner.epochs):
        for index, sample in enumerate(task.train):
            label = f"epoch {epoch + 1}, sample {index + 1}"
            values = driven.amounts(sample)
            segments.append(segment_of(SegmentKind.SAMPLE, label, values, names))
    return Schedule(tuple(segments), ScheduleUnits.ABSTRACT)


def probe_segments(design: Design, task: LearningTask, driven: Driven) -> tuple[Segment, ...]:
    """One segment per validation sample, then one per test sample. Raises as the training."""
    names = _names(design, driven)
    labelled = [(f"probe {i}", s) for i, s in enumerate(task.validation, start=1)]
    labelled += [(f"test {i}", s) for i, s in enumerate(task.test, start=1)]
    return tuple(
        segment_of(SegmentKind.PROBE, label, driven.amounts(sample), names)
        for label, sample in labelled
    )


def driven_program(
    design: Design,
    spec: DescendingLearner,
    task: LearningTask,
    driven: Driven,
    encoding: Encoding,
    reference: Reference,
) -> LearningProgram:
    """The learning program of a driven network.

    Raises
    ------
    DesignError: as `training_schedule`.
    """
    return LearningProgram(
        name=design.name,
        crn=driven.crn,
        encoding=encoding,
        task=task,
        training=training_schedule(design, task, driven),
        probes=probe_segments(design, task, driven),
        epochs=spec.epochs,
        learning_rate=spec.learning_rate,
        initial_weights=driven.initial,
        reference=reference,
        loss=spec.loss,
        may_dose=doses_of(design.schedule),
    )


def _names(design: Design, driven: Driven) -> KnownNames:
    return KnownNames(design, frozenset(driven.crn.names), driven.columns)
