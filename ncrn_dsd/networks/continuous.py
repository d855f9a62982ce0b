"""Linear learner without phases: forward, error and update run at once, closed in chemistry.

A sample is there for a while: its inputs X and its target Y decay at one pace mu. All the time
the inputs make the prediction, W + X -> W + X + Z, which is drained at a pace lambda, and the
target makes Y_lag, which is drained at lambda as well. Prediction and target lag behind the
sample by the same law, so that their difference is the error times one course of time, whatever
the sample. Both make error, of opposite sign, which is drained, and error and inputs move the
weights, E + X -> E + X + W(-). The integral of the course makes the step after a sample
``-learning_rate * error * input``, up to the square of the learning rate.

The host doses the sample and waits; it reads a prediction, at one time after the dose, when it
wants to know it. The species Teach, which is dosed with every target and decays like it, is the
catalyst by which prediction and target make error: inputs without it are a question and teach
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import Crn, RateConvention
from ncrn_dsd.ir.program import Encoding, LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import ContinuousLearner
from ncrn_dsd.model.schedule import DoseStep, ReadStep, Step, WaitStep
from ncrn_dsd.networks.coefficients import coefficients_of
from ncrn_dsd.networks.continuous_parts import (
    PACE,
    TEACH,
    amounts,
    continuous_parts,
    species_of,
)
from ncrn_dsd.networks.continuous_reactions import Course, continuous_reactions
from ncrn_dsd.networks.driving import (
    Driven,
    initial_weights,
    probe_segments,
    refuse_misfits,
    setup_dose,
    training_schedule,
)
from ncrn_dsd.networks.reference import reference_of
from ncrn_dsd.networks.schedules import doses_of
from ncrn_dsd.networks.tasks import task_of


def build(design: Design) -> LearningProgram:
    """The learning program of a design.

    Raises
    ------
    DesignError: features, a loss or a clock that this learner does not have, or a schedule that
        does not fit the network.
    """
    spec = design.learner
    assert isinstance(spec, ContinuousLearner)
    task = task_of(design.task, design.where("task", "function"))
    refuse_misfits(design, spec, task)
    parts = continuous_parts(spec, task)
    course = _course(design, spec)
    crn = Crn(
        species=species_of(parts),
        reactions=tuple(continuous_reactions(spec, course, parts)),
        convention=RateConvention.PLAIN,
    )
    # A reader is calibrated on what is there of a prediction at that time.
    predictions, targets = (
        tuple(replace(q, scale=q.scale * course.read) for q in quantities)
        for quantities in zip(*((o.prediction, o.lagging) for o in parts.outputs), strict=True)
    )
    opposing = () if spec.rates.cancel is None else targets
    reads = tuple(s for q in predictions for s in q.species)
    initial = initial_weights(spec, len(parts.weights))
    driven = Driven(
        crn=crn,
        weights=parts.weights,
        initial=initial,
        columns=tuple(amounts(spec, parts, task.train[0])),
        amounts=lambda sample: amounts(spec, parts, sample),
        sample_reads=(*reads, *(s for q in opposing for s in q.species)),
        probe_reads=reads,
    )
    return LearningProgram(
        name=design.name,
        crn=crn,
        encoding=Encoding(
            weights=parts.weights,
            coefficients=coefficients_of(spec, task, [(i,) for i in range(task.dimension + 1)]),
            predictions=predictions,
            residues=(*(s for q in parts.passing for s in q.species), TEACH),
            opposing=opposing,
        ),
        task=task,
        training=training_schedule(design, task, driven),
        probes=probe_segments(design, task, driven),
        epochs=spec.epochs,
        learning_rate=spec.learning_rate,
        initial_weights=initial,
        reference=reference_of(task),
        may_dose=doses_of(design.schedule),
    )


def _course(design: Design, spec: ContinuousLearner) -> Course:
    """Rates and durations, read off the design.

    Raises
    ------
    DesignError: nothing sets the pace, or a probe is read at another time than a sample.
    """
    rates, schedule = spec.rates, design.schedule
    pace = setup_dose(design, PACE)
    taught = sum(
        step.fixed or 0.0
        for step in schedule.sample
        if isinstance(step, DoseStep) and step.dose == TEACH
    )
    if not taught:
        raise DesignError(
            "D227",
            design.where("schedule", "sample"),
            f"{TEACH} is not dosed, so no sample makes an error",
            f'add {{ dose = "{TEACH}", amount = "8 u" }} beside the target',
        )
    until_read, duration = _times(schedule.sample)
    if until_read != _times(schedule.probe)[0]:
        raise DesignError(
            "D222",
            design.where("schedule", "probe"),
            "a probe is read at another time after its dose than a sample, when another part of "
            "the prediction is there",
            "read both after the same wait",
        )
    return Course(
        decay=rates.clear * pace,
        lag=rates.lag * pace,
        gate=rates.gate * taught,
        drain_error=rates.drain_error * pace,
        until_read=until_read,
        duration=duration,
    )


def _times(steps: Sequence[Step]) -> tuple[float, float]:
    """Waits before the first read, and all waits [tau]."""
    first = next((i for i, s in enumerate(steps) if isinstance(s, ReadStep)), len(steps))
    waits = [(i < first, s.wait) for i, s in enumerate(steps) if isinstance(s, WaitStep)]
    return sum(d for early, d in waits if early), sum(d for _, d in waits)
