"""What draws say of all draws that there could be."""

from __future__ import annotations

import pytest

from ncrn_dsd.ir.outcome import Outcome
from ncrn_dsd.ir.shown import facets_of
from ncrn_dsd.ir.survival import TubeCase, TubeOutcome


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
