"""Domains drawn anew until whole strands are free of faults, as far as that is possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ncrn_dsd.ir.design import SequenceSpec
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.sequences.context import StrandFault, strand_faults
from ncrn_dsd.sequences.junctions import find_neighbours, junctions_of
from ncrn_dsd.sequences.long_domains import LongDomainSearch

REFUSALS = 2
"""Redraws of one domain that make nothing better before it is left alone."""


def repair_strands(
    system: DsdSystem,
    spec: SequenceSpec,
    sequences: Mapping[str, str],
    free: frozenset[str],
    search: LongDomainSearch,
    repairs: int,
) -> dict[str, str]:
    """Sequences with fewer faults across junctions and in folds, or the same ones.

    One domain at a time, the one that most faults blame, is drawn anew; the new one stays when
    fewer faults are left. What no redraw mends remains, and `strand_faults` tells it.

    Parameters
    ----------
    free: domains that may be drawn anew; all of them are placed in `search`.
    """
    chosen = dict(sequences)
    neighbours = find_neighbours(system)
    faults = strand_faults(system, chosen, spec.max_shared_run)
    refusals: Counter[str] = Counter()
    for _ in range(repairs):
        name = _most_blamed(faults, free, refusals)
        if name is None:
            break
        before, gap_kcal = chosen[name], search.gaps_kcal.get(name)
        search.remove(name)
        junctions = junctions_of(name, neighbours, chosen)
        drawn = search.choose(name, len(before), junctions)
        if drawn is not None:
            left = strand_faults(system, chosen | {name: drawn}, spec.max_shared_run)
            if len(left) < len(faults):
                chosen[name], faults = drawn, left
                refusals.clear()
                continue
            search.remove(name)
        search.place(name, before)
        if gap_kcal is not None:
            search.gaps_kcal[name] = gap_kcal
        refusals[name] += 1
    return chosen


def _most_blamed(
    faults: tuple[StrandFault, ...], free: frozenset[str], refusals: Counter[str]
) -> str | None:
    blame = Counter(
        name
        for fault in faults
        for name in fault.domains
        if name in free and refusals[name] < REFUSALS
    )
    return min(blame, key=lambda name: (-blame[name], name), default=None)
