"""Domains drawn anew until whole strands are free of faults, as far as that is possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.context import HAIRPIN_LIMIT_KCAL, StrandFault
from ncrn_dsd.sequences.fault_ledger import FaultBook
from ncrn_dsd.sequences.junctions import Neighbours, find_neighbours, junctions_of
from ncrn_dsd.sequences.long_domains import LongDomainSearch
from ncrn_dsd.sequences.options import SearchOptions

Faults = tuple[StrandFault, ...]

STRANDS_LOOKED_AT = 40_000
FEWEST_REPAIRS = 40
"""A redraw takes longer in large systems, which are granted fewer of them."""

REFUSALS = 2
"""Redraws of one domain that make nothing better before it is left alone."""


def repair_strands(
    system: DsdSystem,
    spec: SequenceSpec,
    sequences: Mapping[str, str],
    free: frozenset[str],
    search: LongDomainSearch,
    options: SearchOptions,
) -> dict[str, str]:
    """Sequences with fewer faults across junctions and in folds, or the same ones.

    One domain at a time, the one that most faults blame, is drawn anew; the new one stays when
    fewer faults are left. Faults that a vendor would see come first; when no more of them can be
    fixed, weaker hairpins follow, as long as none of the others comes back. What no redraw fixes
    remains, and `strand_faults` tells it.

    Parameters
    ----------
    free: domains that may be drawn anew; all of them are placed in `search`.
    """
    chosen = dict(sequences)
    affordable = max(FEWEST_REPAIRS, STRANDS_LOOKED_AT // max(len(system.distinct_strands), 1))
    left = min(options.repairs, affordable)
    ledger = FaultBook(system, spec.max_shared_run, options.longest_run_nt)
    for with_weak in (False, True):

        def faults_of(trial: Mapping[str, str], with_weak: bool = with_weak) -> tuple[Faults, ...]:
            limit = options.hairpin_kcal if with_weak else HAIRPIN_LIMIT_KCAL
            every = ledger.faults(trial, limit)
            return tuple(f for f in every if _is_grave(f)), every

        left = _repair(find_neighbours(system), chosen, free, search, faults_of, left)
    return chosen


def _repair(
    neighbours: Neighbours,
    chosen: dict[str, str],
    free: frozenset[str],
    search: LongDomainSearch,
    faults_of: Callable[[Mapping[str, str]], tuple[Faults, ...]],
    repairs: int,
) -> int:
    """Redraw domains in `chosen` while the last kind of faults gets fewer and no other grows.

    Returns the number of repairs that are left.
    """
    faults = faults_of(chosen)
    refusals: Counter[str] = Counter()
    while repairs:
        name = _most_faulty(faults[-1], free, refusals)
        if name is None:
            break
        repairs -= 1
        before, gap_kcal = chosen[name], search.remove(name)
        drawn = search.choose(name, len(before), junctions_of(name, neighbours, chosen))
        if drawn is not None:
            then = faults_of(chosen | {name: drawn})
            worse = any(len(a) > len(b) for a, b in zip(then, faults, strict=True))
            if not worse and len(then[-1]) < len(faults[-1]):
                chosen[name], faults = drawn, then
                refusals.clear()
                continue
            search.remove(name)
        search.place(name, before, gap_kcal)
        refusals[name] += 1
    return repairs


def _is_grave(fault: StrandFault) -> bool:
    return fault.kind != "hairpin" or fault.energy_kcal < HAIRPIN_LIMIT_KCAL


def _most_faulty(
    faults: tuple[StrandFault, ...], free: frozenset[str], refusals: Counter[str]
) -> str | None:
    blame = Counter(
        name
        for fault in faults
        for name in fault.domains
        if name in free and refusals[name] < REFUSALS
    )
    return min(blame, key=lambda name: (-blame[name], name), default=None)
