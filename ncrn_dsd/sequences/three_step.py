"""Rates of toehold-mediated displacement from nucleotides: the three-step model.

Zhang and Winfree, J. Am. Chem. Soc. 131:17303 (2009), with free energies of toeholds by nearest
neighbours (SantaLucia and Hicks 2004) that take the full stack on a neighbouring helix. Nothing is
fitted to the rates that `measured_rates` compares it with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.rates import Conditions, Flank, RateModel, Toehold
from ncrn_dsd.sequences.energy import (
    STACKS,
    free_energy_kcal,
    salt_correction_kcal,
    stacking_energy_kcal,
    thermal_kcal,
)
from ncrn_dsd.sequences.nucleotides import STRONG, WEAK
from ncrn_dsd.sequences.parameters import DANGLES_3, DANGLES_5, INITIATION, TERMINAL_AT

MIGRATION_NT2_PER_S = 400.0
"""Branch migration of b nucleotides takes one step of this over b squared (the paper's kb)."""
ASSOCIATION_LOG10 = (5.602, 2.592, -1.416)
"""Polynomial in the share of G and C through three values: 4e5 for A and T only, 3.5e6 for mixed
toeholds and 6e6 for G and C only, in 1/(M s), quoted after the paper and not checked against its
text. The interpolation is ours."""
MIXED_PER_M_S = 3.5e6
"""Association where no toehold decides it, as for a leak."""


class ThreeStep(RateModel):
    """Rates from nucleotides; at other temperatures only energies change, not kf and kb."""

    name = "three-step"
    reads_nucleotides = True
    residual = (
        "RMS 0.18 decades on the 30 rates of Zhang & Winfree 2009, 29 of them within a factor of "
        "2.1 and one within 4; leaks up to 80 times too slow at 30 to 55 C (Reynaldo 2000); not "
        "tested on toehold exchange, nor with toeholds at other temperatures"
    )

    def energy_kcal(self, toehold: Toehold, conditions: Conditions) -> float:
        """Initiation, stacks with those on the neighbouring helices, other ends, and salt."""
        text, celsius = toehold.sequence, conditions.temperature_C
        energy = stacking_energy_kcal(text, celsius) + free_energy_kcal(INITIATION, celsius)
        phosphates = len(text)
        for flank, end, stack in (
            (toehold.before, text[0], toehold.before.letter + text[0]),
            (toehold.after, text[-1], text[-1] + toehold.after.letter),
        ):
            if flank.kind == "stacked":
                energy += free_energy_kcal(STACKS[stack], celsius)
                phosphates += 1
            elif end in WEAK:
                energy += free_energy_kcal(TERMINAL_AT, celsius)
        energy += _dangle_before(toehold.before, text[0], celsius)
        energy += _dangle_after(toehold.after, text[-1], celsius)
        return energy + salt_correction_kcal(phosphates, conditions.sodium_equivalent_M)

    def association_per_M_s(self, toehold: Toehold, conditions: Conditions) -> float:
        del conditions
        text = toehold.sequence
        share = sum(letter in STRONG for letter in text) / len(text)
        constant, slope, bend = ASSOCIATION_LOG10
        return float(10 ** (constant + slope * share + bend * share**2))

    def dissociation_per_s(self, toehold: Toehold, branch_nt: int, conditions: Conditions) -> float:
        # Of the b places where a branch can stand, the toehold comes off at one; see the paper.
        places = 2 / branch_nt if branch_nt else 1.0
        strength = math.exp(
            self.energy_kcal(toehold, conditions) / thermal_kcal(conditions.temperature_C)
        )
        return self.association_per_M_s(toehold, conditions) * places * strength

    def migration_per_s(self, branch_nt: int, conditions: Conditions) -> float:
        del conditions
        return MIGRATION_NT2_PER_S / branch_nt**2

    def leak_per_M_s(
        self, branch_nt: int, clamps: Sequence[str], conditions: Conditions
    ) -> float | None:
        """The same model with a toehold of no letters, behind a clamp that opens first.

        A blunt end costs initiation alone. What a clamp saves is an upper bound, because it was
        not measured. Other ways, such as four-way exchange, set a floor that is not known here.
        """
        moves = self.migration_per_s(branch_nt, conditions)
        rate = 0.0
        for clamp in clamps:
            energy = free_energy_kcal(INITIATION, conditions.temperature_C)
            energy -= stacking_energy_kcal(clamp, conditions.temperature_C)
            energy -= salt_correction_kcal(len(clamp), conditions.sodium_equivalent_M)
            off = (
                MIXED_PER_M_S
                * 2
                / branch_nt
                * math.exp(energy / thermal_kcal(conditions.temperature_C))
            )
            rate += MIXED_PER_M_S * moves / (off + moves)
        return rate


def _dangle_before(flank: Flank, end: str, celsius: float) -> float:
    """Of an unpaired letter beside the 5' end of a toehold."""
    if flank.kind == "invader":
        return free_energy_kcal(DANGLES_5[flank.letter + end], celsius)
    if flank.kind == "target":
        return free_energy_kcal(DANGLES_3[reverse_complement(end) + flank.letter], celsius)
    return 0.0


def _dangle_after(flank: Flank, end: str, celsius: float) -> float:
    """Of an unpaired letter beside the 3' end of a toehold."""
    if flank.kind == "invader":
        return free_energy_kcal(DANGLES_3[end + flank.letter], celsius)
    if flank.kind == "target":
        return free_energy_kcal(DANGLES_5[flank.letter + reverse_complement(end)], celsius)
    return 0.0


THREE_STEP = ThreeStep()
