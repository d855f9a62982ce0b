"""A table of the report, before it becomes HTML."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from ncrn_dsd.drawing.sort_keys import sort_key
from ncrn_dsd.drawing.text import TIMES, count, given, number, percent
from ncrn_dsd.ir.shown import Facet, Shown, Style, choose_facets, columns_of, facets_of, why_missing


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry.

    Parameters
    ----------
    sort_key: the number it is sorted by; None to sort by the number that the text says, or by
        the text itself where the column is none of numbers.
    tone: "good", "bad" or "open" to colour it; the text must say the same in words.
    link: where the text leads, as a relative address; empty for nowhere.
    """

    text: str
    sort_key: float | None = None
    tone: str | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `numeric` ones are set flush right."""

    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class DrawnTable:
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

    def key_of(self, column: int, cell: Cell) -> float | None:
        """The number by which `cell` is sorted in this column; cells without one come last."""
        if cell.sort_key is not None or not self.columns[column].numeric:
            return cell.sort_key
        return sort_key(cell.text)


def table_of(
    name: str,
    caption: str,
    type_: type[Any],
    rows: Sequence[Any],
    *,
    links: Sequence[str] = (),
    keys: Sequence[str] = (),
    brief: bool = False,
) -> DrawnTable:
    """A table of results of one type, a row each, with the columns that the type declares.

    Parameters
    ----------
    links: where the first cell of each row leads; empty for nowhere.
    keys: of the columns, where these are not all.
    brief: headings are those for little room.
    """
    shown = [f for f in choose_facets(columns_of(type_, rows), keys) if _is_wanted(f, rows)]
    cells = [tuple(cell_of(f, f.read(row), why_missing(row, f.key)) for f in shown) for row in rows]
    for i, link in enumerate(links):
        cells[i] = (replace(cells[i][0], link=link), *cells[i][1:])
    columns = tuple(
        Column((brief and f.shown.brief) or f.shown.title, f.shown.style.is_numeric) for f in shown
    )
    return DrawnTable(name, caption, columns, tuple(cells))


def word_of(result: Any, key: str) -> str:
    """One value of a result as people read it.

    Raises
    ------
    KeyError: it shows no such value.
    """
    (facet,) = choose_facets(facets_of(type(result)), (key,))
    return cell_of(facet, facet.read(result)).text


def cell_of(facet: Facet, value: Any, why: str | None = None) -> Cell:
    """One value, as its type says.

    Parameters
    ----------
    why: what stands where there is no value; None for what its type says.
    """
    shown = facet.shown
    if value is None or value == "":
        return Cell(shown.missing if why is None else why)
    if isinstance(value, Enum):
        value = value.value
    text = text_of(shown, value)
    key = float(value) if shown.style.is_numeric and math.isfinite(value) else None
    return Cell(text, key, dict(shown.tones).get(text))


def text_of(shown: Shown, value: Any) -> str:
    """A value as people read it; of several, all of them."""
    if isinstance(value, tuple):
        return ", ".join(text_of(shown, each) for each in value)
    if isinstance(value, bool):
        return shown.words[value]
    match shown.style:
        case Style.WORD:
            text = str(value)
        case Style.COUNT:
            text = count(value)
        case Style.SHARE:
            text = percent(value)
        case Style.PLAIN:
            text = given(value) if isinstance(value, float) else str(value)
        case Style.FACTOR:
            text = f"{TIMES}{given(round(value, 4))}"
        case Style.NUMBER:
            text = number(value, shown.digits)
    return text


def _is_wanted(facet: Facet, rows: Sequence[Any]) -> bool:
    return not facet.shown.only_where_known or any(facet.read(row) is not None for row in rows)


def about(result: Any) -> tuple[tuple[str, str], ...]:
    """Where a result comes from, as (name, value): what its type says is about it."""
    facets = facets_of(type(result))
    pairs = [(f, f.read(result)) for f in facets if f.shown.is_about or f.shown.is_also_about]
    return tuple(
        (f.shown.heading, f"{text_of(f.shown, value)} {f.shown.unit}".rstrip())
        for f, value in pairs
        if value is not None
    )
