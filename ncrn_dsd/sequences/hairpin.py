"""Energy of the strongest hairpin of a strand, from published parameters."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.model.rates import CELSIUS_0_K
from ncrn_dsd.sequences.duplex import BODY_K, duplex_energies
from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C, GAS_KCAL_PER_MOL_K
from ncrn_dsd.sequences.kernels.hairpin import strongest_hairpin
from ncrn_dsd.sequences.nucleotides import encode
from ncrn_dsd.sequences.parameters import HAIRPINS_37C_KCAL

LONGEST_TABLED_NT = max(HAIRPINS_37C_KCAL)


@lru_cache(maxsize=4096)
def strongest_hairpin_kcal(
    sequence: str, temperature_C: float = DEFAULT_TEMPERATURE_C
) -> tuple[float, int, int]:
    """Energy in kcal/mol and the outermost pair's two places; (0, 0, 0) when none holds.

    One stem with single mismatches, at 1 M Na+; special loop sequences get no bonus.
    """
    loops = hairpin_loops_kcal(len(sequence) + 1, temperature_C)
    return strongest_hairpin(encode(sequence), duplex_energies(temperature_C), loops)


@lru_cache(maxsize=256)
def hairpin_loops_kcal(count: int, temperature_C: float) -> NDArray[np.float64]:
    """Loops of 0 to `count` - 1 letters; SantaLucia and Hicks 2004, table 4 and equation 8."""
    known = sorted(HAIRPINS_37C_KCAL.items())
    sizes = np.arange(count)
    loops = np.interp(sizes, [size for size, _ in known], [energy for _, energy in known])
    for size in range(LONGEST_TABLED_NT + 1, count):
        loops[size] += 2.44 * GAS_KCAL_PER_MOL_K * BODY_K * math.log(size / LONGEST_TABLED_NT)
    loops *= (CELSIUS_0_K + temperature_C) / BODY_K
    loops[:3] = np.inf
    return loops
