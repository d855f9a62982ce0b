"""The rate model: lengths in nt to rate constants in 1/s and 1/(M s), at 25 C, for DNA.

Source: Badelt et al., J. R. Soc. Interface 17:20190866 (2020), and the measurements cited there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

RT_KCAL_MOL = 0.001987 * 298.15
ASSOCIATION_KCAL_MOL = 1.9
PAIR_KCAL_MOL = -1.7
BIND_PER_NT = 3e5
BUBBLE_CLOSING = 1e4
ZIPPERING = 1e6
LOOP_CLOSING = 1e6
LOOP_CLOSING_MAX = 33000.0
STEM_IN_LOOP_NT = 1 + 2.0 / 0.43
MIGRATION_WITH_DANGLE = 1e4
MIGRATION_WITHOUT_DANGLE = 1 / 3.0e-3
FOUR_WAY_CLOSED = 3.0
FOUR_WAY_OPEN = 107.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a loop between two of its items.

    Parameters
    ----------
    bases_nt: total length of its unpaired domains.
    stems: number of its stems.
    is_open: it contains the nick of the loop.
    """

    bases_nt: int
    stems: int
    is_open: bool

    @property
    def is_tight(self) -> bool:
        """The two items sit on the two ends of one common helix."""
        return not self.is_open and self.stems == 1 and self.bases_nt == 0

    @property
    def link_nt(self) -> float:
        """Effective length of the polymer that links the two items."""
        return math.inf if self.is_open else 1 + self.bases_nt + STEM_IN_LOOP_NT * self.stems


def closing(before: Stretch, after: Stretch) -> float:
    """Rate at which the shorter of two links closes into a loop [1/s]."""
    link = min(before.link_nt, after.link_nt)
    rate: float = LOOP_CLOSING * link**-2.5
    return min(rate, LOOP_CLOSING_MAX)


def bind21_rate(helix_nt: int) -> float:
    """Association of two complexes [1/(M s)]."""
    return BIND_PER_NT * helix_nt


def open_rate(helix_nt: int, pair_kcal_mol: float) -> float:
    """Spontaneous opening of a whole helix [1/s]; detailed balance with association."""
    energy = helix_nt * pair_kcal_mol + ASSOCIATION_KCAL_MOL
    return BIND_PER_NT * helix_nt * math.exp(energy / RT_KCAL_MOL)


def dissociation_M(helix_nt: int) -> float:
    """Dissociation constant of a helix between two complexes [M]."""
    return open_rate(helix_nt, PAIR_KCAL_MOL) / bind21_rate(helix_nt)


def bind11_rate(helix_nt: int, before: Stretch, after: Stretch) -> float:
    """Pairing within one complex [1/s]."""
    tight = before.is_tight + after.is_tight
    if tight == 2:
        return BUBBLE_CLOSING
    if tight == 1:
        return ZIPPERING / helix_nt
    return closing(before, after)


def three_way_rate(helix_nt: int, before: Stretch, after: Stretch, dangles: bool) -> float:
    """Three-way branch migration [1/s].

    Parameters
    ----------
    after: with the invading domains, which are still unpaired when the link forms.
    dangles: the displaced strand continues beyond the junction where the invasion starts.
    """
    start = MIGRATION_WITH_DANGLE if dangles else MIGRATION_WITHOUT_DANGLE
    if before.is_tight:
        return start / helix_nt
    return closing(before, after) / LOOP_CLOSING * start / helix_nt


def four_way_rate(helix_nt: int, before: Stretch, after: Stretch) -> float:
    """Four-way branch migration [1/s]."""
    exterior = before.is_open or after.is_open
    step = FOUR_WAY_OPEN if exterior else FOUR_WAY_CLOSED
    closed_are_tight = (before.is_open or before.is_tight) and (after.is_open or after.is_tight)
    if closed_are_tight:
        return 1 / (step * helix_nt)
    return closing(before, after) / LOOP_CLOSING / (step * helix_nt)
