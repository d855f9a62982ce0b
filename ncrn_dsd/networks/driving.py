"""What two-phase learners share: timing read off the schedule, and the schedule with numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.design import Design, DoseStep, LearnerSpec, ScheduleSpec, WaitStep
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.schedule import (
    Content,
    Dose,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
)
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.networks.parts import rail_of
from ncrn_dsd.networks.schedules import KnownNames, require_first_read, segment_of
from ncrn_dsd.networks.step_size import PhaseTiming

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

    crn: Crn
    weights: tuple[RailedQuantity, ...]
    initial: tuple[float, ...]
    columns: tuple[str, ...]
    amounts: Callable[[Sample], Mapping[str, float]]
    sample_reads: tuple[str, ...]
    probe_reads: tuple[str, ...]


def phase_timing(schedule: ScheduleSpec, spec: LearnerSpec, path: str) -> PhaseTiming:
    """Durations and pseudo-first-order rates, read off the schedule that the user wrote.

    Raises
    ------
    DesignError: a pace species is not dosed, or a phase is missing.
    """
    setup: dict[str, float] = defaultdict(float)
    for dose in schedule.setup:
        if isinstance(dose, DoseStep):
            setup[dose.species] += dose.amount.fixed or 0.0
    for name in (PACE_CONVERT, PACE_DRAIN):
        if not setup[name]:
            raise DesignError(
                "D203",
                f"{path}: [schedule] setup",
                f"{name} is not dosed, so nothing sets the pace of the conversions it catalyses",
                f'add {{ dose = "{name}", amount = "20 u" }} to setup',
            )
    forward = feedback = phase_dose = 0.0
    for step in schedule.sample:
        if isinstance(step, DoseStep) and step.species == PHASE:
            phase_dose += step.amount.fixed or 0.0
        elif isinstance(step, WaitStep) and phase_dose:
            feedback += step.duration
        elif isinstance(step, WaitStep):
            forward += step.duration
    if not (forward and feedback):
        raise DesignError(
            "D204",
            f"{path}: [schedule] sample",
            "a sample needs a wait, then a dose of Phase, then a wait",
            'write { wait = "6 tau" }, { dose = "Phase", amount = "20 u" }, { wait = "40 tau" }',
        )
    rates = spec.rates
    convert, drain = setup[PACE_CONVERT], setup[PACE_DRAIN]
    return PhaseTiming(
        convert=rates.convert * convert,
        gate=rates.gate,
        clear=rates.clear,
        drain_error=rates.drain_error * drain,
        drain_phase=rates.drain_phase * drain,
        phase_dose=phase_dose,
        forward=forward,
        feedback=feedback,
    )


def initial_weights(spec: LearnerSpec, count: int) -> tuple[float, ...]:
    """Uniform in the range of the design."""
    rng = np.random.default_rng(spec.seed)
    low, high = spec.initial_weight_low, spec.initial_weight_high
    return tuple(float(v) for v in rng.uniform(low, high, count))


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
        ("sample", design.schedule.sample, driven.sample_reads),
        ("probe", design.schedule.probe, driven.probe_reads),
    )
    for part, steps, reads in listed:
        require_first_read(steps, part, reads, design.path)
    setup = segment_of(SegmentKind.SETUP, "setup", design.schedule.setup, {}, names)
    segments = [Segment(SegmentKind.SETUP, "setup", (weights, *setup.actions))]
    for epoch in range(design.learner.epochs):
        for index, sample in enumerate(task.train):
            label = f"epoch {epoch + 1}, sample {index + 1}"
            values = driven.amounts(sample)
            segments.append(
                segment_of(SegmentKind.SAMPLE, label, design.schedule.sample, values, names)
            )
    return Schedule(tuple(segments), ScheduleUnits.ABSTRACT)


def probe_segments(design: Design, task: LearningTask, driven: Driven) -> tuple[Segment, ...]:
    """One segment per validation sample, then one per test sample. Raises as the training."""
    names = _names(design, driven)
    labelled = [(f"probe {i}", s) for i, s in enumerate(task.validation, start=1)]
    labelled += [(f"test {i}", s) for i, s in enumerate(task.test, start=1)]
    return tuple(
        segment_of(SegmentKind.PROBE, label, design.schedule.probe, driven.amounts(sample), names)
        for label, sample in labelled
    )


def _names(design: Design, driven: Driven) -> KnownNames:
    return KnownNames(frozenset(driven.crn.names), driven.columns, design.path)
