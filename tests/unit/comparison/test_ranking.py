from __future__ import annotations

import math
from dataclasses import replace

import pytest
from comparison_fixture import cell

from ncrn_dsd.comparison.measures import DEFAULT_WEIGHTS, MEASURES, RANKABLE
from ncrn_dsd.comparison.ranking import best_by, ranking
from ncrn_dsd.ir.comparison import Standing

SMALL = cell("small", loss=0.2, nucleotides_nt=100, hours_per_sample_h=8)
QUICK = cell("quick", loss=0.2, nucleotides_nt=400, hours_per_sample_h=1)
EXACT = cell("exact", loss=0.1, nucleotides_nt=400, hours_per_sample_h=8)


def test_the_score_is_a_weighted_geometric_mean_over_the_best() -> None:
    found = ranking((SMALL, QUICK, EXACT), DEFAULT_WEIGHTS)
    assert [r.scheme for r in found] == ["quick", "small", "exact"]
    scores = {r.scheme: r.score for r in found}
    assert scores["quick"] == pytest.approx((2 * 4 * 1) ** (1 / 3))
    assert scores["small"] == pytest.approx((2 * 1 * 8) ** (1 / 3))
    assert scores["exact"] == pytest.approx((1 * 4 * 8) ** (1 / 3))


def test_weights_decide_and_units_do_not() -> None:
    cells = (SMALL, QUICK, EXACT)
    assert ranking(cells, (("loss", 9.0), ("nucleotides_nt", 1.0)))[0].scheme == "exact"
    in_days = [
        replace(c, measures=(*c.measures[:2], (c.measures[2][0], c.measures[2][1] / 24)))
        for c in cells
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
        (cell("x", loss=0.01), "not known: nucleotides_nt, hours_per_sample_h"),
        (cell("x", loss=0.0, nucleotides_nt=1, hours_per_sample_h=1), "not known: loss"),
    ],
)
def test_what_is_not_shown_is_never_ranked(worse: object, reason: str) -> None:
    from ncrn_dsd.ir.comparison import Cell

    assert isinstance(worse, Cell)
    first, last = ranking((worse, SMALL), DEFAULT_WEIGHTS)
    assert (first.scheme, first.score) == ("small", 1.0)
    assert last.score is None
    assert reason in last.reason


def test_the_best_by_each_measure_is_named() -> None:
    assert best_by((SMALL, QUICK, EXACT)) == (
        ("loss", "exact"),
        ("nucleotides_nt", "small"),
        ("hours_per_sample_h", "quick"),
    )
    assert dict(best_by((cell("x", Standing.UNDECIDED),))) == dict.fromkeys(
        ("loss", "nucleotides_nt", "hours_per_sample_h")
    )


def test_accuracy_cannot_be_weighed_as_if_small_were_good() -> None:
    assert "accuracy" not in RANKABLE
    assert {name for name, _ in DEFAULT_WEIGHTS} <= set(RANKABLE)
    assert len({m.name for m in MEASURES}) == len(MEASURES)
    assert math.isclose(sum(w for _, w in DEFAULT_WEIGHTS), 3)
