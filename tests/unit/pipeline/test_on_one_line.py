"""Money, days, steps and shelf life on one line, and what would make each smaller."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lab_fixture import contents, files_of, planned

from ncrn_dsd.ir.on_one_line import OnOneLine
from ncrn_dsd.pipeline.on_one_line import on_one_line

LINE = on_one_line(contents(), 0.1)


def test_it_says_what_the_files_of_the_package_say() -> None:
    cost = json.loads(files_of()["cost.json"])
    assert LINE.price == pytest.approx(cost["total_placeholder"], abs=0.01)
    assert LINE.currency == cost["currency"]
    assert LINE.steps == cost["transfers"] == len(planned().plan.transfers)
    assert LINE.duration_s == planned().plan.vessels[0].schedule.duration


def test_fuels_keep_until_decay_takes_what_may_be_used_up() -> None:
    # The table of disturbances has 1 % a day in a working tube and 3 % in a hard one.
    assert 0.99**LINE.keeps_days == pytest.approx(0.9)
    assert 0.97**LINE.keeps_days_hard == pytest.approx(0.9)
    assert on_one_line(contents(), 0.02).keeps_days == pytest.approx(2.01, abs=0.01)


def test_what_takes_most_is_named() -> None:
    money, time, steps, shelf = LINE.smaller
    assert "% of the price is " in money
    assert time
    share, _, what = steps.partition("% of the steps are ")
    parts = [t.work for t in planned().plan.transfers]
    most = max(parts.count(part) for part in set(parts))
    assert int(share) == round(100 * most / len(parts))
    assert what
    assert shelf


def test_days_are_said_where_there_are_some() -> None:
    assert "days)" not in replace(LINE, duration_s=3600.0).sentence
    long = replace(LINE, duration_s=4 * 86400.0, by_hand=66)
    assert "(4.0 days)" in long.sentence
    assert " and 66 by hand" in long.sentence


def test_the_line_is_one_sentence() -> None:
    line = OnOneLine(344.6, "USD", 11_592.0, 307, 0, 10.5, 3.46, ("a", "b", "c", "d"))
    assert line.sentence == (
        "Takes 345 USD at placeholder prices; 3.22 h; 307 pipetting steps; dissolved fuels keep "
        "10.5 days (3.46 in a hard tube, both by assumed decay)."
    )
    assert line.advice == "What would make it smaller: a; b; c; d."
