import importlib.util
import sys

import pytest

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.sequences.ensemble import Dimers, formed_complex_M, openness_of
from ncrn_dsd.sequences.vienna_adapter import (
    EnsembleOptions,
    association_kcal,
    intended_probabilities,
    unpaired_probabilities,
)

WORD, PARTNER, OTHER = "CATCACTTACACTCA", "TGAGTGTAAGTGATG", "CTTCTAACCTCATAC"
PAIRED = "(" * 15 + "+" + ")" * 15

needs_vienna = pytest.mark.skipif(
    importlib.util.find_spec("RNA") is None, reason="ViennaRNA is an optional extra"
)


def test_without_vienna_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "RNA", None)
    with pytest.raises(SequenceError, match="pip install viennarna") as caught:
        unpaired_probabilities("ACTC")
    assert caught.value.code == "Q005"


@needs_vienna
def test_an_open_strand_and_a_hairpin() -> None:
    opened = openness_of("opened", WORD, range(3), EnsembleOptions())
    folded = openness_of("folded", "GGCGCGTTTTCGCGCC", (), EnsembleOptions())
    assert opened.smallest > 0.9
    assert opened.toehold_mean is not None
    assert folded.smallest < 0.01
    assert folded.toehold_smallest is None


@needs_vienna
def test_dimers_of_complements_and_of_strangers() -> None:
    dimers = Dimers(association_kcal, 25.0)
    # All strands in dimers are half as many dimers as strands: 50 percent.
    assert dimers.percent(WORD, PARTNER) == pytest.approx(50.0, abs=0.1)
    assert dimers.percent(WORD, WORD) < 0.1
    assert dimers.percent(WORD, OTHER) == pytest.approx(dimers.percent(OTHER, WORD))
    assert dimers.percent(WORD, OTHER) < 1.0


@needs_vienna
def test_a_perfect_duplex_is_paired_as_intended_in_both_parameter_sets() -> None:
    paired_nt = [
        sum(intended_probabilities([WORD, PARTNER], PAIRED, EnsembleOptions(parameters=parameters)))
        for parameters in ("mathews2004", "mathews1999", "mathews2004")
    ]
    assert 27.0 < paired_nt[1] < paired_nt[0] == paired_nt[2]


@needs_vienna
def test_a_complex_forms_from_partners_and_not_from_strangers() -> None:
    options = EnsembleOptions()
    assert formed_complex_M([WORD, PARTNER], options) == pytest.approx(1e-6, rel=1e-3)
    assert formed_complex_M([WORD, OTHER], options) < 1e-9
