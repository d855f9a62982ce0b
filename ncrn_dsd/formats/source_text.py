"""Places in a text, and errors that show them: path:line:column, the line, and a caret."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeVar

from ncrn_dsd.errors import NcrnError

_MAX_SHOWN = 100

E = TypeVar("E", bound=NcrnError)


def read_count(digits: str) -> int:
    """The value of a run of digits, or some number of nine digits when it has more than that.

    Python refuses to read very long numbers, and no count that large is ever valid.
    """
    return int(digits.lstrip("0")[:9] or "0")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, as offsets; `end` is exclusive."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The stretch from the start of this one to the end of `other`."""
        return Span(self.start, other.end)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text and the path by which messages call it."""

    path: str
    text: str
    _lines: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Where lines begin: every item of a long text asks for its line.
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        object.__setattr__(self, "_lines", list(accumulate(lengths, initial=0)))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def where(self, span: Span) -> str:
        line, column = self.place(span.start)
        return f"{self.path}:{line}:{column}"

    def excerpt(self, span: Span) -> str:
        """The line on which `span` starts, with carets under the part that lies in it."""
        first = self.text.rfind("\n", 0, span.start) + 1
        last = self.text.find("\n", span.start)
        line = self.text[first : len(self.text) if last < 0 else last].rstrip("\r")
        column = span.start - first
        marks = max(1, min(span.end - span.start, len(line) - column))
        skipped = max(0, column - _MAX_SHOWN // 2)
        shown = line[skipped : skipped + _MAX_SHOWN].replace("\t", " ")
        marks = min(marks, max(1, len(shown) - (column - skipped)))
        return f"    {shown}\n    {' ' * (column - skipped)}{'^' * marks}"

    def error(self, kind: type[E], code: str, span: Span, what: str, hint: str) -> E:
        """An error at `span`; the offending line is attached as a note."""
        problem = kind(code, self.where(span), what, hint)
        problem.add_note(self.excerpt(span))
        return problem
