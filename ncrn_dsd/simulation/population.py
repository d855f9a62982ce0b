"""The same network trained many times, with other rates and doses each time, in one loop.

Robustness, sensitivity, sweeps and survival ask for the same training with other errors. The
trainings share the layout of the network; every thread takes steps for several of them side by
side, and each gives what `train` gives for it alone, bit by bit, whatever their number and that
of the threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Schedule, Segment
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.mass_action import Vector
from ncrn_dsd.simulation.side_by_side import Member, follow_side_by_side
from ncrn_dsd.simulation.training import VesselHost, training


@dataclass(frozen=True, slots=True)
class Trial:
    """One training of a population.

    Parameters
    ----------
    rates: constants of the chemistry's reactions in their order, in its units, shape (m,).
    schedule, probes: of `train`.
    host: who carries them out; None for one that does what they say.
    """

    rates: Vector
    schedule: Schedule
    probes: tuple[Segment, ...]
    host: VesselHost | None = None


def train_population(
    program: LearningProgram,
    chemistry: Chemistry,
    draws: Sequence[Trial],
    threads: int = 1,
    ended: Callable[[int, TrainingRun], None] | None = None,
) -> tuple[TrainingRun, ...]:
    """Train on the schedule of every draw and probe before the first and after every epoch.

    Parameters
    ----------
    ended: told the place of a draw and its training as soon as it is through, by any thread.

    Returns
    -------
    Per draw what `train` returns for a chemistry with its rates, for any number of threads.
    """
    members = [
        Member(training(program, chemistry, d.schedule, d.probes, host=d.host), d.rates)
        for d in draws
    ]
    places = {id(member): place for place, member in enumerate(members)}

    def tell(member: Member[TrainingRun]) -> None:
        if ended is not None and not member.has_failed:
            ended(places[id(member)], member.result())

    follow_side_by_side(members, chemistry.system, chemistry.tolerances, threads, tell)
    return tuple(member.result() for member in members)
