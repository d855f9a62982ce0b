import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.sequences.duplex import duplex_energies, strongest_duplex_kcal
from ncrn_dsd.sequences.energy import (
    duplex_energy_kcal,
    free_energy_kcal,
    stacking_energy_kcal,
    toehold_energies_kcal,
)
from ncrn_dsd.sequences.hairpin import strongest_hairpin_kcal
from ncrn_dsd.sequences.kernels.duplex import strongest_without_gaps
from ncrn_dsd.sequences.nucleotides import decode, encode
from ncrn_dsd.sequences.parameters import DANGLES_3, DANGLES_5, MISMATCHES

PRIMER3_25C_KCAL = {
    "CCTTAATTAATCATA": -15.902,
    "CCCAATTTCTACTAA": -18.144,
    "ACTACCTACAATAAC": -17.948,
    "CATTTATACTATAAT": -14.662,
    "CCAACCCTCCTTCAT": -21.330,
    "CTCCACCTTACTACT": -19.704,
}
"""Perfect duplexes by primer3-py 2.4.0 (SantaLucia 1998 stacks), 1 M Na+, 25 C, without Mg2+."""

MISMATCHES_37C_KCAL = {
    "G": {"AA": 0.17, "AC": 0.81, "AG": -0.25, "CA": 0.47, "CC": 0.79, "CT": 0.62},
    "C": {"AA": 0.43, "AC": 0.75, "AG": 0.03, "GA": 0.11, "GG": -0.11, "GT": -0.47},
    "A": {"AA": 0.61, "AC": 0.88, "CC": 1.33, "GG": -0.13, "TC": 0.73, "TT": 0.69},
    "T": {"AA": 0.69, "AG": 0.42, "CA": 1.33, "GA": 0.74, "TG": 0.34, "TT": 0.68},
}
"""SantaLucia and Hicks 2004, table 2: the first pair's upper letter, then the mismatch."""

DANGLES_37C_KCAL = {
    5: {"AA": -0.51, "CA": -0.42, "AC": -0.96, "TC": -0.58, "AG": -0.58, "GT": 0.48, "CT": -0.02},
    3: {"AA": -0.12, "AC": 0.28, "CA": -0.82, "CT": -0.52, "GA": -0.92, "TA": -0.48, "TT": -0.29},
}
"""Table 3 there: the dangling letter and the paired one in 5' to 3' order."""

dna = st.text("ACGT", min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("first", "mismatch", "energy_kcal"),
    [
        (first, mismatch, energy)
        for first, row in MISMATCHES_37C_KCAL.items()
        for mismatch, energy in row.items()
    ],
)
def test_mismatches_give_their_published_free_energies(
    first: str, mismatch: str, energy_kcal: float
) -> None:
    a, c = encode(first)[0], encode(reverse_complement(first))[0]
    b, d = encode(mismatch)
    found = duplex_energies(37.0).steps[a, b, c, d]
    assert found == pytest.approx(energy_kcal, abs=0.08)


@pytest.mark.parametrize(
    ("end", "letters", "energy_kcal"),
    [
        (end, letters, energy)
        for end, row in DANGLES_37C_KCAL.items()
        for letters, energy in row.items()
    ],
)
def test_dangling_ends_give_their_published_free_energies(
    end: int, letters: str, energy_kcal: float
) -> None:
    table = DANGLES_5 if end == 5 else DANGLES_3
    assert free_energy_kcal(table[letters], 37.0) == pytest.approx(energy_kcal, abs=0.06)


def test_every_mismatch_beside_every_pair_has_an_energy() -> None:
    steps = duplex_energies().steps
    for a in range(4):
        for b in range(4):
            assert np.isfinite(steps[a, b, 3 - a]).all()
    assert len(MISMATCHES) == 48


def test_worked_example_of_the_review() -> None:
    # CGTTGA: initiation 1.96, one terminal A-T 0.05 and five stacks of -7.36 give -5.35.
    assert duplex_energy_kcal("CGTTGA", 37.0) == pytest.approx(-5.35, abs=0.02)


@pytest.mark.parametrize(("sequence", "energy_kcal"), PRIMER3_25C_KCAL.items())
def test_perfect_duplexes_beside_primer3(sequence: str, energy_kcal: float) -> None:
    assert duplex_energy_kcal(sequence) == pytest.approx(energy_kcal, abs=0.25)


