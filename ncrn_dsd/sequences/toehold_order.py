"""Which toehold gets which word, so that no long run arises where two toeholds meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from ncrn_dsd.ir.dsd import DsdSystem, domain_name
from ncrn_dsd.sequences.nucleotides import has_forbidden_run, spell

Stretch = tuple[str, ...]


def ordered_toeholds(
    system: DsdSystem,
    words: Mapping[str, str],
    free: frozenset[str],
    longest_run_nt: Mapping[str, int],
) -> dict[str, str]:
    """The same words, exchanged between toeholds of one length until no run is left.

    Long domains are drawn later and heed what stands beside them, but a toehold beside a toehold
    is fixed by then. A run that no exchange removes remains, and `strand_faults` tells it.

    Parameters
    ----------
    words: of all toeholds.
    free: toeholds whose word may be another one.
    longest_run_nt: longest run allowed of each letter.
    """
    chosen = dict(words)
    stretches = tuple(dict.fromkeys(_stretches(system)))

    def faults(trial: Mapping[str, str]) -> list[Stretch]:
        return [
            one
            for one in stretches
            if has_forbidden_run("".join(spell(o, trial) for o in one), longest_run_nt)
        ]

    found = faults(chosen)
    while found:
        better = next(_exchanges(chosen, found[0], free, len(found), faults), None)
        if better is None:
            break
        chosen = better
        found = faults(chosen)
    return chosen


def _stretches(system: DsdSystem) -> Iterator[Stretch]:
    """Two and more toeholds in a row."""
    toeholds = {d.name for d in system.domains if d.is_toehold}
    for strand in system.distinct_strands:
        for is_toehold, run in groupby(strand, lambda o: domain_name(o) in toeholds):
            stretch = tuple(run)
            if is_toehold and len(stretch) > 1:
                yield stretch


def _exchanges(
    chosen: Mapping[str, str],
    fault: Stretch,
    free: frozenset[str],
    most: int,
    faults: Callable[[Mapping[str, str]], list[Stretch]],
) -> Iterator[dict[str, str]]:
    """Exchanges of a toehold of a fault with another one that leave fewer than `most` faults."""
    for name in dict.fromkeys(domain_name(o) for o in fault):
        for other in chosen:
            if {name, other} <= free and len(chosen[name]) == len(chosen[other]):
                trial = {**chosen, name: chosen[other], other: chosen[name]}
                if len(faults(trial)) < most:
                    yield trial
