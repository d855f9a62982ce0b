"""Learning program + errors -> what the formal network learns with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ncrn_dsd.analyses.robustness import outcome_in
from ncrn_dsd.analyses.sensitivity import Variation, varied
from ncrn_dsd.ir.crn import SpeciesRole
from ncrn_dsd.ir.outcome import Outcome
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.model.disturbances import FormalDisturbance
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.disturbance import (
    Purpose,
    disturbed_segments,
    read_stream,
    with_formal_rate_errors,
    with_read_noise,
)
from ncrn_dsd.simulation.overlap import with_phase_overlap
from ncrn_dsd.study.stage import Work, made_alone, stage


@stage("disturbed draw", is_watched=False)
def train_disturbed(
    work: Work, program: LearningProgram, scale: float, disturbance: FormalDisturbance
) -> Outcome:
    """The learner under one draw of errors.

    Parameters
    ----------
    scale: full scale of the reads.
    """
    del work
    return made_alone(train_each_disturbed, (program, scale, disturbance))


def train_each_disturbed(
    draws: Sequence[tuple[LearningProgram, float, FormalDisturbance]],
    keep: Callable[[int, Outcome], None],
) -> None:
    """The outcomes of `train_disturbed` for draws of one learner, followed side by side.

    Parameters
    ----------
    keep: told the place of a draw and its outcome as soon as there is one.
    """

    def ended(place: int, run: TrainingRun) -> None:
        program, scale, disturbance = draws[place]
        keep(place, measured(program, run, scale, disturbance))

    _train_each([disturbed_program(program, off) for program, _, off in draws], ended)


@stage("varied", is_watched=False)
def train_varied(
    work: Work, program: LearningProgram, variation: Variation, factor: float
) -> Outcome:
    """The learner with one quantity scaled by a factor."""
    del work
    return made_alone(train_each_varied, (program, variation, factor))


def train_each_varied(
    ends: Sequence[tuple[LearningProgram, Variation, float]],
    keep: Callable[[int, Outcome], None],
) -> None:
    """The outcomes of `train_varied` for ends of one learner, followed side by side.

    Parameters
    ----------
    keep: told the place of an end and its outcome as soon as there is one.
    """

    def ended(place: int, run: TrainingRun) -> None:
        keep(place, measured(ends[place][0], run, 0.0, FormalDisturbance()))

    _train_each([varied(program, variation, factor) for program, variation, factor in ends], ended)


def _train_each(
    programs: Sequence[LearningProgram], ended: Callable[[int, TrainingRun], None]
) -> None:
    """Trainings of programs, side by side where they have the same reactions.

    Parameters
    ----------
    ended: told the place of a program and its training as soon as it is through.
    """
    # Compiled kernels take a second to load; only a training should wait for them.
    from ncrn_dsd.simulation.population import Trial, train_population

    alike: dict[Any, list[int]] = {}
    for number, program in enumerate(programs):
        sides = tuple((r.reactants, r.products) for r in program.crn.reactions)
        alike.setdefault((program.crn.names, sides), []).append(number)
    for numbers in alike.values():
        first = programs[numbers[0]]
        trials = [
            Trial(
                np.array([r.rate for r in p.crn.reactions]),
                p.training,
                p.probes,
            )
            for p in (programs[n] for n in numbers)
        ]

        def tell(place: int, run: TrainingRun, at: list[int] = numbers) -> None:
            ended(at[place], run)

        train_population(first, formal_chemistry(first.crn), trials, ended=tell)


def disturbed_program(program: LearningProgram, disturbance: FormalDisturbance) -> LearningProgram:
    """The learner with the rates, and driven by the doses, that the vessel really gets."""
    phases = phases_of(program)
    vessel, overlap = disturbance.vessel, disturbance.phase_overlap_fraction
    training = with_phase_overlap(program.training.segments, overlap, phases)
    probes = with_phase_overlap(program.probes, overlap, phases)
    return disturbance.disturb(
        replace(program, crn=with_formal_rate_errors(program.crn, vessel)).driven_by(
            disturbed_segments(training, vessel, (), Purpose.TRAINING_DOSES),
            disturbed_segments(probes, vessel, (), Purpose.PROBE_DOSES),
        )
    )


def phases_of(program: LearningProgram) -> frozenset[str]:
    """Species whose doses begin a phase."""
    return frozenset(s.name for s in program.crn.species if s.role is SpeciesRole.PHASE)


def measured(
    program: LearningProgram, run: TrainingRun, scale: float, disturbance: FormalDisturbance
) -> Outcome:
    """What the reads of a run report, with their errors.

    Parameters
    ----------
    scale: full scale of the reads; 0 where they have no errors.
    """
    sd = disturbance.read_noise_fraction * scale
    rails = [len(q.species) for q in program.encoding.predictions]
    stream = read_stream(disturbance.seed)
    seen = replace(
        run,
        predictions=with_read_noise(run.predictions, rails, sd, stream),
        test_predictions=with_read_noise(run.test_predictions, rails, sd, stream),
    )
    return outcome_in(program, seen)