def test_salt_of_the_review_and_of_von_ahsen() -> None:
    # 0.114 times 14 phosphates a strand times ln 20.
    lost = duplex_energy_kcal("ACTACCTACAATAAC", sodium_M=0.05)
    assert lost - duplex_energy_kcal("ACTACCTACAATAAC") == pytest.approx(4.78, abs=0.01)
    buffer = Conditions(sodium_mM=0.0, magnesium_mM=12.5)
    assert buffer.sodium_equivalent_M == pytest.approx(0.424, abs=0.001)


def test_a_self_complementary_duplex_pays_for_symmetry() -> None:
    without = stacking_energy_kcal("GCGC", 37.0) + 1.968
    assert duplex_energy_kcal("GCGC", 37.0) - without == pytest.approx(0.43, abs=0.01)


def test_toehold_contexts_by_hand() -> None:
    external, internal = toehold_energies_kcal("ACTCATC", 37.0)
    # -1.44 -1.28 -1.30 -1.45 -0.88 -1.30 and the dangling C of CC, -0.31.
    assert external == pytest.approx(-7.96, abs=0.08)
    # The first stack is lost and CC, -1.84, is won.
    assert internal == pytest.approx(-8.05, abs=0.08)


@settings(deadline=None)
@given(dna, dna)
def test_a_duplex_is_the_same_read_from_either_strand(one: str, other: str) -> None:
    forward = strongest_duplex_kcal(one, other)
    assert forward == pytest.approx(strongest_duplex_kcal(other, one), abs=1e-9)
    assert forward <= 0.0


@settings(deadline=None)
@given(dna, dna)
def test_gaps_only_make_duplexes_stronger(one: str, other: str) -> None:
    quick = strongest_without_gaps(encode(one), encode(other[::-1]), duplex_energies())
    assert strongest_duplex_kcal(one, other) <= quick + 1e-9


@settings(deadline=None)
@given(st.text("ACGT", min_size=6, max_size=14))
def test_the_perfect_duplex_is_among_those_looked_at(word: str) -> None:
    perfect = duplex_energy_kcal(word)
    if word != reverse_complement(word):
        assert strongest_duplex_kcal(word, reverse_complement(word)) <= perfect + 1e-9


def test_duplexes_with_one_fault_by_hand() -> None:
    # GGCGC ACTGC with a bulged A: nine pairs, a loop of 4.0 and the stack CA across the bulge.
    whole, partner = "GGCGCCTGC", "GCAGGCGCC"
    energies = duplex_energies(37.0)
    bulged = strongest_duplex_kcal("GGCGCACTGC", partner, 37.0)
    assert bulged == pytest.approx(strongest_duplex_kcal(whole, partner, 37.0) + 4.0, abs=0.01)
    # GGCGC TTT GCGGC with TTT opposite TTT: a loop of six with dangling ends on both sides.
    looped = strongest_duplex_kcal("GGCGCTTTGCGGC", "GCCGCTTTGCGCC", 37.0)
    helices = duplex_energy_kcal("GGCGC", 37.0) + duplex_energy_kcal("GCGGC", 37.0)
    ends = energies.ends[encode("G")[0], 3, 3] + energies.ends[encode("G")[0], 3, 3]
    assert looped == pytest.approx(helices - energies.initiation + 4.4 + ends, abs=0.01)


def test_strands_without_partners_have_no_duplex() -> None:
    assert strongest_duplex_kcal("CCCCCC", "CCCCCC") == 0.0
    assert strongest_duplex_kcal("", "ACGT") == 0.0


def test_hairpin_by_hand() -> None:
    # Stem GCGC on a loop of TTTT: 3 stacks, loop 3.5, T and T dangling inside on C-G.
    energy, first, last = strongest_hairpin_kcal("AAGCGCTTTTGCGCAA", 37.0)
    energies = duplex_energies(37.0)
    c, g, a, t = (int(encode(letter)[0]) for letter in "CGAT")
    inside = 3.5 + energies.ends[g, t, t]
    expected = inside + stacking_energy_kcal("GCGC", 37.0) + energies.ends[g, a, a]
    assert c + g == 3
    assert energy == pytest.approx(expected)
    assert (first, last) == (2, 13)
    assert strongest_hairpin_kcal("ACACACACAC") == (0.0, 0, 0)


@given(dna)
def test_letters_survive_as_numbers(word: str) -> None:
    assert decode(encode(word)) == word
