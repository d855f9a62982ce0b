"""How formal rates become concentrations: scales, fuel levels and refills."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RealisedRate:
    """One formal reaction and the gate that carries it out.

    Parameters
    ----------
    formal_rate: in 1/(u^(n-1) tau).
    target_rate: the same in 1/s (one reactant) or 1/(M s) (two reactants), per total
        concentration of each signal, free or held by gates.
    hold: how much of the first reactant the gate holds, relative to its free form.
    """

    reaction: int
    text: str
    formal_rate: float
    target_rate: float
    hold: float


@dataclass(frozen=True, slots=True)
class FuelLevel:
    """Concentration of a fuel at the start, and what each refill adds, in M."""

    fuel: str
    start_M: float
    refill_M: float
    end_M: float


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
