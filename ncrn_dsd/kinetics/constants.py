"""Rate constants, holds and fuel use of a cluster, read off its steady states.

The slow motion of a signal that gates hold and give back is that of its total, free and held
(Soloveichik, Seelig & Winfree 2010, supplement). What an inner species counts for in that total
is how much of the signal it gives back once the free signal is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from ncrn_dsd.kinetics.response import (
    RESIDUAL,
    ClusterPoint,
    Matrix,
    NoSteadyStateError,
    Response,
    Vector,
)

_STEP = 1e-4
"""Relative change of a fuel for a sensitivity."""


@dataclass(frozen=True, slots=True)
class Constants:
    """A cluster at one point.

    Parameters
    ----------
    rates: per formal reaction, flux over the product of free reactants [M^(1-n)/s].
    holds: per signal, concentration held over concentration free.
    """

    rates: Vector
    holds: Vector


@dataclass(frozen=True, slots=True)
class Use:
    """Net production per firing, shape (reactions, fuels) and (reactions, inner species)."""

    fuels: Matrix
    inner: Matrix


def constants(response: Response, point: ClusterPoint) -> Constants:
    """Raises NoSteadyStateError when the cluster does not do its formal reactions."""
    return Constants(
        _fluxes(response, point)[0] / _powers(response, point), _holds(response, point)
    )


def rate_sensitivities(response: Response, point: ClusterPoint) -> Matrix:
    """d ln k / d ln level, shape (reactions, fuels)."""
    columns = []
    for fuel in range(response.shape.fuels):
        up, down = (
            _fluxes(response, _scaled(point, fuel, factor))[0] for factor in (1 + _STEP, 1 - _STEP)
        )
        columns.append(np.log(up / down) / np.log((1 + _STEP) / (1 - _STEP)))
    return np.array(columns).T.reshape(len(response.shape.formal), response.shape.fuels)


def use_per_firing(response: Response, point: ClusterPoint) -> Use:
    """Fuels and left-over strands per firing.

    Reactions with the same kinds of reactants always fire together, so that several fuel
    levels, at which their shares differ, tell them apart.
    """
    points = [point]
    if len(_groups(response)) < len(response.shape.formal):
        points += [_scaled(point, fuel, 1.5) for fuel in range(response.shape.fuels)]
    measured = [_fluxes(response, p) for p in points]
    shape = response.shape
    total = np.zeros((len(shape.formal), shape.fuels + shape.signals + shape.inner))
    for group in _groups(response):
        fluxes = np.array([flux[list(group)] for flux, _ in measured])
        changes = []
        for flux, change in measured:
            own = change[group[0]].copy()
            for other in _smaller(response, group):
                own -= flux[other] * total[other]
            changes.append(own)
        total[list(group)] = np.linalg.lstsq(fluxes, np.array(changes), rcond=None)[0]
    total[np.abs(total) < 1e-6] = 0.0
    return Use(total[:, : shape.fuels], total[:, shape.fuels + shape.signals :])


def _scaled(point: ClusterPoint, fuel: int, factor: float) -> ClusterPoint:
    fuels = point.fuels.copy()
    fuels[fuel] *= factor
    return replace(point, fuels=fuels)


def _powers(response: Response, point: ClusterPoint) -> Vector:
    return np.array([point.signal_M ** len(r) for r, _ in response.shape.formal])


def _groups(response: Response) -> list[tuple[int, ...]]:
    """Indices of reactions that have the same kinds of reactants, fewest kinds first."""
    formal = response.shape.formal

    def key(index: int) -> tuple[int, list[int]]:
        kinds = set(formal[index][0])
        return len(kinds), sorted(kinds)

    order = sorted(range(len(formal)), key=key)
    return [tuple(members) for _, members in groupby(order, key)]


def _smaller(response: Response, group: Sequence[int]) -> list[int]:
    """Reactions that fire too whenever the reactants of the group are there."""
    formal = response.shape.formal
    have = set(formal[group[0]][0])
    return [i for i in range(len(formal)) if i not in group and have.issuperset(formal[i][0])]


def _fluxes(response: Response, point: ClusterPoint) -> tuple[Vector, list[Vector]]:
    """Firings of each reaction [M/s] while its reactants are held, and what changes then."""
    shape = response.shape
    silent = np.zeros(shape.signals)
    if all(reactants for reactants, _ in shape.formal):
        idle = response.flow(point, silent).change
        if np.abs(idle[: shape.fuels]).max(initial=0.0) > 0:
            raise NoSteadyStateError("uses up its fuels although no signal is there")
    flux = np.zeros(len(shape.formal))
    changes: list[Vector] = [silent] * len(shape.formal)
    for group in _groups(response):
        signals = silent.copy()
        signals[list(shape.formal[group[0]][0])] = point.signal_M
        change = response.flow(point, signals).change
        seen = change[shape.fuels : shape.fuels + shape.signals].copy()
        for other in _smaller(response, group):
            seen -= flux[other] * _net(response, other)
        nets = np.array([_net(response, i) for i in group]).T
        found, _, rank, _ = np.linalg.lstsq(nets, seen, rcond=None)
        if rank < len(group):
            raise NoSteadyStateError("has two reactions with the same outcome, or one without any")
        if not np.all(found > 0):
            raise NoSteadyStateError("does not turn its reactants into its products")
        if np.abs(nets @ found - seen).max() > RESIDUAL * np.abs(seen).max():
            raise NoSteadyStateError("turns its reactants into something else than its products")
        for index, value in zip(group, found, strict=True):
            flux[index], changes[index] = value, change
    return flux, changes


def _net(response: Response, index: int) -> Vector:
    reactants, products = response.shape.formal[index]
    change = Counter(products)
    change.subtract(Counter(reactants))
    return np.array([float(change[i]) for i in range(response.shape.signals)])


def _holds(response: Response, point: ClusterPoint) -> Vector:
    shape = response.shape
    silent = np.zeros(shape.signals)
    idle = response.flow(point, silent).inner
    holds = np.zeros(shape.signals)
    for signal in range(shape.signals):
        alone = silent.copy()
        alone[signal] = point.signal_M
        held = response.flow(point, alone).inner - idle
        holds[signal] = max(0.0, response.returning(point, held)[signal] / point.signal_M)
    return holds
