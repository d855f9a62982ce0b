"""Many independent integrations of one network, on several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.mass_action import MassAction


def integrate_many(
    system: MassAction,
    starts: NDArray[np.float64],
    duration: float,
    tolerances: Tolerances,
    workers: int = 2,
) -> NDArray[np.float64]:
    """The states after `duration`, shape (b, n), for starts of that shape.

    The kernels run without the interpreter lock. The result does not depend on `workers`.

    Raises
    ------
    SimulationError: of the first start that fails, with its number.
    """
    if starts.ndim != 2 or starts.shape[1] != len(system.species):
        raise SimulationError(
            "M009",
            "integration of many starts",
            f"the starts have the shape {starts.shape} and the network {len(system.species)} "
            "species",
            "give one row per start and one column per species",
        )

    def one(number: int) -> NDArray[np.float64]:
        try:
            return integrate(system, starts[number], duration, tolerances)
        except SimulationError as problem:
            where = f"start {number}, {problem.where}"
            raise SimulationError(problem.code, where, problem.what, problem.hint) from problem

    # The layout is made before the threads share it.
    _ = system.plan
    with ThreadPoolExecutor(max(1, workers)) as threads:
        ends = list(threads.map(one, range(len(starts))))
    return np.array(ends).reshape(starts.shape)
