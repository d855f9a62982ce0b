"""Nearest-neighbour energies of perfect DNA duplexes, in closed form."""

from __future__ import annotations

import math
from functools import lru_cache

from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.rates import CELSIUS_0_K, SALT_KCAL_PER_PHOSPHATE_PAIR
from ncrn_dsd.sequences.nucleotides import WEAK
from ncrn_dsd.sequences.parameters import (
    DANGLES_3,
    INITIATION,
    SYMMETRY,
    TERMINAL_AT,
    EnthalpyEntropy,
)
from ncrn_dsd.sequences.parameters import STACKS as _TEN_STACKS

GAS_KCAL_PER_MOL_K = 0.0019872
DEFAULT_TEMPERATURE_C = 25.0

STACKS = _TEN_STACKS | {reverse_complement(word): value for word, value in _TEN_STACKS.items()}
"""All sixteen steps; a step and its reverse complement are the same stack."""

TOEHOLD_DANGLE = "C"
"""The clamp letter assumed beside a toehold (Srinivas et al. 2017)."""


def thermal_kcal(temperature_C: float = DEFAULT_TEMPERATURE_C) -> float:
    """R T in kcal/mol."""
    return GAS_KCAL_PER_MOL_K * (CELSIUS_0_K + temperature_C)


def free_energy_kcal(
    parameter: EnthalpyEntropy, temperature_C: float = DEFAULT_TEMPERATURE_C
) -> float:
    """Enthalpy less temperature times entropy, in kcal/mol."""
    enthalpy_kcal, entropy_cal_K = parameter
    return enthalpy_kcal - (CELSIUS_0_K + temperature_C) * entropy_cal_K / 1000.0


def stacking_energy_kcal(sequence: str, temperature_C: float = DEFAULT_TEMPERATURE_C) -> float:
    """Free energy in kcal/mol of the stacks of `sequence` paired with its complement.

    Each of the n-1 steps contributes deltaH - T deltaS. Initiation, terminal A-T pairs, dangling
    ends and symmetry are left out: inside a strand-displacement complex a toehold stacks on its
    neighbours, so that the ends of an isolated duplex would be the wrong reference.

    Parameters
    ----------
    sequence: letters ACGT, 5' to 3'; fewer than two letters have no stack and give 0.
    """
    stacks = _stacks_kcal(temperature_C)
    return math.fsum(stacks[sequence[i : i + 2]] for i in range(len(sequence) - 1))


def duplex_energy_kcal(
    sequence: str,
    temperature_C: float = DEFAULT_TEMPERATURE_C,
    sodium_M: float = 1.0,
) -> float:
    """Free energy in kcal/mol of `sequence` bound to its complement, both free at their ends.

    Stacks, initiation, terminal A-T pairs and symmetry (SantaLucia and Hicks 2004, equation 3)
    with the salt correction of their equation 7 for strands without terminal phosphates.
    """
    if not sequence:
        return 0.0
    weak_ends = (sequence[0] in WEAK) + (sequence[-1] in WEAK)
    total = stacking_energy_kcal(sequence, temperature_C)
    total += free_energy_kcal(INITIATION, temperature_C)
    total += weak_ends * free_energy_kcal(TERMINAL_AT, temperature_C)
    if sequence == reverse_complement(sequence):
        total += free_energy_kcal(SYMMETRY, temperature_C)
    return total + salt_correction_kcal(len(sequence), sodium_M)


def salt_correction_kcal(length_nt: int, sodium_M: float) -> float:
    """What a duplex of `length_nt` pairs loses against 1 M Na+, in kcal/mol.

    The formula holds for 0.05 to 1.1 M Na+. Two strands of n nt have 2 (n - 1) phosphates.
    """
    return SALT_KCAL_PER_PHOSPHATE_PAIR * (length_nt - 1) * math.log(sodium_M)


def toehold_energies_kcal(
    sequence: str, temperature_C: float = DEFAULT_TEMPERATURE_C
) -> tuple[float, float]:
    """Stacking energy of a toehold at the end and in the middle of a strand, in kcal/mol.

    External: all stacks and a dangling `TOEHOLD_DANGLE` at the 3' end. Internal: the first letter
    belongs to the neighbouring domain's split, so that one base less is new, but the remaining
    ones stack on the helix beside them on the 3' side. These are the two contexts between which
    the rate constants of one toehold differ (Srinivas et al. 2017).
    """
    beside = free_energy_kcal(DANGLES_3[sequence[-1] + TOEHOLD_DANGLE], temperature_C)
    external = stacking_energy_kcal(sequence, temperature_C) + beside
    internal = stacking_energy_kcal(sequence[1:] + TOEHOLD_DANGLE, temperature_C)
    return external, internal


@lru_cache(maxsize=8)
def _stacks_kcal(temperature_C: float) -> dict[str, float]:
    return {word: free_energy_kcal(value, temperature_C) for word, value in STACKS.items()}
