"""Columns of the tables of an index: what is read from a record, and how it is shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ncrn_dsd.drawing.table import Cell
from ncrn_dsd.drawing.text import count, number

Scalar = str | float | int | bool | None
_NONE = Cell("none")


@dataclass(frozen=True, slots=True)
class Told:
    """One column: what is read from a record, and how it is shown.

    Parameters
    ----------
    key: its name in JSON; it carries the unit.
    """

    key: str
    title: str
    read: Callable[[Any], Scalar]
    show: Callable[[Any], Cell]
    numeric: bool


def words(key: str, title: str, read: Callable[[Any], Scalar]) -> Told:
    """A column of texts."""
    return Told(key, title, read, lambda v: _NONE if v is None else Cell(str(v)), numeric=False)


def numbers(
    key: str,
    title: str,
    read: Callable[[Any], Scalar],
    write: Callable[[float], str] = number,
) -> Told:
    """A column of numbers."""

    def show(value: float | None) -> Cell:
        if value is None:
            return _NONE
        return Cell(write(value), float(value) if math.isfinite(value) else None)

    return Told(key, title, read, show, numeric=True)


def counts(key: str, title: str, read: Callable[[Any], Scalar]) -> Told:
    """A column of whole numbers."""
    return numbers(key, title, read, lambda v: count(int(v)))


def choice(key: str, title: str, read: Callable[[Any], Scalar], tones: Mapping[str, str]) -> Told:
    """A column of words with the tone of each."""
    return Told(key, title, read, lambda v: Cell(str(v), None, tones.get(str(v))), numeric=False)


def expectations() -> Told:
    """Whether what a design expects is so."""

    def show(value: bool | None) -> Cell:
        words = {True: ("met", "good"), False: ("not met", "bad"), None: ("undecided", None)}
        word, tone = words[value]
        return Cell(word, None, tone)

    return Told(
        "expectations_met", "Expectations", lambda r: r.expectations_met, show, numeric=False
    )
