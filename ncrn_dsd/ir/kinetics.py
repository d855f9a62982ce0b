"""How formal rates become concentrations: scales, fuel levels and refills."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RealisedRate:
    """One formal reaction and the gate that carries it out.

    Parameters
    ----------
    formal_rate: in 1/(u^(n-1) tau).
    target_rate: the same in M/s (no reactant), 1/s (one) or 1/(M s) (two), per total
        concentration of each signal, free or held by gates.
    hold: how much of the first reactant the gate holds, relative to its free form.
    realised_rate: what calibration on the enumerated network gives, in the unit of
        `target_rate`, at the moment of the training at which it is farthest from the target.
    relative_error: realised over target, minus 1.
    limited_by: the fuels that set the pace, each with d ln rate / d ln level.
    """

    reaction: int
    text: str
    formal_rate: float
    target_rate: float
    hold: float
    realised_rate: float = math.nan
    relative_error: float = math.nan
    limited_by: str = ""


@dataclass(frozen=True, slots=True)
class FuelLevel:
    """Concentration of a fuel, in M.

    Parameters
    ----------
    start_M: when everything is mixed.
    refill_M: what each refill adds.
    end_M: free fuel after the last sample: start and all refills, less what the training used
        up since (also after the last refill), plus what it set free.
    """

    fuel: str
    start_M: float
    refill_M: float
    end_M: float

    @property
    def highest_M(self) -> float:
        """The larger of the levels at the start and at the end."""
        return max(self.start_M, self.end_M)


@dataclass(frozen=True, slots=True)
class FreeFraction:
    """The part of a formal species that is not held by gates, between 0 and 1."""

    species: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Realisation:
    """An operating point of a DSD system.

    Parameters
    ----------
    concentration_unit_M: the concentration that one u stands for.
    time_unit_s: the time that one tau stands for.
    fuels: one level per fuel of the system, in its order.
    refill_every: number of samples between two refills; 0 when none is needed.
    speed_limit: the reaction that keeps the time unit from being shorter, and why.
    concentration_limit: the fuel that keeps the concentration unit from being larger, and why.
    """

    concentration_unit_M: float
    time_unit_s: float
    rates: tuple[RealisedRate, ...]
    fuels: tuple[FuelLevel, ...]
    free: tuple[FreeFraction, ...]
    refill_every: int
    speed_limit: str
    concentration_limit: str

    @property
    def highest_level_M(self) -> float:
        """The most that any fuel reaches; 0 without fuels."""
        return max((f.highest_M for f in self.fuels), default=0.0)
