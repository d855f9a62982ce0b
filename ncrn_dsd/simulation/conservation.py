"""Conservation laws: weighted sums of species that no reaction changes.

They are a check on an integration: a method that is linear in the slopes, as ours is, keeps them
to rounding.
"""

from __future__ import annotations

from math import gcd, lcm
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.conservation import Law, conservation_laws, net_change
from ncrn_dsd.ir.reaction import MassActionNetwork, Units

if TYPE_CHECKING:
    from ncrn_dsd.simulation.mass_action import MassAction

Real = NDArray[np.float64]


def conserved_totals(network: MassActionNetwork[str, Units]) -> sparse.csr_array:
    """A basis of the conservation laws, shape (laws, n); weights are coprime integers."""
    species = network.names
    place = {name: i for i, name in enumerate(species)}
    changes = [net_change(r.reactants, r.products) for r in network.reactions]
    rows = [_integers(law) for law in conservation_laws(changes, species)]
    return sparse.csr_array(
        (
            [float(w) for row in rows for w in row.values()],
            [place[x] for row in rows for x in row],
            np.cumsum([0, *(len(row) for row in rows)]),
        ),
        shape=(len(rows), len(species)),
        dtype=np.float64,
    )


def check_conserved(
    system: MassAction[Units], before: Real, after: Real, tolerance: float, slack: float = 0.0
) -> None:
    """Compare the conserved totals of two states of a closed wait.

    Parameters
    ----------
    before, after: shape (n,).
    tolerance: largest drift of a total, relative to the sum of its terms without their signs.
    slack: drift allowed per unit of weight, in the concentration unit of the network.

    Raises
    ------
    SimulationError: a total drifted; it names the species of the total.
    """
    totals = system.totals
    drift = np.abs(totals @ (after - before))
    size = abs(totals)
    bound = tolerance * (size @ np.maximum(np.abs(before), np.abs(after)))
    bound += slack * np.asarray(size.sum(axis=1)).ravel()
    wrong = np.flatnonzero(~(drift <= bound))
    if wrong.size:
        law = int(wrong[0])
        raise SimulationError(
            "M008",
            f"conserved total of {_members(system, law)}",
            f"it drifted by {drift[law]:g}, which is more than {bound[law]:g}",
            "tighten the tolerances",
        )


def _members(system: MassAction[Units], law: int, shown: int = 4) -> str:
    totals = system.totals
    members = sorted(totals.indices[totals.indptr[law] : totals.indptr[law + 1]])
    names = ", ".join(system.species[int(i)] for i in members[:shown])
    return names if len(members) <= shown else f"{names} and {len(members) - shown} more"


def _integers(law: Law) -> dict[str, int]:
    scale = lcm(*(weight.denominator for weight in law.values()))
    numbers = {x: int(weight * scale) for x, weight in law.items()}
    common = gcd(*numbers.values())
    return {x: weight // common for x, weight in numbers.items()}
