"""Strongest duplex of two strands: a helix with mismatches, bulges and internal loops.

Strands are letters as numbers (A, C, G, T = 0 to 3; partners add up to 3). The first one is read
5' to 3', the second 3' to 5', so that place i of the one and place k of the other run in the same
direction along a duplex.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.machine_code import compiled, inlined

Codes = NDArray[np.uint8]
Energies = NDArray[np.float64]

NO_LETTER = 4
"""Stands beyond the end of a strand."""

LARGEST_SIDE_NT = 3
"""Unpaired letters of one strand within an internal loop; larger ones cost more than new helices
win."""

LARGEST_BULGE_NT = 6
"""Unpaired letters of a bulge. The two helices beside it may still hold: without the larger ones
the strongest unintended duplexes of similar domains would be missed."""


class DuplexEnergies(NamedTuple):
    """Free energies in kcal/mol at one temperature.

    Parameters
    ----------
    steps: from one pair or mismatch to the next, indices one[i], one[i+1], other[i], other[i+1].
    ends: end of a helix, indices the letter at the 5' end of its strand there, the letter before
        it, the letter after its partner; `NO_LETTER` where there is none.
    weak_ends: the share of an A-T pair in `ends`, by letter.
    bulges, internals: loops by number of unpaired letters.
    asymmetry: for each letter that one side of an internal loop has more than the other.
    initiation: for bringing two strands together.
    """

    steps: Energies
    ends: Energies
    weak_ends: Energies
    bulges: Energies
    internals: Energies
    asymmetry: float
    initiation: float


@compiled
def strongest_without_gaps(one: Codes, facing: Codes, energies: DuplexEnergies) -> float:
    """Strongest helix in which single mismatches are the only faults; 0 when none holds."""
    n, m = len(one), len(facing)
    steps, ends = energies.steps, energies.ends
    best = 0.0
    for shift in range(1 - m, n):
        first, last = max(0, shift), min(n, m + shift)
        here, paired, before, before_paired = 0.0, False, 0.0, False
        for i in range(first, last):
            k = i - shift
            a, b = one[i], facing[k]
            now, now_paired = 0.0, a + b == 3
            if now_paired:
                left = one[i - 1] if i > 0 else NO_LETTER
                right = facing[k - 1] if k > 0 else NO_LETTER
                now = energies.initiation + ends[a, left, right]
                if paired:
                    now = min(now, here + steps[one[i - 1], a, facing[k - 1], b])
                elif before_paired:
                    c, d = one[i - 1], facing[k - 1]
                    across = steps[one[i - 2], c, facing[k - 2], d] + steps[c, a, d, b]
                    now = min(now, before + across)
                left = facing[k + 1] if k + 1 < m else NO_LETTER
                right = one[i + 1] if i + 1 < n else NO_LETTER
                best = min(best, now + ends[b, left, right])
            before, before_paired, here, paired = here, paired, now, now_paired
    return best


@inlined
def step_cost(
    one: Codes, u: int, i: int, facing: Codes, v: int, k: int, energies: DuplexEnergies
) -> float:
    """Energy from the pair of places u and v to the next one at i and k, with what lies between."""
    a, b, c, d = one[u], facing[v], one[i], facing[k]
    gap, other_gap = i - u - 1, k - v - 1
    unpaired = gap + other_gap
    cost: float
    if unpaired == 0:
        cost = energies.steps[a, c, b, d]
    elif gap == 1 and other_gap == 1:
        x, y = one[i - 1], facing[k - 1]
        cost = energies.steps[a, x, b, y] + energies.steps[x, c, y, d]
    elif unpaired == 1:
        cost = energies.bulges[1] + energies.steps[a, c, b, d]
    elif gap == 0 or other_gap == 0:
        cost = energies.bulges[unpaired] + energies.weak_ends[c] + energies.weak_ends[a]
    else:
        cost = energies.internals[unpaired] + energies.ends[c, one[i - 1], facing[k - 1]]
        cost += energies.ends[b, facing[v + 1], one[u + 1]]
        cost += energies.asymmetry * abs(gap - other_gap)
    return cost


@compiled
def strongest_duplex(one: Codes, facing: Codes, energies: DuplexEnergies, work: Energies) -> float:
    """Strongest duplex, faults included; 0 when none holds.

    Parameters
    ----------
    work: scratch space, at least shape (len(one), len(facing)).
    """
    n, m = len(one), len(facing)
    ends = energies.ends
    best = 0.0
    for i in range(n):
        a = one[i]
        for k in range(m):
            b = facing[k]
            if a + b != 3:
                continue
            left = one[i - 1] if i > 0 else NO_LETTER
            right = facing[k - 1] if k > 0 else NO_LETTER
            now = energies.initiation + ends[a, left, right]
            for gap in range(min(i, LARGEST_BULGE_NT + 1)):
                u = i - 1 - gap
                most = LARGEST_SIDE_NT if gap <= LARGEST_SIDE_NT else 0
                most = LARGEST_BULGE_NT if gap == 0 else most
                for other_gap in range(min(k, most + 1)):
                    v = k - 1 - other_gap
                    if one[u] + facing[v] != 3:
                        continue
                    joined = step_cost(one, u, i, facing, v, k, energies)
                    now = min(now, work[u, v] + joined)
            work[i, k] = now
            left = facing[k + 1] if k + 1 < m else NO_LETTER
            right = one[i + 1] if i + 1 < n else NO_LETTER
            best = min(best, now + ends[b, left, right])
    return best
