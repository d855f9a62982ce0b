from pathlib import Path

import pytest
from varied_designs import Keys, tables_of

from ncrn_dsd.errors import DesignError, FormatError, SequenceError
from ncrn_dsd.formats.design_toml import parse_design
from ncrn_dsd.formats.kept_sequences import read_kept
from ncrn_dsd.formats.toml_text import document_of
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.sequences import KeptSequence, RunSpec, SequenceSpec
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.fixed import given_sequences
from ncrn_dsd.sequences.options import SearchOptions

SPEC = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7)


def _system() -> DsdSystem:
    strand = ("t", "a", "b")
    domains = (Domain("t", 5), Domain("a", 15), Domain("b", 15))
    return DsdSystem("test", domains, (Signal("X", Complex((strand,), "..."), None),), (), ())


def _design(keys: Keys, path: str = "design.toml") -> SequenceSpec:
    tables = tables_of("linear_regression", {f"sequences.{key}": keys[key] for key in keys})
    return parse_design(document_of(tables), path).sequences


def test_options_of_a_design_without_further_keys_are_the_usual_ones() -> None:
    assert SearchOptions.of(_design({})) == SearchOptions()


def test_every_choice_of_the_design_file_reaches_the_search() -> None:
    spec = _design(
        {
            "window_kcal": 0.3,
            "gap_kcal": 7.0,
            "toehold_window_kcal": 0.4,
            "toehold_clash": 0.5,
            "clamp_5": "CW",
            "clamp_3": "WC",
            "longest_runs": {"C": 2, "T": 3},
        }
    )
    options = SearchOptions.of(spec)
    assert (options.window_kcal, options.gap_kcal) == (0.3, 7.0)
    assert (options.toehold_window_kcal, options.toehold_clash) == (0.4, 0.5)
    assert (options.clamp_5, options.clamp_3, options.longest_runs) == ("CW", "WC", (4, 2, 3, 3))


@pytest.mark.parametrize(
    "keys", [{"window_kcal": 0.0}, {"clamp_5": "CX"}, {"longest_runs": {"C": 0}}, {"windows": 1}]
)
def test_senseless_choices_are_refused(keys: Keys) -> None:
    with pytest.raises(DesignError):
        _design(keys)


def test_clamps_and_runs_of_the_design_hold_in_the_sequences() -> None:
    spec = changed(SPEC, clamp_5="CW", clamp_3="WC", longest_runs=RunSpec(A=2, C=2, G=2, T=2))
    domains = (Domain("t", 6), *(Domain(f"d{i}", 15) for i in range(12)))
    system = DsdSystem("test", domains, (), (), ())
    for one in design_sequences(system, spec).domains:
        assert not any(letter * 3 in one.sequence for letter in "ACGT")
        if one.domain != "t":
            assert one.sequence[0] == one.sequence[-1] == "C"
            assert one.sequence[1] in "AT"
            assert one.sequence[-2] in "AT"


def test_strands_of_the_freezer_give_their_domains_and_the_rest_is_designed_around_them() -> None:
    first = {d.domain: d.sequence for d in design_sequences(_system(), SPEC).domains}
    star = reverse_complement(first["a"]) + reverse_complement(first["t"])
    text = f"strand,domains,sequence,location\nold,a* t*,/5IABkFQ/{star},box 1\nx,q r,ACTACT,\n"
    spec = changed(SPEC, seed=5, kept_sequences=read_kept(text, "freezer.csv"))
    again = {d.domain: d.sequence for d in design_sequences(_system(), spec).domains}
    assert (again["t"], again["a"]) == (first["t"], first["a"])
    assert again["b"] != first["b"]


def test_fasta_and_csv_say_the_same() -> None:
    fasta = ">t\nactac\n>s1 t a*\nACTAC\nTTC\n"
    table = "name,sequence,domains\nt,ACTAC,\ns1,ACTACTTC,t a*\n"
    assert read_kept(fasta, "k.fasta") == read_kept(table, "k.csv")
    assert read_kept(fasta, "k.fasta")[1] == KeptSequence("s1", "ACTACTTC", ("t", "a*"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("domain,letters\nt,ACT\n", "no column 'sequence'"),
        ("domain,sequence\nt,ACU\n", "k:2: 'ACU' of t"),
        (">t\nACT\n>t\nACC\n", "k:3: the name t is there twice"),
        (">\nACT\n", "no name"),
    ],
)
def test_faults_in_the_file_of_kept_sequences(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_kept(text, "k")


def test_a_missing_file_of_kept_sequences_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"design\.toml:\d+: the file of kept sequences") as error:
        _design({"kept": "none.csv"}, str(tmp_path / "design.toml"))
    assert error.value.code == "F080"


def test_the_file_is_looked_for_beside_the_design(tmp_path: Path) -> None:
    (tmp_path / "freezer.csv").write_text("domain,sequence\nt,ACTAC\n")
    spec = _design({"kept": "freezer.csv"}, str(tmp_path / "design.toml"))
    assert spec.kept_sequences == (KeptSequence("t", "ACTAC"),)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ((KeptSequence("q", "ACTAC"),), "no domain of this name"),
        ((KeptSequence("s", "ACTACA", ("t",)),), "6 nt but its domains have 5 nt"),
        ((KeptSequence("t", "ACTAC"), KeptSequence("s", "CATAC", ("t",))), "contradicts"),
    ],
)
def test_kept_sequences_that_do_not_fit_the_system(
    kept: tuple[KeptSequence, ...], said: str
) -> None:
    with pytest.raises(SequenceError, match=said) as error:
        given_sequences(_system(), kept)
    assert error.value.code == "Q006"
