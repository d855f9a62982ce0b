"""The enumerator's rates by lengths, as a rate model."""

from __future__ import annotations

from collections.abc import Sequence

from ncrn_dsd.enumeration.engine.rates import (
    MIGRATION_WITHOUT_DANGLE,
    bind21_rate,
    binding_energy_kcal,
    open_rate,
)
from ncrn_dsd.model.rates import Conditions, RateModel, Toehold


class ByLength(RateModel):
    """Lengths decide; letters do not matter."""

    name = "lengths"
    reads_nucleotides = False
    residual = (
        "RMS 0.76 decades on the 30 rates of Zhang & Winfree 2009: up to 40 times too fast for "
        "toeholds of A and T, and too slow for those of G and C"
    )

    def energy_kcal(self, toehold: Toehold, conditions: Conditions) -> float:
        return binding_energy_kcal(len(toehold.sequence), conditions)

    def association_per_M_s(self, toehold: Toehold, conditions: Conditions) -> float:
        del conditions
        return bind21_rate(len(toehold.sequence))

    def dissociation_per_s(self, toehold: Toehold, branch_nt: int, conditions: Conditions) -> float:
        del branch_nt
        return open_rate(len(toehold.sequence), conditions)

    def migration_per_s(self, branch_nt: int, conditions: Conditions) -> float:
        del conditions
        return MIGRATION_WITHOUT_DANGLE / branch_nt

    def leak_per_M_s(
        self, branch_nt: int, clamps: Sequence[str], conditions: Conditions
    ) -> float | None:
        """Lengths say nothing about ends; `--leak` sets one constant for all pairs."""
        del branch_nt, clamps, conditions
        return None


BY_LENGTH = ByLength()
