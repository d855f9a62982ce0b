"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GENERATED = "<!-- made by `python -m reference`; do not edit -->"


def page(title: str, intro: str, parts: Iterable[str]) -> str:
    """A whole page."""
    return "\n\n".join((f"# {title}", GENERATED, intro, *parts)) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars inside cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """As code; nothing for an empty text."""
    return f"`{text}`" if text else ""
