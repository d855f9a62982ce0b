"""Cells of measured numbers, which may be missing."""

from __future__ import annotations

import math

from ncrn_dsd.drawing.table import Cell
from ncrn_dsd.drawing.text import count, number, percent

NONE = Cell("none")


def counted_cell(value: int) -> Cell:
    """How many there are."""
    return Cell(count(value), float(value))


def value_cell(value: float | None, digits: int = 3) -> Cell:
    """A number with so many significant digits."""
    if value is None:
        return NONE
    return Cell(number(value, digits), value if math.isfinite(value) else None)


def share_cell(value: float | None) -> Cell:
    """A fraction as a percentage."""
    return NONE if value is None else Cell(percent(value), value)
