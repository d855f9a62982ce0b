"""Chemical reaction networks with mass-action kinetics, in abstract units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.reaction import Formal, Reaction


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
class FormalReaction(Reaction[str, Formal]):
    """A reaction of a formal network, in u and tau.

    Parameters
    ----------
    origin: what in the design asked for it.
    """

    origin: Origin


@dataclass(frozen=True, slots=True)
class FormalCrn:
    """A formal chemical reaction network.

    Every name in a reaction is declared in `species`; `networks` and `formats` check it.
    """

    species: tuple[Species, ...]
    reactions: tuple[FormalReaction, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(s.name for s in self.species)

    @property
    def max_order(self) -> int:
        return max((r.order for r in self.reactions), default=0)
