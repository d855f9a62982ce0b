import math
from collections.abc import Mapping

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.feasibility.reporters import with_reporters
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.duplex import duplex_energies
from ncrn_dsd.sequences.energy import thermal_kcal
from ncrn_dsd.sequences.hairpin import hairpin_loops_kcal, strongest_hairpin_kcal
from ncrn_dsd.sequences.invasion import InvasionBook
from ncrn_dsd.sequences.kernels.fold import weigh_structures
from ncrn_dsd.sequences.long_domains import LongDomainSearch
from ncrn_dsd.sequences.nucleotides import encode
from ncrn_dsd.sequences.opening import ToeholdBook, open_up
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.unneeded import UnneededDuplexes

SYSTEM = soloveichik2010(crn_of("A + B -> C"))
SPEC = SequenceSpec(seed=1, alphabet="ACGT", max_shared_run=7)
HASTY = SearchOptions(tries=5, repairs=0)
WORDS = {d.domain: d.sequence for d in design_sequences(SYSTEM, SPEC, options=HASTY).domains}
LONG = [d for d in SYSTEM.domains if not d.is_toehold]


def weight(text: str, start: int = 0, end: int = 0) -> float:
    loops = hairpin_loops_kcal(len(text) + 1, 25.0)
    return weigh_structures(
        encode(text), start, end, duplex_energies(25.0), loops, thermal_kcal(25.0)
    )


def test_a_strand_that_cannot_pair_has_one_structure() -> None:
    assert weight("ACCACACAACCA") == 1.0


def test_a_strong_hairpin_outweighs_all_other_structures() -> None:
    text = "GCGCGATTTTTCGCGC"
    energy, *_ = strongest_hairpin_kcal(text)
    alone = math.exp(-energy / thermal_kcal(25.0))
    assert alone < weight(text) < 2 * alone
    assert weight(text, 0, 5) < 0.01 * weight(text)


def test_the_book_is_the_same_after_changes_as_one_that_is_made_anew() -> None:
    book = ToeholdBook(SYSTEM, WORDS, 25.0)
    name = LONG[0].name
    other = WORDS | {name: WORDS[name][::-1]}
    assert book.replace(name, other, math.inf)
    assert book.cost == pytest.approx(ToeholdBook(SYSTEM, other, 25.0).cost)
    before = book.cost
    assert not book.replace(name, WORDS, -1.0)
    assert book.cost == before


def test_toeholds_are_opened_by_letters_of_long_domains_alone() -> None:
    free = frozenset(d.name for d in LONG)
    opened = open_up(SYSTEM, SYSTEM, SPEC, WORDS, free, new_search(), HASTY)
    costs = [ToeholdBook(SYSTEM, words, 25.0).cost for words in (WORDS, opened)]
    assert costs[1] < 0.9 * costs[0]
    changed = {name for name, text in opened.items() if text != WORDS[name]}
    assert changed <= free
    assert {n: len(t) for n, t in opened.items()} == {n: len(t) for n, t in WORDS.items()}
    assert open_up(SYSTEM, SYSTEM, SPEC, WORDS, free, new_search(), HASTY) == opened


def test_short_duplexes_keep_foreign_strands_away_from_gates() -> None:
    spec = changed(SPEC, equal_rates=True, short_duplexes=True)
    # Most letters of all domains are the same, so that strands fit into gates of others.
    alike = dict.fromkeys(WORDS, "CATCC")
    alike |= {d.name: WORDS[LONG[0].name][:-4] + WORDS[d.name][-4:] for d in LONG}
    before = InvasionBook(SYSTEM, alike).cost_kcal
    free = frozenset(d.name for d in LONG)
    assert before > 0
    opened = open_up(SYSTEM, SYSTEM, spec, alike, free, new_search(alike), HASTY)
    assert InvasionBook(SYSTEM, opened).cost_kcal == 0
    duplexes = UnneededDuplexes(SYSTEM)
    assert duplexes.count(opened) < duplexes.count(alike)


@pytest.mark.parametrize(("price", "is_paid"), [(4, True), (5, False)])
def test_a_few_duplexes_are_paid_for_gates_that_foreign_strands_leave_alone(
    monkeypatch: pytest.MonkeyPatch, price: int, is_paid: bool
) -> None:
    spec = changed(SPEC, equal_rates=True, short_duplexes=True)
    alike = dict.fromkeys(WORDS, "CATCC")
    alike |= {d.name: WORDS[LONG[0].name][:-4] + WORDS[d.name][-4:] for d in LONG}

    class Dear(UnneededDuplexes):
        """Any letters but the first ones of a domain cost that many more."""

        def count_with(self, name: str, sequences: Mapping[str, str]) -> int:
            return price * (sequences[name] != alike[name])

    monkeypatch.setattr("ncrn_dsd.sequences.opening.UnneededDuplexes", Dear)
    free = frozenset(d.name for d in LONG)
    opened = open_up(SYSTEM, SYSTEM, spec, alike, free, new_search(alike), HASTY)
    assert (InvasionBook(SYSTEM, opened).cost_kcal == 0) == is_paid
    assert (opened == alike) != is_paid


def test_short_duplexes_keep_foreign_strands_away_from_what_stands_beside_them() -> None:
    spec = changed(SPEC, equal_rates=True, short_duplexes=True)
    at_bench = with_reporters(SYSTEM, ["C"])
    # Another signal has all but the last letter of what the reporter holds, and no gate has that.
    near = WORDS | {"A_t": WORDS["C_t"], "A_b": WORDS["C_b"][:-1] + WORDS["A_b"][-1]}
    assert InvasionBook(at_bench, near).cost_kcal > InvasionBook(SYSTEM, near).cost_kcal == 0
    free = frozenset(d.name for d in LONG)
    opened = open_up(SYSTEM, at_bench, spec, near, free, new_search(near), HASTY)
    assert InvasionBook(at_bench, opened).cost_kcal == 0


def new_search(words: Mapping[str, str] = WORDS) -> LongDomainSearch:
    toeholds = tuple(words[d.name] for d in SYSTEM.domains if d.is_toehold)
    lengths = tuple(d.length_nt for d in LONG)
    search = LongDomainSearch("ACGT", 7, lengths, toeholds, HASTY, Draws(1))
    for domain in LONG:
        search.place(domain.name, words[domain.name])
    return search
