"""The direct method on a tree of sums of propensities, in one compiled call per chunk.

Gillespie, J. Phys. Chem. 81:2340 (1977); dependency lists as in Gibson and Bruck, J. Phys.
Chem. A 104:1876 (2000). Sums are always formed anew from what they are sums of, so that no
rounding error builds up.
"""

from __future__ import annotations

import math

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.simulation.stochastic.layout import (
    WIDTH,
    Counts,
    Events,
    Real,
    Start,
    Stream,
    Tree,
)
from ncrn_dsd.simulation.stochastic.randomness import uniform

DONE, BUDGET_USED, NOT_FINITE = range(3)


@compiled
def propensity(net: Events, r: int, x: Counts) -> float:
    """Firings of reaction r per time."""
    found = net.rate[r] * x[net.first[r]] * (x[net.second[r]] - net.same[r])
    # Hardly any network has such reactions, and the others should not look for them.
    if len(net.further) > 0:
        for p in range(net.further_start[r], net.further_start[r + 1]):
            found *= x[net.further[p]] - net.less[p]
    return float(found)


@compiled
def sum_group(tree: Tree, sums: Real, group: int) -> None:
    """Form the sum of one group, in pairs."""
    a = WIDTH * group
    low = (sums[a] + sums[a + 1]) + (sums[a + 2] + sums[a + 3])
    high = (sums[a + 4] + sums[a + 5]) + (sums[a + 6] + sums[a + 7])
    sums[tree.parent[group]] = low + high


@compiled
def fill_sums(net: Events, tree: Tree, x: Counts, sums: Real) -> None:
    """All propensities and all sums from the counts."""
    sums[:] = 0.0
    for r in range(len(net.rate)):
        sums[r] = propensity(net, r, x)
    for group in range(len(tree.parent)):
        sum_group(tree, sums, group)


@compiled
def choose_reaction(tree: Tree, sums: Real, left: float) -> int:
    """The reaction at the point `left` of the total; -1 when rounding leads past the last."""
    entry = len(sums) - 1
    for _ in range(tree.depth):
        first = WIDTH * int(tree.child[entry])
        entry = -1
        for place in range(first, first + WIDTH):
            if left < sums[place]:
                entry = place
                break
            left -= sums[place]
        if entry < 0:
            return -1
    return entry


@compiled
def fire(net: Events, tree: Tree, r: int, x: Counts, sums: Real) -> None:
    """One firing of reaction r: counts, the propensities that depend on them, their sums."""
    for p in range(net.species_start[r], net.species_start[r + 1]):
        x[net.species[p]] += net.change[p]
    for p in range(net.dependent_start[r], net.dependent_start[r + 1]):
        s = net.dependent[p]
        sums[s] = propensity(net, s, x)
    for p in range(net.group_start[r], net.group_start[r + 1]):
        sum_group(tree, sums, net.group[p])


@compiled
def advance(
    net: Events,
    tree: Tree,
    x: Counts,
    sums: Real,
    stream: Stream,
    time: float,
    budget: int,
    times: Real,
    seen: Start,
) -> tuple[int, float, int]:
    """Simulate from `time` to the last of `times`, but no more than `budget` events.

    The course of events does not depend on the budgets of the calls it is cut into, nor on the
    times that are looked at.

    Parameters
    ----------
    x, sums, stream: changed in place; the sums are those of `fill_sums` at the first call.
    times: ascending, shape (t,).
    seen: shape (t, n); rows at times from `time` on are filled as they are passed.

    Returns
    -------
    Why it ended, the time of the last event or the end, and the number of events.
    """
    n, end = seen.shape[1], times[-1]
    row = 0
    while row < len(times) and times[row] < time:
        row += 1
    events = 0
    while events < budget:
        total = sums[-1]
        if not total < math.inf:
            return NOT_FINITE, time, events
        later = math.inf
        if total > 0.0:
            later = time - math.log(1.0 - uniform(stream)) / total
        while row < len(times) and times[row] < later:
            seen[row] = x[:n]
            row += 1
        if later > end:
            return DONE, end, events
        r = -1
        while r < 0:
            r = choose_reaction(tree, sums, uniform(stream) * total)
        fire(net, tree, r, x, sums)
        time = later
        events += 1
    return BUDGET_USED, time, events
