"""Cumulants of the numbers of molecules of small networks, in closed form or exactly.

All times and constants are those of counts unless a size in molecules per unit is given.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
from any_units import reaction
from numpy.typing import NDArray
from scipy import integrate, linalg, stats

from ncrn_dsd.simulation.mass_action import AnyReaction

Real = NDArray[np.float64]
Cumulants = tuple[float, float, float]
"""Of the orders 1, 2 and 4."""


def law(text: str, rate: float) -> AnyReaction:
    left, right = (tuple(side.split()) for side in text.split("->"))
    return reaction(left, right, rate)


def added(*parts: Cumulants) -> Cumulants:
    """Cumulants of a sum of independent numbers."""
    a, b, c = (math.fsum(part[i] for part in parts) for i in range(3))
    return a, b, c


def poisson(mean: float) -> Cumulants:
    return mean, mean, mean


def binomial(n: int, p: float) -> Cumulants:
    pq = p * (1 - p)
    return n * p, n * pq, n * pq * (1 - 6 * pq)


def negative_binomial(r: float, q: float) -> Cumulants:
    p = 1 - q
    return r * q / p, r * q / p**2, r * q * (1 + 4 * q + q * q) / p**4


def of_distribution(values: Real, chances: Real, copies: int = 1) -> Cumulants:
    """Cumulants of a sum of independent copies of a number with finitely many values."""
    mean = float(values @ chances)
    second, fourth = (float((values - mean) ** k @ chances) for k in (2, 4))
    return copies * mean, copies * second, copies * (fourth - 3 * second**2)


def immigration(rate: float) -> Callable[[float], Cumulants]:
    return lambda t: poisson(rate * t)


def death(n: int, rate: float) -> Callable[[float], Cumulants]:
    return lambda t: binomial(n, math.exp(-rate * t))


def immigration_death(n: int, into: float, rate: float) -> Callable[[float], Cumulants]:
    def at(t: float) -> Cumulants:
        kept = math.exp(-rate * t)
        return added(binomial(n, kept), poisson(into / rate * (1 - kept)))

    return at


def yule(n: int, rate: float) -> Callable[[float], Cumulants]:
    """Each of n founders has a geometric number of descendants, itself among them."""

    def at(t: float) -> Cumulants:
        return added((n, 0.0, 0.0), negative_binomial(n, 1 - math.exp(-rate * t)))

    return at


def ratios(birth: float, rate: float, t: float) -> tuple[float, float]:
    """Probability to be extinct, and ratio of the geometric rest, from one founder."""
    if birth == rate:
        same = birth * t / (1 + birth * t)
        return same, same
    grown = math.exp((birth - rate) * t)
    below = birth * grown - rate
    return rate * (grown - 1) / below, birth * (grown - 1) / below


def birth_death(n: int, birth: float, rate: float) -> Callable[[float], Cumulants]:
    def at(t: float) -> Cumulants:
        extinct, q = ratios(birth, rate, t)
        values = np.arange(4000.0)
        chances = (1 - extinct) * (1 - q) * q ** np.maximum(values - 1, 0)
        chances[0] = extinct
        assert abs(chances.sum() - 1) < 1e-9
        return of_distribution(values, chances, n)

    return at


def birth_death_immigration(into: float, birth: float, rate: float) -> Callable[[float], Cumulants]:
    return lambda t: negative_binomial(into / birth, ratios(birth, rate, t)[1])


def batches(size: int, into: float, rate: float) -> Callable[[float], Cumulants]:
    """Cumulants of a compound Poisson number: moments of what is left of one batch."""

    def at(t: float) -> Cumulants:
        def moment(k: int) -> float:
            def left(age: float) -> float:
                chances = stats.binom.pmf(np.arange(size + 1), size, math.exp(-rate * age))
                return float(np.arange(size + 1.0) ** k @ chances)

            return into * float(integrate.quad(left, 0, t, epsabs=1e-10)[0])

        return moment(1), moment(2), moment(4)

    return at


def conversion(n: int, there: float, back: float) -> Callable[[float], Cumulants]:
    total = there + back
    return lambda t: binomial(n, (back + there * math.exp(-total * t)) / total)


def master_equation(
    laws: tuple[AnyReaction, ...], start: dict[str, int], observed: str, size: float = 1.0
) -> Callable[[float], Cumulants]:
    """From the exponential of the generator over all reachable states.

    Parameters
    ----------
    size: molecules per concentration unit.
    """
    names = sorted({s for entry in laws for s in (*entry.reactants, *entry.products)})
    states = [tuple(start.get(name, 0) for name in names)]
    place = {states[0]: 0}
    moves: list[tuple[int, int, float]] = []
    for state in states:
        for entry in laws:
            left, chance = Counter(dict(zip(names, state, strict=True))), entry.rate * size
            for name in entry.reactants:
                chance *= left[name] / size
                left[name] -= 1
            if chance <= 0:
                continue
            left.update(entry.products)
            after = tuple(left[name] for name in names)
            if after not in place:
                place[after] = len(states)
                states.append(after)
            moves.append((place[state], place[after], chance))
    generator = np.zeros((len(states), len(states)))
    for before, after_place, chance in moves:
        generator[after_place, before] += chance
        generator[before, before] -= chance
    values = np.array([float(state[names.index(observed)]) for state in states])

    def at(t: float) -> Cumulants:
        return of_distribution(values, np.asarray(linalg.expm(generator * t))[:, 0])

    return at
