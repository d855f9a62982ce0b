"""A table of the report, before it becomes HTML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry.

    Parameters
    ----------
    sort_key: the number it is sorted by; None to sort by the text.
    tone: "good", "bad" or "open" to colour it; the text must say the same in words.
    """

    text: str
    sort_key: float | None = None
    tone: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `numeric` ones are set flush right."""

    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first cell of each row is its heading.

    Parameters
    ----------
    name: identifier in the page.
    sortable: the reader may order the rows by any column.
    total: a row that stays last, or nothing.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sortable: bool = True
    total: tuple[Cell, ...] = ()
