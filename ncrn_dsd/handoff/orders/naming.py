"""Names that every vendor and every spreadsheet takes as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAME_MAX = 30

_FOREIGN = re.compile(r"[^A-Za-z0-9_.-]")


class StrandNamer:
    """Gives out names that differ from each other even when case is ignored."""

    __slots__ = ("_used",)

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._used = {name.lower() for name in taken}

    def name(self, owner: str, position: int, strands: int) -> str:
        """A name for a strand of a complex.

        Parameters
        ----------
        owner: species or fuel, any text.
        position: place of the strand in the complex, from 0.
        strands: number of strands of the complex; a single strand is named like its complex.
        """
        stem = _FOREIGN.sub("_", owner)
        if not stem or not (stem[0].isascii() and stem[0].isalpha()):
            stem = f"s{stem}"
        suffix = f"-{position_letters(position)}" if strands > 1 else ""
        candidate = _joined(stem, suffix)
        copy = 2
        while candidate.lower() in self._used:
            candidate = _joined(stem, f"{suffix}.{copy}")
            copy += 1
        self._used.add(candidate.lower())
        return candidate


def position_letters(position: int) -> str:
    """0, 1, ... as a, b, ..., z, aa, ab, ..."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _joined(stem: str, suffix: str) -> str:
    return stem[: NAME_MAX - len(suffix)] + suffix
