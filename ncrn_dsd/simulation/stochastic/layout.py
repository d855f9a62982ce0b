"""The arrays that the compiled functions of the stochastic simulation work on.

Counts have one entry more than there are species: it is 1 and stands for "no reactant" in
reactions with fewer than two of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Place = NDArray[np.uint32]
Start = NDArray[np.int64]
Counts = NDArray[np.int64]
Stream = NDArray[np.uint64]
"""State of a random number generator, shape (4,)."""

WIDTH = 8
"""Entries that are summed into one of the next level of the tree."""


class Events(NamedTuple):
    """Propensities, what a firing changes, and what has to be worked out again after it.

    Parameters
    ----------
    rate, first, second, same: shape (m,); the propensity is
        rate x_first (x_second - same), where `same` is 1 for two equal reactants and else 0.
    further_start, further, less: more factors x_further - less per reaction, where it has more than
        two reactants; `less` counts the equal ones before it.
    species_start, species, change: changes of counts per reaction.
    dependent_start, dependent: reactions whose propensity a firing changes.
    group_start, group: groups of the tree over these reactions, lower levels first.
    """

    rate: Real
    first: Place
    second: Place
    same: Real
    further_start: Start
    further: Place
    less: Real
    species_start: Start
    species: Place
    change: Counts
    dependent_start: Start
    dependent: Place
    group_start: Start
    group: Place


class Tree(NamedTuple):
    """Shape of a tree of sums; its entries are one array, propensities first, total last.

    Every `WIDTH` entries are a group, and each level is padded with zeros to whole groups.

    Parameters
    ----------
    parent: per group, the entry that holds its sum.
    child: per entry, the group whose sum it holds; unused for propensities.
    depth: number of levels below the total.
    """

    parent: Place
    child: Place
    depth: int
