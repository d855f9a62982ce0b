"""Where a thing came from, kept from the design to the strand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The design item that caused a reaction, complex or strand.

    Parameters
    ----------
    source: file the item was read from, or the name of the builder.
    item: what it is there, in words a designer uses ("update of weight 1").
    line: line in `source`, or None when it was made by a builder.
    """

    source: str
    item: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{self.item} ({place})"
