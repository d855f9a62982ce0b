"""Duplexes that strands can form and no complex needs: how long they are, and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.layout import Strand, spelled
from ncrn_dsd.sequences.nucleotides import LETTERS, Codes, encode

INSIDE_BP, BETWEEN_BP = 2, 7
"""Longest duplexes that nothing needs, in one strand and between two, that are aimed at: longer
ones explain most of the scatter of measured rates (Commun. Chem. 2023, s42004-023-01026-w)."""

LEAST_LOOP_NT = 3
"""Between the two sides of a hairpin."""

UNKNOWN = "N"
"""A letter that pairs with nothing."""

Numbers = NDArray[np.int64]


def longest_unneeded_duplexes(system: DsdSystem, sequences: Mapping[str, str]) -> tuple[int, int]:
    """Base pairs in a row inside one strand, and between two strands or two copies of one.

    Pairs of a domain with its own complement, in register, are needed, and end a duplex; those of
    a clamp with what it holds are too.

    Parameters
    ----------
    sequences: of every domain; `UNKNOWN` where a letter is not known.
    """
    places = _Places(system)
    strands = [_Placed(strand, sequences, places) for strand in system.distinct_strands]
    inside = max((_longest(one.pairs_with(one, LEAST_LOOP_NT)) for one in strands), default=0)
    between = max(
        (
            _longest(one.pairs_with(other))
            for number, one in enumerate(strands)
            for other in strands[: number + 1]
        ),
        default=0,
    )
    return inside, between


class _Places:
    """Every letter of every domain has a number, from 1, and its partner the negative one."""

    def __init__(self, system: DsdSystem) -> None:
        self._domains = {d.name: d for d in system.domains}
        owners = [d for d in system.domains if d.clamp is None]
        ends = accumulate((d.length_nt for d in owners), initial=1)
        self._first = dict(zip((d.name for d in owners), ends, strict=False))

    def of(self, strand: Strand) -> list[int]:
        """The numbers along a strand; a clamp has those of what it repeats."""
        return [place for occurrence in strand for place in self._of_domain(occurrence)]

    def _of_domain(self, occurrence: str) -> list[int]:
        domain = self._domains[domain_name(occurrence)]
        if domain.clamp is None:
            first = self._first[domain.name]
            own = list(range(first, first + domain.length_nt))
        else:
            under = self._of_domain(domain.clamp.under)
            size = domain.length_nt
            own = under[-size:] if domain.clamp.at_its_end else under[:size]
        return [-place for place in reversed(own)] if occurrence.endswith("*") else own

    def letters(self, sequences: Mapping[str, str]) -> Numbers:
        """Letters by number, those of partners by negative number."""
        own = encode("".join(sequences[name] for name in self._first)).astype(np.int64)
        return np.concatenate([[0], own, (len(LETTERS) - 1 - own)[::-1]])

    @property
    def owners(self) -> dict[int, str]:
        """The domain of every number."""
        return {
            place: name
            for name, first in self._first.items()
            for place in range(first, first + self._domains[name].length_nt)
        }


class _Placed:
    """Letters of a strand, and which letter of which domain each of them is."""

    def __init__(self, strand: Strand, sequences: Mapping[str, str], places: _Places) -> None:
        text = spelled(strand, sequences)
        self._letters = np.array([(LETTERS + UNKNOWN).index(letter) for letter in text])
        self._places = np.array(places.of(strand), dtype=np.int64)

    def pairs_with(self, other: _Placed, least_loop_nt: int | None = None) -> NDArray[np.bool_]:
        """Which letters pair without need; those of the other strand from its 3' end.

        Parameters
        ----------
        least_loop_nt: between two that pair, where the other is the same strand.
        """
        # A, C, G and T pair where their numbers add up to three, and what is unknown never does.
        fits = self._letters[:, None] + other._letters[None, ::-1] == len(LETTERS) - 1
        needed = self._places[:, None] == -other._places[None, ::-1]
        pairs: NDArray[np.bool_] = fits & ~needed
        if least_loop_nt is not None:
            size = len(self._letters)
            apart = (size - 1 - np.arange(size))[None, :] - np.arange(size)[:, None]
            pairs &= apart > least_loop_nt
        return pairs


def _longest(pairs: NDArray[np.bool_]) -> int:
    """The longest run along a diagonal, which is a duplex."""
    run = np.zeros(pairs.shape[1] + 1, dtype=np.int64)
    longest = 0
    for row in pairs:
        run[1:] = np.where(row, run[:-1] + 1, 0)
        longest = max(longest, int(run.max()))
    return longest


@dataclass(frozen=True, slots=True)
class ShortestDuplexes:
    """What no choice of long domains can go below.

    Parameters
    ----------
    inside_bp, between_bp: base pairs in a row that some strand, and some two, must have.
    fixed_between_bp: the second by toeholds with the letters beside them alone.
    word_nt, words_needed, words_there: words of this length of which each may stand in one place
        only, as few letters as are enough for all of them.
    """

    inside_bp: int
    between_bp: int
    fixed_between_bp: int
    word_nt: int
    words_needed: int
    words_there: int


def shortest_unneeded_duplexes(
    system: DsdSystem, sequences: Mapping[str, str], alphabet: str
) -> ShortestDuplexes:
    """What toeholds with the letters beside them, and the number of words, leave room for.

    Toeholds and one letter at either end of long domains are taken as they are. If no duplex is
    longer than n, long domains whose complements are there too have no word of n + 1 letters in
    common, and none is the complement of another or its own; so an alphabet with fewer words than
    that puts n out of reach (counting as in sequences of de Bruijn). Other rules are not counted,
    so that what can be reached may be more.

    Parameters
    ----------
    alphabet: of long domains.
    """
    fixed = {
        d.name: _without_inner(sequences[d.name]) if d.is_branch else sequences[d.name]
        for d in system.domains
        if d.clamp is None
    }
    bare = system.without_clamps()
    inside, between = longest_unneeded_duplexes(bare, fixed)
    used = {o for strand in bare.distinct_strands for o in strand}
    lengths = [d.length_nt for d in bare.domains if d.is_branch and {d.name, d.name + "*"} <= used]
    for word_nt in range(1, max(lengths, default=0) + 2):
        needed = sum(max(0, length - word_nt + 1) for length in lengths)
        there = _words_apart(alphabet, word_nt)
        if needed <= there:
            break
    return ShortestDuplexes(inside, max(between, word_nt - 1), between, word_nt, needed, there)


def _words_apart(alphabet: str, word_nt: int) -> int:
    """Words of which none is its own complement or that of another one."""
    partnered = sum(reverse_complement(letter) in alphabet for letter in alphabet)
    own = 0 if word_nt % 2 else partnered ** (word_nt // 2)
    count: int = len(alphabet) ** word_nt - (partnered**word_nt + own) // 2
    return count


def _without_inner(text: str) -> str:
    """The letters beside toeholds alone."""
    return text[:1] + UNKNOWN * (len(text) - 2) + text[-1:]


class UnneededDuplexes:
    """Counts duplexes that nothing needs and that are longer than is aimed at.

    Which stretches could form one depends on domains alone, so that new letters are quick to try.
    """

    def __init__(self, system: DsdSystem) -> None:
        self._places = _Places(system)
        self._owners = self._places.owners
        strands = [self._places.of(strand) for strand in system.distinct_strands]
        self._inside = _hairpins(strands, INSIDE_BP + 1)
        self._known_with: dict[str, _StandsIn] = {}
        stretches = dict.fromkeys(w for s in strands for w in _windows(s, BETWEEN_BP + 1))
        self._between: Numbers = np.array(list(stretches), np.int64).reshape(-1, BETWEEN_BP + 1)

    def count(self, sequences: Mapping[str, str]) -> int:
        """Duplexes of one base pair more than is aimed at: none where the aims are reached.

        One that is longer counts more than once, and one that several strands form alike once.

        Parameters
        ----------
        sequences: of every domain.
        """
        return sum(len(one) for one, _ in self._found(sequences))

    def count_with(self, name: str, sequences: Mapping[str, str]) -> int:
        """Those of them that a domain takes part in, in much less time."""
        here = self._with(name)
        letters = self._places.letters(sequences)
        stems: int = (letters[here.ones] == letters[-here.others[:, ::-1]]).all(axis=1).sum()
        words, partners = _words_of(letters[self._between]), _words_of(letters[here.partners])
        row, other = np.nonzero(partners[:, None] == words)
        one = here.stretches[row]
        # Those of two stretches with the domain are met from both sides.
        once = (one <= other) | ~here.is_in[other]
        apart = (here.partners[row] != self._between[other]).all(axis=1)
        pairs: int = (once & apart).sum()
        return stems + pairs

    def blame(self, sequences: Mapping[str, str]) -> Counter[str]:
        """How many of these duplexes every domain takes part in."""
        return Counter(
            name
            for ones, others in self._found(sequences)
            for pair in zip(ones.tolist(), others.tolist(), strict=True)
            for name in {self._owners[abs(place)] for side in pair for place in side}
        )

    def letters_without(self, name: str, sequences: Mapping[str, str]) -> Codes:
        """Letters of all stretches of strands in which a domain does not stand.

        Each is one letter longer than the longest duplex that is aimed at: shape (stretches, 8).
        """
        letters = self._places.letters(sequences)
        return letters[self._between[~self._with(name).is_in]].astype(np.uint8)

    def _with(self, name: str) -> _StandsIn:
        if name not in self._known_with:
            own = [place for place, owner in self._owners.items() if owner == name]
            ones, others = self._inside
            both = np.concatenate([ones, others], axis=1)
            stems, stretches = (
                np.flatnonzero(np.isin(np.abs(sides), own).any(axis=1))
                for sides in (both, self._between)
            )
            is_in = np.zeros(len(self._between), dtype=np.bool_)
            is_in[stretches] = True
            self._known_with[name] = _StandsIn(
                ones[stems], others[stems], stretches, -self._between[stretches, ::-1], is_in
            )
        return self._known_with[name]

    def _found(self, sequences: Mapping[str, str]) -> Iterator[tuple[Numbers, Numbers]]:
        """Both sides of all duplexes, each read 5' to 3', inside strands and then between."""
        letters = self._places.letters(sequences)
        ones, others = self._inside
        matches = (letters[ones] == letters[-others[:, ::-1]]).all(axis=1)
        yield ones[matches], others[matches]
        yield self._pairs_between(letters)

    def _pairs_between(self, letters: Numbers) -> tuple[Numbers, Numbers]:
        if not len(self._between):
            return self._between, self._between
        words, partners = (_words_of(letters[s]) for s in (self._between, -self._between[:, ::-1]))
        order = np.argsort(words, kind="stable")
        low = np.searchsorted(words[order], partners, "left")
        counts = np.searchsorted(words[order], partners, "right") - low
        one = np.repeat(np.arange(len(words)), counts)
        within = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
        other = order[np.repeat(low, counts) + within]
        ones, others = self._between[one], self._between[other]
        # Each pair is met from both of its sides.
        kept = (one <= other) & (ones != -others[:, ::-1]).all(axis=1)
        return ones[kept], others[kept]


@dataclass(frozen=True, slots=True)
class _StandsIn:
    """Where a domain stands.

    Parameters
    ----------
    ones, others: both sides of stems inside strands.
    stretches: numbers of stretches.
    partners: what would pair with these over their whole length.
    is_in: of every stretch whether it is one of these.
    """

    ones: Numbers
    others: Numbers
    stretches: NDArray[np.intp]
    partners: Numbers
    is_in: NDArray[np.bool_]


def _words_of(letters: Numbers) -> NDArray[np.uint32]:
    """Letters of stretches, one in a row, as numbers with two bits for each letter."""
    return np.polyval(letters.T.astype(np.uint32), np.uint32(len(LETTERS)))


def _hairpins(strands: Sequence[list[int]], stem_nt: int) -> tuple[Numbers, Numbers]:
    """Both sides of every stem that a strand could have and no complex needs, each once."""
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], None] = {}
    for strand in strands:
        windows = list(_windows(strand, stem_nt))
        for start, one in enumerate(windows):
            for other in windows[start + stem_nt + LEAST_LOOP_NT :]:
                if all(a != -b for a, b in zip(one, reversed(other), strict=True)):
                    found[one, other] = None
    both = np.array(list(found), dtype=np.int64).reshape(-1, 2, stem_nt)
    return both[:, 0], both[:, 1]


def _windows(strand: list[int], size: int) -> Iterator[tuple[int, ...]]:
    return (tuple(strand[start : start + size]) for start in range(len(strand) - size + 1))
