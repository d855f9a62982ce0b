"""The `.crn` text format: reactions with mass-action rate constants, and concentrations in nM.

One item per line, or several separated by ``;``. Comments start with ``#``::

    2A + B -> C [k = 0.5]
    A <=> B [kf = 1, kr = 0.1]
    A @initial 5; B @constant 1e3

Numbers count in nM and s. In a file they may have units instead, of which those of a rate constant
fit the order of its reaction::

    A + B -> C [k = 1e5 /M/s]; C -> [k = 2 /min]
    A @initial 10 nM
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.source_text import SourceText, Span, read_count
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.units import (
    CONCENTRATION_M,
    TIME_S,
    concentration_in_nM,
    rate_in_nM_s,
    rate_units_shown,
)

MAX_COPIES = 100

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NOTHING = ("0", "∅", "Ø", "ø")
"""How other formats and papers write the empty side."""
_TERM = re.compile(r"\s*(?:([0-9]+)\s*)?([A-Za-z][A-Za-z0-9_]*)\s*")
_ARROW = re.compile(r"<=>|->|<->|<-|=>|<=|=")
_RATES = re.compile(r"\[([^\]]*)\]\s*$")
_UNIT_AFTER = re.compile(r"\s*([A-Za-z/].*)")
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
    """The content of a `.crn` text; reversible reactions are two irreversible ones.

    Parameters
    ----------
    has_rates: some rate constant was given, and not all are 1 for want of any.
    """

    crn: FormalCrn
    concentrations: tuple[Concentration, ...] = ()
    has_rates: bool = True


def read_crn(
    text: str,
    path: str,
    *,
    with_units: bool = False,
) -> CrnText:
    """Read a `.crn` text; species come in the order in which they are first mentioned.

    Parameters
    ----------
    path: used in messages and as the source of every origin.
    with_units: numbers count in nM and s, and may have units of their own, which are converted.
        Else they count in whatever the caller means, such as u and tau, and units are refused.

    Raises
    ------
    FormatError: anything the format does not allow, with its place.
    """
    reader = _Reader(SourceText(path, text), with_units)
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
    crn = FormalCrn(tuple(Species(name) for name in reader.species), tuple(reader.reactions))
    return CrnText(crn, tuple(reader.concentrations.values()), reader.has_rates)


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
    lines += [f"{r} [k = {_rate_text(r)}]" for r in crn.reactions]
    return "".join(f"{line}\n" for line in lines)


def _rate_text(reaction: FormalReaction) -> str:
    rate = reaction.rate
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
    def __init__(self, source: SourceText, with_units: bool) -> None:
        self._source = source
        self._with_units = with_units
        self.species: dict[str, None] = {}
        self.reactions: list[FormalReaction] = []
        self.concentrations: dict[str, Concentration] = {}
        self.has_rates = False

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
        mode, amount = [*rest.split(maxsplit=1), "", ""][:2]
        amount = amount.rstrip()
        at = Span(span.end - len(amount), span.end)
        number, unit = self._with_unit(amount)
        is_one = _NAME.fullmatch(name.strip()) and mode in _MODES and len(number.split()) == 1
        if not is_one or (unit is not None and unit not in CONCENTRATION_M):
            how = ", in nM and without a unit"
            if self._with_units:
                how = f", in nM or with a unit ({', '.join(CONCENTRATION_M)})"
            raise self._error(
                "F204",
                span,
                f"'{text}' is not a concentration",
                f"write: NAME @initial NUMBER or NAME @constant NUMBER{how}",
            )
        species = name.strip()
        value = self._number(number, at)
        if unit is not None:
            value = self._converted(number, concentration_in_nM(unit), at)
        if species in self.concentrations:
            raise self._error(
                "F205", span, f"'{species}' already has a concentration", "remove one of the two"
            )
        self.species.setdefault(species)
        self.concentrations[species] = Concentration(species, _MODES[mode], value)

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
        end, rates = self._rates(text, span, reversible)
        left = self._side(text[: arrow.start()], span.start)
        right = self._side(text[arrow.end() : end], span.start + arrow.end())
        at = Span(span.start + end, span.end)
        forward = self._rate(rates[0], len(left), at)
        backward = self._rate(rates[-1], len(right), at) if reversible else 0.0
        if forward == 0:
            raise self._error(
                "F208", at, "the rate constant is zero", "remove the reaction or give it a rate"
            )
        for name in (*left, *right):
            self.species.setdefault(name)
        line, _ = self._source.place(span.start)
        origin = Origin(self._source.path, f"reaction '{text}'", line)
        self.reactions.append(FormalReaction(left, right, forward, origin))
        if reversible and backward > 0:
            self.reactions.append(FormalReaction(right, left, backward, origin))

    def _rates(self, text: str, span: Span, reversible: bool) -> tuple[int, list[str]]:
        """Where the products end, and the rate constants as they are written."""
        opening = text.find("[")
        if opening < 0:
            return len(text), ["1"]
        self.has_rates = True
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
        return opening, values

    def _rate(self, text: str, order: int, at: Span) -> float:
        """A rate constant of a reaction with so many reactants."""
        number, unit = self._with_unit(text)
        value = self._number(number, at)
        if unit is None:
            return value
        factor = rate_in_nM_s(unit, order)
        if factor is None:
            raise self._error(
                "F211",
                at,
                f"'{unit}' is no unit of a rate constant of a reaction with "
                f"{order} reactant{'' if order == 1 else 's'}",
                f"write {rate_units_shown(order)} (concentrations in {', '.join(CONCENTRATION_M)}; "
                f"times in {', '.join(TIME_S)})",
            )
        return self._converted(number, factor, at)

    def _with_unit(self, text: str) -> tuple[str, str | None]:
        """A number, and the unit behind it where there is one and units are read."""
        number = _NUMBER.match(text)
        unit = None if number is None else _UNIT_AFTER.fullmatch(text, number.end())
        if not self._with_units or number is None or unit is None:
            return text, None
        return number.group(), unit.group(1)

    def _converted(self, number: str, factor: Fraction, at: Span) -> float:
        """A number in nM and s, without an error of the conversion in its last digit."""
        # An exact power of ten with a billion zeros would take for ever.
        exact = Fraction(number) * factor if float(number) > 0 else Fraction(0)
        try:
            value = float(exact)
        except OverflowError:
            value = math.inf
        if math.isinf(value) or (value == 0 and exact > 0):
            raise self._error(
                "F210", at, f"'{number}' with its unit is out of range", "write a smaller exponent"
            )
        return value

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
                fix = "write a name of letters, digits and '_', with an optional count before it"
                if text.strip() in _NOTHING:
                    fix = "leave the side empty where nothing stands"
                raise self._error("F209", at, f"{shown!r} stands where a species is expected", fix)
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
                "write a finite number without sign"
                f"{'' if self._with_units else ' and unit'}, such as 5, 0.5 or 1e-3",
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
