"""Patterns: taking lists apart and binding their elements."""

from __future__ import annotations

from ncrn_dsd.translation.syntax import NamePattern, Pattern
from ncrn_dsd.translation.values import Fault, Value, describe


def bind(pattern: Pattern, value: Value, names: dict[str, Value]) -> None:
    """Put the names of a pattern into `names`.

    Raises
    ------
    Fault: a list pattern meets something else than a list of its length.
    """
    if isinstance(pattern, NamePattern):
        names[pattern.name] = value
        return
    pending: list[tuple[Pattern, Value]] = [(pattern, value)]
    while pending:
        part, content = pending.pop()
        if isinstance(part, NamePattern):
            names[part.name] = content
            continue
        if not isinstance(content, tuple) or len(content) != len(part.items):
            raise Fault(
                "S041",
                f"a pattern of {len(part.items)} elements meets {describe(content)}",
                "give the pattern as many elements as the list has",
                part.span,
            )
        pending.extend(zip(reversed(part.items), reversed(content), strict=True))
