"""CVODE of SUNDIALS, through scikit-sundae: an independent integrator to compare with.

Its own sparse solver offers only a column order that fills in badly on strand-displacement
networks, so its Krylov solver is used, preconditioned with our static factors.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.mass_action import MassAction, Vector
from ncrn_dsd.simulation.simulators import simulator_by

Real = NDArray[np.float64]


def cvode(system: MassAction[Units], start: Vector, times: Vector, tolerances: Tolerances) -> Real:
    """States at the ascending times, shape (t, n).

    Raises
    ------
    SimulationError: M007, scikit-sundae is not installed; M003, the solver gave up.
    """
    library = _library()
    problem = _Problem(system)
    n = len(start)
    solver = library.CVODE(
        problem.slope,
        rtol=tolerances.relative,
        atol=tolerances.absolute,
        linsolver="gmres",
        precond=library.CVODEPrecond(problem.prepare, problem.precondition),
        jactimes=library.CVODEJacTimes(problem.linearise, problem.jacobian_times),
        max_num_steps=tolerances.max_steps,
        constraints_idx=np.arange(n),
        constraints_type=np.ones(n, dtype=int),
    )
    place = system.plan.place
    # With only two times the solver would return its own steps, so that a middle is added.
    asked = np.unique(np.concatenate([(0.0, 0.5 * times[-1]), times]))
    found = solver.solve(asked, np.maximum(start[place], 0.0))
    if not found.success or len(found.t) < len(asked):
        raise SimulationError(
            "M003",
            "integration",
            f"CVODE stopped before the end of a wait of {times[-1]:g}: {found.message}",
            "check the rate constants, or change the tolerances",
        )
    ordered = np.asarray(found.y, dtype=np.float64)[np.searchsorted(asked, times)]
    return ordered[:, system.plan.pattern.position]


CVODE = simulator_by(cvode)


def _library() -> Any:
    try:
        return importlib.import_module("sksundae.cvode")
    except ImportError as missing:
        raise SimulationError(
            "M007",
            "integration by CVODE",
            "it needs the package scikit-sundae, which is not installed",
            "pip install 'ncrn_dsd[oracles]'",
        ) from missing


class _Problem:
    """The callbacks, in elimination order, and the arrays they share."""

    def __init__(self, system: MassAction[Units]) -> None:
        # Compiled kernels take a second to load; only a simulation should wait for them.
        from ncrn_dsd.simulation.engine import kernels
        from ncrn_dsd.simulation.engine.run import SMALLEST_PIVOT

        self._kernels = kernels
        self._smallest = SMALLEST_PIVOT
        self._net = system.plan.reactions
        self._at = system.plan.pattern.factors
        n, entries = len(system.species), len(self._at.column)
        self._y = np.ones(system.plan.entries)
        self._rates = np.empty(len(self._net.first))
        self._jac, self._at_y, self._lu = np.empty(entries), np.empty(entries), np.empty(entries)
        self._inverse, self._row, self._out = np.empty(n), np.empty(n), np.empty(n)

    def slope(self, _: float, y: Real, out: Real) -> None:
        self._y[: len(y)] = y
        self._kernels.rhs(self._net, self._y, self._rates, self._out)
        out[:] = self._out

    def prepare(self, _: float, y: Real, __: Real, jok: int, jnew: list[int], gamma: float) -> None:
        if not jok:
            self._y[: len(y)] = y
            self._kernels.jacobian(self._net, self._y, self._jac)
        jnew[0] = 0 if jok else 1
        self._kernels.factorise(
            self._at, self._jac, gamma, self._smallest, self._lu, self._inverse, self._row
        )

    def precondition(
        self,
        _: float,
        __: Real,
        ___: Real,
        right: Real,
        out: Real,
        gamma: float,
        delta: float,
        side: int,
    ) -> None:
        # The factors are those of `prepare`; the solver dictates the list of arguments.
        del gamma, delta, side
        self._out[:] = right
        self._kernels.solve(self._at, self._lu, self._inverse, self._out)
        out[:] = self._out

    def linearise(self, _: float, y: Real, __: Real) -> None:
        self._y[: len(y)] = y
        self._kernels.jacobian(self._net, self._y, self._at_y)

    def jacobian_times(self, _: float, __: Real, ___: Real, v: Real, out: Real) -> None:
        self._kernels.times_jacobian(self._at, self._at_y, np.ascontiguousarray(v), self._out)
        out[:] = self._out
