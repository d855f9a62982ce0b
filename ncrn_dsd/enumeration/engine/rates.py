"""The rate model: lengths in nt to rate constants in 1/s and 1/(M s), for DNA.

Source: Badelt et al., J. R. Soc. Interface 17:20190866 (2020), and the measurements cited there,
for 25 C and 12.5 mM Mg2+. At other temperatures and salts only the free energies change that hold
a helix together, as those of an average stack do (SantaLucia and Hicks, Annu. Rev. Biophys. Biomol.
Struct. 33:415, 2004); association and branch migration keep their rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ncrn_dsd.model.rates import (
    CELSIUS_0_K,
    SALT_KCAL_PER_PHOSPHATE_PAIR,
    USUAL_CONDITIONS,
    Conditions,
)

GAS_KCAL_MOL_K = 0.001987
"""To the digits with which the rates of the paper are computed."""
ASSOCIATION_KCAL_MOL = 1.9
ASSOCIATION_ENTROPY = -0.0057
"""Of initiation [kcal/(mol K)]."""
PAIR_KCAL_MOL = -1.7
STACK_ENTROPY = -352.3 / 16 / 1000
"""Mean of all sixteen stacks [kcal/(mol K)]."""
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


def pair_energy_kcal(conditions: Conditions) -> float:
    """Free energy of one pair of a helix [kcal/mol]."""
    warmer_K = conditions.temperature_C - USUAL_CONDITIONS.temperature_C
    saltier = conditions.sodium_equivalent_M / USUAL_CONDITIONS.sodium_equivalent_M
    salt = SALT_KCAL_PER_PHOSPHATE_PAIR * math.log(saltier)
    return PAIR_KCAL_MOL - warmer_K * STACK_ENTROPY + salt


def binding_energy_kcal(helix_nt: int, conditions: Conditions) -> float:
    """Free energy of a helix between two complexes, at 1 M [kcal/mol]."""
    warmer_K = conditions.temperature_C - USUAL_CONDITIONS.temperature_C
    association = ASSOCIATION_KCAL_MOL - warmer_K * ASSOCIATION_ENTROPY
    return helix_nt * pair_energy_kcal(conditions) + association


def open_rate(helix_nt: int, conditions: Conditions) -> float:
    """Spontaneous opening of a whole helix [1/s]; detailed balance with association."""
    thermal = GAS_KCAL_MOL_K * (CELSIUS_0_K + conditions.temperature_C)
    return bind21_rate(helix_nt) * math.exp(binding_energy_kcal(helix_nt, conditions) / thermal)


def dissociation_M(helix_nt: int, conditions: Conditions = USUAL_CONDITIONS) -> float:
    """Dissociation constant of a helix between two complexes [M]."""
    return open_rate(helix_nt, conditions) / bind21_rate(helix_nt)


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
