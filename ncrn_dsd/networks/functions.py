"""Functions that a design can ask to be learned, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of `dimension` inputs; `value` takes one row per point."""

    dimension: int
    value: Callable[[Array], Array]


def _product(x: Array) -> Array:
    return x[:, 0] * x[:, 1]


def _product_and_square(x: Array) -> Array:
    return x[:, 0] * x[:, 1] + x[:, 1] ** 2


def _sine_and_square(x: Array) -> Array:
    result: Array = np.sin(x[:, 0]) + x[:, 1] ** 2
    return result


FUNCTIONS = {
    "x1 x2": Function(2, _product),
    "x1 x2 + x2^2": Function(2, _product_and_square),
    "sin x1 + x2^2": Function(2, _sine_and_square),
}
"""Source: the nonlinear regression experiments of Nagipogu & Reif 2025."""
