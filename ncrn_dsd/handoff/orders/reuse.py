"""Strands that are in the freezer already and need not be bought again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.ir.lab import StrandOrder

BUY, REUSE = "buy", "reuse"


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
    """Strands by their sequence with modifications.

    The table has the columns name, sequence and location; the first of two equal sequences
    counts.

    Raises
    ------
    HandoffError: H013, a column is missing.
    """
    rows = csv.DictReader(io.StringIO(text))
    missing = {"name", "sequence", "location"} - set(rows.fieldnames or ())
    if missing:
        raise HandoffError(
            "H013",
            path,
            f"the column {min(missing)} is missing",
            "write a header with name, sequence and location",
        )
    found: dict[str, Stored] = {}
    for row in rows:
        sequence = (row["sequence"] or "").replace(" ", "")
        found.setdefault(sequence, Stored(row["name"] or "", row["location"] or ""))
    return found


def decide(strands: Iterable[StrandOrder], freezer: Mapping[str, Stored]) -> tuple[Reuse, ...]:
    """Buy what is not in the freezer under exactly the same sequence and labels."""
    decisions = []
    for strand in strands:
        sequence = strand.ordered_sequence
        old = freezer.get(sequence)
        if old is None:
            decisions.append(Reuse(strand.name, sequence, BUY))
        else:
            decisions.append(Reuse(strand.name, sequence, REUSE, old.name, old.location))
    return tuple(decisions)
