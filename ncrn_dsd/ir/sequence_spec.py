"""What a design asks of its nucleotide sequences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptSequence:
    """A sequence that exists already and is to be used again.

    Parameters
    ----------
    name: of a domain, or of a strand when `domains` says what it consists of.
    sequence: 5' to 3'.
    domains: occurrences of the strand, 5' to 3'; none for a domain.
    """

    name: str
    sequence: str
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SequenceSpec:
    """Constraints on nucleotide sequences. None leaves a choice to the search.

    Parameters
    ----------
    window_kcal, toehold_window_kcal: how far energies of long domains and of toeholds may be
        from the middle of their window.
    gap_kcal: energy gap of a long domain with which the search is content.
    toehold_clash: strongest unintended duplex of a toehold, as a share of the intended one.
    clamp_5, clamp_3: IUPAC letters of the ends of every long domain; "" for no rule.
    longest_runs: longest run allowed of A, C, G and T.
    kept: sequences that are given.
    """

    seed: int
    alphabet: str
    max_shared_run: int
    window_kcal: float | None = None
    gap_kcal: float | None = None
    toehold_window_kcal: float | None = None
    toehold_clash: float | None = None
    clamp_5: str = ""
    clamp_3: str = ""
    longest_runs: tuple[int, int, int, int] | None = None
    kept: tuple[KeptSequence, ...] = ()


DEFAULT_SEQUENCES = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7)
"""For designs that say nothing about their nucleotides."""
