"""A fragment becomes a complex: macros are spliced in, wildcards made, the result checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ncrn_dsd.formats.source_text import Span
from ncrn_dsd.ir.dsd import Complex, complement
from ncrn_dsd.translation.budget import Budget
from ncrn_dsd.translation.values import (
    Break,
    DomainValue,
    Fault,
    Fragment,
    Value,
    Wildcard,
    describe,
)

MAX_DOMAINS = 10_000
"""Domain occurrences in one complex."""

WildcardSource = Callable[[Fragment, int], str]
"""The domain that stands for the wildcard at a place of a fragment, the same at every call."""


@dataclass(frozen=True, slots=True)
class FlatPosition:
    """One occurrence of the flat complex; `text` is ``+`` for a strand break."""

    text: str
    mark: str
    span: Span


@dataclass(frozen=True, slots=True)
class FlatComplex:
    """A checked complex and the wildcards that stand in it; `complex` is None when empty."""

    complex: Complex | None
    wildcards: tuple[str, ...]


def flatten(fragment: Fragment, wildcard: WildcardSource, budget: Budget) -> FlatComplex:
    """Expand a fragment and check the complex.

    Macros may begin and end with strand breaks as they like: breaks at the ends and repeated
    ones are dropped.

    Raises
    ------
    Fault: something that is not a macro is marked ``~``, brackets do not balance, domains of a
        pair are not complementary, or strands are not connected. The place is in the fault.
    """
    places, wildcards = _expand(fragment, wildcard, budget)
    places = _without_idle_breaks(places)
    if not places:
        return FlatComplex(None, ())
    pairs = _pairs(places)
    _check_complementary(places, pairs)
    strands = _strands(places)
    _check_connected(places, pairs)
    structure = "".join(place.mark for place in places)
    return FlatComplex(Complex(strands, structure), tuple(wildcards))


def _expand(
    fragment: Fragment, wildcard: WildcardSource, budget: Budget
) -> tuple[list[FlatPosition], list[str]]:
    places: list[FlatPosition] = []
    wildcards: list[str] = []
    pending: list[tuple[Fragment, int] | tuple[None, Value, Span]] = []
    pending.extend((fragment, i) for i in reversed(range(len(fragment.items))))
    while pending:
        budget.spend(1)
        job = pending.pop()
        if job[0] is None:
            pending.extend(_splice(job[1], job[2], budget))
            continue
        owner, index = job
        item = owner.items[index]
        if isinstance(item.content, Wildcard):
            name = wildcard(owner, index)
            wildcards.append(name)
            places.append(FlatPosition(name, item.mark, item.span))
        elif isinstance(item.content, Break):
            places.append(FlatPosition("+", "+", item.span))
        elif isinstance(item.content, DomainValue):
            places.append(FlatPosition(item.content.occurrence, item.mark, item.span))
        else:
            pending.append((None, item.content, item.span))
        if len(places) > MAX_DOMAINS:
            raise Fault(
                "S065",
                f"a complex has more than {MAX_DOMAINS} domains",
                "look for a macro that is spliced in again and again",
                fragment.span,
            )
    return places, wildcards


def _splice(
    value: Value, span: Span, budget: Budget
) -> list[tuple[Fragment, int] | tuple[None, Value, Span]]:
    """The work that a macro or a list of macros leaves, last first."""
    if isinstance(value, Fragment):
        return [(value, i) for i in reversed(range(len(value.items)))]
    if isinstance(value, tuple):
        budget.spend(len(value))
        return [(None, element, span) for element in reversed(value)]
    raise Fault(
        "S055",
        f"'~' splices in {describe(value)}",
        "give a macro (a complex literal) or a list of macros; mark domains with '(' ')' or '.'",
        span,
    )


def _without_idle_breaks(places: list[FlatPosition]) -> list[FlatPosition]:
    kept: list[FlatPosition] = []
    for place in places:
        if place.mark == "+" and (not kept or kept[-1].mark == "+"):
            continue
        kept.append(place)
    if kept and kept[-1].mark == "+":
        kept.pop()
    return kept


def _pairs(places: list[FlatPosition]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for index, place in enumerate(places):
        if place.mark == "(":
            stack.append(index)
        elif place.mark == ")":
            if not stack:
                raise Fault(
                    "S056",
                    f"the ')' of '{place.text}' closes nothing",
                    "give it a '(' further to the left, or mark it '.'",
                    place.span,
                )
            pairs.append((stack.pop(), index))
    if stack:
        place = places[stack[-1]]
        raise Fault(
            "S056",
            f"the '(' of '{place.text}' is never closed",
            "give it a ')' further to the right, or mark it '.'",
            place.span,
        )
    return pairs


def _check_complementary(places: list[FlatPosition], pairs: list[tuple[int, int]]) -> None:
    for first, second in pairs:
        if places[second].text != complement(places[first].text):
            raise Fault(
                "S057",
                f"'{places[first].text}' is paired with '{places[second].text}', "
                "which is not its complement",
                "compare the order of the brackets with the order of the domains",
                places[second].span,
            )


def _strands(places: list[FlatPosition]) -> tuple[tuple[str, ...], ...]:
    strands: list[list[str]] = [[]]
    for place in places:
        if place.mark == "+":
            strands.append([])
        else:
            strands[-1].append(place.text)
    return tuple(tuple(strand) for strand in strands)


def _check_connected(places: list[FlatPosition], pairs: list[tuple[int, int]]) -> None:
    strand_of: list[int] = []
    strand = 0
    for place in places:
        strand += place.mark == "+"
        strand_of.append(strand)
    leader = list(range(strand + 1))

    def find(member: int) -> int:
        while leader[member] != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    for first, second in pairs:
        leader[find(strand_of[first])] = find(strand_of[second])
    for place, member in zip(places, strand_of, strict=True):
        if place.mark != "+" and find(member) != find(0):
            raise Fault(
                "S058",
                f"strand {member + 1} of the complex is paired with no strand before it",
                "pair it, or make it a complex of its own",
                place.span,
            )
