"""The implicit methods of SciPy, to compare with; many times slower than our own."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.mass_action import MassAction, Vector


def states(
    system: MassAction,
    start: Vector,
    times: Vector,
    relative: float,
    absolute: float,
    method: Literal["BDF", "Radau"],
) -> NDArray[np.float64]:
    """States at the ascending times, shape (t, n), with the sparse analytic Jacobian.

    Raises
    ------
    SimulationError: the solver gave up.
    """
    # BDF subtracts rows of its table that it has not filled yet, and never uses what that gives.
    with np.errstate(invalid="ignore", over="ignore"):
        solution = solve_ivp(
            system.rhs,
            (0.0, float(times[-1])),
            start,
            method=method,
            jac=system.jacobian,
            rtol=relative,
            atol=absolute,
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
