import random

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Fuel, Signal
from ncrn_dsd.ir.lab_quality import LEAST_INVASION_MARGIN_KCAL
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.invasion import InvasionBook, gate_invasions
from ncrn_dsd.sequences.layout import layout_of
from ncrn_dsd.sequences.nucleotides import clamp_letters
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.translation.clamps import with_clamps

SYSTEM = soloveichik2010(crn_of("A + B -> C", "C -> D"))
SPEC = SequenceSpec(seed=1, alphabet="ACGT", max_shared_run=7)
HASTY = SearchOptions(tries=5, repairs=0)
WORDS = {d.domain: d.sequence for d in design_sequences(SYSTEM, SPEC, options=HASTY).domains}
LONG = [d.name for d in SYSTEM.domains if d.is_branch]


def short_kcal(words: dict[str, str], system: DsdSystem = SYSTEM) -> float:
    """By how much all gates fall short, as the report of quality judges them."""
    judged = [i for i in gate_invasions(layout_of(system), words) if i.is_judged]
    return sum(max(0.0, LEAST_INVASION_MARGIN_KCAL - i.margin_kcal) for i in judged)


def alike_words() -> dict[str, str]:
    """All long domains have most letters in common and all toeholds all: any strand fits a gate."""
    draws = random.Random(1)
    one, toehold = "".join(draws.choices("ACGT", k=15)), "CATCC"
    return {
        name: one[:7] + "".join(draws.choices("ACGT", k=2)) + one[9:] if name in LONG else toehold
        for name in WORDS
    }


def test_gates_fall_short_in_the_book_as_in_the_report() -> None:
    assert InvasionBook(SYSTEM, WORDS).cost_kcal == pytest.approx(short_kcal(WORDS))
    alike = alike_words()
    assert short_kcal(alike) > 5
    assert InvasionBook(SYSTEM, alike).cost_kcal == pytest.approx(short_kcal(alike))


def test_a_strand_with_toehold_and_domain_apart_is_not_what_a_gate_is_made_for() -> None:
    foot = Complex((("b",), ("b*", "t*")), "(+).")
    made_for, apart, beyond = ("h", "t", "b"), ("b", "h", "t"), ("b", "t")
    domains = (Domain("t", 5), Domain("b", 15), Domain("h", 15))
    system = DsdSystem(
        "shared words",
        domains,
        tuple(
            Signal(name, Complex((strand,), "." * len(strand)), None)
            for name, strand in (("S", made_for), ("apart", apart), ("beyond", beyond))
        ),
        (Fuel("gate", foot, (), Origin("test", "a gate")),),
        (),
    )
    words = {"t": "CATCT", "b": "CTTCACTACTCATCT", "h": "CCATATACATCCACT"}
    (found,) = gate_invasions(layout_of(system), words)
    assert found.cognate == "S"


def test_the_book_follows_single_domains() -> None:
    words = alike_words()
    book = InvasionBook(SYSTEM, words)
    for name in LONG:
        words[name] = WORDS[name]
        assert book.replace(name, words, most_kcal=1e9)
        assert book.cost_kcal == pytest.approx(short_kcal(words))


def test_the_book_has_letters_of_clamps_as_they_follow_from_domains() -> None:
    clamped = with_clamps(SYSTEM, 2)
    words = alike_words()
    book = InvasionBook(clamped, words)
    for name in (None, *LONG):
        if name is not None:
            words[name] = WORDS[name]
            book.replace(name, words, most_kcal=1e9)
        lettered = words | {d.name: clamp_letters(d, words) for d in clamped.clamps}
        assert book.cost_kcal == pytest.approx(short_kcal(lettered, clamped))


def test_letters_with_which_gates_fall_short_more_are_not_taken() -> None:
    alike = alike_words()
    refused = 0
    for name in LONG:
        book = InvasionBook(SYSTEM, alike | {name: WORDS[name]})
        before = book.cost_kcal
        taken = book.replace(name, alike, before)
        assert taken == (short_kcal(alike) <= before)
        assert book.cost_kcal == (pytest.approx(short_kcal(alike)) if taken else before)
        refused += not taken
    assert refused


def test_domains_of_a_foreign_duplex_that_is_too_strong_are_to_blame() -> None:
    assert not InvasionBook(SYSTEM, WORDS).blame()
    blame = InvasionBook(SYSTEM, alike_words()).blame()
    assert set(blame) & set(LONG)
    assert all(short > 0 for short in blame.values())
