"""The best of many random domains."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.sequences.kernels.draw import Counts, DrawRules, draw_word
from ncrn_dsd.sequences.kernels.duplex import NO_LETTER, Codes, DuplexEnergies, Energies
from ncrn_dsd.sequences.kernels.off_targets import OffTargets, gap_to_off_targets, is_taken
from ncrn_dsd.sequences.kernels.words import Words

DRAWS_PER_TRY = 12
"""Draws for each candidate that is compared with its off-targets; others miss the energy window."""

STEPS_PER_DOMAIN = 60_000
STEPS_PER_TRY = 300
"""Letters tried for one domain, the larger of both limits; more are needed only where nearly all
words are taken."""


class Effort(NamedTuple):
    """Parameters
    ----------
    target_kcal, window_kcal: energy of a domain with its complement, and how far it may be off.
    enough_kcal: the gap with which a candidate is taken at once.
    tries: candidates compared with their off-targets before the best of them is taken.
    """

    target_kcal: float
    window_kcal: float
    enough_kcal: float
    tries: int


@compiled
def perfect_energy(one: Codes, energies: DuplexEnergies) -> float:
    """Energy of a domain with its complement, both ending with it, in kcal/mol."""
    last = len(one) - 1
    total: float = energies.initiation + energies.ends[one[0], NO_LETTER, NO_LETTER]
    total += energies.ends[3 - one[last], NO_LETTER, NO_LETTER]
    for i in range(last):
        total += energies.steps[one[i], one[i + 1], 3 - one[i], 3 - one[i + 1]]
    return total


@compiled
def draw_energies(
    rules: DrawRules, words: Words, energies: DuplexEnergies, state: Counts, out: Energies
) -> int:
    """Fill `out` with the energies of random domains; returns how many were found."""
    drawn = np.zeros(len(rules.allowed), np.uint8)
    for i in range(len(out)):
        if draw_word(rules, words, state, drawn) == 0:
            return i
        out[i] = perfect_energy(drawn, energies)
    return len(out)


@compiled
def best_of_many(
    rules: DrawRules,
    words: Words,
    off_targets: OffTargets,
    count: int,
    energies: DuplexEnergies,
    effort: Effort,
    state: Counts,
    out: Codes,
) -> float:
    """Fill `out` with the domain of the largest gap among those that were tried.

    When none of them lies in the energy window, the one nearest to it is taken without looking
    at gaps. Returns the gap in kcal/mol; minus infinity when it was not measured, NaN when no
    domain was found.
    """
    length = len(rules.allowed)
    drawn = np.zeros(length, np.uint8)
    longest = max(length, off_targets.codes.shape[1])
    work = np.empty((longest, longest))
    best, nearest, tried = -np.inf, np.inf, 0
    steps, before = 0, 0
    most_steps = max(STEPS_PER_DOMAIN, STEPS_PER_TRY * effort.tries)
    for _ in range(DRAWS_PER_TRY * effort.tries):
        steps += draw_word(rules, words, state, drawn)
        if steps == before or steps > most_steps:
            break
        before = steps
        energy_kcal = perfect_energy(drawn, energies)
        off_kcal = abs(energy_kcal - effort.target_kcal)
        if off_kcal > effort.window_kcal:
            if best == -np.inf and off_kcal < nearest and not is_taken(drawn, off_targets, count):
                nearest = off_kcal
                out[:] = drawn
            continue
        tried += 1
        gap = gap_to_off_targets(drawn, energy_kcal, off_targets, count, energies, best, work)
        if gap > best:
            best, nearest = gap, 0.0
            out[:] = drawn
        if best >= effort.enough_kcal or tried == effort.tries:
            break
    return best if nearest < np.inf else np.nan
