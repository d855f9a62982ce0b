"""Stiff integration of a mass-action network over one wait of a schedule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.mass_action import MassAction, Vector


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Error per step: relative, and absolute in the concentration unit of the network."""

    relative: float = 1e-5
    absolute: float = 1e-6


def integrate(system: MassAction, start: Vector, duration: float, tolerances: Tolerances) -> Vector:
    """The state after `duration`, shape (n,).

    Concentrations below zero by no more than a thousand absolute tolerances are rounding of the
    solver and are set to zero; anything further below is an error, since annihilation
    reactions blow up from negative concentrations.

    Raises
    ------
    SimulationError: the solver gave up, or the result is not finite or clearly negative.
    """
    solution = solve_ivp(
        system.rhs,
        (0.0, duration),
        start,
        method="BDF",
        jac=system.jacobian,
        rtol=tolerances.relative,
        atol=tolerances.absolute,
        t_eval=(duration,),
    )
    if not solution.success:
        raise SimulationError(
            "M003",
            "integration",
            f"the solver stopped before the end of a wait of {duration:g}: {solution.message}",
            "check the rate constants, or loosen the tolerances",
        )
    end: Vector = solution.y[:, -1]
    lowest = int(np.argmin(end))
    if not np.all(np.isfinite(end)) or end[lowest] < -1e3 * tolerances.absolute:
        raise SimulationError(
            "M004",
            f"species {system.species[lowest]}",
            f"the concentration became {end[lowest]:g}",
            "tighten the absolute tolerance",
        )
    return np.maximum(end, 0.0)
