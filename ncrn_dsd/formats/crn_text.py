"""The `.crn` text format: reactions with mass-action rate constants, and concentrations in nM.

One item per line, or several separated by ``;``. Comments start with ``#``::

    2A + B -> C [k = 0.5]
    A <=> B [kf = 1, kr = 0.1]
    A @initial 5; B @constant 1e3
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.source_text import SourceText, Span, read_count
from ncrn_dsd.ir.crn import Crn, RateConvention, Reaction, Species
from ncrn_dsd.ir.provenance import Origin

MAX_COPIES = 100

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TERM = re.compile(r"\s*(?:([0-9]+)\s*)?([A-Za-z][A-Za-z0-9_]*)\s*")
_ARROW = re.compile(r"<=>|->|<->|<-|=>|<=|=")
_RATES = re.compile(r"\[([^\]]*)\]\s*$")
_MODES = {"initial": "initial", "i": "initial", "constant": "constant", "c": "constant"}
_FORWARD = frozenset({"kf", "fw"})
_BACKWARD = frozenset({"kr", "bw", "rv"})


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much of a species there is; `mode` is "initial" or "constant"."""

    species: str
    mode: str
    value_nM: float


@dataclass(frozen=True, slots=True)
class CrnText:
    """The content of a `.crn` text; reversible reactions are two irreversible ones."""

    crn: Crn
    concentrations: tuple[Concentration, ...] = ()


def read_crn(text: str, path: str, convention: RateConvention = RateConvention.PLAIN) -> CrnText:
    """Read a `.crn` text; species come in the order in which they are first mentioned.

    Parameters
    ----------
    path: used in messages and as the source of every origin.
    convention: what the rate constants of the text mean.

    Raises
    ------
    FormatError: anything the format does not allow, with its place.
    """
    reader = _Reader(SourceText(path, text))
    for item in _items(text):
        reader.item(item)
    if not reader.reactions and not reader.concentrations:
        raise SourceText(path, text).error(
            FormatError,
            "F201",
            Span(0, 0),
            "the text has no reactions",
            "write for example: A + B -> C [k = 1]",
        )
    crn = Crn(tuple(Species(name) for name in reader.species), tuple(reader.reactions), convention)
    return CrnText(crn, tuple(reader.concentrations.values()))


def print_crn(document: CrnText) -> str:
    """The `.crn` text of a network; rate constants are printed in the plain convention.

    Reading it gives the same network back. Where the order of the species does not follow from
    the reactions, all of them are listed first, with concentration zero if they have none.

    Raises
    ------
    FormatError: a number that is negative or not finite, or a rate constant of zero.
    """
    crn, given = document.crn, {c.species: c for c in document.concentrations}
    mentioned = [name for r in crn.reactions for name in (*r.reactants, *r.products)]
    natural = tuple(dict.fromkeys([*given, *mentioned]))
    listed = list(given.values())
    if natural != crn.names:
        listed = [given.get(n, Concentration(n, "initial", 0.0)) for n in crn.names]
    lines = [f"{c.species} @{c.mode} {_number_text(c.value_nM)}" for c in listed]
    lines += [f"{r} [k = {_rate_text(crn, r)}]" for r in crn.reactions]
    return "".join(f"{line}\n" for line in lines)


def _rate_text(crn: Crn, reaction: Reaction) -> str:
    rate = crn.plain_rate(reaction)
    if rate == 0:
        raise FormatError(
            "F208",
            f"reaction '{reaction}'",
            "the rate constant is zero, which a .crn text cannot express",
            "remove the reaction or give it a rate",
        )
    return _number_text(rate)


def _number_text(value: float) -> str:
    """The shortest text that reads back as the same float; integers as plain digits."""
    if not math.isfinite(value) or value < 0:
        raise FormatError(
            "F202", "crn text", f"the number {value} cannot be written", "use a finite number >= 0"
        )
    return str(int(value)) if value.is_integer() and value < 1e16 else repr(float(value))


def _items(text: str) -> Iterator[Span]:
    """Stretches between line ends and semicolons, without comments and outer blanks."""
    offset = 0
    for line in text.split("\n"):
        bare = line.split("#", 1)[0]
        parts = bare.split(";")
        start = offset
        for index, part in enumerate(parts):
            stripped = part.strip()
            begin = start + len(part) - len(part.lstrip())
            if stripped:
                yield Span(begin, begin + len(stripped))
            elif len(parts) > 1:
                semicolon = start - 1 if index == len(parts) - 1 else start + len(part)
                yield Span(semicolon, semicolon)
            start += len(part) + 1
        offset += len(line) + 1


