"""A simulator: LSODA, which changes between a method for stiff networks and one for others."""

import numpy as np
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.integrate import States, Tolerances
from ncrn_dsd.simulation.mass_action import MassAction, Vector
from ncrn_dsd.simulation.simulators import simulator_by


def lsoda(system: MassAction, start: Vector, times: Vector, tolerances: Tolerances) -> States:
    """States at the ascending times, shape (t, n)."""
    found = solve_ivp(
        system.rhs,
        (0.0, times[-1]),
        start,
        method="LSODA",
        t_eval=times,
        jac=lambda time, state: system.jacobian(time, state).toarray(),
        rtol=tolerances.relative,
        atol=tolerances.absolute,
    )
    if not found.success:
        raise SimulationError("M003", "lsoda", found.message, "loosen the tolerances")
    return np.array(found.y.T)


SIMULATOR = simulator_by(lsoda)
