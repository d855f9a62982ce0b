"""Values as text, for `print` and `abort`; the text is short whatever the value is."""

from __future__ import annotations

from ncrn_dsd.translation.values import (
    Break,
    DomainValue,
    Fragment,
    FuelValue,
    SignalValue,
    Value,
    Wildcard,
    describe,
)

_MAX_WORDS = 200


def render(value: Value) -> str:
    """The value in one line; complexes as their domains, long ones cut with ``...``."""
    words: list[str] = []
    pending: list[Value | str | None] = [value]
    while pending:
        if len(words) >= _MAX_WORDS:
            words.append("...")
            break
        part = pending.pop()
        if part is None:
            words.append("]")
        elif isinstance(part, str):
            words.append(part)
        elif isinstance(part, tuple):
            words.append("[")
            pending.append(None)
            pending.extend(reversed(part[:_MAX_WORDS]))
        elif isinstance(part, Fragment):
            words.append("[")
            pending.append(None)
            pending.extend(_content(part)[:_MAX_WORDS][::-1])
        elif isinstance(part, SignalValue | FuelValue):
            words.append(part.complex.kernel())
        elif isinstance(part, DomainValue):
            words.append(part.occurrence)
        elif isinstance(part, bool | int | float):
            words.append(str(part))
        else:
            words.append(describe(part))
    return " ".join(words)


def _content(fragment: Fragment) -> list[Value | str | None]:
    shown: list[Value | str | None] = []
    for item in fragment.items:
        if isinstance(item.content, Break):
            shown.append("+")
        elif isinstance(item.content, Wildcard):
            shown.append("?")
        else:
            shown.append(item.content)
    return shown
