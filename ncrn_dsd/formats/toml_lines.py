"""Find the line of a value in a TOML text, so that a message can point at it."""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*\[\s*([A-Za-z0-9_.\-\"]+)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=")


def line_of(text: str, path: Path) -> int:
    """The line (from 1) where the value at `path` stands.

    Keys are strings and array positions are integers. When the value itself does not exist,
    the line of its nearest existing parent is returned; 1 when there is none.
    """
    best = 1
    for found, line in _locations(text):
        if path[: len(found)] == found:
            best = line
            if len(found) == len(path):
                break
    return best


def _locations(text: str) -> Iterator[tuple[Path, int]]:
    """Tables, keys and elements of arrays, in the order of the text."""
    table: Path = ()
    array: Path | None = None
    depth = 0
    element = 0
    for number, line in enumerate(text.splitlines(), start=1):
        bare = _without_strings_and_comments(line)
        if array is not None:
            for char in bare:
                if char in "[{":
                    if depth == 1:
                        yield (*array, element), number
                    depth += 1
                elif char in "]}":
                    depth -= 1
                elif char == "," and depth == 1:
                    element += 1
            if depth == 0:
                array = None
            continue
        header = _HEADER.match(line)
        if header:
            table = tuple(header.group(1).replace('"', "").split("."))
            yield table, number
            continue
        key = _KEY.match(line)
        if key:
            here = (*table, key.group(1))
            yield here, number
            rest = bare.split("=", 1)[1]
            depth = rest.count("[") + rest.count("{") - rest.count("]") - rest.count("}")
            if depth > 0:
                array, element = here, 0


def _without_strings_and_comments(line: str) -> str:
    line = re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', "", line)
    return line.split("#", 1)[0]
