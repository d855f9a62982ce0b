"""Write tables whose texts no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from ncrn_dsd.formats.csv_table import number_in

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell instead of showing it."""


def is_formula(cell: object) -> bool:
    """A spreadsheet would run this cell."""
    if not isinstance(cell, str) or not cell.startswith(FORMULA_STARTS):
        return False
    try:
        number_in(cell)
    except ValueError:
        return True
    return False


class TableWriter:
    """A writer as that of `csv`; an apostrophe in front of a text keeps it from being run."""

    def __init__(self, out: TextIO) -> None:
        self._writer = csv.writer(out, lineterminator="\n")

    def writerow(self, row: Iterable[object]) -> None:
        """Write one row."""
        self._writer.writerow([f"'{cell}" if is_formula(cell) else cell for cell in row])

    def writerows(self, rows: Iterable[Iterable[object]]) -> None:
        """Write rows."""
        for row in rows:
            self.writerow(row)
