"""Nucleotides for toeholds: far apart from each other and close to each other in energy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.energy import stacking_energy_kcal
from ncrn_dsd.sequences.nucleotides import LETTERS, has_forbidden_run, is_palindrome
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.run_index import SharedRunIndex
from ncrn_dsd.sequences.toehold_pool import WELL_APART_NT, toehold_pool

CODES_TRIED = 24
"""Random parity codes among which the one with the narrowest energy window wins."""

CLASHES_TRIED = (0.4, 0.5)
"""Shares of the intended energy that unintended duplexes are held below where that leaves
enough toeholds, before `SearchOptions.toehold_clash` is."""

Letters = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Pool:
    """Candidates of one length, those nearest to the target energy first.

    Parameters
    ----------
    letters: index of each letter in ACGT, shape (candidates, length).
    offsets_kcal: distance from the target energy, shape (candidates,).
    """

    words: tuple[str, ...]
    letters: Letters
    offsets_kcal: NDArray[np.float64]


def choose_toeholds(
    length_nt: int,
    count: int,
    alphabet: str,
    index: SharedRunIndex,
    kept: tuple[str, ...],
    draws: Draws,
    options: SearchOptions,
) -> tuple[str, ...]:
    """Choose `count` toeholds and add them to `index`.

    Toeholds that do not clash (`ToeholdPool`) are taken where there are enough of them.
    Otherwise two mismatches between any two toeholds (complements included) are preferred, and
    one mismatch is the fallback. Among the sets of toeholds that were tried, the one with the
    narrowest energy window around the median of all candidates is taken.

    Parameters
    ----------
    index: words in use; grows by the chosen toeholds.
    kept: fixed toeholds of the same length, already in `index`.

    Raises
    ------
    SequenceError: Q003, fewer than `count` candidates can live side by side.
    """
    pool = _candidates(length_nt, alphabet, index, draws, options.longest_run_nt)
    chosen = _without_clashes(pool, count, index, kept, draws, options)
    if chosen is None:
        chosen = _from_parity_codes(pool, count, alphabet, index, kept, draws)
    if chosen is None:
        every = range(len(pool.words))
        chosen = _pick(pool, every, count, index, kept, apart_nt=1)
    if len(chosen) < count:
        raise SequenceError(
            "Q003",
            f"toeholds of {length_nt} nt",
            f"the system has {count} toeholds to choose but only {len(chosen)} of the "
            f"{len(pool.words)} words over {alphabet} without long runs are neither equal nor "
            f"complementary and share no more than {index.word_nt - 1} nt",
            "use longer toeholds, more letters, a larger max_shared_run, or a scheme that shares "
            "toeholds",
        )
    words = tuple(pool.words[i] for i in chosen)
    for word in words:
        index.add(word)
    return tuple(draws.order(words))


def _candidates(
    length_nt: int, alphabet: str, index: SharedRunIndex, draws: Draws, runs: Mapping[str, int]
) -> _Pool:
    spelled = ("".join(letters) for letters in product(sorted(alphabet), repeat=length_nt))
    words = [
        word
        for word in spelled
        if not has_forbidden_run(word, runs) and not is_palindrome(word) and index.admits(word)
    ]
    energies = {word: stacking_energy_kcal(word) for word in words}
    target = float(np.median(list(energies.values()))) if energies else 0.0
    # The sort is stable, so that candidates of equal energy stay in random order.
    ranked = sorted(draws.order(words), key=lambda word: round(abs(energies[word] - target), 9))
    return _Pool(
        words=tuple(ranked),
        letters=_as_letters(ranked, length_nt),
        offsets_kcal=np.array([abs(energies[word] - target) for word in ranked]),
    )


def _without_clashes(
    pool: _Pool,
    count: int,
    index: SharedRunIndex,
    kept: tuple[str, ...],
    draws: Draws,
    options: SearchOptions,
) -> list[int] | None:
    """Toeholds of nearly one energy that keep well apart in energy too, or None."""
    if count == 0:
        return []
    places = {word: place for place, word in enumerate(pool.words)}
    length_nt = pool.letters.shape[1]
    off_targets = _as_letters([t for k in kept for t in (k, reverse_complement(k))], length_nt)
    apart = [
        word
        for word, letters in zip(pool.words, pool.letters, strict=True)
        if not len(off_targets) or (off_targets != letters).sum(axis=1).min() >= WELL_APART_NT
    ]
    candidates = toehold_pool(apart, options)
    limits = sorted({clash for clash in CLASHES_TRIED if clash < options.toehold_clash})
    for clash in (*limits, options.toehold_clash):
        words = candidates.compatible(clash, draws, count)
        members = sorted(places[word] for word in words)
        found = _pick(pool, members, count, index, kept, apart_nt=WELL_APART_NT)
        if len(found) == count:
            return found
    return None


def _from_parity_codes(
    pool: _Pool,
    count: int,
    alphabet: str,
    index: SharedRunIndex,
    kept: tuple[str, ...],
    draws: Draws,
) -> list[int] | None:
    """The best set with two mismatches, or None when none was found.

    Relabel the letters at each place at random and add the labels modulo the size of the
    alphabet: words of equal sum differ in at least two places, and no larger set has this
    property (Singleton bound), which a greedy choice among all words does not reach.
    """
    size = len(alphabet)
    best: tuple[float, list[int]] | None = None
    for _ in range(CODES_TRIED):
        sums = _parities(pool.letters, alphabet, draws)
        for parity in range(size):
            members = np.flatnonzero(sums == parity)
            if len(members) < count:
                continue
            found = _pick(pool, members.tolist(), count, index, kept, apart_nt=WELL_APART_NT)
            if len(found) < count:
                continue
            window_kcal = max((float(pool.offsets_kcal[i]) for i in found), default=0.0)
            if best is None or window_kcal < best[0]:
                best = (window_kcal, found)
    return None if best is None else best[1]


def _parities(letters: Letters, alphabet: str, draws: Draws) -> NDArray[np.int64]:
    sums = np.zeros(len(letters), dtype=np.int64)
    for place in range(letters.shape[1]):
        label = np.zeros(len(LETTERS), dtype=np.int64)
        for number, letter in enumerate(draws.order(sorted(alphabet))):
            label[LETTERS.index(letter)] = number
        sums += label[letters[:, place]]
    return sums % len(alphabet)


def _pick(
    pool: _Pool,
    members: range | list[int],
    count: int,
    index: SharedRunIndex,
    kept: tuple[str, ...],
    apart_nt: int,
) -> list[int]:
    """Walk through `members` in order and keep each that is far enough from all before it."""
    own_index = index.copy()
    length_nt = pool.letters.shape[1]
    off_targets = np.empty((2 * (len(kept) + count), length_nt), dtype=np.uint8)
    used = 2 * len(kept)
    off_targets[:used] = _as_letters(
        [t for k in kept for t in (k, reverse_complement(k))], length_nt
    )
    found: list[int] = []
    for member in members:
        if len(found) == count:
            break
        mismatches = (off_targets[:used] != pool.letters[member]).sum(axis=1)
        word = pool.words[member]
        if (used and mismatches.min() < apart_nt) or not own_index.admits(word):
            continue
        own_index.add(word)
        off_targets[used : used + 2] = _as_letters([word, reverse_complement(word)], length_nt)
        used += 2
        found.append(member)
    return found


def _as_letters(words: list[str], length_nt: int) -> Letters:
    flat = [LETTERS.index(letter) for word in words for letter in word]
    return np.array(flat, dtype=np.uint8).reshape(len(words), length_nt)
