"""Molar mass and absorbance of a single strand of DNA."""

from __future__ import annotations

RESIDUE_G_MOL = {"A": 313.21, "C": 289.18, "G": 329.21, "T": 304.20}
"""Average mass of a nucleotide inside a strand, as vendors print it (IDT, Eurofins, Biosearch)."""

ENDS_G_MOL = -61.96
"""The 5' end bears a hydroxyl group and no phosphate."""

EXT260_SINGLE_M_CM = {"A": 15400, "C": 7400, "G": 11500, "T": 8700}
EXT260_PAIR_M_CM = {
    "AA": 27400,
    "AC": 21200,
    "AG": 25000,
    "AT": 22800,
    "CA": 21200,
    "CC": 14600,
    "CG": 18000,
    "CT": 15200,
    "GA": 25200,
    "GC": 17600,
    "GG": 21600,
    "GT": 20000,
    "TA": 23400,
    "TC": 16200,
    "TG": 19000,
    "TT": 16800,
}
"""Molar absorbance at 260 nm and 25 C of dinucleotides and nucleotides in 1/(M cm).

Source: Cantor, Warshaw and Shapiro, Biopolymers 9, 1059 (1970), in the rounded form that vendors
use for oligonucleotides.
"""


def molar_mass_g_mol(sequence: str) -> float:
    """Molar mass of an unmodified strand with two free hydroxyl ends, without counter ions."""
    return sum(RESIDUE_G_MOL[letter] for letter in sequence) + ENDS_G_MOL


def extinction_260_M_cm(sequence: str) -> int:
    """Molar absorbance at 260 nm of an unpaired strand by nearest neighbours, in 1/(M cm).

    Every neighbour pair counts once; each letter but the two ends belongs to two pairs and is
    therefore subtracted once.
    """
    if len(sequence) == 1:
        return EXT260_SINGLE_M_CM[sequence]
    pairs = sum(EXT260_PAIR_M_CM[sequence[i : i + 2]] for i in range(len(sequence) - 1))
    return pairs - sum(EXT260_SINGLE_M_CM[letter] for letter in sequence[1:-1])
