"""Networks of PIL documents as SBML: valid for libsbml, and read back by our reader."""

from __future__ import annotations

import pytest

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil import read_pil
from ncrn_dsd.formats.pil_network import condensed_network, detailed_network
from ncrn_dsd.formats.sbml_adapter import pil_network_to_sbml, read_sbml

TEXT = """
length t = 5
length x = 15
X = x t @initial 10 nM
X-2 = t x @initial 5 nM
G = t*( x( + ) ) @constant 1 uM
9 = t x( + ) @initial 0 nM
T = x( t( + ) ) @initial 0 nM
macrostate X = [X-2, X]
macrostate G = [G]
macrostate 9 = [9]
reaction [bind21 = 1.5e6 /M/s] X + G -> T
reaction [open = 0.25 /s] T -> X + G
reaction [open = 20 /s] T -> 9 + 9
reaction [condensed = 0.1 /nM/s] X + G -> 9 + 9
reaction [condensed = 1e-3 /s] 9 -> X
"""
DOCUMENT = read_pil(TEXT, "x.pil")


def complaints(text: str) -> list[str]:
    """Everything the consistency check of libsbml has against a document."""
    import libsbml  # type: ignore[import-untyped]

    document = libsbml.readSBMLFromString(text)
    document.checkConsistency()
    errors = (document.getError(i) for i in range(document.getNumErrors()))
    return [e.getMessage() for e in errors if e.getSeverity() >= libsbml.LIBSBML_SEV_WARNING]


def test_a_condensed_network_is_written_and_read_back() -> None:
    text = pil_network_to_sbml(condensed_network(DOCUMENT))
    assert complaints(text) == []
    again = read_sbml(text, "x.xml")
    assert [(str(r), r.rate) for r in again.crn.reactions] == [
        ("X + G -> s_9 + s_9", pytest.approx(0.1)),
        ("s_9 -> X", 1e-3),
    ]
    assert [(c.species, c.mode, c.value_nM) for c in again.concentrations] == [
        ("X", "initial", pytest.approx(15)),
        ("G", "constant", pytest.approx(1000)),
        ("s_9", "initial", 0.0),
    ]
    assert "complex: t x" in text
    assert "state: resting" in text


def test_a_detailed_network_has_transient_complexes_and_types_of_reactions() -> None:
    text = pil_network_to_sbml(detailed_network(DOCUMENT, "the limit of 5 complexes"))
    assert complaints(text) == []
    again = read_sbml(text, "x.xml")
    assert len(again.crn.species) == 5
    assert [r.rate for r in again.crn.reactions] == [pytest.approx(1.5e-3), 0.25, 20.0]
    assert [c.species for c in again.concentrations] == ["X", "X_2", "G", "s_9", "T"]
    assert text.count("state: transient") == 1
    assert text.count("type: open") == 2
    assert "TRUNCATED by the limit of 5 complexes: reactions are missing." in text


def test_a_reaction_without_rate_is_refused() -> None:
    document = read_pil(f"{TEXT}reaction [open] T -> 9 + 9\n", "x.pil")
    with pytest.raises(FormatError, match=r"F343.*reaction 4.*no rate constant"):
        pil_network_to_sbml(detailed_network(document))
