"""From concentrations to numbers of molecules and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SimulationError

Real = NDArray[np.float64]
Counts = NDArray[np.int64]

AVOGADRO_per_mol = 6.02214076e23
LARGEST_COUNT = 2**52
"""Counts up to here, and changes of them, are exact in double precision."""


@dataclass(frozen=True, slots=True)
class Volume:
    """How much of a solution is simulated, and what its concentrations are counted in.

    Parameters
    ----------
    volume_L: the volume in litres; 1e-14 is 10 fL, in which 1 nM is six molecules.
    unit_M: the concentration unit of the network in mol/L: 1e-9 for nM, 1 for M, and what one u
        stands for in an abstract network.

    Raises
    ------
    SimulationError: one of them is not a positive finite number.
    """

    volume_L: float
    unit_M: float

    def __post_init__(self) -> None:
        for name, value, unit in (
            ("volume", self.volume_L, "L"),
            ("concentration unit", self.unit_M, "mol/L"),
        ):
            if not (value > 0 and math.isfinite(value)):
                raise SimulationError(
                    "M030",
                    "stochastic simulation",
                    f"the {name} is {value:g} {unit}",
                    "give a positive number",
                )

    @property
    def molecules_per_unit(self) -> float:
        """How many molecules one concentration unit is."""
        return self.unit_M * self.volume_L * AVOGADRO_per_mol

    def molecules(self, concentrations: Real) -> Counts:
        """The nearest numbers of molecules (halves to even), shape as given.

        Raises
        ------
        SimulationError: one is negative, not finite or beyond `LARGEST_COUNT`.
        """
        exact = np.asarray(concentrations, dtype=np.float64) * self.molecules_per_unit
        check_amounts(exact)
        return np.rint(exact).astype(np.int64)

    def concentrations(self, counts: Counts) -> Real:
        """Numbers of molecules as concentrations, shape as given."""
        found: Real = counts / self.molecules_per_unit
        return found


def check_amounts(amounts: Real) -> None:
    """Refuse numbers of molecules that cannot be counted exactly.

    Raises
    ------
    SimulationError: one is negative, not finite or beyond `LARGEST_COUNT`.
    """
    wrong = np.flatnonzero(~((amounts >= 0) & (amounts <= LARGEST_COUNT)))
    if wrong.size:
        value = np.ravel(amounts)[wrong[0]]
        raise SimulationError(
            "M031",
            f"entry {wrong[0]} of the amounts",
            f"it is {value:g} molecules, and counts lie between 0 and {LARGEST_COUNT:g}",
            "give amounts that are not negative, or a smaller volume",
        )
