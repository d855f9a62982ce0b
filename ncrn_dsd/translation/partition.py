"""Which reactions are implemented together, as one gate module."""

from __future__ import annotations

from collections.abc import Iterator

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.translation.network_checks import Side, sides

Partition = tuple[tuple[int, ...], ...]
"""Indices of reactions, grouped; groups in the order of their first reaction."""


def partitions(crn: FormalCrn) -> Iterator[Partition]:
    """Ways to divide a network, from the finest to the one that does not divide it.

    A scheme whose gates serve several reactions gives more fuels when it sees them one by one
    than when it sees them together; the finest partition without this difference is the right
    one. Reactions with equal ordered reactants are the usual case ("delayed choice").
    """
    whole: Partition = (tuple(range(len(crn.reactions))),)
    pairs = mutually_reverse(crn)
    seen: list[Partition] = []
    for partition in (pairs, _merge_equal_reactants(crn, pairs), whole):
        if partition not in seen:
            seen.append(partition)
            yield partition


def mutually_reverse(crn: FormalCrn) -> Partition:
    """One group per reaction, or per pair of mutually reverse reactions."""
    index_of: dict[tuple[Side, Side], int] = {}
    groups: list[list[int]] = []
    for index, reaction in enumerate(crn.reactions):
        reactants, products = sides(reaction)
        group = index_of.get((products, reactants))
        if group is None:
            index_of[reactants, products] = len(groups)
            groups.append([index])
        else:
            groups[group].append(index)
    return tuple(tuple(group) for group in groups)


def _merge_equal_reactants(crn: FormalCrn, partition: Partition) -> Partition:
    """Join groups that have a reaction with the same ordered reactants."""
    home: dict[Side, int] = {}
    leader = list(range(len(partition)))

    def find(group: int) -> int:
        while leader[group] != group:
            leader[group] = leader[leader[group]]
            group = leader[group]
        return group

    for group, members in enumerate(partition):
        for index in members:
            first = find(home.setdefault(crn.reactions[index].reactants, group))
            mine = find(group)
            leader[max(first, mine)] = min(first, mine)
    merged: dict[int, list[int]] = {}
    for group, members in enumerate(partition):
        merged.setdefault(find(group), []).extend(members)
    return tuple(tuple(sorted(merged[group])) for group in sorted(merged))
