"""Reactions as they are drawn: a reaction and its reverse are one, run from what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ncrn_dsd.formats.pil_document import PilReaction

_ASSOCIATIONS = frozenset({"bind21", "bind11"})


@dataclass(frozen=True, slots=True)
class DrawnReaction:
    """A reaction from left to right, and its reverse if there is one."""

    forward: PilReaction
    backward: PilReaction | None

    @property
    def both(self) -> tuple[PilReaction, ...]:
        return (self.forward,) if self.backward is None else (self.forward, self.backward)


def drawn_reactions(
    reactions: Sequence[PilReaction], present: Iterable[str]
) -> tuple[DrawnReaction, ...]:
    """Pair up reactions with their reverse, one to one, and choose which of the two is forward.

    Forward is the one that can happen first when the species in `present` are there; of two that
    can happen at the same time, the association, else the first.
    """
    pairs = list(_pairs(reactions))
    reached = set(present)
    drawn: dict[int, DrawnReaction] = {}
    while True:
        fired = {}
        for index, pair in enumerate(pairs):
            ready = [r for r in pair if reached.issuperset(r.reactants)]
            if index not in drawn and ready:
                forward = min(ready, key=lambda r: r.kind not in _ASSOCIATIONS)
                fired[index] = _directed(pair, forward)
        if not fired:
            break
        drawn |= fired
        reached |= {name for d in fired.values() for r in d.both for name in r.products}
    rest = {i: _directed(pair, pair[0]) for i, pair in enumerate(pairs) if i not in drawn}
    return tuple(found for _, found in sorted((drawn | rest).items(), key=lambda item: item[0]))


def _pairs(reactions: Sequence[PilReaction]) -> Iterator[tuple[PilReaction, ...]]:
    sides = [(tuple(sorted(r.reactants)), tuple(sorted(r.products))) for r in reactions]
    waiting: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for index, side in enumerate(sides):
        waiting.setdefault(side, []).append(index)
    for index, (left, right) in enumerate(sides):
        same = waiting[left, right]
        if index not in same:
            continue
        same.remove(index)
        others = waiting.get((right, left), [])
        if not others:
            yield (reactions[index],)
            continue
        other = min(others, key=lambda i: reactions[i].kind != reactions[index].kind)
        others.remove(other)
        yield reactions[index], reactions[other]


def _directed(pair: tuple[PilReaction, ...], forward: PilReaction) -> DrawnReaction:
    others = [r for r in pair if r is not forward]
    return DrawnReaction(forward, others[0] if others else None)
