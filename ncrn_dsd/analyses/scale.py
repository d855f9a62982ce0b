"""How a learner grows with the number of its inputs, by building it and counting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from ncrn_dsd.ir.crn import FormalCrn, SpeciesRole
from ncrn_dsd.ir.scale import ScaleRow

DIMENSIONS = (2, 4, 8, 16, 32, 64)
COUNTS = ("parameters", "reactions", "species")
"""What grows."""


def trained_numbers(crn: FormalCrn) -> int:
    """Weights of two rails each."""
    return sum(1 for s in crn.species if s.role is SpeciesRole.WEIGHT) // 2


def scale_table(
    builder: Callable[[int], FormalCrn],
    dimensions: Sequence[int] = DIMENSIONS,
    parameters: Callable[[FormalCrn], int] = trained_numbers,
) -> tuple[ScaleRow, ...]:
    """One row per dimension.

    Parameters
    ----------
    builder: makes the network for a number of inputs.
    parameters: counts the trained numbers of a network.
    """
    rows: list[ScaleRow] = []
    for dimension in dimensions:
        crn = builder(dimension)
        rows.append(
            ScaleRow(
                dimension=dimension,
                parameters=parameters(crn),
                reactions=len(crn.reactions),
                species=len(crn.species),
                max_order=crn.max_order,
            )
        )
    return tuple(rows)


def growth_exponents(rows: Sequence[ScaleRow]) -> dict[str, float]:
    """By count, the power with which it grows; none without three dimensions."""
    if len(rows) < 3:
        return {}
    at = [r.dimension for r in rows]
    return {name: growth_exponent(at, [getattr(r, name) for r in rows]) for name in COUNTS}


def growth_exponent(dimensions: Sequence[int], counts: Sequence[int]) -> float:
    """The power of the dimension with which a count grows, whatever it has in constant parts.

    Counts a + b D + c D^2 have increments per dimension b + c (D + D') between D and D'. Least
    squares of the logarithm of the increment against that of the middle of the interval give
    the exponent less one: exactly 0 for linear counts, and 1 for large D for quadratic ones.

    Parameters
    ----------
    dimensions: ascending, at least three.

    Returns
    -------
    The exponent; 0 for a count that does not grow.

    Raises
    ------
    ValueError: fewer than three dimensions, dimensions that do not ascend, or counts that fall.
    """
    if len(dimensions) < 3 or len(counts) != len(dimensions):
        raise ValueError("an exponent needs three dimensions or more, with a count for each")
    steps = np.diff(np.asarray(dimensions, dtype=np.float64))
    rises = np.diff(np.asarray(counts, dtype=np.float64))
    if not np.all(steps > 0):
        raise ValueError("the dimensions do not ascend")
    if not rises.any():
        return 0.0
    if not np.all(rises > 0):
        raise ValueError("a count does not grow with every dimension")
    middles = np.array([(a + b) / 2 for a, b in pairwise(dimensions)])
    x, y = np.log(middles), np.log(rises / steps)
    x = x - x.mean()
    return 1.0 + float(x @ y / (x @ x))
