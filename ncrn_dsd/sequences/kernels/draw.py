"""One random domain, letter by letter, by depth-first search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.sequences.kernels.duplex import Codes
from ncrn_dsd.sequences.kernels.words import Words, contains

Counts = NDArray[np.int64]

STEPS_PER_WORD = 4000
"""Letters tried before a draw is given up; without crowding about 30 are needed."""


class DrawRules(NamedTuple):
    """What a domain must obey on its own.

    Parameters
    ----------
    allowed: which letters may stand at which place, shape (length, 4).
    longest_run: of each letter.
    before, after: longest run of each letter that touches the domain from outside.
    barred: which words of three letters may not occur, by two bits for each letter, shape (64,).
    strong_min, strong_max: number of C and G together.
    word_nt: length of the words that may occur once only.
    """

    allowed: NDArray[np.bool_]
    longest_run: Counts
    before: Counts
    after: Counts
    barred: NDArray[np.bool_]
    strong_min: int
    strong_max: int
    word_nt: int


@compiled
def draw_number(state: Counts, below: int) -> int:
    """A number from 0 to `below` - 1; moves the state of the generator (Knuth's MMIX) on."""
    state[0] = state[0] * 6364136223846793005 + 1442695040888963407
    number: int = (state[0] >> 33) & 0x7FFFFFFF
    return number % below


@compiled
def _shuffled(allowed: NDArray[np.bool_], state: Counts, out: Counts) -> int:
    """The allowed letters in random order; returns how many there are."""
    count = 0
    for letter in range(4):
        if allowed[letter]:
            place = draw_number(state, count + 1)
            out[count] = out[place]
            out[place] = letter
            count += 1
    return count


@compiled
def _word_is_free(words: Words, own: Counts, end: int, word_nt: int, partner: int) -> bool:
    """Whether the word that ends at `end` is new, here and in all domains before."""
    word = own[end]
    if word == partner or contains(words, word):
        return False
    free = True
    for earlier in range(word_nt - 1, end):
        free = free and own[earlier] not in (word, partner)
    return free


@compiled
def draw_word(rules: DrawRules, words: Words, state: Counts, out: Codes) -> int:
    """Fill `out` with a domain that obeys the rules and whose words are all free.

    Returns the letters that were tried; 0 when no domain was found because there is none or
    `STEPS_PER_WORD` letters did not lead to one.
    """
    length, size = len(rules.allowed), rules.word_nt
    mask, top = (1 << (2 * size)) - 1, 2 * (size - 1)
    choices, left = np.empty((length, 4), np.int64), np.zeros(length, np.int64)
    runs, strong = np.zeros(length, np.int64), np.zeros(length, np.int64)
    own, partners = np.zeros(length, np.int64), np.zeros(length, np.int64)
    left[0] = _shuffled(rules.allowed[0], state, choices[0])
    at = 0
    for step in range(STEPS_PER_WORD):
        while left[at] == 0:
            at -= 1
            if at < 0:
                return 0
        left[at] -= 1
        letter = choices[at, left[at]]
        repeated = at > 0 and out[at - 1] == letter
        runs[at] = runs[at - 1] + 1 if repeated else 1
        run = runs[at] + (rules.before[letter] if runs[at] == at + 1 else 0)
        run += rules.after[letter] if at == length - 1 else 0
        strong[at] = (strong[at - 1] if at > 0 else 0) + (letter in (1, 2))
        rest = length - 1 - at
        if run > rules.longest_run[letter] or strong[at] > rules.strong_max:
            continue
        if strong[at] + rest < rules.strong_min:
            continue
        own[at] = (((own[at - 1] << 2) if at > 0 else 0) | letter) & mask
        partners[at] = ((partners[at - 1] >> 2) if at > 0 else 0) | ((3 - letter) << top)
        if at > 1 and rules.barred[16 * out[at - 2] + 4 * out[at - 1] + letter]:
            continue
        if at + 1 >= size and not _word_is_free(words, own, at, size, partners[at]):
            continue
        out[at] = letter
        if rest == 0:
            return step + 1
        at += 1
        left[at] = _shuffled(rules.allowed[at], state, choices[at])
    return 0
