"""The statements of a PIL file, one by one."""

from __future__ import annotations

import math
import re

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.pil_document import (
    NamedComplex,
    PilConcentration,
    PilDocument,
    PilMacrostate,
    PilReaction,
)
from ncrn_dsd.formats.pil_kernel import ComplexReader, Occurrences
from ncrn_dsd.formats.pil_reaction import PER_M, parse_reaction
from ncrn_dsd.formats.signal_map import refuse_wrong_declarations, signals_in_comments
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.ir.dsd import Complex, Domain

_ID = r"[A-Za-z0-9_\-]+"
_NUMBER = r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?"
_STATEMENT = re.compile(rf"\s*(?:(?P<word>[a-z\-]+)\s+)?(?P<name>{_ID})\s*=(?P<rest>.*)")
_AMOUNT = re.compile(rf"@\s*(?P<mode>\w+)\s+(?P<value>{_NUMBER})\s*(?P<unit>\w+)\s*$")
_PART = re.compile(rf"\s*(?P<name>{_ID})(?P<tail>[*^]*)")
_LENGTH = re.compile(r"[1-9][0-9]{0,8}")
_SEQUENCE = re.compile(r"(?P<bases>[A-Za-z]+)\s*(?::\s*(?P<length>[0-9]+))?")

_LENGTH_WORDS = frozenset({"length", "domain", "sequence"})
_COMPOSITE_WORDS = frozenset({"sup-sequence", "strand"})
_COMPLEX_WORDS = frozenset({"complex", "structure"})
_STATE_WORDS = frozenset({"macrostate", "state"})
_NAMED_LENGTHS_NT = {"short": 5, "long": 15}
_IUPAC = frozenset("ACGTURYSWKMBDHVN")
_MODES = {"initial": "initial", "i": "initial", "constant": "constant", "c": "constant"}


def parse_pil(text: str, path: str) -> PilDocument:
    """Read a PIL text. Raises FormatError as `formats.pil.read_pil` says."""
    reader = _Reader(SourceText(path, text))
    reader.read()
    said = signals_in_comments(text, path)
    refuse_wrong_declarations(said, {n: c.complex for n, c in reader.complexes.items()}, path)
    return PilDocument(
        tuple(reader.domains.values()),
        tuple(reader.complexes.values()),
        tuple(reader.sequences.items()),
        tuple(reader.composites.items()),
        tuple(reader.reactions),
        tuple(reader.macrostates.values()),
        said,
    )


def _is_sequence(word: str, bases: str) -> bool:
    # What is no number, and no length, is spelled with letters of nucleotides.
    return (word == "sequence" or bases.lower() != "nan") and not set(bases.upper()) - _IUPAC


