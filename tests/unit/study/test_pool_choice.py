"""Which of several pools toeholds share, where rates are to be equal and no number is given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.ir.sharing import PoolSizes, SharedSystem, SharedToehold, ToeholdSharing
from ncrn_dsd.ir.toehold_words import ToeholdWords
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.dsd import ToeholdPoolSpec
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.study.pool_choice import TriedPool, choose_pool
from ncrn_dsd.study.stages.share import as_many_as_fit, sizes_to_try

SPEC = SequenceSpec(seed=1, max_shared_run=7, equal_rates=True)
SYSTEM = soloveichik2010(crn_of("A + B -> C"))
CHAINS = 2
SIZES = PoolSizes((12, 8, 4), "words are counted")


def shared(number: int) -> SharedSystem:
    """On so many words, of which two are of chains; nothing changed."""
    pool = tuple(SharedToehold(f"t{i}", (f"t{i}",), i < CHAINS, 5) for i in range(number))
    sharing = ToeholdSharing(pool, 9, 9, 20, 20, (), (), (), (), (), False, None)
    return SharedSystem(SYSTEM, sharing)


def words(k_apart: float | None, widening: float = 1.0, occupancy: float = 0.01) -> ToeholdWords:
    apart = (widening, 1.0)
    return ToeholdWords({}, "C", "C", "ACT", "ACT", apart, occupancy=occupancy, rates_apart=k_apart)


def chosen(tried: dict[int, TriedPool], sizes: PoolSizes = SIZES) -> tuple[int, ToeholdSharing]:
    found = choose_pool(sizes, tried.__getitem__, SPEC).sharing
    return len(found.pool), found


def test_the_largest_pool_that_is_as_aimed_at_is_taken_and_smaller_ones_are_not_tried() -> None:
    tried = {12: TriedPool(shared(12), words(3.0)), 8: TriedPool(shared(8), words(1.1))}
    number, sharing = chosen(tried)
    assert number == 8
    assert [text.partition(" words")[0] for text in sharing.tried] == ["2 + 10", "2 + 6"]
    assert "k within 3 times" in sharing.tried[0]
    assert "same reactions PROVED (9, 9)" in sharing.tried[1]
    assert "chosen by the program" in sharing.why
    assert sharing.why.endswith(SIZES.why)


@pytest.mark.parametrize(
    ("of", "number"),
    [
        ((words(3.0), words(2.0), words(1.4)), 4),
        ((words(1.4), words(1.4), words(1.4)), 12),
        # K comes before k, and k before what occupies toeholds.
        ((words(3.0), words(1.4, widening=2.0), words(4.0)), 12),
        ((words(3.0, occupancy=0.01), words(1.4, occupancy=0.9), words(4.0)), 8),
    ],
    ids=["k is most equal", "the largest of equals", "K before k", "k before occupancy"],
)
def test_if_none_is_as_aimed_at_that_is_taken_with_which_rates_are_most_equal(
    of: tuple[ToeholdWords, ...], number: int
) -> None:
    tried = {n: TriedPool(shared(n), one) for n, one in zip(SIZES.numbers, of, strict=True)}
    found, sharing = chosen(tried)
    assert found == number
    assert len(sharing.tried) == 3


def test_reactions_that_change_and_words_that_are_missing_count_most() -> None:
    changed = shared(12)
    changed = replace(changed, sharing=replace(changed.sharing, new=("a + b -> c",)))
    tried = {
        12: TriedPool(changed, words(1.0)),
        8: TriedPool(shared(8), None, "there are too few words"),
        4: TriedPool(shared(4), words(9.0)),
    }
    number, sharing = chosen(tried)
    assert number == 4
    assert Verdict.REFUTED.value in sharing.tried[0]
    assert sharing.tried[1].endswith("there are too few words")


def test_every_chain_keeps_a_word_of_its_own() -> None:
    tried = {12: TriedPool(shared(12), words(3.0))}
    number, sharing = chosen(tried, PoolSizes((12, CHAINS), ""))
    assert (number, len(sharing.tried)) == (12, 1)


def test_sizes_are_those_of_words_that_there_are() -> None:
    system = soloveichik2010(crn_of("A + B -> C", "C + D -> E", "E + F -> A", "B + D -> F"))
    toeholds = sum(d.is_toehold for d in system.domains)
    sizes = sizes_to_try.alone(system, SPEC)
    most, *fewer = sizes.numbers
    assert most == min(toeholds, as_many_as_fit(system, SPEC)[0].sequences or 0)
    # As many words as docs/how-to/shared-toeholds.md says that there are within 1.2 times.
    assert "8 over ACT and 15 over ACGT" in sizes.why
    assert fewer == [n for n in (15, 8) if n < most]
    # Toeholds of several lengths share as few words as keep the reactions.
    longer = [replace(d, length_nt=6) if d == system.domains[0] else d for d in system.domains]
    assert any(d.is_toehold for d in longer[:1])
    assert not sizes_to_try.alone(replace(system, domains=tuple(longer)), SPEC).numbers
    assert as_many_as_fit(replace(system, domains=tuple(longer)), SPEC)[0] == ToeholdPoolSpec()
