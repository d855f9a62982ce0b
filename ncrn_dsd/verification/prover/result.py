"""What comes out of an attempt to prove that an implementation is correct."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.verification.prover.multisets import Multiset


@dataclass(frozen=True, slots=True)
class Resolution:
    """A species alone turns into others of the same meaning by one reaction."""

    species: str
    reaction: int


@dataclass(frozen=True, slots=True)
class Path:
    """From a state that stands for the reactants of a formal reaction, the way to it.

    Parameters
    ----------
    formal: index of the formal reaction.
    state: implementation species.
    reactions: indices of implementation reactions; all are trivial but the last, which stands
        for the formal reaction.
    """

    formal: int
    state: Multiset
    reactions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything needed to check that an interpretation is a CRN bisimulation.

    Parameters
    ----------
    meaning: every implementation species, sorted, and what it stands for.
    resolutions: in an order in which every product is resolved before or not at all.
    paths: one per formal reaction and minimal state of unresolved species that stands for its
        reactants and possibly more.
    """

    meaning: tuple[tuple[str, Multiset], ...]
    resolutions: tuple[Resolution, ...]
    paths: tuple[Path, ...]


class BisimulationCondition(Enum):
    """The three conditions of a CRN bisimulation."""

    ATOMIC = "atomic"
    DELIMITING = "delimiting"
    PERMISSIVE = "permissive"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a species can mean is restricted by a reaction (see `options.narrowed`)."""

    species: str
    reaction: int


@dataclass(frozen=True, slots=True)
class Violation:
    """A condition that fails once all narrowings are made.

    Parameters
    ----------
    narrowings: in this order; each uses only what the signals and earlier ones make known.
    reaction: delimiting: index of an implementation reaction that can neither be trivial nor
        formal. Permissive: index of the formal reaction that cannot happen in `state`.
    formal: atomic: the formal species that no implementation species stands for.
    meaning: the species that the violation speaks of, and what they stand for.
    """

    narrowings: tuple[Narrowing, ...]
    condition: BisimulationCondition
    reaction: int
    state: Multiset
    formal: str
    meaning: tuple[tuple[str, Multiset], ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A species that has several possible meanings, each of which fails.

    Parameters
    ----------
    narrowings: those that leave no meanings but the ones of `branches`.
    """

    narrowings: tuple[Narrowing, ...]
    species: str
    branches: tuple[tuple[Multiset, Refutation], ...]


Refutation = Violation | Split
"""A proof that no interpretation of the intermediates is a CRN bisimulation."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither proved nor refuted, and why.

    Parameters
    ----------
    species: those that the reason speaks of.
    """

    reason: str
    species: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.reason}: {', '.join(self.species)}" if self.species else self.reason


ProofResult = Certificate | Refutation | Undecided


def first_violation(refutation: Refutation) -> Violation:
    """The violation under the likeliest meaning of every ambiguous species."""
    while isinstance(refutation, Split):
        refutation = refutation.branches[0][1]
    return refutation
