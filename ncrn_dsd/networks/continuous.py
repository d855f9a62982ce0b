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
from itertools import takewhile

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.program import Encoding, LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import ContinuousLearner, Learner
from ncrn_dsd.model.schedule import DoseStep, ReadStep, Step, WaitStep
from ncrn_dsd.networks.coefficients import coefficients_of
from ncrn_dsd.networks.continuous_parts import (
    PACE,
    TEACH,
    amounts,
    continuous_parts,
)
from ncrn_dsd.networks.continuous_reactions import (
    constants_of,
    continuous_reactions,
    read_share,
    unit_dose,
)
from ncrn_dsd.networks.driving import (
    Driven,
    driven_program,
    initial_weights,
    refuse_misfits,
    require_setup_dose,
)
from ncrn_dsd.networks.reference import reference_of
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
    _refuse_schedule(design)
    columns = tuple(amounts(spec, parts, task.train[0]))
    unit = unit_dose(design, parts, columns)
    constants = constants_of(spec, parts, unit)
    crn = FormalCrn(
        species=unit.species,
        reactions=tuple(continuous_reactions(spec, constants, parts)),
    )
    # A reader is calibrated on what is there of a prediction at that time.
    read = read_share(spec, constants, parts, unit)
    predictions, targets = (
        tuple(replace(q, scale=q.scale * read) for q in quantities)
        for quantities in zip(*((o.prediction, o.lagging) for o in parts.outputs), strict=True)
    )
    opposing = () if spec.rates.cancel is None else targets
    reads = tuple(s for q in predictions for s in q.species)
    driven = Driven(
        crn=crn,
        weights=parts.weights,
        initial=initial_weights(spec, len(parts.weights)),
        columns=columns,
        amounts=lambda sample: amounts(spec, parts, sample),
        sample_reads=(*reads, *(s for q in opposing for s in q.species)),
        probe_reads=reads,
    )
    encoding = Encoding(
        weights=parts.weights,
        coefficients=coefficients_of(spec, task, [(i,) for i in range(task.dimension + 1)]),
        predictions=predictions,
        residues=(*(s for q in parts.passing for s in q.species), TEACH),
        opposing=opposing,
    )
    reference = reference_of(task)
    return driven_program(design, spec, task, driven, encoding, reference)


def _refuse_schedule(design: Design) -> None:
    """Refuse what leaves a learner without phases without a course of its own.

    Raises
    ------
    DesignError: D203, nothing sets the pace; D222, a probe is read at another time than a sample;
        D227, no sample is dosed with what makes it teach.
    """
    schedule = design.schedule
    require_setup_dose(design, PACE)
    doses = [s for s in schedule.sample if isinstance(s, DoseStep) and s.dose == TEACH]
    if not sum(step.fixed or 0.0 for step in doses):
        raise DesignError(
            "D227",
            design.where("schedule", "sample"),
            f"{TEACH} is not dosed, so no sample makes an error",
            f'add {{ dose = "{TEACH}", amount = "8 u" }} beside the target',
        )
    if _until_read(schedule.sample) != _until_read(schedule.probe):
        raise DesignError(
            "D222",
            design.where("schedule", "probe"),
            "a probe is read at another time after its dose than a sample, when another part of "
            "the prediction is there",
            "read both after the same wait",
        )


def _until_read(steps: Sequence[Step]) -> float:
    """Waits before the first read [tau]."""
    before = takewhile(lambda step: not isinstance(step, ReadStep), steps)
    return sum(step.wait for step in before if isinstance(step, WaitStep))


CONTINUOUS = Learner(ContinuousLearner, build, "learners/continuous_regression")
