"""Which letters stand next to a domain in the strands of a system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from ncrn_dsd.ir.dsd import DsdSystem, complement, domain_name
from ncrn_dsd.sequences.nucleotides import LETTERS, leading_run_nt, spell, trailing_run_nt

Neighbours = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""Domain name to the occurrences that stand before it and those that stand after it."""


@dataclass(frozen=True, slots=True)
class Junctions:
    """Longest run of each letter that touches a domain from outside, in nt.

    Parameters
    ----------
    before, after: letter to length of the run, on the 5' and on the 3' side.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]


OPEN = Junctions(before=dict.fromkeys(LETTERS, 0), after=dict.fromkeys(LETTERS, 0))
"""Nothing stands beside the domain."""


def find_neighbours(system: DsdSystem) -> Neighbours:
    """Who stands beside whom in the strands of `system` and in their complements."""
    before: dict[str, dict[str, None]] = {domain.name: {} for domain in system.domains}
    after: dict[str, dict[str, None]] = {domain.name: {} for domain in system.domains}
    for strand in system.distinct_strands:
        for left, right in pairwise(strand):
            # Read on the other strand, the same junction is the complement of `right` followed
            # by that of `left`; one of the two readings has each domain without its star.
            for first, second in ((left, right), (complement(right), complement(left))):
                if not first.endswith("*"):
                    after[domain_name(first)][second] = None
                if not second.endswith("*"):
                    before[domain_name(second)][first] = None
    return {name: (tuple(before[name]), tuple(after[name])) for name in before}


def junctions_of(domain: str, neighbours: Neighbours, chosen: Mapping[str, str]) -> Junctions:
    """The runs beside `domain`, as far as its neighbours have nucleotides already."""
    before, after = dict(OPEN.before), dict(OPEN.after)
    left, right = neighbours[domain]
    for text in _known(left, chosen):
        before[text[-1]] = max(before[text[-1]], trailing_run_nt(text))
    for text in _known(right, chosen):
        after[text[0]] = max(after[text[0]], leading_run_nt(text))
    return Junctions(before, after)


def _known(occurrences: tuple[str, ...], chosen: Mapping[str, str]) -> list[str]:
    return [
        spell(occurrence, chosen) for occurrence in occurrences if domain_name(occurrence) in chosen
    ]
