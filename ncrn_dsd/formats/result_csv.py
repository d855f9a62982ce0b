"""Results of one type as a table for spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.ir.shown import Facet, columns_of, plain, why_missing


def result_csv(type_: type[Any], rows: Sequence[Any]) -> str:
    """A row for each result, under the keys of the columns that its type declares.

    Numbers have all their digits. What is not known, or is no finite number, is empty, unless
    the result says why it is missing.
    """
    out = io.StringIO()
    table = TableWriter(out)
    columns = columns_of(type_, rows)
    table.writerow(column.key for column in columns)
    table.writerows((_value(column, row) for column in columns) for row in rows)
    return out.getvalue()


def _value(column: Facet, row: Any) -> Any:
    value = plain(column.read(row))
    return why_missing(row, column.key) if value is None else value
