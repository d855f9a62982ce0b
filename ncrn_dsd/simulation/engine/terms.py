"""Rates of reactions with any number of reactants as products of two entries of a state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Vector = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Derivatives:
    """All terms of the Jacobian: change rate y_other at (row, column), shape (t,) each."""

    row: Indices
    column: Indices
    other: Indices
    change: Vector
    reaction: Indices

    def without(self, left_out: NDArray[np.bool_]) -> Derivatives:
        """Those of the reactions that are not left out, shape (m,)."""
        kept = ~left_out[self.reaction]
        return Derivatives(
            self.row[kept],
            self.column[kept],
            self.other[kept],
            self.change[kept],
            self.reaction[kept],
        )


@dataclass(frozen=True, slots=True)
class RateTerms:
    """Rates and what their derivatives are made of, by entries of the state.

    The n concentrations come first, then a 1, then products of two earlier entries each.

    Parameters
    ----------
    rate, first, second: shape (m,); the rate is rate y_first y_second.
    by, rest: shape (orders, m); the derivative by the entry `by` is rate y_rest. Positions that a
        reaction does not have are n in both.
    factors: the two entries of every product.
    """

    rate: Vector
    first: Indices
    second: Indices
    by: Indices
    rest: Indices
    factors: tuple[tuple[int, int], ...]

    def derivatives(self, stoichiometry: sparse.csr_array) -> Derivatives:
        """The Jacobian of a network with these net changes, shape (n, m)."""
        net = stoichiometry.tocoo()
        row, reaction = net.coords[0].astype(np.int64), net.coords[1].astype(np.int64)
        orders = len(self.by)
        column = np.concatenate([by[reaction] for by in self.by])
        kept = column < stoichiometry.shape[0]
        return Derivatives(
            row=np.tile(row, orders)[kept],
            column=column[kept],
            other=np.concatenate([rest[reaction] for rest in self.rest])[kept],
            change=np.tile(net.data, orders)[kept],
            reaction=np.tile(reaction, orders)[kept],
        )


class Products:
    """Entries for products of concentrations, each made once."""

    def __init__(self, size: int) -> None:
        self._one = size
        self._entries: dict[tuple[int, ...], int] = {}
        self._factors: list[tuple[int, int]] = []

    @property
    def factors(self) -> tuple[tuple[int, int], ...]:
        return tuple(self._factors)

    def entry(self, places: tuple[int, ...]) -> int:
        """The entry that holds the product of the concentrations at these places."""
        if len(places) < 2:
            return places[0] if places else self._one
        wanted = tuple(sorted(places))
        if wanted not in self._entries:
            pair = (self.entry(wanted[:-1]), wanted[-1])
            self._factors.append(pair)
            self._entries[wanted] = self._one + len(self._factors)
        return self._entries[wanted]
