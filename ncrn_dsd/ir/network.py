"""Enumerated reaction networks: what the strands of a system can really do, in M and s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self

from ncrn_dsd.errors import TruncatedError
from ncrn_dsd.ir.dsd import Complex
from ncrn_dsd.ir.interpretation import Interpretation, Meaning
from ncrn_dsd.ir.reaction import Molar, Reaction, Species_co

MODULE_BY_MODULE = "module by module"
WHOLE_SYSTEM = "whole system"


class Kinetics(Enum):
    """Which network of a system is simulated.

    Condensed reactions between resting macrostates hold where toehold complexes fall apart fast
    against binding. Uncondensed, those on the way of a reaction are species and every step is a
    reaction. Occluded, whatever fits binds, also where that does nothing but occupy a toehold;
    the number of such complexes grows with the square of a system with a universal toehold.

    Attributes
    ----------
    simulates: what it simulates, in words.
    leaves_out: what it leaves out, one sentence.
    """

    simulates: str
    leaves_out: str

    CONDENSED = (
        "condensed",
        "condensed reactions",
        (
            "Toeholds: condensed reactions were simulated, as if no signal stayed in a toehold "
            "complex."
        ),
    )
    UNCONDENSED = (
        "uncondensed",
        "every step, with toehold complexes as species",
        (
            "Toeholds: every step was simulated, but bindings that lead to nothing were left out, "
            "although they occupy toeholds (`--kinetics occluded` lets them)."
        ),
    )
    OCCLUDED = (
        "occluded",
        "every step, with toeholds occupied by whatever fits",
        (
            "Toeholds: every step was simulated, and whatever fits binds any toehold, but a "
            "toehold complex binds nothing more."
        ),
    )

    def __new__(cls, value: str, simulates: str, leaves_out: str) -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.simulates = simulates
        member.leaves_out = leaves_out
        return member

    @classmethod
    def named(cls, word: str) -> Self:
        """The one whose value is a word of `choices`."""
        return next(one for one in cls if one.value == word)

    @classmethod
    def choices(cls) -> str:
        """What can be simulated, with the word for each."""
        *first, last = (f"{one.simulates} ({one.value})" for one in cls)
        return f"{'; '.join(first)}; or {last}"


class ComplexRole(Enum):
    """What a species of an implementation network is for."""

    SIGNAL = "signal"
    FUEL = "fuel"
    INTERMEDIATE = "intermediate"
    WASTE = "waste"


@dataclass(frozen=True, slots=True)
class NetworkSpecies:
    """A resting macrostate, shown by its representative complex.

    In an uncondensed network every complex is a species of its own.

    Parameters
    ----------
    complex: in canonical rotation.
    formal: the formal species that a signal stands for; None for all other roles.
    """

    name: str
    complex: Complex
    role: ComplexRole
    formal: str | None


@dataclass(frozen=True, slots=True)
class NetworkReaction(Reaction[Species_co, Molar]):
    """A condensed reaction, or a single step of an uncondensed network.

    Parameters
    ----------
    reactants, products: sorted; names of species, or within an enumeration what stands for
        resting macrostates.
    modules: indices of the gate modules whose strands carry it out; none for crosstalk, and in
        an uncondensed network.
    leak: it starts with a displacement without a toehold.
    """

    modules: tuple[int, ...] = ()
    leak: bool = False


@dataclass(frozen=True, slots=True)
class Removable:
    """What can be taken out of a vessel, and held back in that, by names of species.

    Parameters
    ----------
    waste: what a wash takes out.
    bearers: per formal species, all species with a strand of it, fuels aside.
    """

    waste: tuple[str, ...]
    bearers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReactionNetwork:
    """The reactions of a system, condensed or not.

    Parameters
    ----------
    complete: nothing was cut off; only then may a verifier say PROVED.
    truncated_by: what cut it off, in words; None exactly when `complete`.
    scope: what was enumerated together, `MODULE_BY_MODULE` or `WHOLE_SYSTEM`.
    leaks_left_out: leaks between designed complexes that limits left out.
    """

    species: tuple[NetworkSpecies, ...]
    reactions: tuple[NetworkReaction[str], ...]
    complete: bool
    truncated_by: str | None
    scope: str
    leaks_left_out: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(s.name for s in self.species)

    @property
    def leaks_by_pair(self) -> dict[tuple[str, ...], float]:
        """Rates of leaks, summed over the outcomes of one pair of reactants, in their unit."""
        found: dict[tuple[str, ...], float] = {}
        for r in self.reactions:
            if r.leak:
                found[r.reactants] = found.get(r.reactants, 0.0) + r.rate
        return found

    def with_role(self, role: ComplexRole) -> tuple[NetworkSpecies, ...]:
        return tuple(s for s in self.species if s.role is role)

    def whole(self, where: str, fix: str) -> ReactionNetwork:
        """This network, to build upon.

        Parameters
        ----------
        where, fix: of the message.

        Raises
        ------
        TruncatedError: E011, a limit cut the enumeration off.
        """
        if not self.complete:
            raise TruncatedError(
                "E011",
                where,
                f"the enumeration is not complete ({self.truncated_by}), so nothing that builds "
                "on it can be decided",
                fix,
            )
        return self

    @property
    def interpretation(self) -> Interpretation:
        """What the signals and their variants stand for."""
        return Interpretation(
            tuple(Meaning(s.name, (s.formal,)) for s in self.species if s.formal is not None)
        )
