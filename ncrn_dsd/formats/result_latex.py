"""Results of one type as a table for a publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ncrn_dsd.ir.shown import Facet, Style, choose_facets, columns_of, plain, why_missing


def result_latex(type_: type[Any], rows: Sequence[Any], keys: Sequence[str]) -> str:
    """A `tabular` with the columns of these keys, which needs no package.

    Numbers have four digits.

    Raises
    ------
    KeyError: the type has no such column.
    """
    columns = choose_facets(columns_of(type_, rows), keys)
    places = "".join("r" if column.shown.style.is_numeric else "l" for column in columns)
    lines = [
        rf"\begin{{tabular}}{{{places}}}",
        r"\hline",
        _row(column.shown.title for column in columns),
        r"\hline",
        *(_row(_text(column, row) for column in columns) for row in rows),
        r"\hline",
        r"\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


def _text(column: Facet, row: Any) -> str:
    value = plain(column.read(row))
    if value is None:
        why = why_missing(row, column.key)
        return column.shown.missing if why is None else why
    if column.shown.style is Style.SHARE:
        return f"{100 * value:.4g} %"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


_ESCAPES: dict[str, str] = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}


def _row(texts: Iterable[str]) -> str:
    escaped = ("".join(_ESCAPES.get(c, c) for c in text) for text in texts)
    return " & ".join(escaped) + r" \\"
