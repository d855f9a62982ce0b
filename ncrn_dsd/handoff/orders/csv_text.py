"""Tables as CSV: UTF-8, line feeds, decimal points, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.csv_writing import is_formula


class Exact(float):
    """A number that is read back and added up: written with twelve digits instead of six."""


def csv_bytes(file: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table with its header.

    Numbers are written as they are; a text that begins like a formula is refused.

    Raises
    ------
    HandoffError: H003, a cell would be run as a formula.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for number, row in enumerate(rows, start=2):
        for column, cell in zip(header, row, strict=True):
            if is_formula(cell):
                raise HandoffError(
                    "H003",
                    f"{file}:{number}",
                    f"column {column} would hold '{cell}', which a spreadsheet runs as a formula",
                    "rename the species, fuel or domain so that it begins with a letter",
                )
        writer.writerow([_shown(cell) for cell in row])
    return text.getvalue().encode("utf-8")


def _shown(cell: object) -> object:
    if isinstance(cell, Exact):
        return f"{float(cell):.12g}"
    return f"{cell:.6g}" if isinstance(cell, float) else cell
