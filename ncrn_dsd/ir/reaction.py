"""Reactions and networks of every level: one law of rates, and the units in the type.

Every reaction fires by the law of mass action without factorials: 2 A -> ... with the constant k
fires at k [A]^2. Constants of the other convention, in which it fires at k [A]^2 / 2!, are divided
where they are read (`RateConvention.plain_rate`), so that no reaction holds one. What a constant
counts in is the second parameter of the type of its reaction, so that a network in u is never taken
for one in M.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import factorial, prod
from typing import Generic, Protocol, TypeVar

from ncrn_dsd.units import NM_PER_M


class Units:
    """What concentrations and times count in; only the types of reactions name it."""


class Formal(Units):
    """u and tau."""


class Molar(Units):
    """M and s."""


class Nanomolar(Units):
    """nM and s."""


class Molecules(Units):
    """Single molecules, and the time unit of the network that they are counted in."""


Species = TypeVar("Species", bound=Hashable)
Species_co = TypeVar("Species_co", bound=Hashable, covariant=True)
Units_co = TypeVar("Units_co", bound=Units, covariant=True)
InUnits = TypeVar("InUnits", bound=Units)


class Reacts(Protocol[Species_co]):
    """What can be said of a reaction without its rate."""

    @property
    def reactants(self) -> tuple[Species_co, ...]: ...
    @property
    def products(self) -> tuple[Species_co, ...]: ...


Step = TypeVar("Step", bound=Reacts[Hashable])


@dataclass(frozen=True, slots=True)
class Reaction(Generic[Species_co, Units_co]):
    """One irreversible reaction.

    Parameters
    ----------
    reactants, products: species, repeated by multiplicity.
    rate: k in 1/(concentration^(n-1) time) for n reactants; it fires at k times the product of
        their concentrations.
    """

    reactants: tuple[Species_co, ...]
    products: tuple[Species_co, ...]
    rate: float

    @property
    def order(self) -> int:
        """How many reactants there are."""
        return len(self.reactants)

    @property
    def shape(self) -> str:
        """Numbers of reactants and products, as in "2->3"."""
        return f"{len(self.reactants)}->{len(self.products)}"

    def __str__(self) -> str:
        return reaction_text(self)


class MassActionNetwork(Protocol[Species_co, Units_co]):
    """What every level has.

    Parameters
    ----------
    names: all species, as reactions name them.
    """

    @property
    def names(self) -> tuple[Species_co, ...]: ...
    @property
    def reactions(self) -> Sequence[Reaction[Species_co, Units_co]]: ...


class RateConvention(Enum):
    """What a constant of a reaction with repeated reactants means where it is written.

    With n copies of a species A, `PLAIN` is k A^n and `COMBINATORIC` is k A^n / n!.
    """

    PLAIN = "plain"
    COMBINATORIC = "combinatoric"

    def plain_rate(self, reactants: tuple[Hashable, ...], rate: float) -> float:
        """The constant of the same reaction in a `Reaction`, same unit."""
        if self is RateConvention.PLAIN:
            return rate
        return rate / prod(factorial(n) for n in Counter(reactants).values())


def reaction_text(reaction: Reacts[object]) -> str:
    """As in "A + B -> C"."""
    left, right = (" + ".join(map(str, side)) for side in (reaction.reactants, reaction.products))
    return f"{left} -> {right}".strip()


def in_nanomolar(reaction: Reaction[str, Molar]) -> Reaction[str, Nanomolar]:
    """The same reaction with its constant in nM and s."""
    rate = reaction.rate / NM_PER_M ** (len(reaction.reactants) - 1)
    return Reaction(reaction.reactants, reaction.products, rate)


def in_molar(reaction: Reaction[str, Nanomolar]) -> Reaction[str, Molar]:
    """The same reaction with its constant in M and s."""
    rate = reaction.rate * NM_PER_M ** (len(reaction.reactants) - 1)
    return Reaction(reaction.reactants, reaction.products, rate)


def as_in_file(reaction: Reaction[str, Formal]) -> Reaction[str, Nanomolar]:
    """A reaction of a file with a formal network: there 1 u is 1 nM and 1 tau is 1 s."""
    return Reaction(reaction.reactants, reaction.products, reaction.rate)
