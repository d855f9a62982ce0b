"""What the engine finds: complexes, fast and slow reactions, resting macrostates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from ncrn_dsd.enumeration.detailed import DetailedReaction
from ncrn_dsd.enumeration.engine.structure import Structure

BIND21 = "bind21"
LEAK = "leak"
"""Displacement without a toehold, between two complexes."""


StructureReaction: TypeAlias = DetailedReaction[Structure]
"""A reaction between complexes, as the engine knows these."""


@dataclass
class FastComponent:
    """A strongly connected set of complexes under fast reactions.

    Parameters
    ----------
    fast: reactions that start at a member, by member.
    is_resting: no fast reaction leaves it.
    """

    members: tuple[Structure, ...]
    fast: dict[Structure, list[StructureReaction]]
    is_resting: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """Something that a limit cut off.

    Parameters
    ----------
    what: in words.
    at: complexes that show where, if there are any.
    """

    what: str
    at: tuple[Structure, ...] = ()


@dataclass
class Enumeration:
    """What an enumeration found.

    Parameters
    ----------
    components: in an order in which the products of every leaving reaction come first.
    component_of: number of the component of each complex.
    slow: reactions of resting complexes: associations, leaks, and unimolecular reactions in the
        slow range, if the options give one.
    cuts: what limits cut off.
    unused_given: places of given reactions whose reactants never met.
    leaks_left_out: leaks of the first order that limits left out.
    """

    components: list[FastComponent] = field(default_factory=list)
    component_of: dict[Structure, int] = field(default_factory=dict)
    slow: list[StructureReaction] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    unused_given: tuple[int, ...] = ()
    leaks_left_out: int = 0

    @property
    def complexes(self) -> tuple[Structure, ...]:
        return tuple(self.component_of)

    @property
    def resting(self) -> tuple[Structure, ...]:
        return tuple(m for c in self.components if c.is_resting for m in c.members)

    @property
    def reactions(self) -> tuple[StructureReaction, ...]:
        fast = (r for c in self.components for found in c.fast.values() for r in found)
        return (*fast, *self.slow)
