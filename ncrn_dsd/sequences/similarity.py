"""Counts of equal and complementary words, and of motifs that vendors and gels dislike.

The weights and motifs are those with which Piperine (Srinivas et al. 2017) and the program
spuriousSSM rank sequences, so that their reports can be laid side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from ncrn_dsd.ir.dsd import complement
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.context import Place
from ncrn_dsd.sequences.nucleotides import LETTERS

SpelledStrand = tuple[str, tuple[Place, ...]]
"""Letters of a strand and the domain occurrence and place that each of them comes from."""

WORDS_NT = range(6, 13)
"""Lengths of the words that count; one of k letters weighs k - 5."""

_Start = tuple[int, int]


def similarity_scores(strands: Sequence[SpelledStrand], mismatch: bool) -> tuple[int, int]:
    """Weighted counts of unintended words within strands and between strands.

    WSAS and WSIS; with `mismatch`, WSAS-M and WSIS-M, which count complementary words with one
    wrong letter inside, intended or not. Without it, words that are equal or complementary by
    design do not count.
    """
    within, between = 0, 0
    for word_nt in WORDS_NT:
        counted = count_words(strands, word_nt, mismatch)
        within += (word_nt - WORDS_NT.start + 1) * counted[0]
        between += (word_nt - WORDS_NT.start + 1) * counted[1]
    return within, between


def count_words(
    strands: Sequence[SpelledStrand], word_nt: int, mismatch: bool = False
) -> tuple[int, int]:
    """Pairs of unintended words of one length: within a strand, and between two strands."""
    where: dict[str, list[_Start]] = defaultdict(list)
    for number, (text, _) in enumerate(strands):
        for start in range(len(text) - word_nt + 1):
            where[text[start : start + word_nt]].append((number, start))
    within, between = 0, 0
    pairs = _near_partners(where) if mismatch else _matches(strands, where, word_nt)
    for first, second in pairs:
        if first[0] == second[0]:
            within += 1
        else:
            between += 1
    return within, between


def _matches(
    strands: Sequence[SpelledStrand], where: dict[str, list[_Start]], word_nt: int
) -> Iterable[tuple[_Start, _Start]]:
    for word, starts in where.items():
        for first, second in combinations(starts, 2):
            if _origin(strands, first, word_nt) != _origin(strands, second, word_nt):
                yield first, second
        partner = reverse_complement(word)
        for first in starts if word <= partner else ():
            wanted = tuple(
                (complement(occurrence), place)
                for occurrence, place in _counted_back(strands, first, word_nt)
            )
            for second in where.get(partner, ()):
                # A palindrome pairs with its own copy as well, and is met in both orders.
                if word == partner and second < first:
                    continue
                if _origin(strands, second, word_nt) != wanted:
                    yield first, second


def _near_partners(where: dict[str, list[_Start]]) -> Iterable[tuple[_Start, _Start]]:
    for word, starts in where.items():
        partner = reverse_complement(word)
        for at in range(1, len(word) - 1):
            for letter in LETTERS:
                near = partner[:at] + letter + partner[at + 1 :]
                if letter == partner[at] or near not in where:
                    continue
                # Both words find each other; the pair counts when the later one is looked at.
                for first in starts:
                    yield from ((first, s) for s in where[near] if s <= first)


def _origin(strands: Sequence[SpelledStrand], start: _Start, word_nt: int) -> tuple[Place, ...]:
    number, first = start
    return strands[number][1][first : first + word_nt]


def _counted_back(
    strands: Sequence[SpelledStrand], start: _Start, word_nt: int
) -> tuple[Place, ...]:
    """The origin as the complementary strand would count it."""
    _, places = strands[start[0]]
    lengths: dict[str, int] = {}
    for occurrence, place in places:
        lengths[occurrence] = max(lengths.get(occurrence, 0), place + 1)
    origin = _origin(strands, start, word_nt)
    return tuple((o, lengths[o] - 1 - place) for o, place in reversed(origin))


def longest_common_run(one: str, other: str) -> int:
    """Longest run of letters that two words have in common."""
    return max(
        (
            size
            for size in range(1, min(len(one), len(other)) + 1)
            if _have_common(one, other, size)
        ),
        default=0,
    )


def _have_common(one: str, other: str, size: int) -> bool:
    words = {one[i : i + size] for i in range(len(one) - size + 1)}
    return any(other[i : i + size] in words for i in range(len(other) - size + 1))


def branch_migration_scores(domains: Sequence[str]) -> tuple[int, int]:
    """Sum and maximum over pairs of long domains of the run that they share ("WS-BM", "BM max").

    A shared run of m letters counts nothing up to 4, then 2 to the power of m - 5, from 10 on
    the same.
    """
    runs = [longest_common_run(one, other) for one, other in combinations(domains, 2)]
    total = sum(2 ** (min(run, 10) - 5) for run in runs if run > 4)
    return total, max(runs, default=0)


def motif_score(sequence: str) -> float:
    """Score of disliked motifs over all windows of six letters ("verboten")."""
    return sum(_window_score(sequence[i : i + 6]) for i in range(len(sequence) - 5))


def _window_score(window: str) -> float:
    """Weak motifs weigh 1, strong ones 2 (runs of four 2000), purine and pyrimidine ones 1/2."""
    strong = [letter in "CG" for letter in window]
    purine = [letter in "AG" for letter in window]
    count = sum(strong)
    weak_motifs = (
        (count == 0)
        + ("TTTT" in window)
        + ("AAAA" in window)
        + (count == 1 and (strong[0] or strong[-1]))
        + (count < 3)
    )
    strong_motifs = (
        (count == 6)
        + sum(run in window for run in ("GGG", "CCC"))
        + 1000 * sum(run in window for run in ("GGGG", "CCCC"))
        + (count == 5 and (not strong[0] or not strong[-1]))
    )
    alternating = all(a != b for a, b in pairwise(purine))
    other_motifs = (
        all(purine)
        + (not any(purine))
        + alternating
        + sum(motif in window for motif in ("GCGC", "GGCC", "CCGG", "CGCG"))
    )
    return 1.0 * weak_motifs + 2.0 * strong_motifs + 0.5 * other_motifs
