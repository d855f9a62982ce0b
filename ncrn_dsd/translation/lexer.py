"""From the text of a scheme to tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.source_text import SourceText, Span

DECLARATORS = frozenset({"class", "function", "module", "macro"})
RESERVED = DECLARATORS | {"global", "if", "then", "elseif", "else", "where", "and", "or"}

_MAX_DIGITS = 18

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+|\#[^\n]*)
      | (?P<word>[A-Za-z][A-Za-z0-9_]*)
      | (?P<integer>[0-9]+)
      | (?P<text>"[^"]*"|'[^'\n]*')
      | (?P<symbol>==|!=|>=|<=|[-+*/<>=()\[\]{},;.|:])
    """,
    re.VERBOSE,
)
_LITERAL_TEXT = re.compile(r"[A-Za-z0-9_*?+().~\s]*")


class TokenKind(Enum):
    """What a token is."""

    NAME = "name"
    KEYWORD = "keyword"
    INTEGER = "integer"
    TEXT = "text"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token; the text of a quoted one is without its quote marks."""

    kind: TokenKind
    text: str
    span: Span


def tokenise(source: SourceText) -> tuple[Token, ...]:
    """All tokens, ending with one of kind END.

    Raises
    ------
    SchemeError: a character that no token starts with, an unclosed quote, a number too long.
    """
    text = source.text
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _stray(source, at)
        kind, span = match.lastgroup, Span(at, match.end())
        at = match.end()
        if kind == "blank":
            continue
        tokens.append(_token(source, str(kind), match.group(), span))
    tokens.append(Token(TokenKind.END, "end of the scheme", Span(len(text), len(text))))
    return tuple(tokens)


def _token(source: SourceText, kind: str, text: str, span: Span) -> Token:
    if kind == "word":
        return Token(TokenKind.KEYWORD if text in RESERVED else TokenKind.NAME, text, span)
    if kind == "integer":
        if len(text) > _MAX_DIGITS:
            raise source.error(
                SchemeError,
                "S012",
                span,
                f"the number has {len(text)} digits",
                f"write at most {_MAX_DIGITS} digits",
            )
        return Token(TokenKind.INTEGER, text, span)
    if kind == "text":
        # A complex literal may run over several lines; any other quote that does was most
        # likely never closed, and the next quote of the file would be taken for its end.
        if "\n" in text and not _LITERAL_TEXT.fullmatch(text[1:-1]):
            raise _unclosed(source, span.start)
        return Token(TokenKind.TEXT, text[1:-1], span)
    return Token(TokenKind.SYMBOL, text, span)


def _stray(source: SourceText, at: int) -> SchemeError:
    char = source.text[at]
    if char in "\"'":
        return _unclosed(source, at)
    if char in "!~?^&%$@":
        hint = "remove it ('!=' is the only use of '!'; '?' and '~' belong inside complex quotes)"
    else:
        hint = "remove it; outside quotes a scheme is written in plain ASCII words and symbols"
    return source.error(
        SchemeError, "S010", Span(at, at + 1), f"the character {char!r} has no meaning here", hint
    )


def _unclosed(source: SourceText, at: int) -> SchemeError:
    quote = source.text[at]
    return source.error(
        SchemeError,
        "S011",
        Span(at, at + 1),
        "the quote that opens here is not closed",
        f"close it with {quote} on the same line",
    )
