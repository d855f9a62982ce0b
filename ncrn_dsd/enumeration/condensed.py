"""One enumeration job and its result."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.enumeration.detailed import DetailedNetwork, DetailedReaction
from ncrn_dsd.ir.dsd import Complex
from ncrn_dsd.ir.network import NetworkReaction


@dataclass(frozen=True, slots=True)
class EnumerationJob:
    """Complexes that are present at the start.

    Parameters
    ----------
    domains: name and length in nucleotides of every domain that occurs.
    complexes: pairwise different start complexes, connected.
    details: the detailed network is asked for too.
    histories: strands of signals and their history domains whose released forms are taken for
        the signal; none to keep all forms apart.
    given: reactions between complexes whose rates take the place of computed ones; an empty
        kind stands for every kind.
    one_step: what the complexes of the start bring about meets nothing.
    """

    domains: tuple[tuple[str, int], ...]
    complexes: tuple[Complex, ...]
    details: bool = False
    histories: tuple[tuple[tuple[str, ...], str], ...] = ()
    given: tuple[DetailedReaction[Complex], ...] = ()
    one_step: bool = False


@dataclass(frozen=True, slots=True)
class CondensedNetwork:
    """The condensed network of a job.

    Parameters
    ----------
    macrostates: members of each resting macrostate, canonical and sorted.
    reactions: between macrostates, given by their places.
    truncated_by: what was cut off, in words, or None when nothing was.
    details: the detailed network, if the job asked for it.
    unused_given: places of given reactions of the job whose reactants never met.
    leaks_left_out: leaks between complexes that need no leak, which limits left out.
    """

    macrostates: tuple[tuple[Complex, ...], ...]
    reactions: tuple[NetworkReaction[int], ...]
    truncated_by: str | None
    details: DetailedNetwork | None = None
    unused_given: tuple[int, ...] = ()
    leaks_left_out: int = 0
