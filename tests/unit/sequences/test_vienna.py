import importlib.util
import sys

import pytest

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.sequences.vienna_adapter import (
    EnsembleOptions,
    complex_defect_nt,
    dimer_percent,
    strand_interactions,
    unpaired_summary,
)

WORD, PARTNER = "CATCACTTACACTCA", "TGAGTGTAAGTGATG"
PAIRED = "(" * 15 + "+" + ")" * 15

needs_vienna = pytest.mark.skipif(
    importlib.util.find_spec("RNA") is None, reason="ViennaRNA is an optional extra"
)


def test_without_vienna_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "RNA", None)
    with pytest.raises(SequenceError, match="pip install viennarna") as caught:
        unpaired_summary(["ACTC"])
    assert caught.value.code == "Q005"


@needs_vienna
def test_an_open_strand_and_a_hairpin() -> None:
    opened, folded = unpaired_summary(["CATCACTTACACTCA"]), unpaired_summary(["GGCGCGTTTTCGCGCC"])
    assert opened.smallest > 0.9
    assert folded.smallest < 0.01


@needs_vienna
def test_dimers_of_complements_and_of_strangers() -> None:
    # All strands in dimers are half as many dimers as strands: 50 percent.
    assert dimer_percent(WORD, PARTNER) == pytest.approx(50.0, abs=0.1)
    assert dimer_percent(WORD, WORD) < 0.1
    mean, largest = strand_interactions([WORD, "CTTCTAACCTCATAC"])
    assert mean <= largest < 1.0


@needs_vienna
def test_defect_of_a_perfect_duplex_in_both_parameter_sets() -> None:
    defects = [
        complex_defect_nt([WORD, PARTNER], PAIRED, EnsembleOptions(parameters=parameters))
        for parameters in ("mathews2004", "mathews1999", "mathews2004")
    ]
    assert defects[0] == defects[2] < defects[1] < 3.0
