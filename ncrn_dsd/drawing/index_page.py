"""The page that leads to all runs of a build folder: one table per kind of result."""

from __future__ import annotations

from dataclasses import dataclass

import ncrn_dsd
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import Cell, Column, DrawnTable
from ncrn_dsd.drawing.text import counted


@dataclass(frozen=True, slots=True)
class IndexSection:
    """All results of one kind.

    Parameters
    ----------
    title: in the plural, such as "Learning chemistry as DNA".
    table: one row per result, whose first cell leads to its page; the caption says how it is
        to be read.
    """

    title: str
    table: DrawnTable


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file with the name of a result that is none, and why."""

    file: str
    why: str


def index_page(sections: tuple[IndexSection, ...], unreadable: tuple[Unreadable, ...]) -> str:
    """The page as text; equal input gives equal text. Sections without rows are left out."""
    shown = [s for s in sections if s.table.rows]
    found = sum(len(s.table.rows) for s in shown)
    return (
        page_environment()
        .get_template("index.html")
        .render(
            sections=shown,
            sentence=_sentence(found, len(unreadable)),
            unreadable=_unreadable_table(unreadable) if unreadable else None,
            version=ncrn_dsd.__version__,
        )
    )


def _sentence(found: int, unreadable: int) -> str:
    if not found and not unreadable:
        return "There are no results in this folder yet."
    more = f"; {counted(unreadable, 'file')} cannot be read" if unreadable else ""
    return f"{counted(found, 'result')} in this folder and those below it{more}."


def _unreadable_table(unreadable: tuple[Unreadable, ...]) -> DrawnTable:
    return DrawnTable(
        "unreadable-table",
        "Files with the name of a result that are none",
        (Column("File"), Column("Why")),
        tuple((Cell(u.file), Cell(u.why)) for u in unreadable),
    )
