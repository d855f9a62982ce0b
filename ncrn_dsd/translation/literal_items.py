"""What each symbol of a complex literal contributes to the fragment."""

from __future__ import annotations

from ncrn_dsd.translation.flattening import check_item
from ncrn_dsd.translation.syntax import LiteralItem
from ncrn_dsd.translation.values import (
    Break,
    DomainValue,
    Fault,
    Fragment,
    FragmentItem,
    Value,
    Wildcard,
    describe,
)

_BREAK = Break()
_WILDCARD = Wildcard()

SYMBOLS = frozenset("+?")
"""Symbols that stand for themselves; all others are names."""


def literal_item(place: LiteralItem, value: Value | None) -> FragmentItem:
    """The item at one place; `value` is what its name stands for, None for `SYMBOLS`.

    Raises
    ------
    Fault: the value or the mark cannot stand there.
    """
    if place.symbol == "+":
        return FragmentItem(_BREAK, place.mark, place.span)
    if place.symbol == "?":
        return _wildcard_item(place)
    assert value is not None
    item = FragmentItem(_content(place, value), place.mark, place.span)
    check_item(item)
    return item


def _wildcard_item(place: LiteralItem) -> FragmentItem:
    if place.starred or place.mark != ".":
        raise Fault(
            "S059",
            f"the wildcard is marked '{place.mark}'",
            "a wildcard is unpaired: mark it '.', or use a domain with a name",
            place.mark_span,
        )
    return FragmentItem(_WILDCARD, place.mark, place.span)


def _content(place: LiteralItem, value: Value) -> DomainValue | Fragment | tuple[Value, ...]:
    """What a name stands for inside a complex. Raises Fault when it cannot stand there."""
    if isinstance(value, DomainValue):
        return value.complement() if place.starred else value
    if isinstance(value, Fragment | tuple):
        if place.starred:
            raise Fault(
                "S054",
                f"'{place.symbol}*' asks for the complement of {describe(value)}",
                "only domains have a complement",
                place.span,
            )
        return value
    raise Fault(
        "S055",
        f"'{place.symbol}' is {describe(value)} and cannot stand in a complex",
        "use a domain, a complex literal or a list of them",
        place.span,
    )
