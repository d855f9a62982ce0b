"""Follow the contents of a vessel along a schedule, at many times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.ir.schedule import Action, Dilute, Dose, Read, Wait
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.integrate import Integrator, Tolerances, rodas5p, trajectory
from ncrn_dsd.simulation.mass_action import Vector


@dataclass(frozen=True, slots=True)
class Course:
    """States along a schedule.

    Parameters
    ----------
    times: ascending, shape (t,), in the time unit of the schedule; the first is 0. Moments of later
        doses are left out: right after a dose nothing has reacted yet.
    states: shape (t, n), in the concentration unit of the network; the first has all that is dosed
        before the first wait.
    end: the state after the last action.
    tolerances: of the integration; None where counted molecules are followed.
    error: estimated errors of the states, shape (t, n); None where they were not measured.
    """

    times: Vector
    states: Vector
    end: Vector
    tolerances: Tolerances | None = None
    error: Vector | None = None

    def seen(self, chemistry: Chemistry, formal: str) -> Vector:
        """What reads of a formal species report, shape (t,)."""
        return _sum(self.states, chemistry, formal)

    def seen_error(self, chemistry: Chemistry, formal: str) -> Vector:
        """Errors of what reads of a formal species report, shape (t,); zero if not measured."""
        if self.error is None:
            return np.zeros(len(self.times))
        return _sum(self.error, chemistry, formal)


def _sum(rows: Vector, chemistry: Chemistry, formal: str) -> Vector:
    total = np.zeros(len(rows))
    for place, weight in chemistry.seen[formal]:
        total += rows[:, place] * weight
    return total


def follow(
    chemistry: Chemistry,
    actions: Sequence[Action],
    points: int,
    start: Vector | None = None,
    integrator: Integrator = rodas5p,
) -> Course:
    """Carry out actions and record the start and about `points` states.

    They are at equal steps within each wait.

    Parameters
    ----------
    start: initial state; None for an empty vessel.

    Raises
    ------
    SimulationError: see `trajectory`.
    """
    state = np.zeros(len(chemistry.system.species)) if start is None else start.copy()
    total = sum(a.duration for a in actions if isinstance(a, Wait))
    now = 0.0
    times: list[Vector] = []
    states: list[Vector] = []
    for action in actions:
        match action:
            case Dose(contents):
                for content in contents:
                    place = chemistry.dose_index[content.species]
                    state[place] += content.amount * chemistry.dose_factor
            case Dilute(factor):
                state = state * factor
            case Wait(duration) if duration > 0:
                if not times:
                    times, states = [np.zeros(1)], [state[np.newaxis].copy()]
                steps = max(1, math.ceil(points * duration / total * (1 - 1e-9)))
                asked = np.linspace(0.0, duration, steps + 1)[1:]
                found = trajectory(chemistry.system, state, asked, chemistry.tolerances, integrator)
                times.append(now + asked)
                states.append(found)
                state = found[-1].copy()
                now += duration
            case Wait() | Read():
                pass
    if not times:
        return Course(np.zeros(1), state[np.newaxis].copy(), state)
    return Course(np.concatenate(times), np.concatenate(states), state)
