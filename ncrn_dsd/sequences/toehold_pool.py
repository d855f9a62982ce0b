"""Which words can be toeholds side by side: energy window, clashes, and how many that leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.duplex import stacking_only
from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C, toehold_energies_kcal
from ncrn_dsd.sequences.nucleotides import (
    LONGEST_RUN_NT,
    encode,
    has_forbidden_run,
    is_palindrome,
)
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.orthogonality import duplex_matrices_kcal

MOST_CANDIDATES = 700
"""Words nearest to the target whose clashes are computed; their number squared is the cost."""

RESTARTS = 12
"""Random orders in which sets of toeholds are built; the largest set counts."""

WELL_APART_NT = 2
"""Mismatches that two toeholds should have: with one, a wrong toehold still holds for long."""


@dataclass(frozen=True, slots=True)
class ToeholdPool:
    """Words that can be toeholds, and how much they disturb each other.

    The share of two toeholds is the energy of their strongest unintended duplex (one with the
    complement of the other, or the two with each other) over that of the weaker intended one, all
    without what stands beside them. It is 1 for words that differ in fewer than two places.

    Parameters
    ----------
    words: number of words that were looked at.
    in_window: of these, within the energy window around the target in the weaker context.
    candidates: of these at most `MOST_CANDIDATES`, those nearest to the target.
    shares: shape (candidates, candidates); on the diagonal, of a word with its second copy.
    """

    target_kcal: float
    window_kcal: float
    words: int
    in_window: int
    candidates: tuple[str, ...]
    shares: NDArray[np.float64]

    def compatible(self, clash: float, draws: Draws, enough: int | None = None) -> tuple[str, ...]:
        """A large set of candidates whose shares are all at most `clash`.

        Parameters
        ----------
        enough: size with which a set is large enough; None for as large as possible.
        """
        sound = np.flatnonzero(np.diag(self.shares) <= clash)
        clashes = self.shares[np.ix_(sound, sound)] > clash
        np.fill_diagonal(clashes, val=False)
        return tuple(self.candidates[sound[i]] for i in _large_set(clashes, draws, enough))

    def part(self, places: Sequence[int]) -> ToeholdPool:
        """The same with these candidates alone."""
        return replace(
            self,
            candidates=tuple(self.candidates[place] for place in places),
            shares=self.shares[np.ix_(places, places)],
        )


def toehold_words(
    length_nt: int, alphabet: str, longest_run_nt: Mapping[str, int] = LONGEST_RUN_NT
) -> list[str]:
    """All words without long runs that are not their own complements, in alphabetic order."""
    spelled = ("".join(letters) for letters in product(sorted(alphabet), repeat=length_nt))
    return [
        word
        for word in spelled
        if not has_forbidden_run(word, longest_run_nt) and not is_palindrome(word)
    ]


def toehold_target_kcal(
    words: Sequence[str], temperature_C: float = DEFAULT_TEMPERATURE_C
) -> float:
    """Median energy of the words in the weaker of their two contexts; 0 without words."""
    energies = [max(toehold_energies_kcal(word, temperature_C)) for word in words]
    return float(np.median(energies)) if energies else 0.0


def toehold_pool(
    words: Sequence[str], options: SearchOptions, target_kcal: float | None = None
) -> ToeholdPool:
    """Those of `words`, all of one length, that are near a target energy.

    Parameters
    ----------
    target_kcal: energy aimed at in the weaker context; None for the median of all words.
    """
    energies = {word: max(toehold_energies_kcal(word, options.temperature_C)) for word in words}
    if target_kcal is None:
        target_kcal = toehold_target_kcal(words, options.temperature_C)
    off = {word: round(abs(energy - target_kcal), 9) for word, energy in energies.items()}
    window_kcal = options.toehold_window_kcal
    within = sorted((w for w in words if off[w] <= window_kcal), key=lambda w: (off[w], w))
    candidates = within[:MOST_CANDIDATES]
    return ToeholdPool(
        target_kcal=target_kcal,
        window_kcal=window_kcal,
        words=len(words),
        in_window=len(within),
        candidates=tuple(candidates),
        shares=_shares(candidates, options),
    )


def _shares(words: list[str], options: SearchOptions) -> NDArray[np.float64]:
    if not words:
        return np.zeros((0, 0))
    # What stands beside a toehold depends on the strand, so that its own letters alone decide.
    crossed, paired = duplex_matrices_kcal(words, stacking_only(options.temperature_C))
    intended = np.diag(crossed).copy()
    np.fill_diagonal(crossed, 0.0)
    weaker = np.maximum(intended[:, None], intended[None, :])
    shares = np.minimum(np.minimum(crossed, crossed.T), paired) / weaker
    letters = np.array([encode(word) for word in words])
    partners = np.array([encode(reverse_complement(word)) for word in words])
    near = _mismatches(letters, letters) < WELL_APART_NT
    np.fill_diagonal(near, val=False)
    near |= _mismatches(letters, partners) < WELL_APART_NT
    return np.where(near, 1.0, shares)


def _mismatches(letters: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Places in which every word differs from every other one."""
    count = np.zeros((len(letters), len(others)), dtype=np.int64)
    for place in range(letters.shape[1]):
        count += letters[:, None, place] != others[None, :, place]
    return count


def _large_set(clashes: NDArray[np.bool_], draws: Draws, enough: int | None) -> list[int]:
    """Members of a set without clashes: always take who clashes with the fewest that are left."""
    count = len(clashes)
    best: list[int] = []
    for _ in range(RESTARTS):
        order = np.array(draws.order(range(count)), dtype=np.int64)
        shuffled = clashes[np.ix_(order, order)]
        left = np.ones(count, dtype=np.bool_)
        chosen: list[int] = []
        while left.any() and (enough is None or len(chosen) < enough):
            degrees = np.where(left, (shuffled & left).sum(axis=1), count + 1)
            member = int(degrees.argmin())
            chosen.append(int(order[member]))
            left &= ~shuffled[member]
            left[member] = False
        if len(chosen) > len(best):
            best = chosen
        if enough is not None and len(best) >= enough:
            break
    return best


@cache
def toehold_room(length_nt: int, alphabet: str, options: SearchOptions | None = None) -> int:
    """How many toeholds of one length can live side by side, within the window and the clash
    limit of `options`: the size of the largest set that the search finds. Deterministic."""
    chosen = options or SearchOptions()
    pool = toehold_pool(toehold_words(length_nt, alphabet, chosen.longest_run_nt), chosen)
    return len(pool.compatible(chosen.toehold_clash, Draws(0, length_nt)))
