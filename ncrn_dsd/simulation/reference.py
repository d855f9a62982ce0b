"""The implicit methods of SciPy, to compare with; many times slower than our own."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.simulation.integrate import States, Tolerances
from ncrn_dsd.simulation.mass_action import MassAction, Vector
from ncrn_dsd.simulation.simulators import simulator_by


def bdf(system: MassAction[Units], start: Vector, times: Vector, tolerances: Tolerances) -> States:
    """Backward differentiation; states at the ascending times, shape (t, n).

    Raises
    ------
    SimulationError: M003, the solver gave up.
    """
    return _states(system, start, times, tolerances, "BDF")


def radau(
    system: MassAction[Units], start: Vector, times: Vector, tolerances: Tolerances
) -> States:
    """An implicit Runge-Kutta method; as `bdf`."""
    return _states(system, start, times, tolerances, "Radau")


BDF, RADAU = simulator_by(bdf), simulator_by(radau)


def _states(
    system: MassAction[Units],
    start: Vector,
    times: Vector,
    tolerances: Tolerances,
    method: Literal["BDF", "Radau"],
) -> States:
    """States at the ascending times, with the sparse analytic Jacobian."""
    # BDF subtracts rows of its table that it has not filled yet, and never uses what that gives.
    with np.errstate(invalid="ignore", over="ignore"):
        solution = solve_ivp(
            system.rhs,
            (0.0, float(times[-1])),
            start,
            method=method,
            jac=system.jacobian,
            rtol=tolerances.relative,
            atol=tolerances.absolute,
            t_eval=times,
        )
    if not solution.success:
        raise SimulationError(
            "M003",
            "integration",
            f"the solver stopped before the end of a wait of {times[-1]:g}: {solution.message}",
            "check the rate constants, or loosen the tolerances",
        )
    return np.asarray(solution.y.T, dtype=np.float64)
