"""How well a candidate keeps apart from the domains that are placed already.

The gap of two domains is the strength of the weaker of their two intended duplexes less that of
the strongest unintended one: each with the complement of the other, and the two with each other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.sequences.kernels.duplex import (
    Codes,
    DuplexEnergies,
    Energies,
    strongest_duplex,
    strongest_without_gaps,
)

Masks = NDArray[np.int64]

MASK_NT = 62
"""Letters of a domain that its masks show."""

STACKS_WORTH_A_LOOK = 4
"""Stacks in one register from which on the quick kernel may find reason to refuse."""


class OffTargets(NamedTuple):
    """Domains with their masks; arrays have room for more domains than there are.

    Parameters
    ----------
    codes: letters, shape (domains, longest domain).
    lengths: letters of each domain.
    places: for each letter the places where it stands, bit by bit, shape (domains, 4).
    reversed_places: the same of the domain read backwards.
    energies_kcal: of each domain with its complement.
    """

    codes: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    places: Masks
    reversed_places: Masks
    energies_kcal: Energies


@compiled
def set_off_target(off_targets: OffTargets, at: int, sequence: Codes, energy_kcal: float) -> None:
    """Write a domain into row `at`."""
    length = len(sequence)
    off_targets.codes[at, :length] = sequence
    off_targets.lengths[at] = length
    off_targets.energies_kcal[at] = energy_kcal
    mark_places(sequence, off_targets.places[at], off_targets.reversed_places[at])


@compiled
def mark_places(sequence: Codes, places: Masks, reversed_places: Masks) -> None:
    """Fill the masks of a domain."""
    length = len(sequence)
    places[:] = 0
    reversed_places[:] = 0
    for i in range(min(length, MASK_NT)):
        places[sequence[i]] |= 1 << i
        reversed_places[sequence[length - 1 - i]] |= 1 << i


@compiled
def count_bits(mask: int) -> int:
    """How many bits are set."""
    count = 0
    while mask:
        mask &= mask - 1
        count += 1
    return count


@compiled
def most_stacks(places: Masks, other: Masks, length: int, other_nt: int, partner: bool) -> int:
    """Most stacks that the two strands can have in one register; with `partner`, letters that
    add up to 3 pair, otherwise equal letters do, as with the complement of the other domain."""
    most = 0
    for shift in range(1 - other_nt, length):
        pairs = 0
        for letter in range(4):
            facing = other[3 - letter] if partner else other[letter]
            pairs |= places[letter] & (facing << shift if shift >= 0 else facing >> -shift)
        stacks = pairs & (pairs >> 1)
        if stacks:
            most = max(most, count_bits(stacks))
    return most


@compiled
def _most_first(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order of small numbers, the largest first and equal ones as they came."""
    order, filled, most = np.empty(len(numbers), np.int64), 0, 0
    for number in numbers:
        most = max(most, number)
    for number in range(most, -1, -1):
        for j in range(len(numbers)):
            if numbers[j] == number:
                order[filled] = j
                filled += 1
    return order


@compiled
def are_complementary(one: Codes, facing: Codes) -> bool:
    """Whether two strands pair over their whole length; the second one is read 3' to 5'."""
    if len(one) != len(facing):
        return False
    paired = True
    for i in range(len(one)):
        paired = paired and one[i] + facing[i] == 3
    return paired


@compiled
def is_taken(one: Codes, off_targets: OffTargets, count: int) -> bool:
    """Whether a candidate is equal or complementary to a off-target or to itself."""
    taken = are_complementary(one, one[::-1])
    for j in range(count):
        other = off_targets.codes[j, : off_targets.lengths[j]]
        taken = taken or are_complementary(one, 3 - other) or are_complementary(one, other[::-1])
    return taken


@compiled
def strongest_unintended(
    one: Codes, other: Codes, energies: DuplexEnergies, work: Energies
) -> float:
    """Strongest of the three unintended duplexes of two domains, or of the one of a domain with
    itself; the complement of a domain faces another one as that domain's letters less 3."""
    best = strongest_duplex(one, other[::-1], energies, work)
    best = min(best, strongest_duplex(one, 3 - other, energies, work))
    return min(best, strongest_duplex(other, 3 - one, energies, work))


@compiled
def gap_to_off_targets(
    one: Codes,
    energy_kcal: float,
    off_targets: OffTargets,
    count: int,
    energies: DuplexEnergies,
    floor_kcal: float,
    work: Energies,
) -> float:
    """Smallest gap between a candidate and `count` off-targets, in kcal/mol.

    Minus infinity as soon as the gap is known to be below `floor_kcal`, or for a domain that is
    equal or complementary to a off-target.

    Parameters
    ----------
    energy_kcal: of the candidate with its complement.
    work: scratch space of the duplex kernel.
    """
    length = len(one)
    places, reversed_places = np.zeros(4, np.int64), np.zeros(4, np.int64)
    mark_places(one, places, reversed_places)
    gap = -energy_kcal + strongest_duplex(one, one[::-1], energies, work)
    if gap < floor_kcal or is_taken(one, off_targets, count):
        return -np.inf
    # Many stacks in one register make strong duplexes: off-targets likely to refuse come first.
    stacks = np.empty(count, np.int64)
    for j in range(count):
        other_nt = off_targets.lengths[j]
        crossed = most_stacks(places, off_targets.places[j], length, other_nt, False)
        paired = most_stacks(places, off_targets.reversed_places[j], length, other_nt, True)
        stacks[j] = max(crossed, paired)
    order = _most_first(stacks)
    for j in order:
        if stacks[j] < STACKS_WORTH_A_LOOK:
            break
        other = off_targets.codes[j, : off_targets.lengths[j]]
        rough = min(
            strongest_without_gaps(one, 3 - other, energies),
            strongest_without_gaps(other, 3 - one, energies),
        )
        if min(-energy_kcal, -off_targets.energies_kcal[j]) + rough < floor_kcal:
            return -np.inf
    for j in order:
        other = off_targets.codes[j, : off_targets.lengths[j]]
        unintended = strongest_unintended(one, other, energies, work)
        gap = min(gap, min(-energy_kcal, -off_targets.energies_kcal[j]) + unintended)
        if gap < floor_kcal:
            return -np.inf
    return gap
