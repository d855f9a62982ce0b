from __future__ import annotations

import math
from dataclasses import replace

import pytest
from comparison_fixture import cell

from ncrn_dsd.comparison.ranking import TOLERANCE, best_by, ranking
from ncrn_dsd.ir.compared_by import DEFAULT_WEIGHTS, RANKABLE
from ncrn_dsd.ir.comparison import Standing
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.training import RAN_AWAY

SMALL = cell("small", loss=0.2, nucleotides_nt=100, hours_per_sample_h=8)
QUICK = cell("quick", loss=0.2, nucleotides_nt=400, hours_per_sample_h=1)
EXACT = cell("exact", loss=0.1, nucleotides_nt=400, hours_per_sample_h=8)


def test_a_check_that_the_design_records_to_fail_is_ranked() -> None:
    fails = replace(EXACT, scheme="fails", verdicts={"fuel sufficiency": {"FAILS": 1}})
    known = replace(fails, scheme="known", recorded=frozenset({"fuel sufficiency"}))
    ranked = ranking([fails, known], DEFAULT_WEIGHTS)
    assert [(one.scheme, one.place) for one in ranked] == [("known", 1), ("fails", None)]


def test_the_score_is_a_weighted_geometric_mean_over_the_best() -> None:
    found = ranking((SMALL, QUICK, EXACT), DEFAULT_WEIGHTS)
    assert [r.scheme for r in found] == ["quick", "small", "exact"]
    scores = {r.scheme: r.score for r in found}
    assert scores["quick"] == pytest.approx((2 * 4 * 1) ** (1 / 3))
    assert scores["small"] == pytest.approx((2 * 1 * 8) ** (1 / 3))
    assert scores["exact"] == pytest.approx((1 * 4 * 8) ** (1 / 3))


def test_weights_decide_and_units_do_not() -> None:
    cells = (SMALL, QUICK, EXACT)
    assert ranking(cells, {"loss": 9.0, "nucleotides_nt": 1.0})[0].scheme == "exact"
    in_days = [
        replace(c, measures=replace(c.measures, hours_per_sample_h=hours / 24))
        for c in cells
        if (hours := c.measures.hours_per_sample_h) is not None
    ]
    before, after = (ranking(c, DEFAULT_WEIGHTS) for c in (cells, in_days))
    for one, other in zip(before, after, strict=True):
        assert one.score is not None
        assert one.score == pytest.approx(other.score)


@pytest.mark.parametrize(
    ("worse", "reason"),
    [
        (cell("x", Standing.UNDECIDED, loss=0.01), "undecided: x & co: cut off"),
        (cell("x", Standing.UNREALISABLE), "no operating point"),
        (cell("x", refuted=1, loss=0.01), "refuted or fails: CRN bisimulation"),
        (cell("x", failure="it stopped", loss=0.01), "seed 1 failed: it stopped"),
        (cell("x", keeps=False, loss=0.01), "does not learn: LEARNS 0 of 1"),
        (cell("x", loss=0.01), "not known: nucleotides_nt, hours_per_sample_h"),
        (cell("x", loss=0.0, nucleotides_nt=1, hours_per_sample_h=1), "not known: loss"),
    ],
)
def test_what_is_not_shown_is_never_ranked(worse: object, reason: str) -> None:
    from ncrn_dsd.ir.comparison import ComparisonCell

    assert isinstance(worse, ComparisonCell)
    first, last = ranking((worse, SMALL), DEFAULT_WEIGHTS)
    assert (first.scheme, first.score) == ("small", 1.0)
    assert last.score is None
    assert reason in last.reason


def test_condensation_speaks_against_condensed_losses_only() -> None:
    followed = replace(SMALL, verdicts={**SMALL.verdicts, "condensation": {"FAILS": 2}})
    condensed = replace(followed, scheme="condensed", kinetics=Kinetics.CONDENSED)
    first, last = ranking((condensed, followed), DEFAULT_WEIGHTS)
    assert (first.scheme, first.place) == ("small", 1)
    assert (last.scheme, last.reason) == ("condensed", "refuted or fails: condensation")


def test_the_best_by_each_measure_is_named() -> None:
    assert best_by((SMALL, QUICK, EXACT)) == {
        "loss": ("exact",),
        "nucleotides_nt": ("small",),
        "hours_per_sample_h": ("quick",),
    }
    assert best_by((cell("x", Standing.UNDECIDED),)) == dict.fromkeys(
        ("loss", "nucleotides_nt", "hours_per_sample_h"), ()
    )


def test_equal_scores_share_a_place() -> None:
    weights = {"loss": 1.0}
    cells = [
        cell("d", loss=0.2 * (1 + 7e-6)),
        cell("c", loss=0.2),
        cell("b", loss=0.2 * (1 + 0.9 * TOLERANCE)),
        cell("a", loss=0.2 * (1 + 1.5 * TOLERANCE)),
        cell("e", loss=0.3),
    ]
    found = ranking(cells, weights)
    places = [(r.place, r.scheme) for r in found]
    # A tie is with the first of a place, so that it does not creep on.
    assert places == [(1, "b"), (1, "c"), (1, "d"), (4, "a"), (5, "e")]
    assert best_by([c for c in cells if c.scheme in "cde"])["loss"] == ("c", "d")


def test_what_ran_away_is_not_called_unknown() -> None:
    named = cell("x", failure=f"{RAN_AWAY} to 7, from 0.1 before training", loss=0.01)
    assert "seed 1 ran away" in ranking((named,), DEFAULT_WEIGHTS)[0].reason
    gone = cell("x", loss=0.2)
    weighed = ranking((gone,), {"loss_with_leak": 1.0})[0]
    assert (weighed.place, weighed.reason) == (None, "ran away: loss_with_leak")


def test_accuracy_cannot_be_weighed_as_if_small_were_good() -> None:
    assert "accuracy" not in RANKABLE
    assert set(DEFAULT_WEIGHTS) <= set(RANKABLE)
    assert math.isclose(sum(DEFAULT_WEIGHTS.values()), 3)
