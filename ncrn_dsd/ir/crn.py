"""Chemical reaction networks with mass-action kinetics, in abstract units."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from math import factorial, prod

from ncrn_dsd.ir.provenance import Origin


class RateConvention(Enum):
    """What a rate constant of a reaction with repeated reactants means.

    With n copies of a species A, `PLAIN` is k A^n and `COMBINATORIC` is k A^n / n!.
    """

    PLAIN = "plain"
    COMBINATORIC = "combinatoric"


class SpeciesRole(Enum):
    """What a formal species is for."""

    INPUT = "input"
    TRACE = "trace"
    WEIGHT = "weight"
    OUTPUT = "output"
    TARGET = "target"
    ERROR = "error"
    PHASE = "phase"
    PACE = "pace"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Species:
    """A formal species and its role."""

    name: str
    role: SpeciesRole = SpeciesRole.PLAIN


@dataclass(frozen=True, slots=True)
class Reaction:
    """One irreversible mass-action reaction.

    Parameters
    ----------
    reactants, products: species names, repeated by multiplicity, order kept.
    rate: rate constant in 1/(u^(n-1) tau) for n reactants.
    origin: what in the design asked for it.
    """

    reactants: tuple[str, ...]
    products: tuple[str, ...]
    rate: float
    origin: Origin

    @property
    def order(self) -> int:
        return len(self.reactants)

    @property
    def shape(self) -> str:
        """Numbers of reactants and products, as in "2->3"."""
        return f"{len(self.reactants)}->{len(self.products)}"

    def __str__(self) -> str:
        return f"{' + '.join(self.reactants)} -> {' + '.join(self.products)}".strip()


@dataclass(frozen=True, slots=True)
class FormalCrn:
    """A formal chemical reaction network.

    Every name in a reaction is declared in `species`; `networks` and `formats` check it.
    """

    species: tuple[Species, ...]
    reactions: tuple[Reaction, ...]
    convention: RateConvention

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(s.name for s in self.species)

    @property
    def max_order(self) -> int:
        return max((r.order for r in self.reactions), default=0)

    def plain_rate(self, reaction: Reaction) -> float:
        """The rate constant of `reaction` under the plain convention, same unit."""
        if self.convention is RateConvention.PLAIN:
            return reaction.rate
        return reaction.rate / prod(factorial(n) for n in Counter(reaction.reactants).values())
