"""What comes out of an attempt to prove that signals are released."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.verification.prover.multisets import Multiset
from ncrn_dsd.verification.prover.result import Path, Resolution


@dataclass(frozen=True, slots=True)
class Supply:
    """In every reachable state there are at least as many helpers as weights add up to.

    Parameters
    ----------
    weights: intermediates that may call for the helper, each at least as often as it does.
    """

    helper: str
    weights: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """How everything that is counted becomes signals.

    Parameters
    ----------
    steps: for every reachable counted intermediate a reaction that consumes it, in an order in
        which every counted product is a signal or has its step before.
    supplies: for every other reactant of a step.
    paths: those of the certificate; from signals they end where the products of the formal
        reaction come out by steps that change nothing.
    """

    steps: tuple[Resolution, ...]
    supplies: tuple[Supply, ...]
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A reachable state from which not everything counted can be released.

    Parameters
    ----------
    start: signals.
    way: indices of the reactions that lead from there to the state.
    state: what is there then.
    trap: counted intermediates of which one stays, whatever happens; empty when all that can
        follow from the state was explored instead.
    """

    start: Multiset
    way: tuple[int, ...]
    state: Multiset
    trap: frozenset[str]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A formal reaction whose products never come out of these signals; all was explored."""

    formal: int
    state: Multiset


@dataclass(frozen=True, slots=True)
class Open:
    """Neither shown nor refuted, and the species of which that is so."""

    species: tuple[str, ...]

    def __str__(self) -> str:
        names = ", ".join(self.species[:3]) + (", ..." if len(self.species) > 3 else "")
        return f"neither a way to signals nor a state that holds for ever was found for {names}"


Answer = Release | Held | Withheld | Open
