"""The arrays and numbers that compiled functions work on.

Everything is in elimination order. A state has one entry more than there are species: it is 1
and stands for "no reactant" in reactions with fewer than two of them. Behind it are products of
earlier entries, which stand for reactants of reactions with more than two.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LANES = 8
"""Trajectories side by side: two registers of four numbers, or one of eight."""

Real = NDArray[np.float64]
Place = NDArray[np.uint32]
Start = NDArray[np.int64]


class Meetings(NamedTuple):
    """Reactions hub + partner -> made (+ also), each one of each, where hub may be the entry 1.

    Nearly all reactions of strands, leaks above all, are of this kind. They are in the order of
    their hubs, of which one has hundreds; those with one product come first.

    Parameters
    ----------
    hub: shape (hubs,), entries of the state.
    one, two: shape (hubs + 1,), where the reactions of a hub with one and with two products begin;
        `two` begins where `one` ends.
    partner, made: shape (meetings,).
    also: the second products, shape (those with two products,).
    """

    hub: Place
    one: Start
    two: Start
    partner: Place
    made: Place
    also: Place


class Reactions(NamedTuple):
    """Meetings, and behind them reactions of any kind with rates k y_first y_second.

    Parameters
    ----------
    rate: shape (m,).
    first, second: shape (m - meetings,).
    left, right: factors of the products, in the order in which they are formed.
    start, reaction, change: rows of the net stoichiometric matrix of the reactions that are no
        meetings, which are counted from the first of them.
    term_start, weight, other: terms of the Jacobian, by entry of the factors' pattern, which gets
        the sum of weight y_other over its own.
    """

    rate: Real
    meetings: Meetings
    first: Place
    second: Place
    left: Place
    right: Place
    start: Start
    reaction: Place
    change: Real
    term_start: Start
    weight: Real
    other: Place


class Terms(NamedTuple):
    """What the weights in the Jacobian are where rate constants differ between trajectories.

    Parameters
    ----------
    change, reaction: term by term as in `Reactions`; the weight is change rate_reaction.
    """

    change: Real
    reaction: Place


class Factors(NamedTuple):
    """Where the entries of L and U are, row by row, columns ascending.

    Parameters
    ----------
    start: shape (n + 1,), where a row begins.
    diagonal: shape (n,), where the diagonal of a row is; L is before it, U from it on.
    column: shape (entries,).
    """

    start: Start
    diagonal: Start
    column: Place


class Tableau(NamedTuple):
    """A Rosenbrock method in the form that needs no product with the Jacobian.

    Parameters
    ----------
    a, c: shape (8, 8); row i gives stage i from the stages before it.
    dense: shape (3, 8), weights of the interpolant.
    """

    gamma: float
    a: Real
    c: Real
    dense: Real


class Control(NamedTuple):
    """Error bounds and limits of one integration.

    Parameters
    ----------
    floor: a step that ends below -floor is taken again with half of its length.
    pivot: smallest pivot per diagonal entry before elimination.
    """

    relative: float
    absolute: float
    floor: float
    pivot: float
    max_steps: int


class StepArrays(NamedTuple):
    """Arrays that one integration needs besides its state."""

    rates: Real
    slope: Real
    jacobian: Real
    lu: Real
    inverse: Real
    row: Real
    stages: Real
    new: Real
