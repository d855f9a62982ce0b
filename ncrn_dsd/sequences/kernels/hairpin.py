"""Strongest hairpin of a strand: one stem with single mismatches."""

from __future__ import annotations

import numpy as np

from ncrn_dsd.machine_code import compiled, inlined
from ncrn_dsd.sequences.kernels.duplex import NO_LETTER, Codes, DuplexEnergies, Energies

SMALLEST_LOOP_NT = 3


@inlined
def turn_cost(one: Codes, i: int, j: int, energies: DuplexEnergies, loops: Energies) -> float:
    """Energy of the hairpin loop that the pair of places i and j closes."""
    inside = j - i - 1
    cost: float = loops[inside]
    if inside > SMALLEST_LOOP_NT:
        cost += energies.ends[one[j], one[j - 1], one[i + 1]]
    else:
        cost += energies.weak_ends[one[i]]
    return cost


@compiled
def strongest_hairpin(
    one: Codes, energies: DuplexEnergies, loops: Energies
) -> tuple[float, int, int]:
    """Energy in kcal/mol and the two places of the outermost pair; (0, 0, 0) when none holds.

    Parameters
    ----------
    loops: hairpin loops by number of letters, longer than the strand.
    """
    n = len(one)
    stem = np.full((n + 2, n + 2), np.inf)
    best, best_i, best_j = 0.0, 0, 0
    for span in range(SMALLEST_LOOP_NT + 1, n):
        for i in range(n - span):
            j = i + span
            a, b = one[i], one[j]
            if a + b != 3:
                continue
            inside = span - 1
            now = turn_cost(one, i, j, energies, loops)
            if inside >= SMALLEST_LOOP_NT + 2 and one[i + 1] + one[j - 1] == 3:
                step = energies.steps[a, one[i + 1], b, one[j - 1]]
                now = min(now, stem[i + 1, j - 1] + step)
            if inside >= SMALLEST_LOOP_NT + 4 and one[i + 2] + one[j - 2] == 3:
                c, d = one[i + 1], one[j - 1]
                if c + d != 3:
                    step = energies.steps[a, c, b, d] + energies.steps[c, one[i + 2], d, one[j - 2]]
                    now = min(now, stem[i + 2, j - 2] + step)
            stem[i, j] = now
            left = one[i - 1] if i > 0 else NO_LETTER
            right = one[j + 1] if j + 1 < n else NO_LETTER
            total = now + energies.ends[a, left, right]
            if total < best:
                best, best_i, best_j = total, i, j
    return best, best_i, best_j
