"""Elementary facts about DNA letters and words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.ir.dsd import Domain, domain_name
from ncrn_dsd.ir.lab import reverse_complement

Codes = NDArray[np.uint8]
"""Letters as their places in `LETTERS`, so that a letter and its partner add up to 3."""

LETTERS = "ACGT"
_CODES = np.full(256, len(LETTERS), dtype=np.uint8)
_CODES[np.frombuffer(LETTERS.encode(), np.uint8)] = np.arange(len(LETTERS))

STRONG = "CG"
"""Letters that pair with three hydrogen bonds."""
WEAK = "AT"
"""Letters that pair with two."""

LONGEST_RUN_NT = {"A": 4, "C": 3, "G": 3, "T": 4}
"""Longest run of one letter that a vendor makes without complaint: no AAAAA, CCCC, GGGG, TTTTT."""


def spell(occurrence: str, sequences: Mapping[str, str]) -> str:
    """Nucleotides of a domain occurrence, 5' to 3'."""
    sequence = sequences[domain_name(occurrence)]
    return reverse_complement(sequence) if occurrence.endswith("*") else sequence


def clamp_letters(clamp: Domain, sequences: Mapping[str, str]) -> str:
    """The letters that a clamp shares with the domain beside the end that it holds."""
    assert clamp.clamp is not None
    text = spell(clamp.clamp.under, sequences)
    return text[-clamp.length_nt :] if clamp.clamp.at_its_end else text[: clamp.length_nt]


def is_palindrome(sequence: str) -> bool:
    """Whether two copies of `sequence` pair with each other over the whole length."""
    return sequence == reverse_complement(sequence)


def leading_run_nt(sequence: str) -> int:
    """Length of the run of one letter at the 5' end."""
    return len(sequence) - len(sequence.lstrip(sequence[0])) if sequence else 0


def trailing_run_nt(sequence: str) -> int:
    """Length of the run of one letter at the 3' end."""
    return len(sequence) - len(sequence.rstrip(sequence[-1])) if sequence else 0


def has_forbidden_run(sequence: str, longest_nt: Mapping[str, int] = LONGEST_RUN_NT) -> bool:
    """Whether some letter repeats more often than `longest_nt` allows."""
    return any(letter * (most + 1) in sequence for letter, most in longest_nt.items())


def encode(sequence: str) -> Codes:
    """The letters of `sequence` as numbers, shape (length,)."""
    codes: Codes = _CODES[np.frombuffer(sequence.encode(), np.uint8)]
    if codes.max(initial=0) >= len(LETTERS):
        what = f"{sequence!r} has letters that are none of {LETTERS}"
        raise ValueError(what)
    return codes


def decode(codes: Codes) -> str:
    """The sequence that `encode` made these numbers of."""
    return "".join(LETTERS[code] for code in codes.tolist())
