"""Energy of the strongest duplex of any two strands, from published parameters."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.rates import CELSIUS_0_K
from ncrn_dsd.sequences.energy import (
    DEFAULT_TEMPERATURE_C,
    STACKS,
    free_energy_kcal,
)
from ncrn_dsd.sequences.kernels.duplex import NO_LETTER, DuplexEnergies, strongest_duplex
from ncrn_dsd.sequences.nucleotides import LETTERS, WEAK, Codes, encode
from ncrn_dsd.sequences.parameters import (
    ASYMMETRY_37C_KCAL,
    BULGES_37C_KCAL,
    DANGLES_3,
    DANGLES_5,
    INITIATION,
    INTERNAL_LOOPS_37C_KCAL,
    MISMATCHES,
    TERMINAL_AT,
)

BODY_K = CELSIUS_0_K + 37.0


def strongest_duplex_kcal(
    one: str, other: str, temperature_C: float = DEFAULT_TEMPERATURE_C
) -> float:
    """Energy in kcal/mol of the strongest duplex of two strands; 0 when none holds.

    Helices with single mismatches, bulges and internal loops of up to three letters a side, at
    1 M Na+. The two letters beside the end of a helix or in a loop count as two dangling ends,
    because the parameters of terminal mismatches were not published with the others. A strand
    alone, and symmetry, are not taken into account.

    Parameters
    ----------
    one, other: letters ACGT, both 5' to 3'.
    """
    return strongest_duplex_of_codes_kcal(encode(one), encode(other), temperature_C)


def strongest_duplex_of_codes_kcal(one: Codes, other: Codes, temperature_C: float) -> float:
    """The same of two strands as `encode` has them, for strands that are met often."""
    work = np.empty((len(one), len(other)))
    facing = np.ascontiguousarray(other[::-1])
    return strongest_duplex(one, facing, duplex_energies(temperature_C), work)


@lru_cache(maxsize=8)
def duplex_energies(temperature_C: float = DEFAULT_TEMPERATURE_C) -> DuplexEnergies:
    """All parameters of the duplex kernels at a temperature, at 1 M Na+."""
    weak = free_energy_kcal(TERMINAL_AT, temperature_C)
    weak_ends = np.array([weak if letter in WEAK else 0.0 for letter in LETTERS])
    # Loops have no enthalpy in these tables, so that their energies grow with temperature.
    hotter = (CELSIUS_0_K + temperature_C) / BODY_K
    return DuplexEnergies(
        steps=_steps(temperature_C),
        ends=_ends(temperature_C, weak_ends),
        weak_ends=weak_ends,
        bulges=hotter * np.array(BULGES_37C_KCAL),
        internals=hotter * np.array(INTERNAL_LOOPS_37C_KCAL),
        asymmetry=hotter * ASYMMETRY_37C_KCAL,
        initiation=free_energy_kcal(INITIATION, temperature_C),
    )


def stacking_only(temperature_C: float = DEFAULT_TEMPERATURE_C) -> DuplexEnergies:
    """The same without initiation and without what the ends of a helix cost or win."""
    energies = duplex_energies(temperature_C)
    return energies._replace(
        ends=np.zeros_like(energies.ends),
        weak_ends=np.zeros_like(energies.weak_ends),
        initiation=0.0,
    )


def _steps(temperature_C: float) -> NDArray[np.float64]:
    """Steps between two pairs or a pair and a mismatch; two mismatches in a row have none."""
    steps = np.full((4, 4, 4, 4), np.inf)
    words = {f"{word}/{reverse_complement(word)[::-1]}": value for word, value in STACKS.items()}
    for word, value in (words | MISMATCHES).items():
        a, b, c, d = (LETTERS.index(letter) for letter in word.replace("/", ""))
        # The same two base pairs, read along the other strand.
        steps[a, b, c, d] = steps[d, c, b, a] = free_energy_kcal(value, temperature_C)
    return steps


def _ends(temperature_C: float, weak_ends: NDArray[np.float64]) -> NDArray[np.float64]:
    ends = np.zeros((4, NO_LETTER + 1, NO_LETTER + 1)) + weak_ends[:, None, None]
    for place, letter in enumerate(LETTERS):
        partner = reverse_complement(letter)
        for beside, dangling in enumerate(LETTERS):
            # A dangling letter that would weaken the helix does not stack on it.
            before = free_energy_kcal(DANGLES_5[dangling + letter], temperature_C)
            after = free_energy_kcal(DANGLES_3[partner + dangling], temperature_C)
            ends[place, beside, :] += min(0.0, before)
            ends[place, :, beside] += min(0.0, after)
    return ends
