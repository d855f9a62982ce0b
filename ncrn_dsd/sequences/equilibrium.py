"""Concentrations of complexes at equilibrium, from free energies of association."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C, thermal_kcal

EACH_STRAND_M = 1e-6
"""Concentration of every strand in Piperine's measures (Srinivas et al. 2017)."""

STEPS = 400
SMALLEST_STEP = 1e-12


def dimer_percent(
    mixed_kcal: float,
    first_kcal: float,
    second_kcal: float,
    temperature_C: float = DEFAULT_TEMPERATURE_C,
) -> float:
    """I(a, b): strands of a pair that are in dimers, in percent, each strand at 1 uM.

    100 times the concentration of all dimers formed from the two alone, over 2 uM: Piperine's
    code divides so, where the thesis it goes with divides by 1 uM.

    Parameters
    ----------
    mixed_kcal, first_kcal, second_kcal: free energy of association at 1 M of one with the other
        and of each with its own copy.
    """
    heat = thermal_kcal(temperature_C)
    mixed, first, second = (exp(-energy / heat) for energy in (mixed_kcal, first_kcal, second_kcal))
    a, b = _free_strands(mixed, first, second)
    return 100.0 * (mixed * a * b + first * a * a + second * b * b) / (2 * EACH_STRAND_M)


def self_dimer_percent(own_kcal: float, temperature_C: float = DEFAULT_TEMPERATURE_C) -> float:
    """I(a, a): one strand at 2 uM, of which no more than half as many dimers can form."""
    constant = exp(-own_kcal / thermal_kcal(temperature_C))
    free = _free_alone(2 * EACH_STRAND_M, constant)
    return 100.0 * constant * free * free / (2 * EACH_STRAND_M)


def _free_alone(total_M: float, constant: float) -> float:
    """Free strand with x + 2 K x^2 = total."""
    return 2 * total_M / (1 + sqrt(1 + 8 * constant * total_M))


def _free_strands(mixed: float, first: float, second: float) -> tuple[float, float]:
    """Free strands of a pair at 1 uM each; bisection of the mass balance in logarithms."""
    low, high = log(1e-30), log(EACH_STRAND_M)
    a = b = 0.0
    for _ in range(200):
        a = exp((low + high) / 2)
        # The second strand feels the first as one more, linear, sink.
        sink = 1 + mixed * a
        b = 2 * EACH_STRAND_M / (sink + sqrt(sink * sink + 8 * second * EACH_STRAND_M))
        if a + 2 * first * a * a + mixed * a * b > EACH_STRAND_M:
            high = log(a)
        else:
            low = log(a)
    return a, b


def equilibrium_M(
    totals_M: NDArray[np.float64],
    counts: NDArray[np.int64],
    energies_kcal: NDArray[np.float64],
    temperature_C: float = DEFAULT_TEMPERATURE_C,
) -> NDArray[np.float64]:
    """Concentrations of complexes, shape (complexes,), that use up the strands.

    Newton steps on the dual of the convex problem (Dirks et al., SIAM Review 49, 65 (2007),
    equation 5), halved until they improve it.

    Parameters
    ----------
    totals_M: of each strand, shape (strands,).
    counts: copies of each strand in each complex, shape (complexes, strands); single strands
        are complexes too.
    energies_kcal: free energy at 1 M of each complex, shape (complexes,).
    """
    logs = -energies_kcal / thermal_kcal(temperature_C)
    potentials = np.log(totals_M / 2) - logs[counts.sum(axis=1) == 1]
    there = _amounts(potentials, counts, logs)
    value = there.sum() - totals_M @ potentials
    for _ in range(STEPS):
        slope = there @ counts - totals_M
        if np.all(np.abs(slope) <= 1e-10 * totals_M):
            break
        curve = (counts * there[:, None]).T @ counts
        step = np.linalg.lstsq(curve, -slope, rcond=None)[0]
        size = min(1.0, 30.0 / max(float(np.abs(step).max()), 1e-300))
        while size > SMALLEST_STEP:
            trial = potentials + size * step
            amounts = _amounts(trial, counts, logs)
            better = amounts.sum() - totals_M @ trial
            if better <= value:
                potentials, there, value = trial, amounts, better
                break
            size /= 2
        else:
            break
    return there


def _amounts(
    potentials: NDArray[np.float64], counts: NDArray[np.int64], logs: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.exp(np.minimum(counts @ potentials + logs, 300.0))
