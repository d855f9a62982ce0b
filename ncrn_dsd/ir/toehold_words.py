"""Words that toeholds were given so that their rates are equal, and why these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChosenLetters:
    """Letters of long domains, and who chose them.

    Parameters
    ----------
    why: in words, with what each choice would have meant.
    """

    domains: str
    why: str


@dataclass(frozen=True, slots=True)
class ToeholdWords:
    """Words for toeholds, and the letters that long domains must begin and end with.

    Parameters
    ----------
    words: nucleotides by toehold.
    alphabet: letters of the words.
    domain_alphabet: letters of long domains.
    widenings: of the window that keeps K or k equal, the widest one for groups that exchange
        toeholds and for all others; 1 where the aim is met.
    occupancy: largest sum of K c of an open toehold over what has its complement, at the levels of
        operation and by the letters that are fixed; None where levels were not known.
    rates_apart: fastest over slowest displacement by toeholds that should be alike; None as well.
    folds: places in which toeholds with the letters beside them fold strands more than is aimed at.
    reasons: of the letters and of how equal rates are, as sentences.
    """

    words: Mapping[str, str]
    first_letter: str
    last_letter: str
    alphabet: str
    domain_alphabet: str
    widenings: tuple[float, float]
    reasons: tuple[str, ...] = ()
    occupancy: float | None = None
    rates_apart: float | None = None
    folds: int = 0
