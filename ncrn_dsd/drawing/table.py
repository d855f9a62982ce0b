"""A table of the report, before it becomes HTML."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.drawing.sort_keys import sort_key


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

    def key_of(self, column: int, cell: Cell) -> float | None:
        """The number by which `cell` is sorted in this column; cells without one come last."""
        if cell.sort_key is not None or not self.columns[column].numeric:
            return cell.sort_key
        return sort_key(cell.text)
