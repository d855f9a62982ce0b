"""Follow the contents of a pot along a schedule, at many times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.ir.schedule import Action, Dilute, Dose, Read, Wait
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.integrate import Method, trajectory
from ncrn_dsd.simulation.mass_action import Vector


@dataclass(frozen=True, slots=True)
class Course:
    """States along a schedule.

    Parameters
    ----------
    times: ascending, shape (t,), in the time unit of the schedule. The start and the moments of
        doses are left out: right after a dose nothing has reacted yet.
    states: shape (t, n), in the concentration unit of the network.
    end: the state after the last action.
    """

    times: Vector
    states: Vector
    end: Vector

    def seen(self, chemistry: Chemistry, formal: str) -> Vector:
        """What reads of a formal species report, shape (t,)."""
        total = np.zeros(len(self.times))
        for place, weight in chemistry.seen[formal]:
            total += self.states[:, place] * weight
        return total


def follow(
    chemistry: Chemistry,
    actions: Sequence[Action],
    points: int,
    start: Vector | None = None,
    method: Method = Method.RODAS5P,
) -> Course:
    """Carry out actions and record about `points` states, at equal steps within each wait.

    Parameters
    ----------
    start: initial state; None for an empty pot.

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
                steps = max(1, math.ceil(points * duration / total * (1 - 1e-9)))
                asked = np.linspace(0.0, duration, steps + 1)[1:]
                found = trajectory(chemistry.system, state, asked, chemistry.tolerances, method)
                times.append(now + asked)
                states.append(found)
                state = found[-1].copy()
                now += duration
            case Wait() | Read():
                pass
    if not times:
        return Course(np.zeros(0), np.zeros((0, len(state))), state)
    return Course(np.concatenate(times), np.concatenate(states), state)
