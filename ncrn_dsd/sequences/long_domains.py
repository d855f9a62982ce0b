"""Nucleotides for long domains: equal in energy and far apart from each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil, floor, inf, isnan

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.sequences.barred_words import NOTHING_BARRED, WORD_NT, BarredWords
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.duplex import duplex_energies
from ncrn_dsd.sequences.junctions import OPEN, Junctions
from ncrn_dsd.sequences.kernels.draw import Counts, DrawRules
from ncrn_dsd.sequences.kernels.off_targets import OffTargets, set_off_target
from ncrn_dsd.sequences.kernels.search import (
    Effort,
    best_of_many,
    draw_energies,
    perfect_energy,
)
from ncrn_dsd.sequences.kernels.words import (
    LONGEST_WORD_NT,
    Words,
    empty_words,
    insert_all,
    insert_rows,
)
from ncrn_dsd.sequences.nucleotides import LETTERS, Codes, decode, encode
from ncrn_dsd.sequences.options import IUPAC, SearchOptions

STRONG_FRACTION = (0.3, 0.7)
"""Smallest and largest share of C and G: equal shares make equal branch migration rates."""

ENERGIES_DRAWN = 301
"""Random domains whose median energy becomes the target."""


class LongDomainSearch:
    """Long domains placed so far, and the search for further ones.

    Parameters
    ----------
    lengths_nt: of all long domains there will be; their number decides which gap is good enough.
    max_shared_run: longest run that two occurrences may have in common.
    others: sequences of toeholds and the like, whose words are taken.
    barred: words that domains do without.
    """

    __slots__ = (
        "_alphabet",
        "_barred",
        "_energies",
        "_names",
        "_off_targets",
        "_options",
        "_others",
        "_room",
        "_state",
        "_targets_kcal",
        "_word_nt",
        "_words",
        "gaps_kcal",
    )

    def __init__(
        self,
        alphabet: str,
        max_shared_run: int,
        lengths_nt: tuple[int, ...],
        others: tuple[str, ...],
        options: SearchOptions,
        draws: Draws,
        barred: BarredWords = NOTHING_BARRED,
    ) -> None:
        self._alphabet = alphabet
        self._word_nt = min(max_shared_run + 1, LONGEST_WORD_NT)
        self._options = options
        self._barred = barred
        self._energies = duplex_energies(options.temperature_C)
        self._state = np.array([draws.number()], dtype=np.uint64).view(np.int64)
        self._others = others
        self._names: list[str] = []
        self._room = len(lengths_nt)
        self._off_targets = _room_for(self._room, max(lengths_nt, default=0))
        self._targets_kcal: dict[int, float] = {}
        self._words = self._taken_words()
        self.gaps_kcal: dict[str, float] = {}

    def place(self, name: str, sequence: str, gap_kcal: float | None = None) -> None:
        """Make `sequence` a domain that others must keep apart from.

        Parameters
        ----------
        gap_kcal: to all others, where it is known.
        """
        codes = encode(sequence)
        energy_kcal = perfect_energy(codes, self._energies)
        set_off_target(self._off_targets, len(self._names), codes, energy_kcal)
        insert_all(self._words, self._word_nt, codes)
        self._names.append(name)
        if gap_kcal is not None:
            self.gaps_kcal[name] = gap_kcal

    def remove(self, name: str) -> float | None:
        """Forget a domain; its gap is given back, where it was known."""
        hole, last = self._names.index(name), len(self._names) - 1
        for column in self._off_targets:
            column[hole] = column[last]
        self._names[hole] = self._names[last]
        self._names.pop()
        self._words = self._taken_words()
        return self.gaps_kcal.pop(name, None)

    def choose(self, name: str, length_nt: int, junctions: Junctions) -> str | None:
        """Draw and place a domain with a large gap to all others; None when there is none."""
        gap_kcal = self._options.gap_for(self._room, self._target_kcal(length_nt))
        tries = self._options.tries_for(self._room)
        rules = self._rules(length_nt, junctions, name)
        return self._draw(name, rules, gap_kcal, tries)

    def vary(
        self,
        name: str,
        sequence: str,
        part: range,
        junctions: Junctions,
        gap_kcal: float,
        tries: int,
        others: Codes | None = None,
    ) -> str | None:
        """Place a domain that differs from `sequence` in a part; None when there is none.

        Parameters
        ----------
        part: places that may change, from 0.
        gap_kcal: with which it is good enough.
        tries: candidates of which the best is taken where none is.
        others: letters of what else stands in strands, shape (stretches, letters); words that have
            the length of those that may occur once only are taken.
        """
        if others is not None and others.shape[1] == self._word_nt:
            self._words = self._taken_words(others)
        rules = self._rules(len(sequence), junctions, name)
        for place, letter in enumerate(sequence):
            if place not in part:
                rules.allowed[place] = [one == letter for one in LETTERS]
        return self._draw(name, rules, gap_kcal, tries)

    def gap_to_keep_kcal(self, name: str, length_nt: int, share: float) -> float:
        """The gap below which a domain that is placed should not fall: a share of it."""
        wanted = self._options.gap_for(self._room, self._target_kcal(length_nt))
        return share * min(wanted, self.gaps_kcal.get(name, wanted))

    def _draw(self, name: str, rules: DrawRules, gap_kcal: float, tries: int) -> str | None:
        length_nt = len(rules.allowed)
        window_kcal = float(self._options.window_kcal)
        target_kcal = self._target_kcal(length_nt)
        effort = Effort(target_kcal, window_kcal, float(gap_kcal), tries)
        drawn = np.zeros(length_nt, dtype=np.uint8)
        found_kcal = best_of_many(
            rules,
            self._words,
            self._off_targets,
            len(self._names),
            self._energies,
            effort,
            self._state,
            drawn,
        )
        if isnan(found_kcal):
            return None
        sequence = decode(drawn)
        self.place(name, sequence, found_kcal if found_kcal > -inf else None)
        return sequence

    def _taken_words(self, others: Codes | None = None) -> Words:
        """The words of everything that is placed, and room for those to come.

        Parameters
        ----------
        others: further letters, shape (stretches, letters).
        """
        rows = zip(self._off_targets.codes, self._off_targets.lengths, strict=True)
        placed = [row[:length] for row, length in rows][: len(self._names)]
        sequences = [*placed, *(encode(other) for other in self._others)]
        longest = self._off_targets.codes.shape[1]
        letters = self._room * longest + sum(len(other) for other in self._others)
        letters += 0 if others is None else len(others)
        words = empty_words(2 * letters)
        if others is not None:
            insert_rows(words, self._word_nt, others)
        for sequence in sequences:
            insert_all(words, self._word_nt, sequence)
        return words

    def _rules(self, length_nt: int, junctions: Junctions, name: str = "") -> DrawRules:
        """What a domain must obey; without a name, what all of that length must."""
        low, high = STRONG_FRACTION
        allowed = _allowed(length_nt, self._alphabet, self._options)
        for place, letters in (
            (1, self._barred.second.get(name, "")),
            (length_nt - 2, self._barred.last_but_one.get(name, "")),
        ):
            left = allowed[place] & [letter not in letters for letter in LETTERS]
            # What stands beside it has fewer faults with a domain than without one.
            if left.any():
                allowed[place] = left
        return DrawRules(
            allowed=allowed,
            longest_run=_by_letter(self._options.longest_run_nt),
            before=_by_letter(junctions.before),
            after=_by_letter(junctions.after),
            barred=_by_word(self._barred.of(name)),
            # The small term undoes the rounding of products such as 0.7 * 10.
            strong_min=ceil(low * length_nt - 1e-9),
            strong_max=floor(high * length_nt + 1e-9),
            word_nt=self._word_nt,
        )

    def _target_kcal(self, length_nt: int) -> float:
        if length_nt not in self._targets_kcal:
            drawn = np.zeros(ENERGIES_DRAWN)
            rules = self._rules(length_nt, OPEN)
            found = draw_energies(rules, empty_words(1), self._energies, self._state, drawn)
            self._targets_kcal[length_nt] = float(np.median(drawn[:found])) if found else 0.0
        return self._targets_kcal[length_nt]


def _room_for(domains: int, longest_nt: int) -> OffTargets:
    return OffTargets(
        codes=np.zeros((domains, longest_nt), dtype=np.uint8),
        lengths=np.zeros(domains, dtype=np.int64),
        places=np.zeros((domains, 4), dtype=np.int64),
        reversed_places=np.zeros((domains, 4), dtype=np.int64),
        energies_kcal=np.zeros(domains),
    )


def _allowed(length_nt: int, alphabet: str, options: SearchOptions) -> NDArray[np.bool_]:
    """Which letters may stand at which place, shape (length, 4)."""
    allowed = np.tile([letter in alphabet for letter in LETTERS], (length_nt, 1))
    places = [
        *enumerate(options.clamp_5),
        *enumerate(options.clamp_3, start=length_nt - len(options.clamp_3)),
    ]
    for place, clamp in places:
        if 0 <= place < length_nt:
            allowed[place] &= [letter in IUPAC[clamp] for letter in LETTERS]
    return allowed


def _by_word(words: Iterable[str]) -> NDArray[np.bool_]:
    """Which words these are, by two bits for each letter."""
    barred = np.zeros(len(LETTERS) ** WORD_NT, dtype=np.bool_)
    for word in words:
        barred[np.polyval(encode(word).astype(np.int64), len(LETTERS))] = True
    return barred


def _by_letter(numbers: Mapping[str, int]) -> Counts:
    return np.array([numbers[letter] for letter in LETTERS], dtype=np.int64)
