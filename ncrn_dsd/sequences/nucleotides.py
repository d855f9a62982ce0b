"""Elementary facts about DNA letters and words."""

from __future__ import annotations

from ncrn_dsd.ir.lab import reverse_complement

LETTERS = "ACGT"
STRONG = "CG"
"""Letters that pair with three hydrogen bonds."""

LONGEST_RUN_NT = {"A": 4, "C": 3, "G": 3, "T": 4}
"""Longest run of one letter that a vendor makes without complaint: no AAAAA, CCCC, GGGG, TTTTT."""


def is_palindrome(sequence: str) -> bool:
    """Whether two copies of `sequence` pair with each other over the whole length."""
    return sequence == reverse_complement(sequence)


def leading_run_nt(sequence: str) -> int:
    """Length of the run of one letter at the 5' end."""
    return len(sequence) - len(sequence.lstrip(sequence[0])) if sequence else 0


def trailing_run_nt(sequence: str) -> int:
    """Length of the run of one letter at the 3' end."""
    return len(sequence) - len(sequence.rstrip(sequence[-1])) if sequence else 0


def has_forbidden_run(sequence: str) -> bool:
    """Whether some letter repeats more often than `LONGEST_RUN_NT` allows."""
    return any(letter * (most + 1) in sequence for letter, most in LONGEST_RUN_NT.items())
