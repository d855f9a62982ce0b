"""Evaluation of complex literals: every name is replaced by what it stands for."""

from __future__ import annotations

from collections.abc import Callable

from ncrn_dsd.formats.source_text import Span
from ncrn_dsd.translation.syntax import ComplexNode, LiteralItem
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
from ncrn_dsd.translation.workspace import Workspace

_BREAK = Break()
_WILDCARD = Wildcard()


def evaluate_literal(
    node: ComplexNode, look_up: Callable[[str, Span], Value], workspace: Workspace
) -> Fragment:
    """The fragment of a literal; its attributes are the values of the names that stand in it.

    Raises
    ------
    Fault: a value that cannot stand in a complex, or that does not fit its mark.
    """
    table: dict[str, Value] = {}
    items: list[FragmentItem] = []
    for place in node.items:
        if place.symbol == "+":
            content: DomainValue | Break | Wildcard | Fragment | tuple[Value, ...] = _BREAK
        elif place.symbol == "?":
            content = _wildcard(place)
        else:
            value = look_up(place.symbol, place.span)
            table[place.symbol] = value
            content = _content(place, value)
        items.append(FragmentItem(content, place.mark, place.span))
    return workspace.fragment(tuple(items), table)


def _wildcard(place: LiteralItem) -> Wildcard:
    if place.mark != ".":
        raise Fault(
            "S059",
            f"the wildcard is marked '{place.mark}'",
            "a wildcard is unpaired: mark it '.', or use a domain with a name",
            place.mark_span,
        )
    return _WILDCARD


def _content(place: LiteralItem, value: Value) -> DomainValue | Fragment | tuple[Value, ...]:
    """What a name stands for, given its mark: domains have ``( . )`` and macros ``~``."""
    if isinstance(value, DomainValue):
        if place.mark == "~":
            raise Fault(
                "S055",
                f"the domain '{place.symbol}' is marked '~' as if it were a macro",
                "mark domains with '(' ')' or '.'",
                place.span,
            )
        return value.complement() if place.starred else value
    if not isinstance(value, Fragment | tuple):
        raise Fault(
            "S055",
            f"'{place.symbol}' is {describe(value)} and cannot stand in a complex",
            "use a domain, a complex literal or a list of them",
            place.span,
        )
    if place.starred:
        raise Fault(
            "S054",
            f"'{place.symbol}*' asks for the complement of {describe(value)}",
            "only domains have a complement",
            place.span,
        )
    if place.mark != "~":
        raise Fault(
            "S055",
            f"'{place.symbol}' is {describe(value)} but is marked '{place.mark}' like a domain",
            "mark macros with '~'",
            place.span,
        )
    return value
