"""Random orders that are the same on every machine and for every library version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


class Draws:
    """A stream of 64-bit numbers and the orders made of them.

    Only the raw bits of the generator are used: NumPy promises that these stay the same between
    versions, which it does not promise for its own shuffles.
    """

    __slots__ = ("_bits",)

    def __init__(self, *seed: int) -> None:
        self._bits = np.random.PCG64(list(seed))

    def number(self) -> int:
        """A number from 0 to 2 to the power of 64, less 1."""
        return int(self._bits.random_raw())

    def order(self, items: Sequence[Item]) -> list[Item]:
        """The items in random order."""
        keys = np.atleast_1d(self._bits.random_raw(len(items))) if items else ()
        ranked = sorted(range(len(items)), key=lambda i: (int(keys[i]), i))
        return [items[i] for i in ranked]
