"""Strands that are in the freezer already and need not be bought again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.formats.csv_table import ColumnError, CsvTable, TableError
from ncrn_dsd.ir.lab import StrandOrder

BUY, REUSE = "buy", "reuse"
_ENDS = re.compile(r"^5['′’]?-|-3['′’]?$")
"""How a sequence is written from end to end, as in ``5'-ACT-3'``."""


@dataclass(frozen=True, slots=True)
class Reuse:
    """Whether a strand is bought, and where it is when not."""

    name: str
    sequence: str
    decision: str
    matches_old_name: str = ""
    old_location: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A strand in the freezer."""

    name: str
    location: str


def read_freezer(path: str, text: str) -> dict[str, Stored]:
    """Strands by their sequence with modifications, in upper case.

    The table has the columns name, sequence and location; the first of two equal sequences
    counts.

    Raises
    ------
    HandoffError: H013, a column is missing; H130, a row does not fit the header.
    """
    found: dict[str, Stored] = {}
    try:
        for row in CsvTable(text, ("name", "sequence", "location")):
            found.setdefault(_spelled(row["sequence"]), Stored(row["name"], row["location"]))
    except TableError as problem:
        code = "H013" if isinstance(problem, ColumnError) else "H130"
        where = f"{path}:{problem.line}"
        raise HandoffError(code, where, problem.what, problem.hint) from None
    return found


def _spelled(sequence: str) -> str:
    """Without blanks and without the names of the ends; upper and lower case are the same."""
    return _ENDS.sub("", "".join(sequence.split())).upper()


def decide(strands: Iterable[StrandOrder], freezer: Mapping[str, Stored]) -> tuple[Reuse, ...]:
    """Buy what is not in the freezer under exactly the same sequence and labels."""
    decisions = []
    for strand in strands:
        sequence = strand.ordered_sequence
        old = freezer.get(_spelled(sequence))
        if old is None:
            decisions.append(Reuse(strand.name, sequence, BUY))
        else:
            decisions.append(Reuse(strand.name, sequence, REUSE, old.name, old.location))
    return tuple(decisions)
