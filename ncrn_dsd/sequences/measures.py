"""What is measured on finished sequences, without trust in the search that made them."""

from __future__ import annotations

from collections.abc import Mapping

from ncrn_dsd.ir.lab import reverse_complement


def longest_shared_run_nt(sequences: Mapping[str, str]) -> int:
    """Longest run that two different domain occurrences have in common.

    Occurrences are all domains and all their complements; a domain and its own complement are
    two different occurrences.

    Parameters
    ----------
    sequences: domain name to nucleotides, 5' to 3'.
    """
    occurrences = [
        text for sequence in sequences.values() for text in (sequence, reverse_complement(sequence))
    ]
    longest = max(map(len, occurrences), default=0)
    # A shared run of n letters contains one of n - 1, so the first length without one ends it.
    for size in range(1, longest + 1):
        if not _some_word_is_shared(occurrences, size):
            return size - 1
    return longest


def _some_word_is_shared(occurrences: list[str], size: int) -> bool:
    owner: dict[str, int] = {}
    for index, text in enumerate(occurrences):
        for start in range(len(text) - size + 1):
            if owner.setdefault(text[start : start + size], index) != index:
                return True
    return False
