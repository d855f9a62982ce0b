"""What draws say of all draws that there could be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from page_fixture import survival_found

from ncrn_dsd.formats.result_json import read_part
from ncrn_dsd.ir.outcome import Outcome
from ncrn_dsd.ir.shown import facets_of, plain
from ncrn_dsd.ir.survival import AskedSurvival, LeftOut, TubeCase, TubeOutcome


def case(kept: int, draws: int) -> TubeCase:
    found = (TubeOutcome(i, i, Outcome(0.1, 1.0), 1.0, i < kept) for i in range(draws))
    return TubeCase("K", "K is off", more_is_better=True, is_column=False, draws=tuple(found))


@pytest.mark.parametrize(
    ("kept", "draws", "share"),
    # Of n kept draws alone the bound is the n-th root of what is left to chance.
    [(20, 20, 0.05 ** (1 / 20)), (18, 20, 0.7174), (1, 2, 0.0253), (0, 20, 0.0), (1, 1, None)],
)
def test_few_draws_promise_less_than_their_share(
    kept: int, draws: int, share: float | None
) -> None:
    found = case(kept, draws).kept_at_least
    assert found == (share if share is None else pytest.approx(share, abs=5e-5))


def test_the_bound_is_a_column_beside_the_verdict() -> None:
    keys = [facet.key for facet in facets_of(TubeCase)]
    assert keys.index("kept_at_least") == keys.index("survives") + 1


def test_draws_that_were_asked_for_are_told_with_their_seeds() -> None:
    column = replace(case(2, 3), case="working", is_column=True, tried=4)
    found = replace(survival_found(), cases=(column,))
    asked = AskedSurvival.of(found, at_least=2)
    assert (asked.word, asked.is_good) == ("SURVIVES 2 of 3", True)
    assert (asked.kept, asked.lost) == ((0, 1), (2,))
    assert asked.reason.endswith("(seed 0); none of its 4 largest single draws harms alone")
    assert not AskedSurvival.of(found, at_least=3).is_good
    assert read_part(AskedSurvival, plain(asked)) == asked


def part(name: str, kept: tuple[bool, ...], values: tuple[float | None, ...]) -> TubeCase:
    found = (
        TubeOutcome(i, i, Outcome(0.1, v), v, k)
        for i, (k, v) in enumerate(zip(kept, values, strict=True))
    )
    whole = "working" if " without " in name else ""
    return TubeCase(name, "", more_is_better=True, is_column=False, draws=tuple(found), whole=whole)


def test_what_is_left_out_is_compared_draw_by_draw() -> None:
    whole = part("working", (False, False, False, True), (0.5, 0.6, None, 0.95))
    found = LeftOut.of(
        whole, part("working without eats", (True, True, True, False), (0.9, 0.9, 0.95, 0.85))
    )
    assert (found.whole, found.left_out) == ("working", "eats")
    assert (found.kept, found.only_without, found.only_with) == ("kept 3 of 4", 3, 1)
    # Three of four or more, on either side: 2 (4 + 1) / 2^4.
    assert found.by_chance == pytest.approx(0.625)
    # What stopped gains no number.
    assert found.gain == pytest.approx(0.3)
    same = LeftOut.of(whole, replace(whole, case="working without k", whole="working"))
    assert (same.by_chance, same.gain) == (None, 0.0)
