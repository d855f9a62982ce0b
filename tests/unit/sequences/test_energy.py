import math

import pytest

from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.energy import STACKS, stacking_energy_kcal

PUBLISHED_37C_KCAL = {
    "AA": -1.00,
    "AT": -0.88,
    "TA": -0.58,
    "CA": -1.45,
    "GT": -1.44,
    "CT": -1.28,
    "GA": -1.30,
    "CG": -2.17,
    "GC": -2.24,
    "GG": -1.84,
}
"""Free energies printed in the same table as the enthalpies (SantaLucia and Hicks 2004)."""


@pytest.mark.parametrize(("step", "energy_kcal"), PUBLISHED_37C_KCAL.items())
def test_each_stack_gives_its_published_free_energy(step: str, energy_kcal: float) -> None:
    assert stacking_energy_kcal(step, temperature_C=37.0) == pytest.approx(energy_kcal, abs=0.03)


def test_worked_example_of_santalucia_1998() -> None:
    # CGTTGA with TCAACG: the five stacks of the worked example are -2.17 -1.44 -1.00 -1.45 -1.30.
    assert stacking_energy_kcal("CGTTGA", temperature_C=37.0) == pytest.approx(-7.36, abs=0.06)


def test_25_c_from_enthalpy_and_entropy() -> None:
    # GC + CA: -9.8 - 8.5 kcal/mol, -24.4 - 22.7 cal/(mol K), at 298.15 K.
    assert stacking_energy_kcal("GCA") == pytest.approx(-18.3 + 298.15 * 0.0471)


def test_a_duplex_has_one_energy_whichever_strand_is_read() -> None:
    assert len(STACKS) == 16
    for sequence in ("ACTTC", "CATTC", "ACGTTGCA", "TTACCATCA"):
        forward = stacking_energy_kcal(sequence)
        assert math.isclose(forward, stacking_energy_kcal(reverse_complement(sequence)))


def test_without_a_stack_there_is_no_energy() -> None:
    assert stacking_energy_kcal("A") == 0.0
    assert stacking_energy_kcal("") == 0.0
