"""A cursor over tokens: looking ahead, taking what is expected, and saying what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.translation.lexer import Token, TokenKind, tokenise

MAX_NESTING = 50
"""Brackets, conditionals and where-blocks inside each other."""


class TokenCursor:
    """The tokens of a scheme and how far they have been read."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._tokens = tokenise(source)
        self._at = 0
        self._depth = 0

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    @property
    def at_end(self) -> bool:
        return self.next.kind is TokenKind.END

    @property
    def previous(self) -> Token:
        return self._tokens[self._at - 1]

    def ahead(self, distance: int) -> Token:
        return self._tokens[min(self._at + distance, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.next
        if token.kind is not TokenKind.END:
            self._at += 1
        return token

    def is_next(self, *texts: str) -> bool:
        """Whether a symbol or keyword with one of these texts comes next."""
        return self.next.kind in (TokenKind.SYMBOL, TokenKind.KEYWORD) and self.next.text in texts

    def accept(self, text: str) -> bool:
        if self.is_next(text):
            self.take()
            return True
        return False

    def expect(self, text: str, context: str) -> Token:
        """Take a symbol or keyword.

        Raises
        ------
        SchemeError: something else comes next.
        """
        if self.is_next(text):
            return self.take()
        raise self.syntax_error(f"'{text}' is missing {context}", f"write '{text}' here")

    def expect_name(self, role: str) -> Token:
        """Take an identifier. Raises as `expect`."""
        if self.next.kind is TokenKind.NAME:
            return self.take()
        if self.next.kind is TokenKind.KEYWORD:
            raise self.syntax_error(
                f"'{self.next.text}' is a word of the language and cannot be {role}",
                "choose another name",
            )
        raise self.syntax_error(
            f"{role} is missing", "write a letter followed by letters, digits or underscores"
        )

    def syntax_error(self, what: str, hint: str) -> SchemeError:
        """An error at the next token, which is named."""
        token = self.next
        found = token.text if len(token.text) <= 30 else token.text[:27] + "..."
        if token.kind is TokenKind.END:
            seen = "the scheme ends here"
        else:
            seen = f"found '{found}'".replace("\n", " ")
        return self.source.error(SchemeError, "S020", token.span, f"{what} ({seen})", hint)

    @contextmanager
    def nested(self, span: Span) -> Iterator[None]:
        """Count one level of nesting. Raises SchemeError beyond `MAX_NESTING`."""
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self.source.error(
                SchemeError,
                "S021",
                span,
                f"more than {MAX_NESTING} levels of nesting",
                "give inner parts a name in a where-block or a function",
            )
        yield
        self._depth -= 1
