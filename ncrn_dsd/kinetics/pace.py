"""Which fuels set the pace of a cluster, and at which levels a wanted pace is reached.

Every formal reaction gets a pace fuel of its own: one that only this cluster uses and that
speeds the reaction up. Fuels that act alike (the two fuels of a source) are scaled together.
Rates are power laws in the level of a pace fuel and holds are linear in it, as long as nothing
else competes for what it makes; where that is so it is used, else a Newton iteration on the
steady state takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import qr

from ncrn_dsd.kinetics.constants import (
    Constants,
    Use,
    constants,
    rate_sensitivities,
    use_per_firing,
)
from ncrn_dsd.kinetics.response import ClusterPoint, Matrix, NoSteadyStateError, Response, Vector

_WEAK = 0.2
"""Sensitivity below which a fuel is no good as a pace fuel."""
_ALIKE = 0.02
_COMPETING = 0.1
"""Where fuels that compete start, against all others."""
_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Pace:
    """How a cluster answers to its pace fuels.

    Parameters
    ----------
    base: where no pace fuel is scaled.
    knobs: per formal reaction the fuels that are scaled for it.
    sensitivities: d ln k / d ln level, shape (reactions, fuels).
    exponents: d ln k / d ln scale, shape (reactions, knobs).
    fixed_holds, knob_holds: holds are fixed + knob @ scale; shapes (signals,), (signals, knobs).
    is_power_law: the exponents and holds hold for all scales up to 1.
    """

    base: ClusterPoint
    knobs: tuple[tuple[int, ...], ...]
    sensitivities: Matrix
    exponents: Matrix
    log_rates: Vector
    fixed_holds: Vector
    knob_holds: Matrix
    use: Use
    is_power_law: bool

    def levels(self, log_scales: Vector) -> Vector:
        """Fuel levels [M] at logarithmic scales of the knobs."""
        levels = self.base.fuels.copy()
        for knob, scale in zip(self.knobs, np.exp(log_scales), strict=True):
            levels[list(knob)] *= scale
        return levels


def pace_of(response: Response, base: ClusterPoint) -> Pace:
    """Find the pace fuels of a cluster.

    Raises
    ------
    NoSteadyStateError: the cluster does not do its formal reactions, or some reaction has no fuel
        of its own that sets its pace.
    """
    knobs = _knobs(response, np.round(rate_sensitivities(response, base), 6))
    base = _room_for_choices(response, base, knobs)
    at_base = constants(response, base)
    sensitivities = np.round(rate_sensitivities(response, base), 6)
    exponents = np.array([sensitivities[:, list(k)].sum(axis=1) for k in knobs]).T
    near = np.round(exponents, 3)
    exponents = np.where(np.abs(exponents - near) < 1e-4, near, exponents)
    pace = Pace(
        base,
        knobs,
        sensitivities,
        exponents,
        np.log(at_base.rates),
        at_base.holds,
        np.zeros((response.shape.signals, len(knobs))),
        use_per_firing(response, base),
        False,
    )
    return _with_power_law(response, pace, at_base)


def _room_for_choices(
    response: Response, base: ClusterPoint, knobs: tuple[tuple[int, ...], ...]
) -> ClusterPoint:
    """Lower the levels of fuels that compete, so that either of them can win.

    A pace fuel that speeds one reaction up and slows another one down (one fork of a join with
    several) sets a ratio; with both at the highest level it could only ever be lowered.
    """
    slopes = rate_sensitivities(response, base)
    fuels = base.fuels.copy()
    for knob in knobs:
        column = slopes[:, knob[0]]
        if column.min() < -_WEAK:
            against = np.abs(slopes + column[:, None]).max(axis=0) < _ALIKE
            fuels[[*knob, *np.flatnonzero(against)]] *= _COMPETING
    return replace(base, fuels=fuels)


def _knobs(response: Response, sensitivities: Matrix) -> tuple[tuple[int, ...], ...]:
    """Independent fuels by pivoting on the largest sensitivity, one group per reaction."""
    free = [
        f
        for f in range(response.shape.fuels)
        if not response.shape.shared[f] and sensitivities[:, f].max() > _WEAK
    ]
    wanted = len(response.shape.formal)
    if len(free) < wanted:
        raise NoSteadyStateError("has no fuel of its own that sets its pace")
    columns = np.round(sensitivities[:, free], 2)
    _, triangle, order = qr(columns, pivoting=True, mode="economic")
    if np.abs(np.diag(triangle)[:wanted]).min() < _WEAK:
        raise NoSteadyStateError("has fewer independent pace fuels than reactions")
    groups = []
    for pivot in order[:wanted]:
        alike = np.abs(columns - columns[:, [pivot]]).max(axis=0) < _ALIKE
        groups.append(tuple(f for f, same in zip(free, alike, strict=True) if same))
    return tuple(groups)


def _with_power_law(response: Response, pace: Pace, at_base: Constants) -> Pace:
    """Try two scales per knob; keep the law when both lie on it."""
    knob_holds = np.zeros_like(pace.knob_holds)
    tried: list[tuple[Vector, Constants]] = []
    for knob in range(len(pace.knobs)):
        for log_scale in (-1.0, -4.0):
            z = np.zeros(len(pace.knobs))
            z[knob] = log_scale
            tried.append((z, constants(response, replace(pace.base, fuels=pace.levels(z)))))
        gained = at_base.holds - tried[-2][1].holds
        knob_holds[:, knob] = gained / (1 - np.exp(-1.0))
    law = replace(
        pace,
        fixed_holds=at_base.holds - knob_holds.sum(axis=1),
        knob_holds=knob_holds,
        is_power_law=True,
    )
    for z, found in tried:
        by_law = by_power_law(law, z)
        rates_agree = np.allclose(by_law.rates, found.rates, rtol=1e-4, atol=0)
        if not (rates_agree and np.allclose(by_law.holds, found.holds, rtol=1e-4, atol=1e-6)):
            return pace
    return law


def by_power_law(pace: Pace, log_scales: Vector) -> Constants:
    """The state of a cluster whose `is_power_law` is true."""
    return Constants(
        np.exp(pace.log_rates + pace.exponents @ log_scales),
        pace.fixed_holds + pace.knob_holds @ np.exp(log_scales),
    )


def scales_for(response: Response, pace: Pace, rates: Vector) -> tuple[Vector, Constants]:
    """Logarithmic scales at which the cluster has these rate constants, and its state there.

    Raises
    ------
    NoSteadyStateError: the iteration finds none.
    """
    z = np.asarray(np.linalg.solve(pace.exponents, np.log(rates) - pace.log_rates))
    if pace.is_power_law:
        return z, by_power_law(pace, z)
    for _ in range(_ROUNDS):
        point = replace(pace.base, fuels=pace.levels(z))
        found = constants(response, point)
        gap = np.log(rates / found.rates)
        if np.abs(gap).max() < 1e-9:
            return z, found
        slopes = rate_sensitivities(response, point)
        exponents = np.array([slopes[:, list(k)].sum(axis=1) for k in pace.knobs]).T
        z = z + np.clip(np.linalg.solve(exponents, gap), -3.0, 3.0)
    raise NoSteadyStateError("reaches no fuel levels at which all its reactions have their rates")
