"""Random stiff networks, in nM and s."""

from __future__ import annotations

import numpy as np
from any_units import reaction

from ncrn_dsd.ir.reaction import Units
from ncrn_dsd.simulation.mass_action import MassAction, Vector


def stiff_network(seed: int) -> tuple[MassAction[Units], Vector]:
    """A network that neither makes nor loses matter, and its start.

    4 to 60 species; rates from 1e-4 to 1e7 /M/s and from 1e-6 to 10 /s; 0.1 to 1e4 nM.
    """
    random = np.random.default_rng(seed)
    n = int(random.integers(4, 61))
    names = [f"S{i}" for i in range(n)]
    laws = []
    for _ in range(int(random.integers(n, 3 * n))):
        order = int(random.integers(1, 3))
        exponent = random.uniform(-13, -2) if order == 2 else random.uniform(-6, 1)
        left, right = (tuple(names[i] for i in random.integers(0, n, order)) for _ in range(2))
        laws.append(reaction(left, right, float(10**exponent)))
    start = np.where(random.random(n) < 0.7, 10 ** random.uniform(-1, 4, n), 0.0)
    return MassAction(names, laws), start
