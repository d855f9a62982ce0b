"""Which complexes of a hand-made system stand for which formal species, and which are fuels.

A map is a text with one line ``complex = species`` per signal and ``#`` comments; several
complexes may stand for one species. Lines ``fuel complex complex ...`` name the fuels; without
any, all other complexes that are present at the start are fuels. In a `.pil` file the same may
be said in comments of the form ``# signal complex = species`` and ``# fuel complex ...``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ncrn_dsd.errors import FormatError

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_\-]*"
_SIGNAL = re.compile(rf"\s*({_NAME})\s*=\s*\"?({_NAME})\"?\s*$")
_FUELS = re.compile(rf"\s*fuel((?:\s+{_NAME})+)\s*$")
_COMMENT = re.compile(r"\s*#\s*(?:signal\s+([^\s=]+\s*=.*)|(fuel\s.*))$")


@dataclass(frozen=True, slots=True)
class SignalMap:
    """What the complexes of a system are for.

    Parameters
    ----------
    signals: name of a complex and the formal species that it stands for, in the order of the
        text.
    fuels: names of complexes; None when they are not named, so that all others are.
    """

    signals: tuple[tuple[str, str], ...]
    fuels: tuple[str, ...] | None = None


def read_signal_map(text: str, path: str) -> SignalMap:
    """The signals and fuels that a map names; `path` is used in messages.

    Raises
    ------
    FormatError: F371 a line is something else, F372 a complex is named twice.
    """
    lines = (line.split("#", 1)[0] for line in text.splitlines())
    return _read(list(enumerate(lines, start=1)), path)


def signals_in_comments(text: str, path: str) -> SignalMap:
    """The signals and fuels that the comments of a `.pil` text name.

    Raises
    ------
    FormatError: as `read_signal_map`.
    """
    found = ((i, _COMMENT.match(line)) for i, line in enumerate(text.splitlines(), start=1))
    return _read([(i, m[1] or m[2]) for i, m in found if m is not None], path)


def _read(lines: list[tuple[int, str]], path: str) -> SignalMap:
    signals: list[tuple[str, str]] = []
    fuels: list[str] = []
    for number, line in lines:
        signal, named = _SIGNAL.match(line), _FUELS.match(line)
        if signal is not None:
            signals.append((signal[1], signal[2]))
        elif named is not None:
            fuels += named[1].split()
        elif line.strip():
            raise FormatError(
                "F371",
                f"{path}:{number}",
                f"'{line.strip()}' is no line of a signal map",
                "write `complex = species`, or `fuel complex complex`",
            )
    names = [*(name for name, _ in signals), *fuels]
    for name in names:
        if names.count(name) > 1:
            raise FormatError(
                "F372",
                path,
                f"the complex {name} is mapped twice",
                "keep one of its lines: a signal stands for one species, and a fuel for none",
            )
    return SignalMap(tuple(signals), tuple(fuels) or None)
