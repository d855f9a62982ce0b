"""Numbers as people write them."""

from __future__ import annotations

import math

import pytest

from ncrn_dsd.drawing.text import concentration, counted, duration, number, si_rate_unit

THIN = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.084, "0.0840"),
        (14852.3, f"14{THIN}900"),
        (0.99999, "1.00"),
        (-0.5, "\N{MINUS SIGN}0.500"),
        (1.234e-7, "1.23×10⁻⁷"),
        (2.5e9, "2.50×10⁹"),
        (math.nan, "not a number"),
        (math.inf, "infinite"),
    ],
)
def test_three_significant_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_quantities_take_the_unit_that_fits() -> None:
    assert concentration(9.9999e-7) == "1 \N{MICRO SIGN}M"
    assert concentration(2.5e-9) == "2.5 nM"
    assert duration(86399.9) == "1 d"
    assert [si_rate_unit(n) for n in (0, 1, 2, 3)] == ["M/s", "1/s", "1/(M s)", "1/(M² s)"]
    assert (counted(1, "epoch"), counted(5, "epoch")) == ("1 epoch", "5 epochs")