class _Reader:
    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._meaning: dict[str, Occurrences] = {}
        self._complex_reader = ComplexReader(source, self._meaning)
        self._lines = self._bare_lines()
        self._at = 0
        self.domains: dict[str, Domain] = {}
        self.sequences: dict[str, str] = {}
        self.composites: dict[str, Occurrences] = {}
        self.complexes: dict[str, NamedComplex] = {}
        self.reactions: list[PilReaction] = []
        self.macrostates: dict[str, PilMacrostate] = {}

    def read(self) -> None:
        while self._at < len(self._lines):
            self._statement(self._next_line())

    def _bare_lines(self) -> list[Span]:
        """Lines without comments and outer blanks; blank ones are left out."""
        spans: list[Span] = []
        offset = 0
        for line in self._source.text.split("\n"):
            bare = line.split("#", 1)[0]
            begin = offset + len(bare) - len(bare.lstrip())
            if bare.strip():
                spans.append(Span(begin, begin + len(bare.strip())))
            offset += len(line) + 1
        return spans

    def _next_line(self) -> Span:
        self._at += 1
        return self._lines[self._at - 1]

    def _statement(self, line: Span) -> None:
        text = self._text(line)
        if re.match(r"(reaction|kinetic)(?![\w\-]|\s*=)", text):
            self.reactions.append(parse_reaction(self._source, line))
            return
        match = _STATEMENT.fullmatch(text)
        if match is None:
            raise self._error(
                "F320",
                line,
                "this is not a PIL statement",
                "write for example 'length a = 15' or 'X = a( b + ) c'",
            )
        word, name = match["word"], match["name"]
        rest = self._trimmed(Span(line.start + match.start("rest"), line.end))
        if word is None or word in _COMPLEX_WORDS:
            self._complex(name, word, rest, line)
        elif word in _LENGTH_WORDS:
            self._domain(name, word, rest, line)
        elif word in _COMPOSITE_WORDS:
            self._composite(name, rest, line)
        elif word in _STATE_WORDS:
            self._macrostate(name, rest, line)
        else:
            raise self._error(
                "F320",
                line,
                f"'{word}' starts no PIL statement",
                "use length, sequence, sup-sequence, structure, complex, macrostate or reaction",
            )

    def _domain(self, name: str, word: str, rest: Span, line: Span) -> None:
        self._refuse_second(name, name in self._meaning, line)
        text = self._text(rest)
        match = _SEQUENCE.fullmatch(text)
        if _LENGTH.fullmatch(text):
            length_nt = int(text)
        elif text in _NAMED_LENGTHS_NT:
            length_nt = _NAMED_LENGTHS_NT[text]
        elif match is not None and _is_sequence(word, match["bases"]):
            length_nt = len(match["bases"])
            self._check_length(match["length"], length_nt, rest)
            self.sequences[name] = match["bases"]
        else:
            raise self._error(
                "F321",
                rest if text else line,
                f"the length of '{name}' is '{text}'",
                "write a positive number, short, long, or nucleotides",
            )
        self.domains[name] = Domain(name, length_nt)
        self._meaning[name] = (name,)

    def _composite(self, name: str, rest: Span, line: Span) -> None:
        self._refuse_second(name, name in self._meaning, line)
        text, colon, length = self._text(rest).partition(":")
        parts = self._names(Span(rest.start, rest.start + len(text)))
        if not parts:
            raise self._error("F322", line, f"'{name}' has no parts", "name its domains")
        if colon:
            total = sum(self.domains[part.removesuffix("*")].length_nt for part in parts)
            self._check_length(length.strip(), total, rest)
        self.composites[name] = parts
        self._meaning[name] = parts

    def _names(self, span: Span) -> Occurrences:
        """Domains and composites separated by blanks, expanded."""
        found: list[str] = []
        at, end = span.start, self._trimmed(span).end
        while at < end:
            match = _PART.match(self._source.text, at, span.end)
            if match is None:
                raise self._error(
                    "F322", Span(at, span.end), "a name is expected here", "write domain names"
                )
            place = Span(match.start("name"), match.end())
            found.extend(self._complex_reader.occurrences(match["name"], match["tail"], place))
            at = match.end()
        return tuple(found)

    def _complex(self, name: str, word: str | None, rest: Span, line: Span) -> None:
        self._refuse_second(name, name in self.complexes, line)
        if word == "complex" and not self._text(rest):
            complex_, amount = self._three_lines(line)
        else:
            body, amount = self._split_amount(rest)
            if word == "structure" or ":" in self._text(body):
                names, _, _ = self._text(body).partition(":")
                begin = body.start + len(names) + 1
                strands = self._strands(Span(body.start, body.start + len(names)), plus=True)
                marks = self._trimmed(Span(min(begin, body.end), body.end))
                complex_ = self._complex_reader.dot_bracket(strands, marks, line)
            else:
                if not self._text(body):
                    raise self._error("F317", line, f"the complex '{name}' is empty", "add domains")
                complex_ = self._complex_reader.kernel(body)
        self.complexes[name] = NamedComplex(name, complex_, amount)

    def _three_lines(self, line: Span) -> tuple[Complex, PilConcentration | None]:
        if self._at + 1 >= len(self._lines):
            raise self._error(
                "F323",
                line,
                "the complex is not complete",
                "write the names of its strands and its structure on the next two lines",
            )
        names = self._next_line()
        structure, amount = self._split_amount(self._next_line())
        strands = self._strands(names, plus="+" in self._text(names))
        return self._complex_reader.dot_bracket(strands, structure, line), amount

    def _strands(self, span: Span, *, plus: bool) -> list[list[str]]:
        """Strands separated by ``+``, or one strand per name."""
        pattern = r"[^+]+" if plus else r"\S+"
        pieces = re.finditer(pattern, self._text(span))
        return [
            list(self._names(Span(span.start + m.start(), span.start + m.end()))) for m in pieces
        ]

    def _split_amount(self, span: Span) -> tuple[Span, PilConcentration | None]:
        text = self._text(span)
        at = text.find("@")
        if at < 0:
            return span, None
        place = Span(span.start + at, span.end)
        match = _AMOUNT.fullmatch(text[at:])
        if match is None or match["mode"] not in _MODES or match["unit"] not in PER_M:
            raise self._error(
                "F324",
                place,
                f"'{text[at:]}' is not a concentration",
                f"write '@initial 10 nM' or '@constant 10 nM' (units: {', '.join(PER_M)})",
            )
        value_M = float(match["value"]) / PER_M[match["unit"]]
        if not math.isfinite(value_M):
            raise self._error("F324", place, "the concentration is not finite", "make it smaller")
        return self._trimmed(Span(span.start, place.start)), PilConcentration(
            _MODES[match["mode"]], value_M
        )

    def _macrostate(self, name: str, rest: Span, line: Span) -> None:
        self._refuse_second(name, name in self.macrostates, line)
        match = re.fullmatch(rf"\[\s*({_ID}(?:\s*,\s*{_ID})*)\s*\]", self._text(rest))
        if match is None:
            raise self._error(
                "F325", line, f"the macrostate '{name}' is not a list", "write [A, B] after '='"
            )
        members = tuple(part.strip() for part in match[1].split(","))
        self.macrostates[name] = PilMacrostate(name, members)

    def _check_length(self, given: str | None, length_nt: int, span: Span) -> None:
        if given is not None and given != str(length_nt):
            raise self._error(
                "F328",
                span,
                f"the length is given as {given} but is {length_nt}",
                "correct the number after ':' or remove it",
            )

    def _refuse_second(self, name: str, exists: bool, line: Span) -> None:
        if exists:
            raise self._error(
                "F329", line, f"'{name}' is already defined", "rename or remove one of the two"
            )

    def _trimmed(self, span: Span) -> Span:
        text = self._text(span)
        begin = span.start + len(text) - len(text.lstrip())
        return Span(begin, begin + len(text.strip()))

    def _text(self, span: Span) -> str:
        return self._source.text[span.start : span.end]

    def _error(self, code: str, span: Span, what: str, hint: str) -> FormatError:
        return self._source.error(FormatError, code, span, what, hint)
