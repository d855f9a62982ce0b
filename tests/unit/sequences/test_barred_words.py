import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.ir.toehold_words import ToeholdWords
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.barred_words import NOTHING_BARRED, FixedFolds, words_to_bar
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.unneeded import UnneededDuplexes, longest_unneeded_duplexes

SYSTEM = soloveichik2010(crn_of("A + B -> C"))
TOEHOLDS = dict(
    zip(
        (d.name for d in SYSTEM.domains if d.is_toehold),
        ("CATCC", "CTACC", "CCATC", "CTCTC", "CCTAC", "ACTCC", "CACAC"),
        strict=False,
    )
)
SPEC = SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7, equal_rates=True, short_duplexes=True)


def one_strand(*strand: str) -> DsdSystem:
    names = dict.fromkeys(o.removesuffix("*") for o in strand)
    domains = tuple(Domain(name, 5 if name.startswith("t") else 12) for name in names)
    return DsdSystem(
        "test", domains, (Signal("S", Complex((strand,), "." * len(strand)), None),), (), ()
    )


def test_words_are_barred_that_would_pair_with_toeholds_of_the_same_strand() -> None:
    system = one_strand("t1", "d1", "t2")
    barred = words_to_bar(system, {"t1": "CAACT", "t2": "CCTCC"}, "ACT", "C", "C")
    # Of two complementary words that one is barred which toeholds have less often.
    assert barred.common == {"TTT", "ATT", "TAT", "TTA"}
    assert {"TTG", "GTT", "AGT", "GAG"} <= barred.of("d1")
    assert "AAC" not in barred.of("d1")


def test_letters_are_barred_that_make_such_words_with_what_stands_beside() -> None:
    system = one_strand("t1", "d1", "t2")
    barred = words_to_bar(system, {"t1": "CCCTA", "t2": "TACCC"}, "ACT", "A", "A")
    text = {"t1": "CCCTA", "t2": "TACCC"}
    for second in "ACT":
        word = "AA" + second
        assert (second in barred.second["d1"]) == (word in barred.of("d1"))
    for letter in "ACT":
        word = letter + "A" + text["t2"][0]
        assert (letter in barred.last_but_one["d1"]) == (word in barred.of("d1"))


def test_nothing_is_barred_where_words_would_not_do() -> None:
    many = tuple(f"d{i}" for i in range(300))
    barred = words_to_bar(one_strand("t1", *many), {"t1": "CCTCC"}, "ACT", "C", "C")
    assert barred is NOTHING_BARRED


def test_stems_of_toeholds_are_counted_in_every_strand() -> None:
    folds = FixedFolds(one_strand("t1", "d1", "t2"))
    assert folds.count({"t1": "CCAAA", "t2": "TTTCC"}, "C", "C") == 1
    assert folds.count({"t1": "CCAAA", "t2": "CCTCC"}, "C", "C") == 0
    # A letter beside a toehold makes the stem longer.
    assert folds.count({"t1": "CCAAA", "t2": "TTTCC"}, "G", "C") == 2


@pytest.fixture(scope="module")
def designed() -> dict[str, str]:
    words = ToeholdWords(TOEHOLDS, "C", "C", "ACT", "ACT", (1.0, 1.0))
    hasty = SearchOptions(tries=20, repairs=0)
    found = design_sequences(SYSTEM, SPEC, options=hasty, toeholds=words)
    return {d.domain: d.sequence for d in found.domains}


def test_strands_neither_fold_nor_pair_by_more_than_is_aimed_at(designed: dict[str, str]) -> None:
    inside, between = longest_unneeded_duplexes(SYSTEM, designed)
    assert inside <= 2
    assert between <= 7
    assert UnneededDuplexes(SYSTEM).count(designed) == 0
