"""Complex literals: `"a b + c*" | "( . + )"` becomes places with a symbol and a mark."""

from __future__ import annotations

import re

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.translation.lexer import Token
from ncrn_dsd.translation.syntax import ComplexNode, LiteralItem

_SYMBOL = re.compile(r"\s*(?:(?P<name>[A-Za-z][A-Za-z0-9_]*)(?P<star>\s*\*)?|(?P<sign>[?+]))")
_MARK = re.compile(r"\s*([().~+])")
_NAME_CHAR = re.compile(r"[A-Za-z0-9_]")


def parse_complex(source: SourceText, sequence: Token, structure: Token) -> ComplexNode:
    """Read the two quoted texts of a complex literal.

    Raises
    ------
    SchemeError: a character that does not belong, different lengths, or marks that do not fit
        their symbols (a strand break without ``+``, a macro with a star, a wildcard with ``~``).
    """
    symbols = _symbols(source, sequence)
    marks = _marks(source, structure)
    if not symbols and not marks:
        raise source.error(
            SchemeError,
            "S050",
            sequence.span,
            "the complex has no domains",
            "write at least one, or use the list 'empty' where nothing is meant",
        )
    if len(symbols) != len(marks):
        longer, place = (
            ("sequence", symbols[len(marks)][2])
            if len(symbols) > len(marks)
            else ("structure", marks[len(symbols)][1])
        )
        raise source.error(
            SchemeError,
            "S050",
            place,
            f"the sequence has {len(symbols)} places but the structure has {len(marks)}",
            f"the {longer} is longer from here on; give every domain, macro and '+' one mark",
        )
    items = tuple(
        LiteralItem(symbol, starred, mark, span, mark_span)
        for (symbol, starred, span), (mark, mark_span) in zip(symbols, marks, strict=True)
    )
    for item in items:
        _check_fit(source, item)
    return ComplexNode(items, sequence.span.to(structure.span))


def _symbols(source: SourceText, token: Token) -> list[tuple[str, bool, Span]]:
    found: list[tuple[str, bool, Span]] = []
    end = token.span.end - 1
    at = token.span.start + 1
    while source.text[at:end].strip():
        match = _SYMBOL.match(source.text, at, end)
        if match is None or _glued(source.text, match, end):
            at = _skip_blanks(source.text, at if match is None else match.end())
            raise source.error(
                SchemeError,
                "S051",
                Span(at, at + 1),
                f"{source.text[at]!r} cannot stand in the sequence of a complex",
                "write domain names with an optional '*', '?' or '+', separated by blanks",
            )
        text = match.group("name") or match.group("sign")
        start = match.start("name") if match.group("name") else match.start("sign")
        found.append((text, bool(match.group("star")), Span(start, match.end())))
        at = match.end()
    return found


def _glued(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a name follows a starred name without a blank, as in `a*b`."""
    after = match.end()
    return bool(match.group("star")) and after < end and bool(_NAME_CHAR.match(text[after]))


def _marks(source: SourceText, token: Token) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    end = token.span.end - 1
    at = token.span.start + 1
    while source.text[at:end].strip():
        match = _MARK.match(source.text, at, end)
        if match is None:
            at = _skip_blanks(source.text, at)
            raise source.error(
                SchemeError,
                "S052",
                Span(at, at + 1),
                f"{source.text[at]!r} cannot stand in the structure of a complex",
                "use '(' ')' '.' for domains, '~' for macros and '+' for strand breaks",
            )
        found.append((match.group(1), Span(match.start(1), match.end(1))))
        at = match.end()
    return found


def _skip_blanks(text: str, at: int) -> int:
    while text[at].isspace():
        at += 1
    return at


def _check_fit(source: SourceText, item: LiteralItem) -> None:
    if (item.symbol == "+") != (item.mark == "+"):
        raise source.error(
            SchemeError,
            "S053",
            item.mark_span,
            f"the place of '{item.symbol}' in the structure is '{item.mark}'",
            "a strand break has '+' in both texts at the same place",
        )
    if item.mark == "~" and (item.starred or item.symbol == "?"):
        shown = item.symbol + ("*" if item.starred else "")
        raise source.error(
            SchemeError,
            "S054",
            item.span,
            f"'{shown}' is marked '~', but only a macro without a star can be",
            "mark a domain with '(' ')' or '.', or remove the star",
        )
