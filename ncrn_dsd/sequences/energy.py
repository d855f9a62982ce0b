"""Nearest-neighbour stacking energy of a perfect DNA duplex, in closed form.

Source: SantaLucia and Hicks, Annu. Rev. Biophys. Biomol. Struct. 33, 415 (2004), table 1, at 1 M
Na+; the same ten stacks as SantaLucia, PNAS 95, 1460 (1998), with AA/TT revised. Two entropies of
the 2004 table (TA/AT and GG/CC) do not give the free energies printed beside them; for these the
entropies of 1998 are used, which do.
"""

from __future__ import annotations

from ncrn_dsd.ir.lab import reverse_complement

CELSIUS_0_K = 273.15
DEFAULT_TEMPERATURE_C = 25.0

_TEN_STACKS = {
    "AA": (-7.6, -21.3),
    "AT": (-7.2, -20.4),
    "TA": (-7.2, -21.3),
    "CA": (-8.5, -22.7),
    "GT": (-8.4, -22.4),
    "CT": (-7.8, -21.0),
    "GA": (-8.2, -22.2),
    "CG": (-10.6, -27.2),
    "GC": (-9.8, -24.4),
    "GG": (-8.0, -19.9),
}
"""Two letters 5' to 3' of one strand: enthalpy in kcal/mol, entropy in cal/(mol K)."""

STACKS = _TEN_STACKS | {reverse_complement(word): value for word, value in _TEN_STACKS.items()}
"""All sixteen steps; a step and its reverse complement are the same stack."""


def stacking_energy_kcal(sequence: str, temperature_C: float = DEFAULT_TEMPERATURE_C) -> float:
    """Free energy in kcal/mol of the stacks of `sequence` paired with its complement.

    Each of the n-1 steps contributes deltaH - T deltaS. Initiation, terminal A-T pairs, dangling
    ends and symmetry are left out: inside a strand-displacement complex a toehold stacks on its
    neighbours, so that the ends of an isolated duplex would be the wrong reference.

    Parameters
    ----------
    sequence: letters ACGT, 5' to 3'; fewer than two letters have no stack and give 0.
    """
    temperature_K = CELSIUS_0_K + temperature_C
    steps = [STACKS[sequence[i : i + 2]] for i in range(len(sequence) - 1)]
    enthalpy_cal = 1000.0 * sum(enthalpy for enthalpy, _ in steps)
    entropy_cal_K = sum(entropy for _, entropy in steps)
    return (enthalpy_cal - temperature_K * entropy_cal_K) / 1000.0
