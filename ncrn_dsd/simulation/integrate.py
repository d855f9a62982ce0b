"""Stiff integration of a mass-action network over one wait of a schedule."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.simulation.conservation import check_conserved
from ncrn_dsd.simulation.mass_action import MassAction, Vector

if TYPE_CHECKING:
    from ncrn_dsd.simulation.engine.layout import Control

States = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Error per step: relative, and absolute in the concentration unit of the network.

    Parameters
    ----------
    max_steps: limit of the steps, taken or rejected, of one integration.
    conserved: largest relative drift of the conserved totals of the network, which are then
        compared after every wait; None leaves them alone.
    """

    relative: float = 1e-4
    absolute: float = 1e-6
    max_steps: int = 100_000
    conserved: float | None = None

    @property
    def floor(self) -> float:
        """How far below zero a concentration may be and still count as zero."""
        return 1e3 * self.absolute


Integrator = Callable[[MassAction[Units], Vector, Vector, Tolerances], States]
"""States at ascending times after a start, shape (len(times), n); the last time is above 0."""


def rodas5p(
    system: MassAction[Units], start: Vector, times: Vector, tolerances: Tolerances
) -> States:
    """Our own integrator; states at the ascending times, shape (len(times), n).

    Raises
    ------
    SimulationError: M003, the solver gave up.
    """
    # Compiled kernels take a second to load; only a simulation should wait for them.
    from ncrn_dsd.simulation.engine.run import Ending, integrate_plan

    outcome = integrate_plan(system.plan, start, times, engine_control(tolerances))
    if outcome.ending is not Ending.DONE:
        raise solver_stopped(outcome.time, times[-1], outcome.ending.sentence)
    return outcome.states


def engine_control(tolerances: Tolerances) -> Control:
    """The tolerances as our own engine takes them."""
    from ncrn_dsd.simulation.engine.run import control_of

    return control_of(
        tolerances.relative, tolerances.absolute, tolerances.floor, tolerances.max_steps
    )


def solver_stopped(time: float, wait: float, why: str) -> SimulationError:
    """The error of an integration that ended within a wait."""
    return SimulationError(
        "M003",
        "integration",
        f"the solver stopped after {time:g} of a wait of {wait:g}: {why}",
        "check the rate constants, or loosen the tolerances",
    )


def integrate(
    system: MassAction[Units],
    start: Vector,
    duration: float,
    tolerances: Tolerances,
    integrator: Integrator = rodas5p,
) -> Vector:
    """The state after `duration`, shape (n,).

    Concentrations below zero by no more than a thousand absolute tolerances are rounding of the
    solver and are set to zero; anything further below is an error, since annihilation
    reactions blow up from negative concentrations.

    Raises
    ------
    SimulationError: the input makes no sense, the solver gave up, or the result is not finite
        or clearly negative.
    """
    check_wait(duration)
    end: Vector = trajectory(system, start, (duration,), tolerances, integrator)[0]
    return end


def trajectory(
    system: MassAction[Units],
    start: Vector,
    times: tuple[float, ...] | Vector,
    tolerances: Tolerances,
    integrator: Integrator = rodas5p,
) -> States:
    """States at ascending times after the start, shape (len(times), n).

    Raises
    ------
    SimulationError: as `integrate`.
    """
    asked = np.asarray(times, dtype=np.float64)
    begin = np.asarray(start, dtype=np.float64)
    check_start(system, begin, asked, tolerances)
    if begin.size == 0 or asked.size == 0 or asked[-1] <= 0.0:
        return np.tile(begin, (len(asked), 1))
    return accept_states(system, begin, integrator(system, begin, asked, tolerances), tolerances)


def check_wait(duration: float) -> None:
    """Raises SimulationError, M009, for a duration below zero or without end."""
    if not (duration >= 0 and math.isfinite(duration)):
        raise SimulationError(
            "M009", "integration", f"a wait of {duration:g}", "give a duration of zero or more"
        )


def accept_states(
    system: MassAction[Units], begin: Vector, states: States, tolerances: Tolerances
) -> States:
    """What an integrator found, shape (t, n), without the rounding below zero.

    Raises
    ------
    SimulationError: a state is not finite or clearly negative, or conserved totals drifted.
    """
    _check_states(system, states, tolerances, begin)
    if tolerances.conserved is not None:
        for state in states:
            check_conserved(system, begin, state, tolerances.conserved, tolerances.absolute)
    return np.maximum(states, 0.0)


def check_start(
    system: MassAction[Units], start: Vector, times: Vector, tolerances: Tolerances
) -> None:
    """Raises SimulationError where an integration makes no sense."""
    n = len(system.species)
    problem = None
    if start.shape != (n,):
        problem = f"the start has the shape {start.shape} and the network {n} species"
    elif times.ndim != 1 or not np.all(np.isfinite(times)):
        problem = "the times are not a list of finite numbers"
    elif times.size and (times[0] < 0.0 or np.any(times[1:] < times[:-1])):
        problem = "the times are negative or do not ascend"
    elif not (tolerances.relative > 0.0 and tolerances.absolute > 0.0):
        problem = "a tolerance is not above zero"
    if problem is not None:
        raise SimulationError("M009", "integration", problem, "fix the call")
    _check_states(system, start[np.newaxis], tolerances)


def _check_states(
    system: MassAction[Units], states: States, tolerances: Tolerances, begin: Vector | None = None
) -> None:
    """Raises SimulationError, M004, unless all are finite and none is clearly negative.

    Parameters
    ----------
    begin: where the states were integrated from; None where they were not.
    """
    # A NaN is the least and the largest of any, and is not at least anything.
    if states.size == 0 or (states.min() >= -tolerances.floor and states.max() < math.inf):
        return
    slack: Vector | float = 0.0
    if begin is not None:
        # Between two steps the interpolant may dip as far as its error.
        slack = 10 * tolerances.relative * np.maximum(begin, states.max(axis=0))
    wrong = ~((states >= -tolerances.floor - slack) & (states < math.inf))
    if np.any(wrong):
        row, species = (int(i) for i in np.argwhere(wrong)[0])
        raise SimulationError(
            "M004",
            f"species {system.species[species]}",
            f"the concentration became {states[row, species]:g}",
            "tighten the absolute tolerance",
        )
