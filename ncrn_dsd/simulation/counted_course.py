"""Follow counted molecules along a schedule, at many times."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ncrn_dsd.ir.schedule import Action, Segment, SegmentKind, Wait
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.follow import Course
from ncrn_dsd.simulation.mass_action import Vector
from ncrn_dsd.simulation.stochastic.vessel import StochasticVessel
from ncrn_dsd.simulation.stochastic.volume import Volume


def follow_counts(
    chemistry: Chemistry, actions: Sequence[Action], points: int, volume: Volume, seed: int
) -> Course:
    """One exact stochastic run; counts are given as concentrations in the chemistry's unit.

    Raises
    ------
    SimulationError: more events are expected than can be simulated, or the input makes no sense.
    """
    vessel = StochasticVessel(chemistry, volume, seed)
    total = sum(a.duration for a in actions if isinstance(a, Wait))
    times: list[float] = []
    states: list[Vector] = []
    for action in actions:
        if not isinstance(action, Wait) or action.duration <= 0:
            _do(vessel, action)
            continue
        if not times:
            times, states = [0.0], [vessel.counts / volume.molecules_per_unit]
        steps = max(1, math.ceil(points * action.duration / total * (1 - 1e-9)))
        begun = vessel.time
        for step in range(1, steps + 1):
            _do(vessel, Wait(begun + action.duration * step / steps - vessel.time))
            times.append(vessel.time)
            states.append(vessel.counts / volume.molecules_per_unit)
    end = vessel.counts / volume.molecules_per_unit
    if not times:
        times, states = [0.0], [end]
    return Course(np.array(times), np.array(states), end)


def _do(vessel: StochasticVessel, action: Action) -> None:
    vessel.carry_out(Segment(SegmentKind.SETUP, "", (action,)))
