"""What one reaction says about the meaning of a species (delimiting condition, read backwards)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ncrn_dsd.verification.crn_view import Sides
from ncrn_dsd.verification.prover.multisets import Multiset, divided, minus, submultisets, total

_MAX_OPTIONS = 64
_MAX_SIDE = 8
"""Larger sides are not split over several unknown species."""


class FormalIndex:
    """Formal reactions by their sides."""

    def __init__(self, formal: tuple[Sides, ...]) -> None:
        self.all = formal
        self._set = frozenset(formal)
        products: defaultdict[Multiset, list[Multiset]] = defaultdict(list)
        reactants: defaultdict[Multiset, list[Multiset]] = defaultdict(list)
        for left, right in self._set:
            products[left].append(right)
            reactants[right].append(left)
        self._products = {side: tuple(sorted(others)) for side, others in products.items()}
        self._reactants = {side: tuple(sorted(others)) for side, others in reactants.items()}

    def allows(self, left: Multiset, right: Multiset) -> bool:
        """Whether a reaction of this meaning is trivial or formal."""
        return left == right or (left, right) in self._set

    def partners(self, side: Multiset, is_left: bool) -> tuple[Multiset, ...]:
        """What the other side of an allowed reaction can be; the same first."""
        others = self._products if is_left else self._reactants
        return (side, *(x for x in others.get(side, ()) if x != side))


def narrowed(
    reaction: Sides, species: str, known: Mapping[str, Multiset], formal: FormalIndex
) -> tuple[Multiset, ...] | None:
    """All meanings of an unknown species for which a reaction can be trivial or formal.

    Returns
    -------
    Possible meanings, the one that makes the reaction trivial first; None when the reaction
    says nothing: several species on both sides are unknown, or anything is possible.
    """
    left, right = reaction
    open_left = {x for x in left if x not in known}
    open_right = {x for x in right if x not in known}
    known_left = total([x for x in left if x in known], known)
    known_right = total([x for x in right if x in known], known)
    if open_left | open_right == {species}:
        counts = left.count(species), right.count(species)
        if counts[0] == counts[1] and known_left == known_right:
            return None
        values = _alone(known_left, known_right, counts, formal)
    elif not open_left:
        targets = formal.partners(known_left, is_left=True)
        if max(map(len, targets)) > _MAX_SIDE:
            return None
        values = _parts(targets, known_right, right.count(species))
    elif not open_right:
        targets = formal.partners(known_right, is_left=False)
        if max(map(len, targets)) > _MAX_SIDE:
            return None
        values = _parts(targets, known_left, left.count(species))
    else:
        return None
    options = tuple(dict.fromkeys(values))
    return options if len(options) <= _MAX_OPTIONS else None


def _alone(
    left: Multiset, right: Multiset, counts: tuple[int, int], formal: FormalIndex
) -> Iterator[Multiset]:
    """Solutions for the only unknown species, which stands `counts` times on the two sides."""
    more_left = counts[0] - counts[1]
    if more_left:
        small, large = (left, right) if more_left > 0 else (right, left)
        rest = minus(large, small)
        value = None if rest is None else divided(rest, abs(more_left))
        if value is not None:
            yield value
    for reactants, products in _candidates(left, right, counts, formal):
        # At least one side has the unknown and gives its value; the other has to agree.
        side, known, copies = (
            (reactants, left, counts[0]) if counts[0] else (products, right, counts[1])
        )
        rest = minus(side, known)
        value = None if rest is None else divided(rest, copies)
        if value is not None and all(
            tuple(sorted(have + value * n)) == want
            for have, want, n in ((left, reactants, counts[0]), (right, products, counts[1]))
        ):
            yield value


def _candidates(
    left: Multiset, right: Multiset, counts: tuple[int, int], formal: FormalIndex
) -> Iterator[Sides]:
    if not counts[0]:
        yield from ((left, side) for side in formal.partners(left, is_left=True)[1:])
    elif not counts[1]:
        yield from ((side, right) for side in formal.partners(right, is_left=False)[1:])
    else:
        yield from formal.all


def _parts(targets: tuple[Multiset, ...], known: Multiset, copies: int) -> Iterator[Multiset]:
    """What one of several unknowns on a side can be when the side has to make up a target."""
    for target in targets:
        rest = minus(target, known)
        if rest is not None:
            yield from submultisets(rest, copies)
