"""Structures of one strand, weighed by their energies: helices with faults, but no branched loops.

Beside the strongest hairpin, everything else that could close a toehold counts.
"""

from __future__ import annotations

import numpy as np

from ncrn_dsd.sequences.kernels.compiled import compiled
from ncrn_dsd.sequences.kernels.duplex import NO_LETTER, Codes, DuplexEnergies, Energies
from ncrn_dsd.sequences.kernels.hairpin import SMALLEST_LOOP_NT

LARGEST_LOOP_NT = 4
"""Unpaired letters of an internal loop or bulge, both sides together."""


@compiled
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
def step_cost(one: Codes, i: int, j: int, p: int, q: int, energies: DuplexEnergies) -> float:
    """Energy from the pair of i and j to that of p and q inside it, with what lies between."""
    a, b, c, d = one[i], one[j], one[p], one[q]
    left, right = p - i - 1, j - q - 1
    unpaired = left + right
    cost: float
    if unpaired == 0:
        cost = energies.steps[a, c, b, d]
    elif left == 1 and right == 1:
        x, y = one[p - 1], one[q + 1]
        cost = np.inf
        # Two letters that pair are no mismatch but two steps of a helix.
        if x + y != 3:
            cost = energies.steps[a, x, b, y] + energies.steps[x, c, y, d]
    elif unpaired == 1:
        cost = energies.bulges[1] + energies.steps[a, c, b, d]
    elif left == 0 or right == 0:
        cost = energies.bulges[unpaired] + energies.weak_ends[a] + energies.weak_ends[c]
    else:
        cost = energies.internals[unpaired] + energies.asymmetry * abs(left - right)
        cost += energies.ends[b, one[j - 1], one[i + 1]]
        cost += energies.ends[c, one[p - 1], one[q + 1]]
    return cost


@compiled
def weigh_structures(
    one: Codes, start: int, end: int, energies: DuplexEnergies, loops: Energies, thermal: float
) -> float:
    """Sum of Boltzmann factors over all structures that leave letters `start` to `end` unpaired.

    Parameters
    ----------
    start, end: from 0, the end excluded; the same for all structures.
    loops: hairpin loops by number of letters, longer than the strand.
    thermal: R T, in the unit of the energies.
    """
    n = len(one)
    closed, total = np.zeros((n, n)), np.ones(n + 1)
    for j in range(n):
        total[j + 1] = total[j]
        for i in range(j - SMALLEST_LOOP_NT - 1, -1, -1):
            if one[i] + one[j] != 3 or start <= i < end or start <= j < end:
                continue
            weight = np.exp(-turn_cost(one, i, j, energies, loops) / thermal)
            for unpaired in range(LARGEST_LOOP_NT + 1):
                for left in range(unpaired + 1):
                    p, q = i + 1 + left, j - 1 - unpaired + left
                    if q > p and closed[p, q] > 0.0:
                        cost = step_cost(one, i, j, p, q, energies)
                        weight += closed[p, q] * np.exp(-cost / thermal)
            closed[i, j] = weight
            before = one[i - 1] if i > 0 else NO_LETTER
            after = one[j + 1] if j + 1 < n else NO_LETTER
            outside = np.exp(-energies.ends[one[i], before, after] / thermal)
            total[j + 1] += total[i] * weight * outside
    return float(total[n])
