"""Limits and switches of an enumeration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnumerationOptions:
    """What bounds an enumeration.

    Parameters
    ----------
    max_complex_size: strands in one complex.
    max_complexes, max_reactions: sizes of one detailed network (one gate module).
    release_cutoff_nt: longest helix that opens spontaneously.
    reject_remote: leave out branch migration that does not start next to a bound toehold.
    """

    max_complex_size: int = 10
    max_complexes: int = 10_000
    max_reactions: int = 50_000
    release_cutoff_nt: int = 7
    reject_remote: bool = False
