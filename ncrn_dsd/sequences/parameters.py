"""Published nearest-neighbour parameters of DNA, as printed: enthalpies and entropies at 1 M Na+.

Sources. Stacks, initiation, terminal A-T, symmetry and loops: SantaLucia and Hicks, Annu. Rev.
Biophys. Biomol. Struct. 33, 415 (2004), tables 1 and 4. Two entropies of the 2004 table (TA/AT
and GG/CC) do not give the free energies printed beside them; for these the entropies of
SantaLucia, PNAS 95, 1460 (1998) are used, which do. Internal mismatches (table 2 there, as free
energies): Allawi and SantaLucia, Biochemistry 36, 10581 (1997), 37, 2170 and 9435 (1998), Nucl.
Acids Res. 26, 2694 (1998); Peyret et al., Biochemistry 38, 3468 (1999). Dangling ends (table 3
there): Bommarito, Peyret and SantaLucia, Nucl. Acids Res. 28, 1929 (2000).

Everywhere the first number is an enthalpy in kcal/mol and the second an entropy in cal/(mol K).
"""

from __future__ import annotations

EnthalpyEntropy = tuple[float, float]

INITIATION: EnthalpyEntropy = (0.2, -5.7)
TERMINAL_AT: EnthalpyEntropy = (2.2, 6.9)
"""For each end of a helix that is an A-T pair."""
SYMMETRY: EnthalpyEntropy = (0.0, -1.4)
"""For a strand that pairs with itself."""

STACKS: dict[str, EnthalpyEntropy] = {
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
"""Two letters, 5' to 3', of one strand of a perfect duplex; the other ten minus four follow."""

MISMATCHES: dict[str, EnthalpyEntropy] = {
    "AG/TT": (1.0, 0.9),
    "AT/TG": (-2.5, -8.3),
    "CG/GT": (-4.1, -11.7),
    "CT/GG": (-2.8, -8.0),
    "GG/CT": (3.3, 10.4),
    "GT/CG": (-4.4, -12.3),
    "TG/AT": (-0.1, -1.7),
    "TT/AG": (-1.3, -5.3),
    "AA/TG": (-0.6, -2.3),
    "AG/TA": (-0.7, -2.3),
    "CA/GG": (-0.7, -2.3),
    "CG/GA": (-4.0, -13.2),
    "GA/CG": (-0.6, -1.0),
    "GG/CA": (0.5, 3.2),
    "TA/AG": (0.7, 0.7),
    "TG/AA": (3.0, 7.4),
    "AC/TT": (0.7, 0.2),
    "AT/TC": (-1.2, -6.2),
    "CC/GT": (-0.8, -4.5),
    "CT/GC": (-1.5, -6.1),
    "GC/CT": (2.3, 5.4),
    "GT/CC": (5.2, 13.5),
    "TC/AT": (1.2, 0.7),
    "TT/AC": (1.0, 0.7),
    "AA/TC": (2.3, 4.6),
    "AC/TA": (5.3, 14.6),
    "CA/GC": (1.9, 3.7),
    "CC/GA": (0.6, -0.6),
    "GA/CC": (5.2, 14.2),
    "GC/CA": (-0.7, -3.8),
    "TA/AC": (3.4, 8.0),
    "TC/AA": (7.6, 20.2),
    "AA/TA": (1.2, 1.7),
    "CA/GA": (-0.9, -4.2),
    "GA/CA": (-2.9, -9.8),
    "TA/AA": (4.7, 12.9),
    "AC/TC": (0.0, -4.4),
    "CC/GC": (-1.5, -7.2),
    "GC/CC": (3.6, 8.9),
    "TC/AC": (6.1, 16.4),
    "AG/TG": (-3.1, -9.5),
    "CG/GG": (-4.9, -15.3),
    "GG/CG": (-6.0, -15.8),
    "TG/AG": (1.6, 3.6),
    "AT/TT": (-2.7, -10.8),
    "CT/GT": (-5.0, -15.8),
    "GT/CT": (-2.2, -8.4),
    "TT/AT": (0.2, -1.5),
}
"""A pair followed by a mismatch: two letters 5' to 3', then those opposite, 3' to 5'."""

DANGLES_5: dict[str, EnthalpyEntropy] = {
    "AA": (0.2, 2.3),
    "CA": (0.6, 3.3),
    "GA": (-1.1, -1.6),
    "TA": (-6.9, -20.0),
    "AC": (-6.3, -17.1),
    "CC": (-4.4, -12.6),
    "GC": (-5.1, -14.0),
    "TC": (-4.0, -10.9),
    "AG": (-3.7, -10.0),
    "CG": (-4.0, -11.9),
    "GG": (-3.9, -10.9),
    "TG": (-4.9, -13.8),
    "AT": (-2.9, -7.6),
    "CT": (-4.1, -13.0),
    "GT": (-4.2, -15.0),
    "TT": (-0.2, -0.5),
}
"""An unpaired letter and the paired one after it, 5' to 3'."""

DANGLES_3: dict[str, EnthalpyEntropy] = {
    "TA": (-0.7, -0.8),
    "GA": (-2.1, -3.9),
    "CA": (-5.9, -16.5),
    "AA": (-0.5, -1.1),
    "TC": (4.4, 14.9),
    "GC": (-0.2, -0.1),
    "CC": (-2.6, -7.4),
    "AC": (4.7, 14.2),
    "TG": (-1.6, -3.6),
    "GG": (-3.9, -11.2),
    "CG": (-3.2, -10.4),
    "AG": (-4.1, -13.1),
    "TT": (2.9, 10.4),
    "GT": (-4.4, -13.1),
    "CT": (-5.2, -15.0),
    "AT": (-3.8, -12.6),
}
"""A paired letter and the unpaired one after it, 5' to 3'."""

BULGES_37C_KCAL = (0.0, 4.0, 2.9, 3.1, 3.2, 3.3, 3.5)
"""Bulges by number of unpaired letters; that of one letter leaves the stack across it whole."""

INTERNAL_LOOPS_37C_KCAL = (0.0, 0.0, 0.0, 3.2, 3.6, 4.0, 4.4)
"""Internal loops by number of unpaired letters; that of one letter a side is a mismatch."""

ASYMMETRY_37C_KCAL = 0.3
"""For each letter that one side of an internal loop has more than the other."""

HAIRPINS_37C_KCAL = {
    3: 3.5,
    4: 3.5,
    5: 3.3,
    6: 4.0,
    7: 4.2,
    8: 4.3,
    9: 4.5,
    10: 4.6,
    12: 5.0,
    14: 5.1,
    16: 5.3,
    18: 5.5,
    20: 5.7,
    25: 6.1,
    30: 6.3,
}
"""Hairpin loops by number of letters; those between are interpolated, and longer ones follow the
logarithm of their length (equation 8 there)."""
