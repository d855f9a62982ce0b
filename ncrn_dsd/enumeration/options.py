"""Limits and switches of an enumeration."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Engine(Enum):
    """Who enumerates."""

    OWN = "own"
    PEPPERCORN = "peppercorn"


@dataclass(frozen=True, slots=True)
class EnumerationOptions:
    """What bounds an enumeration.

    Parameters
    ----------
    max_complex_size: strands in one complex.
    max_complexes, max_reactions: sizes of one detailed network (one gate module).
    release_cutoff_nt: longest helix that opens spontaneously.
    reject_remote: leave out branch migration that does not start next to a bound toehold.
    max_helix: a step goes on along the strands as far as it can, and counts as one reaction.
    compatibility: None, or "peppercorn-1.1" to repeat known rate errors of that program.
    engine: our own, or Peppercorn in worker processes as the reference.
    """

    max_complex_size: int = 10
    max_complexes: int = 10_000
    max_reactions: int = 50_000
    release_cutoff_nt: int = 7
    reject_remote: bool = False
    max_helix: bool = True
    compatibility: str | None = None
    engine: Engine = Engine.OWN
