"""Numbers as people write them are sorted by what they say."""

from __future__ import annotations

import math

import pytest

from ncrn_dsd.drawing.sort_keys import sort_key
from ncrn_dsd.drawing.table import Cell, Column, DrawnTable
from ncrn_dsd.drawing.text import concentration, count, duration, fixed, given, number, percent

VALUES = (-0.02, 0.0, 3.5e-9, 0.25, 1.0, 12.0, 1234.0, 987654.0, 4.2e9)


@pytest.mark.parametrize("show", [number, lambda v: fixed(v, 9), percent, given])
@pytest.mark.parametrize("value", VALUES)
def test_what_was_written_is_read_back(value: float, show: object) -> None:
    assert callable(show)
    found = sort_key(show(value))
    assert found == pytest.approx(value, rel=6e-3, abs=1e-9)


def test_units_count() -> None:
    assert sort_key(concentration(2.5e-9)) == pytest.approx(2.5e-9)
    assert sort_key(concentration(7e-6)) == pytest.approx(7e-6)
    assert sort_key(duration(90.0)) == pytest.approx(90.0)
    assert sort_key(duration(7200.0)) == pytest.approx(7200.0)
    assert sort_key("1.5 uL") == pytest.approx(1.5e-6)
    assert sort_key(f"{count(12345)} strands") == 12345.0
    assert sort_key("8.41 % B_p") == pytest.approx(0.0841)


@pytest.mark.parametrize("words", ["", "not known", "none", number(math.inf), number(math.nan)])
def test_words_are_no_numbers(words: str) -> None:
    assert sort_key(words) is None


def test_only_columns_of_numbers_have_keys_of_their_own() -> None:
    table = DrawnTable("t", "t", (Column("Name"), Column("Value", numeric=True)), ())
    assert table.key_of(0, Cell("2 samples")) is None
    assert table.key_of(1, Cell("2 samples")) == 2.0
    assert table.key_of(1, Cell("2 samples", 7.0)) == 7.0
    assert table.key_of(1, Cell("none")) is None
