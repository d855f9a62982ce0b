"""Find the line of a value in a TOML text, so that a message can point at it."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

Path = tuple[str | int, ...]
"""Keys are strings and positions in arrays are integers."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = re.compile(r"[A-Za-z0-9_\-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}\n#]*")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def line_of(text: str, path: Path) -> int:
    """The line (from 1) where the value at `path` stands.

    When the value itself does not exist, the line of its nearest existing parent is returned; 1
    when there is none.
    """
    lines = lines_of(text)
    known = (lines.get(path[:length]) for length in range(len(path), 0, -1))
    return next(filter(None, known), 1)


def lines_of(text: str) -> dict[Path, int]:
    """The lines of all tables, keys and elements of arrays of a text that is TOML."""
    return _Scanner(text).found


class _Scanner:
    """Reads a text once; what a value is does not matter, only where it ends."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._text = text
        self._at = 0
        # Where lines begin.
        lengths = (len(line) + 1 for line in text.split("\n"))
        self._starts = list(accumulate(lengths, initial=0))
        self._arrays: dict[Path, int] = {}
        self._document()

    def _document(self) -> None:
        table: Path = ()
        self._skip()
        while self._at < len(self._text):
            before = self._at
            if self._takes("[["):
                table = self._header(is_array=True)
            elif self._takes("["):
                table = self._header(is_array=False)
            else:
                self._pair(table)
            self._skip()
            if self._at == before:
                # This is no TOML after all.
                return

    def _header(self, *, is_array: bool) -> Path:
        line, parts = self._line(), self._key()
        path: Path = ()
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            if is_array and number == len(parts):
                self._arrays[path] = self._arrays.get(path, 0) + 1
            # A table inside an array of tables is in its last element so far.
            self.found.setdefault(path, line)
            if path in self._arrays:
                path = (*path, self._arrays[path] - 1)
                self.found.setdefault(path, line)
        # A table counts from its own header on, not from that of one inside it.
        self.found[path] = line
        self._takes("]]" if is_array else "]")
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for part in self._key():
            path = (*path, part)
            self.found.setdefault(path, line)
        if path != table and self._takes("="):
            self._value(path)

    def _key(self) -> list[str]:
        parts: list[str] = []
        while part := _PART.match(self._text, self._at):
            self._at = part.end()
            parts.append(_unquoted(part.group()))
            self._skip()
            if not self._takes("."):
                break
        return parts

    def _value(self, path: Path) -> None:
        if self._takes("["):
            self._elements(path)
        elif self._takes("{"):
            self._inline(path)
        else:
            found = _STRING.match(self._text, self._at) or _PLAIN.match(self._text, self._at)
            self._at = found.end() if found else self._at

    def _elements(self, path: Path) -> None:
        number = 0
        while self._at < len(self._text) and not self._takes("]"):
            before = self._at
            self.found.setdefault((*path, number), self._line())
            self._value((*path, number))
            self._skip()
            number += self._takes(",")
            if self._at == before:
                return

    def _inline(self, path: Path) -> None:
        while self._at < len(self._text) and not self._takes("}"):
            before = self._at
            self._pair(path)
            self._skip()
            self._takes(",")
            if self._at == before:
                return

    def _takes(self, sign: str) -> bool:
        """Whether the sign is next; it and what is blank behind it are passed."""
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        self._skip()
        return True

    def _skip(self) -> None:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)


def _unquoted(part: str) -> str:
    if part[0] == "'":
        return part[1:-1]
    if part[0] != '"':
        return part

    def plain(found: re.Match[str]) -> str:
        short, long, one = found.groups()
        return _SHORT.get(one, one) if one else chr(int(short or long, 16))

    return _ESCAPE.sub(plain, part[1:-1])
