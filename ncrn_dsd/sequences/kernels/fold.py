"""Structures of one strand, weighed by their energies: helices with faults, but no branched loops.

Beside the strongest hairpin, everything else that could close a toehold counts.
"""

from __future__ import annotations

import numpy as np

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.sequences.kernels.duplex import (
    NO_LETTER,
    Codes,
    DuplexEnergies,
    Energies,
    step_cost,
)
from ncrn_dsd.sequences.kernels.hairpin import SMALLEST_LOOP_NT, turn_cost

LARGEST_LOOP_NT = 4
"""Unpaired letters of an internal loop or bulge, both sides together."""


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
    facing, last = one[::-1].copy(), n - 1
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
                    if q <= p or closed[p, q] == 0.0:
                        continue
                    # Two letters that pair are no mismatch but two steps of a helix.
                    is_mismatch = unpaired == 2 and left == 1
                    if not (is_mismatch and one[p - 1] + one[q + 1] == 3):
                        cost = step_cost(one, i, p, facing, last - j, last - q, energies)
                        weight += closed[p, q] * np.exp(-cost / thermal)
            closed[i, j] = weight
            before = one[i - 1] if i > 0 else NO_LETTER
            after = one[j + 1] if j + 1 < n else NO_LETTER
            outside = np.exp(-energies.ends[one[i], before, after] / thermal)
            total[j + 1] += total[i] * weight * outside
    return float(total[n])
