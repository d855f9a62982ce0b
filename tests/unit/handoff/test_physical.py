import pytest

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.orders.nucleotides import spell
from ncrn_dsd.handoff.orders.physical import (
    EXT260_PAIR_M_CM,
    extinction_260_M_cm,
    molar_mass_g_mol,
)
from ncrn_dsd.ir.lab import reverse_complement

M13_FORWARD = "GTAAAACGACGGCCAGT"
DICKERSON = "CGCGAATTCGCG"


def test_molar_mass_of_published_oligos() -> None:
    assert molar_mass_g_mol(M13_FORWARD) == pytest.approx(5228.5, abs=0.1)
    assert molar_mass_g_mol(DICKERSON) == pytest.approx(3646.4, abs=0.1)


def test_extinction_of_the_dickerson_dodecamer() -> None:
    assert extinction_260_M_cm(DICKERSON) == 110_700


def test_extinction_of_short_strands_by_hand() -> None:
    assert extinction_260_M_cm("A") == 15_400
    assert extinction_260_M_cm("AC") == 21_200
    assert extinction_260_M_cm("ACT") == 21_200 + 15_200 - 7_400


def test_all_pairs_have_a_value_near_the_sum_of_their_letters() -> None:
    assert len(EXT260_PAIR_M_CM) == 16
    for pair, value in EXT260_PAIR_M_CM.items():
        letters = sum(extinction_260_M_cm(letter) for letter in pair)
        # Stacking lowers the absorbance by up to a fifth; TC is published as 0.6 % above.
        assert 0.8 * letters < value < 1.01 * letters


def test_spelling_of_starred_domains() -> None:
    sequences = {"a": "ACTCA", "b": "CCATTTC"}
    assert reverse_complement("CCATTTC") == "GAAATGG"
    assert spell(("a", "b*"), sequences) == "ACTCAGAAATGG"
    assert spell(("b", "a*"), sequences) == "CCATTTCTGAGT"


def test_spelling_an_unknown_domain_is_refused() -> None:
    with pytest.raises(HandoffError, match="domain c has no nucleotide sequence"):
        spell(("a", "c*"), {"a": "ACTCA"})
