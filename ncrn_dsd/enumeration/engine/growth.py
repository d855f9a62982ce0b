"""Polymerisation: complexes that grow by the same strands again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ncrn_dsd.enumeration.engine.structure import Structure

_STEPS = 3


def growing(complexes: Iterable[Structure], largest: Structure) -> tuple[Structure, ...]:
    """Complexes that lead to `largest` in equal steps, smallest first, or none.

    Three complexes whose strands differ by the same strands each time may be the beginning of a
    polymer; a complex with two equal binding sites looks like that too.
    Of several ways to see one, the way with the smallest repeated unit is given.
    """
    by_strands: dict[tuple[int, ...], Structure] = {}
    for structure in sorted(complexes):
        by_strands.setdefault(tuple(sorted(structure[0])), structure)
    goal = Counter(largest[0])
    for strands in sorted(by_strands, key=lambda s: (-len(s), s)):
        unit = goal - Counter(strands)
        if len(strands) >= len(largest[0]) or unit.total() + len(strands) != goal.total():
            continue
        found = [largest]
        rest = Counter(strands)
        while (smaller := by_strands.get(tuple(sorted(rest.elements())))) is not None:
            found.append(smaller)
            if unit - rest:
                break
            rest = rest - unit
        if len(found) >= _STEPS:
            return tuple(reversed(found))
    return ()
