"""Results of one type as a table for spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.ir.shown import columns_of, plain


def result_csv(type_: type[Any], rows: Sequence[Any]) -> str:
    """A row for each result, under the keys of the columns that its type declares.

    Numbers have all their digits; what is not known, or is no finite number, is empty.
    """
    out = io.StringIO()
    table = TableWriter(out)
    columns = columns_of(type_, rows)
    table.writerow(column.key for column in columns)
    table.writerows((plain(column.read(row)) for column in columns) for row in rows)
    return out.getvalue()
