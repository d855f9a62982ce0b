"""Rate models: what a toehold with its neighbours reacts like, in the buffer of the laboratory.

A rate model is a part that other packages can bring; see `RATE_MODELS`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ncrn_dsd.plugins import Door, Entry, NamesParts

CELSIUS_0_K = 273.15

SALT_KCAL_PER_PHOSPHATE_PAIR = -0.114
"""SantaLucia and Hicks 2004, equation 7: times the phosphates, halved, and ln of molar Na+."""

SODIUM_PER_ROOT_MAGNESIUM = 120.0
"""Na+ that acts as Mg2+ does, both in mM, per square root (von Ahsen et al. 2001)."""

Beside = Literal["stacked", "invader", "target", "bare"]
"""What a letter beside a toehold is: of a pair of the helix that goes on there, or unpaired, on the
strand that brings the toehold or on the one that has its complement; or there is none."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The buffer and its temperature."""

    temperature_C: float = 25.0
    sodium_mM: float = 0.0
    magnesium_mM: float = 12.5

    @property
    def sodium_equivalent_M(self) -> float:
        """Na+ that stabilises a duplex as much as this mixture does (von Ahsen et al. 2001)."""
        return (self.sodium_mM + SODIUM_PER_ROOT_MAGNESIUM * math.sqrt(self.magnesium_mM)) / 1000.0


USUAL_CONDITIONS = Conditions()
"""25 C in 12.5 mM Mg2+, for which the rates by lengths are stated."""


@dataclass(frozen=True, slots=True)
class Flank:
    """What stands beside one end of a bound toehold.

    Parameters
    ----------
    letter: of a stacked pair, the letter on the strand that brings the toehold, or where that ends
        the one that would continue it; of an unpaired neighbour its own letter; empty for none.
    """

    kind: Beside = "bare"
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Toehold:
    """A toehold bound to its complement, with what stands beside it.

    Parameters
    ----------
    sequence: of the strand that brings it, 5' to 3'.
    before, after: beside its 5' and its 3' end.
    """

    sequence: str
    before: Flank = Flank()
    after: Flank = Flank()

    @property
    def context(self) -> str:
        """Its letters between those beside it: stacked ones capital, unpaired ones small."""
        left, right = (
            f.letter if f.kind == "stacked" else f.letter.lower() for f in (self.before, self.after)
        )
        return f"{left}[{self.sequence}]{right}"


class RateModel(ABC):
    """How fast toeholds bind, come off and lead on.

    A displacement is taken apart as Zhang and Winfree (J. Am. Chem. Soc. 131:17303, 2009) do:
    a toehold binds or comes off again, and the branch migrates as one step. `name` is what designs
    and tables call it, `residual` one sentence on how far it is from measured rates.
    """

    name: str
    residual: str
    reads_nucleotides: bool
    """Whether rates depend on more than lengths."""

    @abstractmethod
    def energy_kcal(self, toehold: Toehold, conditions: Conditions) -> float:
        """Free energy of binding at 1 M in kcal/mol, below 0 for one that holds."""

    @abstractmethod
    def association_per_M_s(self, toehold: Toehold, conditions: Conditions) -> float:
        """How fast a toehold finds its complement."""

    @abstractmethod
    def dissociation_per_s(self, toehold: Toehold, branch_nt: int, conditions: Conditions) -> float:
        """How fast it comes off while the branch of `branch_nt` beside it has not moved.

        Parameters
        ----------
        branch_nt: 0 for a toehold that leads nowhere.
        """

    @abstractmethod
    def migration_per_s(self, branch_nt: int, conditions: Conditions) -> float:
        """How fast a branch of `branch_nt` moves from one of its ends to the other."""

    @abstractmethod
    def leak_per_M_s(
        self, branch_nt: int, clamps: Sequence[str], conditions: Conditions
    ) -> float | None:
        """Displacement without a toehold; None where the model says nothing about it.

        Parameters
        ----------
        clamps: for each end of the helix at which an invader can start, the letters of the clamp
            there and the first one of the branch after it; one letter for a blunt end.
        """

    def displacement_per_M_s(
        self,
        toehold: Toehold,
        branch_nt: int,
        conditions: Conditions,
        incumbent: Toehold | None = None,
    ) -> float:
        """Rate constant of a displacement, toehold complexes condensed.

        Parameters
        ----------
        incumbent: the toehold by which the displaced strand still holds; None for none.
        """
        binds = self.association_per_M_s(toehold, conditions)
        off = self.dissociation_per_s(toehold, branch_nt, conditions)
        moves = self.migration_per_s(branch_nt, conditions)
        if incumbent is None:
            return binds * moves / (off + moves)
        leaves = self.dissociation_per_s(incumbent, branch_nt, conditions)
        return leaves * binds * moves / (off * leaves + off * moves + leaves * moves)


RATE_MODELS: Door[RateModel] = Door(
    "rate_models",
    RateModel,  # type: ignore[type-abstract]
    {
        "lengths": "ncrn_dsd.enumeration.length_rates:BY_LENGTH",
        "three-step": "ncrn_dsd.sequences.three_step:THREE_STEP",
    },
)
"""Rate models by name."""


LENGTHS = "lengths"
"""The model whose rates are those of the enumerator."""

FROM_NUCLEOTIDES = "three-step"
"""The model that reads nucleotides, where no other is named."""


@dataclass(frozen=True)
class RateChoice(NamesParts):
    """A rate model by its name, and where it is applied."""

    name: str = LENGTHS
    conditions: Conditions = USUAL_CONDITIONS

    @property
    def parts(self) -> tuple[Entry, ...]:
        """Where the model is."""
        return (RATE_MODELS.entry(self.name),)

    @property
    def source(self) -> str:
        """Where rates come from, as what is said of curves and reactions that have them.

        Raises
        ------
        PluginError: as `load`.
        """
        if not self.load().reads_nucleotides:
            return "from domain lengths, not from nucleotides"
        return f"from nucleotides by the model {self.name}, not from measurements"

    @property
    def from_nucleotides(self) -> RateChoice:
        """This one if it reads nucleotides, else the one that does.

        Raises
        ------
        PluginError: as `load`.
        """
        return self if self.load().reads_nucleotides else replace(self, name=FROM_NUCLEOTIDES)

    def load(self) -> RateModel:
        """The model.

        Raises
        ------
        PluginError: there is none of this name, or it cannot be loaded.
        """
        return RATE_MODELS.load(self.name)


BY_LENGTHS = RateChoice()
"""Of designs that say nothing about rates."""
