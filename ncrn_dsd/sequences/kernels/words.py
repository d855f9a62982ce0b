"""A set of words of nucleotides: open addressing in one array of integers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.sequences.kernels.duplex import Codes

Words = NDArray[np.int64]
"""Size a power of two; -1 where no word is. Words are numbers with two bits per letter."""

LONGEST_WORD_NT = 31
"""Two bits for each letter must leave the sign of the number alone."""

EMPTY = -1
SPREAD = 0x9E3779B97F4A7C1
"""Odd multiplier that scatters neighbouring words over the array."""


def empty_words(count: int) -> Words:
    """A set with room for `count` words."""
    size = 1 << max(4, (2 * count).bit_length())
    return np.full(size, EMPTY, dtype=np.int64)


@compiled
def contains(words: Words, word: int) -> bool:
    """Whether `word` is in the set."""
    last = len(words) - 1
    place = ((word * SPREAD) >> 20) & last
    while words[place] != EMPTY:
        if words[place] == word:
            return True
        place = (place + 1) & last
    return False


@compiled
def insert(words: Words, word: int) -> None:
    """Add `word` to the set."""
    last = len(words) - 1
    place = ((word * SPREAD) >> 20) & last
    while words[place] not in (EMPTY, word):
        place = (place + 1) & last
    words[place] = word


@compiled
def insert_all(words: Words, word_nt: int, sequence: Codes) -> None:
    """Add every word of `sequence` and of its reverse complement."""
    mask = (1 << (2 * word_nt)) - 1
    top = 2 * (word_nt - 1)
    forward, backward = 0, 0
    for i in range(len(sequence)):
        letter = int(sequence[i])
        forward = ((forward << 2) | letter) & mask
        backward = (backward >> 2) | ((3 - letter) << top)
        if i + 1 >= word_nt:
            insert(words, forward)
            insert(words, backward)


@compiled
def insert_rows(words: Words, word_nt: int, rows: Codes) -> None:
    """Add every word of all rows and of their reverse complements, shape (rows, letters)."""
    for i in range(len(rows)):
        insert_all(words, word_nt, rows[i])
