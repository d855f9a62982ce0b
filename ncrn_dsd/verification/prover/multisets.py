"""Small multisets as sorted tuples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

Multiset = tuple[str, ...]
"""Names, sorted and repeated by multiplicity."""


def total(side: Sequence[str], meaning: Mapping[str, Multiset]) -> Multiset:
    """What a side of a reaction, or a state, stands for."""
    if len(side) == 1:
        return meaning[side[0]]
    return tuple(sorted(formal for x in side for formal in meaning[x]))


def plus(first: Multiset, second: Multiset) -> Multiset:
    """Both together."""
    return tuple(sorted(first + second))


def minus(whole: Multiset, part: Multiset) -> Multiset | None:
    """`whole` without `part`; None when `part` is not contained in it."""
    rest = list(whole)
    for x in part:
        if x not in rest:
            return None
        rest.remove(x)
    return tuple(rest)


def divided(whole: Multiset, parts: int) -> Multiset | None:
    """The multiset of which `parts` copies make up `whole`; None when there is none."""
    share = whole[::parts]
    return share if tuple(sorted(share * parts)) == whole else None


def submultisets(whole: Multiset, copies: int = 1) -> Iterator[Multiset]:
    """Every multiset of which `copies` copies are contained in `whole`, each once."""
    if len(whole) == 2 and copies == 1 and whole[0] != whole[1]:
        # Almost all states are pairs.
        yield from ((), whole[:1], whole[1:], whole)
        return
    distinct = sorted(set(whole))
    counts = [range(whole.count(x) // copies + 1) for x in distinct]
    for chosen in product(*counts):
        yield tuple(x for x, n in zip(distinct, chosen, strict=True) for _ in range(n))
