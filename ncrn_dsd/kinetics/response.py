"""Quasi-steady state of a cluster at given fuel levels and signal concentrations.

Fuels are in excess and signals are dilute, so that complexes between them are linear in what
they are made of: with fuels and signals held, the inner species obey dx/dt = M x + s, and two
inner species meeting is neglected. An inner species that nothing takes away builds up; it is
no part of the steady state, but its presence can be given (`left`) and then acts like a fuel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.kinetics.clusters import ClusterShape

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

RESIDUAL = 0.01
"""Part of a flux that may go elsewhere before a module no longer does its formal reactions."""


class NoSteadyStateError(Exception):
    """The cluster has no steady state of the wanted kind; the argument says why."""


@dataclass(frozen=True, slots=True)
class ClusterPoint:
    """Where a cluster is looked at.

    Parameters
    ----------
    fuels: levels [M], in the order of the shape.
    left: concentrations [M] of inner species that have built up, zero for all others.
    signal_M: concentration at which free reactants are held.
    """

    fuels: Vector
    left: Vector
    signal_M: float


@dataclass(frozen=True, slots=True)
class Flow:
    """A steady state: inner concentrations [M], and net production of every place [M/s]."""

    inner: Vector
    change: Vector


class Response:
    """The linear algebra of one shape, prepared once."""

    def __init__(self, shape: ClusterShape) -> None:
        self.shape = shape
        n, m = shape.fuels + shape.signals + shape.inner, len(shape.steps)
        self._first_inner = shape.fuels + shape.signals
        self._net = np.zeros((n, m))
        self._rate = np.array([s.rate for s in shape.steps])
        # A missing second reactant is a place behind the last one, which always holds 1.
        self._pair = np.full((m, 2), n, dtype=np.int64)
        for r, step in enumerate(shape.steps):
            self._pair[r, : len(step.reactants)] = step.reactants
            for place in step.reactants:
                self._net[place, r] -= 1
            for place in step.products:
                self._net[place, r] += 1
        inside = (self._pair >= self._first_inner) & (self._pair < n)
        self._outer = np.flatnonzero(~inside.any(axis=1))
        one, two = np.flatnonzero(inside.sum(axis=1) == 1), np.flatnonzero(inside.all(axis=1))
        column = np.where(inside[one, 0], 0, 1)
        # Rows: reaction, inner species that reacts, partner whose concentration is known.
        self._linear = np.concatenate(
            [
                np.stack([one, self._pair[one, column], self._pair[one, 1 - column]], axis=1),
                np.stack([two, self._pair[two, 0], self._pair[two, 1]], axis=1),
                np.stack([two, self._pair[two, 1], self._pair[two, 0]], axis=1),
            ]
        )

    def flow(self, point: ClusterPoint, signals: Vector) -> Flow:
        """The steady state with these signals held.

        Raises
        ------
        NoSteadyStateError: some inner species only turn into each other and fill up without end.
        """
        known = np.concatenate([point.fuels, signals, point.left, [1.0]])
        constant, linear = self._laws(known)
        inside = self._net[self._first_inner :]
        transition = inside @ linear
        source = inside @ constant
        active = (np.diag(transition) < 0) & (point.left == 0)
        x = np.zeros(self.shape.inner)
        x[active] = _solved(-transition[np.ix_(active, active)], source[active])
        return Flow(x, np.asarray(self._net @ (constant + linear @ x)))

    def returning(self, point: ClusterPoint, inner: Vector) -> Vector:
        """What inner concentrations give back of each signal once all signals are gone [M]."""
        known = np.concatenate([point.fuels, np.zeros(self.shape.signals), point.left, [1.0]])
        _, linear = self._laws(known)
        change = self._net @ linear
        transition = change[self._first_inner :]
        active = (np.diag(transition) < 0) & (point.left == 0)
        stay = np.zeros(self.shape.inner)
        stay[active] = _solved(-transition[np.ix_(active, active)], inner[active])
        return np.asarray(change[self.shape.fuels : self._first_inner] @ stay)

    def _laws(self, known: Vector) -> tuple[Vector, Matrix]:
        """Rates without inner species (m,), and rates per concentration of each of them (m, n)."""
        constant = np.zeros(len(self._rate))
        outer = self._outer
        constant[outer] = self._rate[outer] * known[self._pair[outer]].prod(axis=1)
        linear = np.zeros((len(self._rate), self.shape.inner))
        reaction, inner, partner = self._linear.T
        np.add.at(
            linear,
            (reaction, inner - self._first_inner),
            self._rate[reaction] * known[partner],
        )
        return constant, linear


def _solved(matrix: Matrix, right: Vector) -> Vector:
    if not len(right):
        return right
    trapped = "holds strands in complexes that never let go of them"
    try:
        solution = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
    except np.linalg.LinAlgError as problem:
        raise NoSteadyStateError(trapped) from problem
    if not np.all(np.isfinite(solution)) or solution.min() < -1e-6 * abs(solution).max():
        raise NoSteadyStateError(trapped)
    return solution