class _Reader:
    def __init__(self, source: SourceText) -> None:
        self._source = source
        self.species: dict[str, None] = {}
        self.reactions: list[Reaction] = []
        self.concentrations: dict[str, Concentration] = {}

    def item(self, span: Span) -> None:
        text = self._source.text[span.start : span.end]
        if not text:
            raise self._error(
                "F203",
                Span(span.start, span.start + 1),
                "nothing stands beside this ';'",
                "remove the ';' or write a reaction there",
            )
        if "@" in text:
            self._concentration(text, span)
        else:
            self._reaction(text, span)

    def _concentration(self, text: str, span: Span) -> None:
        name, _, rest = text.partition("@")
        words = rest.split()
        if not _NAME.fullmatch(name.strip()) or len(words) != 2 or words[0] not in _MODES:
            raise self._error(
                "F204",
                span,
                f"'{text}' is not a concentration",
                "write: NAME @initial NUMBER or NAME @constant NUMBER, in nM and without a unit",
            )
        species = name.strip()
        value = self._number(words[1], Span(span.end - len(words[1]), span.end))
        if species in self.concentrations:
            raise self._error(
                "F205", span, f"'{species}' already has a concentration", "remove one of the two"
            )
        self.species.setdefault(species)
        self.concentrations[species] = Concentration(species, _MODES[words[0]], value)

    def _reaction(self, text: str, span: Span) -> None:
        arrow = _ARROW.search(text.split("[", 1)[0])
        if arrow is None or arrow.group() not in ("->", "<=>"):
            found = "no arrow" if arrow is None else f"the arrow '{arrow.group()}'"
            raise self._error(
                "F206",
                span,
                f"'{text}' has {found}",
                "write '->' for irreversible and '<=>' for reversible reactions",
            )
        reversible = arrow.group() == "<=>"
        end, forward, backward = self._rates(text, span, reversible)
        left = self._side(text[: arrow.start()], span.start)
        right = self._side(text[arrow.end() : end], span.start + arrow.end())
        for name in (*left, *right):
            self.species.setdefault(name)
        line, _ = self._source.place(span.start)
        origin = Origin(self._source.path, f"reaction '{text}'", line)
        self.reactions.append(Reaction(left, right, forward, origin))
        if reversible and backward > 0:
            self.reactions.append(Reaction(right, left, backward, origin))

    def _rates(self, text: str, span: Span, reversible: bool) -> tuple[int, float, float]:
        """Where the products end, and the forward and backward rate constants."""
        opening = text.find("[")
        if opening < 0:
            return len(text), 1.0, 1.0
        match = _RATES.match(text, opening)
        at = Span(span.start + opening, span.end)
        wanted = "[kf = NUMBER, kr = NUMBER]" if reversible else "[k = NUMBER]"
        if match is None:
            raise self._error("F207", at, "the rate constant is not complete", f"write {wanted}")
        fields = [field.partition("=") for field in match.group(1).split(",")]
        keys = [key.strip() if sign else "" for key, sign, _ in fields]
        values = [(value if sign else key).strip() for key, sign, value in fields]
        if not _keys_fit(keys, reversible):
            raise self._error(
                "F207", at, f"'{match.group()}' does not fit the arrow", f"write {wanted}"
            )
        numbers = [self._number(value, at) for value in values]
        if numbers[0] == 0:
            raise self._error(
                "F208", at, "the rate constant is zero", "remove the reaction or give it a rate"
            )
        return opening, numbers[0], numbers[-1]

    def _side(self, text: str, start: int) -> tuple[str, ...]:
        names: list[str] = []
        if not text.strip():
            return ()
        for part in text.split("+"):
            match = _TERM.fullmatch(part)
            end = start + len(part.rstrip())
            begin = start + len(part) - len(part.lstrip()) if part.strip() else start
            at = Span(begin, max(begin + 1, end))
            if match is None:
                shown = part.strip() or "nothing"
                raise self._error(
                    "F209",
                    at,
                    f"{shown!r} stands where a species is expected",
                    "write a name of letters, digits and '_', with an optional count before it",
                )
            copies = read_count(match.group(1) or "1")
            if len(names) + copies > MAX_COPIES:
                raise self._error(
                    "F209",
                    at,
                    f"with '{match.group(2)}' more than {MAX_COPIES} copies stand on one side",
                    f"write at most {MAX_COPIES} on a side, however many species they are of",
                )
            names.extend([match.group(2)] * copies)
            start += len(part) + 1
        return tuple(names)

    def _number(self, text: str, span: Span) -> float:
        if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            raise self._error(
                "F210",
                span,
                f"'{text}' is not a number of this format",
                "write a finite number without sign and unit, such as 5, 0.5 or 1e-3",
            )
        return float(text)

    def _error(self, code: str, span: Span, what: str, hint: str) -> FormatError:
        return self._source.error(FormatError, code, span, what, hint)


def _keys_fit(keys: list[str], reversible: bool) -> bool:
    if not reversible:
        return keys in ([""], ["k"])
    if len(keys) != 2:
        return False
    return keys == ["", ""] or (keys[0] in _FORWARD and keys[1] in _BACKWARD)
