"""Signed quantities of the published networks, in vectors and matrices, and networks of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species, SpeciesRole
from ncrn_dsd.ir.host import HostNetwork
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.reaction import RateConvention

Quantities = tuple[RailedQuantity, ...]
Matrix = tuple[Quantities, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Quantities that are for the same thing."""

    quantities: Quantities
    role: SpeciesRole = SpeciesRole.PLAIN


def signed(words: str, symbol: str) -> RailedQuantity:
    """A quantity with two rails; 1 u stands for the value 1."""
    return RailedQuantity(words, f"{symbol}_p", f"{symbol}_m", 1.0)


def positive(words: str, symbol: str) -> RailedQuantity:
    """A quantity that is never below zero."""
    return RailedQuantity(words, symbol, None, 1.0)


def vector(words: str, symbol: str, count: int) -> Quantities:
    """Signed quantities with numbers from 1."""
    return tuple(signed(f"{words} {i}", f"{symbol}{i}") for i in range(1, count + 1))


def matrix(words: str, symbol: str, rows: int, columns: int) -> Matrix:
    """Signed quantities with two numbers from 1, the row first."""
    return tuple(
        tuple(signed(f"{words} {i},{j}", f"{symbol}{i}_{j}") for j in range(1, columns + 1))
        for i in range(1, rows + 1)
    )


def flat(rows: Matrix) -> Quantities:
    """The entries of a matrix, row by row."""
    return tuple(entry for row in rows for entry in row)


def positive_part(quantity: RailedQuantity) -> RailedQuantity:
    """The same quantity for reactions that leave its negative rail out."""
    return replace(quantity, negative=None)


def species_of(quantities: Iterable[RailedQuantity]) -> tuple[str, ...]:
    """Names of all rails, in order."""
    return tuple(name for q in quantities for name in q.species)


def network(
    name: str,
    groups: Sequence[Group],
    reactions: Sequence[FormalReaction],
    convention: RateConvention,
) -> HostNetwork:
    """A network of the species that its reactions use, in the order of the groups.

    Groups may hold more than that; a reaction with a species of no group is a slip of a builder.

    Parameters
    ----------
    convention: what the rate constants of `reactions` mean.
    """
    used = {s for r in reactions for s in (*r.reactants, *r.products)}
    declared = {s: g.role for g in groups for s in species_of(g.quantities)}
    missing = used - declared.keys()
    if missing:
        raise ValueError(f"{name}: {min(missing)} is in no group")
    species = tuple(Species(s, role) for s, role in declared.items() if s in used)
    plain = (replace(r, rate=convention.plain_rate(r.reactants, r.rate)) for r in reactions)
    return HostNetwork(name, FormalCrn(species, tuple(plain)))
