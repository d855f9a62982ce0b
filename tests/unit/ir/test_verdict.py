"""Which words an obligation may use, and what they add up to."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import ncrn_dsd
from ncrn_dsd.explanations.catalogue import obligations
from ncrn_dsd.ir.verdict import (
    OUT_OF_SO_MANY,
    WORDS,
    Kind,
    Obligation,
    Verdict,
    VerificationReport,
    check_obligation,
    enough_seeds,
    learning_obligation,
)

ROOT = Path(ncrn_dsd.__file__).parent
MAKERS = {
    "Obligation": Kind.PROOF,
    "check_obligation": Kind.CHECK,
    "learning_obligation": Kind.LEARNING,
    "survival_obligation": Kind.SURVIVAL,
}
EXPLAINED = {
    "PROVED or REFUTED.": Kind.PROOF,
    "computed: HOLDS or FAILS.": Kind.CHECK,
    "LEARNS n of m.": Kind.LEARNING,
    "SURVIVES n of m.": Kind.SURVIVAL,
}
PROVED = Obligation("CRN bisimulation", "A -> B", Verdict.PROVED, "certified")


def explained_kinds() -> dict[str, Kind]:
    """Notions, and the kind whose words their explanation says they use."""
    return {
        one.code: next(k for end, k in EXPLAINED.items() if one.arises.endswith(end))
        for one in obligations()
    }


def made() -> list[tuple[str, str, Kind]]:
    """Every place that makes an obligation: module, notion as it stands there, and kind."""
    found = []
    for file in sorted(ROOT.rglob("*.py")):
        if file.name == "verdict.py":
            continue
        module = ".".join(("ncrn_dsd", *file.relative_to(ROOT).with_suffix("").parts))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(maker), args=[notion, *_]) if maker in MAKERS:
                    found.append((module, ast.unparse(notion), MAKERS[maker]))
    return found


def test_no_number_is_ever_called_a_proof() -> None:
    explained, seen = explained_kinds(), set()
    for module, notion, kind in made():
        if not notion.isupper():
            # Notions of bisimulation that are chosen by name, and what a file was read into.
            assert notion in {"notion", "notion.value", "o.notion", "n"}, (module, notion)
            continue
        text = getattr(import_module(module), notion)
        assert explained[text] is kind, (module, text)
        seen.add((text, kind))
    assert {text for text, kind in seen if kind is not Kind.PROOF} == {
        text for text, kind in explained.items() if kind is not Kind.PROOF
    }
    assert explained["modules compose"] is Kind.PROOF
    assert explained["fuel sufficiency"] is explained["trajectory agreement"] is Kind.CHECK
    assert explained["kinetic agreement"] is explained["learning agreement"] is Kind.CHECK
    assert explained["strands learn"] is Kind.LEARNING


@pytest.mark.parametrize("kind", Kind)
def test_an_obligation_uses_the_words_of_its_kind_only(kind: Kind) -> None:
    for verdict in Verdict:
        seeds = (1, 1) if verdict in OUT_OF_SO_MANY else None
        if verdict in WORDS[kind]:
            assert Obligation("x", "y", verdict, "z", (), kind, seeds).verdict is verdict
        else:
            with pytest.raises(ValueError, match=f"a {kind.value} cannot be {verdict.value}"):
                Obligation("x", "y", verdict, "z", (), kind, seeds)
    with pytest.raises(ValueError, match="numbers go with LEARNS"):
        Obligation("x", "y", Verdict.UNDECIDED, "z", (), kind, (1, 2))


@pytest.mark.parametrize(
    ("more", "verdict", "holds", "learns", "is_good"),
    [
        ((), Verdict.PROVED, None, None, True),
        ((check_obligation("c", "s", True, "r"),), Verdict.PROVED, True, None, True),
        ((check_obligation("c", "s", False, "r"),), Verdict.PROVED, False, None, False),
        ((check_obligation("c", "s", None, "r"),), Verdict.PROVED, None, None, None),
        ((learning_obligation("l", "s", 18, 20, "r"),), Verdict.PROVED, None, True, True),
        ((learning_obligation("l", "s", 17, 20, "r"),), Verdict.PROVED, None, False, False),
        ((learning_obligation("l", "s", 0, 0, "r"),), Verdict.PROVED, None, None, None),
    ],
)
def test_numbers_do_not_touch_the_verdict_of_the_proofs(
    more: tuple[Obligation, ...],
    verdict: Verdict,
    holds: bool | None,
    learns: bool | None,
    is_good: bool | None,
) -> None:
    report = VerificationReport((PROVED, *more), ())
    found = (report.verdict, report.holds, report.learns, report.is_good)
    assert found == (verdict, holds, learns, is_good)
    assert report.counts["PROVED"] == 1
    # Without the proof nothing is decided, however well the numbers look.
    assert VerificationReport(more, ()).verdict is Verdict.UNDECIDED


def test_what_is_not_shown_is_called_not_tested() -> None:
    alone = VerificationReport((PROVED,), ())
    assert alone.headline == (
        "PROVED, checks not tested, learning not tested; not tested for leak and spread"
    )
    follows = alone.extended((check_obligation("trajectory agreement", "s", True, "r"),))
    assert follows.headline == "PROVED, HOLDS; not tested for leak and spread"
    assert "learning" not in follows.tally
    learner = alone.extended(
        (
            check_obligation("c", "s", False, "r"),
            learning_obligation("l", "DSD level", 9, 20, "r"),
        )
    )
    assert (
        learner.headline
        == "PROVED, FAILS, LEARNS 9 of 20 (DSD level); not tested for leak and spread"
    )
    assert learner.tally == (
        "1 PROVED, 0 REFUTED, 0 UNDECIDED; 0 HOLDS, 1 FAILS; DSD level LEARNS 9 of 20"
    )
    assert learner.bad_notions == {"c", "l"}


HELD = {word: check_obligation("condensation", "s", word, "r") for word in (True, False, None)}
RATES = check_obligation("kinetic agreement", "s", True, "by 0.04", condensed=True)


@pytest.mark.parametrize(("word", "verb"), [(False, "FAILS"), (None, "is UNDECIDED")])
def test_an_answer_of_condensed_kinetics_is_none_where_they_do_not_hold(
    word: bool | None, verb: str
) -> None:
    where = f"in the condensed model, whose condensation {verb}"
    learns = learning_obligation("strands learn", "DSD level", 1, 1, "r", condensed=True)
    other = check_obligation("fuel sufficiency", "s", True, "r")
    report = VerificationReport((PROVED,), ()).extended((RATES, other, HELD[word], learns))
    _, rates, kept, _, strands = report.obligations
    assert report.in_condensed_model == where
    assert (rates.verdict, strands.verdict) == (Verdict.UNDECIDED, Verdict.UNDECIDED)
    assert rates.reason == f"HOLDS {where}: by 0.04"
    assert strands.reason.startswith(f"LEARNS 1 of 1 {where}: ")
    assert kept == other
    # Where condensation comes later, or once more, it is the same.
    assert VerificationReport((PROVED, RATES), ()).extended((other, HELD[word], learns)) == report
    assert report.extended(()) == report


def test_a_level_that_is_open_is_told_once() -> None:
    learns = learning_obligation("strands learn", "DSD level", 1, 1, "r", condensed=True)
    report = VerificationReport((PROVED,), ()).extended((RATES, HELD[False], learns))
    assert report.tally == (
        "1 PROVED, 0 REFUTED, 1 UNDECIDED; 0 HOLDS, 1 FAILS; DSD level UNDECIDED"
    )


def test_a_bad_answer_of_condensed_kinetics_stays_bad() -> None:
    bad = check_obligation("kinetic agreement", "s", False, "r", condensed=True)
    never = learning_obligation("strands learn", "DSD level", 0, 1, "r", condensed=True)
    report = VerificationReport((), ()).extended((bad, never, HELD[False]))
    assert report.obligations == (bad, never, HELD[False])
    assert report.is_good_without({"condensation"}) is False


def test_an_answer_of_condensed_kinetics_stands_where_they_hold() -> None:
    for held in ((), (HELD[True],)):
        report = VerificationReport((), ()).extended((RATES, *held))
        assert report.obligations == (RATES, *held)
        assert report.in_condensed_model is None


def test_with_condensation_all_that_it_leaves_open_is_known() -> None:
    report = VerificationReport((PROVED,), ()).extended((RATES, HELD[False]))
    assert report.is_good_without(()) is False
    assert report.is_good_without({"kinetic agreement"}) is False
    assert report.is_good_without({"condensation"}) is True
    other = report.extended((check_obligation("fuel sufficiency", "s", None, "r"),))
    assert other.is_good_without({"condensation"}) is None


def test_eighteen_of_twenty_are_enough() -> None:
    assert [n for n in range(21) if enough_seeds(n, 20)] == [18, 19, 20]
    assert enough_seeds(1, 1)
    assert not enough_seeds(0, 1)
    assert not enough_seeds(0, 0)
    assert not enough_seeds(4, 5)
