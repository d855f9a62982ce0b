"""Words that long domains should do without, so that no strand folds on itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

import numpy as np

from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.context import with_mirrors
from ncrn_dsd.sequences.layout import Strand
from ncrn_dsd.sequences.nucleotides import LETTERS
from ncrn_dsd.sequences.unneeded import BETWEEN_BP, INSIDE_BP, LEAST_LOOP_NT, UNKNOWN

WORD_NT = INSIDE_BP + 1
"""Of the words that are barred: the shortest stem that is longer than is aimed at."""

ROOM = 3
"""How many times more words of `BETWEEN_BP` + 1 letters must be left than long domains take."""


@dataclass(frozen=True, slots=True)
class BarredWords:
    """Parameters
    ----------
    common: of any two complementary words at least one.
    own: further words by domain, complementary to toeholds beside which it stands.
    second, last_but_one: letters by domain that it should not have in these places, since a word
        of that kind would arise with what stands beside it.
    """

    common: frozenset[str] = frozenset()
    own: Mapping[str, frozenset[str]] = field(default_factory=dict)
    second: Mapping[str, frozenset[str]] = field(default_factory=dict)
    last_but_one: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, name: str) -> frozenset[str]:
        """All words that are barred in a domain."""
        return self.common | self.own.get(name, frozenset())


NOTHING_BARRED = BarredWords()


def words_to_bar(
    system: DsdSystem, toeholds: Mapping[str, str], alphabet: str, first: str, last: str
) -> BarredWords:
    """Words that would fold some strand, whatever else stands in it.

    Of two complementary words the one is barred everywhere that toeholds have less often, and in
    each domain what is complementary to toeholds of its strands, with the letters beside these.
    Nothing is barred where too few words would be left for all long domains.

    Parameters
    ----------
    toeholds: their nucleotides by name.
    alphabet: of long domains.
    first, last: letters with which all of these begin and end.
    """
    stretches = [
        _stretch_of(strand, system, toeholds, first, last)
        for strand in with_mirrors(system.distinct_strands)
    ]
    common = _rarer_words(alphabet, Counter(w for s in stretches if s.domains for w in s.words))
    taken = sum(max(0, d.length_nt - BETWEEN_BP) for d in system.domains if d.is_branch)
    if _words_left(alphabet, common) < ROOM * taken:
        return NOTHING_BARRED
    own, second, last_but_one = (defaultdict[str, set[str]](set) for _ in range(3))
    for stretch in stretches:
        partners = {reverse_complement(word) for word in stretch.words}
        barred = partners | common
        for name, start, end in stretch.domains:
            own[name] |= partners
            before, after = stretch.text[start - 1 : start + 1], stretch.text[end - 1 : end + 1]
            if start:
                second[name] |= {x for x in LETTERS if before + x in barred}
            last_but_one[name] |= {x for x in LETTERS if x + after in barred}
    return BarredWords(common, *map(_frozen, (own, second, last_but_one)))


class FixedFolds:
    """Stems longer than is aimed at that toeholds and the letters beside them make in strands."""

    def __init__(self, system: DsdSystem) -> None:
        self._system = system
        toeholds = {d.name for d in system.domains if d.is_toehold}

        def as_pattern(strand: Strand) -> Strand:
            """One long domain stands for all of its length: known letters are equal."""
            pairs = ((domain_name(o), o) for o in strand)
            return tuple(o if n in toeholds else o.replace(n, alike[n]) for n, o in pairs)

        first = {d.length_nt: d.name for d in reversed(system.domains) if d.is_branch}
        alike = {d.name: first.get(d.length_nt, d.name) for d in system.domains}
        self._strands = Counter(map(as_pattern, system.distinct_strands))

    def count(self, toeholds: Mapping[str, str], first: str, last: str) -> int:
        """In how many places of all strands.

        Parameters
        ----------
        toeholds, first, last: as for `words_to_bar`.
        """
        return sum(
            count * _folds_in(_stretch_of(strand, self._system, toeholds, first, last).text)
            for strand, count in self._strands.items()
        )


@lru_cache(maxsize=1 << 14)
def _folds_in(text: str) -> int:
    words = [text[at : at + WORD_NT] for at in range(len(text) - WORD_NT + 1)]
    return sum(
        word == partner
        for at, one in enumerate(words)
        if UNKNOWN not in one
        for word in [reverse_complement(one)]
        for partner in words[at + WORD_NT + LEAST_LOOP_NT :]
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A strand of which toeholds and the letters beside them are known.

    Parameters
    ----------
    domains: long ones that are no complements, with their start and end.
    """

    text: str
    domains: tuple[tuple[str, int, int], ...]

    @property
    def words(self) -> set[str]:
        found = (self.text[i : i + WORD_NT] for i in range(len(self.text) - WORD_NT + 1))
        return {word for word in found if UNKNOWN not in word}


def _stretch_of(
    strand: Strand, system: DsdSystem, toeholds: Mapping[str, str], first: str, last: str
) -> _Stretch:
    by_name = {d.name: d for d in system.domains}
    text, domains = "", []
    for occurrence in strand:
        name = domain_name(occurrence)
        own = toeholds.get(name) or first + UNKNOWN * (by_name[name].length_nt - 2) + last
        if by_name[name].is_branch and name == occurrence:
            domains.append((name, len(text), len(text) + len(own)))
        text += own if name == occurrence else reverse_complement(own)
    return _Stretch(text, tuple(domains))


def _rarer_words(alphabet: str, counts: Mapping[str, int]) -> frozenset[str]:
    """Of two complementary words over an alphabet the one that counts less, or else the later."""
    rarer = set()
    for word in map("".join, product(sorted(alphabet), repeat=WORD_NT)):
        partner = reverse_complement(word)
        if set(partner) <= set(alphabet) and word <= partner:
            rarer.add(partner if counts.get(word, 0) >= counts.get(partner, 0) else word)
    return frozenset(rarer)


def _words_left(alphabet: str, barred: frozenset[str]) -> int:
    """Words of `BETWEEN_BP` + 1 letters in which no word is barred."""
    ends = list(map("".join, product(alphabet, repeat=WORD_NT - 1)))
    steps = np.array(
        [
            [one[1:] == other[:-1] and one + other[-1] not in barred for other in ends]
            for one in ends
        ],
        dtype=np.int64,
    )
    paths: int = np.linalg.matrix_power(steps, BETWEEN_BP + 2 - WORD_NT).sum()
    return int(paths)


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(letters) for name, letters in sets.items()}
