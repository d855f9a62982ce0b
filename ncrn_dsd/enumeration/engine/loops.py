"""The loops of a complex.

Walking 5' to 3', an unpaired position is followed by the next one on its strand, a paired
position by the one after its partner, and the end of a strand by the beginning of the next
strand, across a nick. The cycles of this walk are the loops; every position is the item of
exactly one of them, a paired one as the entry of a stem. A loop of a connected complex has at
most one nick; loops with a nick are exterior.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from ncrn_dsd.enumeration.engine.rates import Stretch
from ncrn_dsd.enumeration.engine.structure import Layout


@dataclass(frozen=True, slots=True)
class Loop:
    """One loop.

    Parameters
    ----------
    items: positions in walking order; an exterior loop begins right after its nick.
    bases, stems: running totals over the items: unpaired length [nt] and number of stems
        before each item, and in total at the end.
    """

    items: tuple[int, ...]
    bases: tuple[int, ...]
    stems: tuple[int, ...]
    exterior: bool

    def stretch(self, a: int, b: int) -> Stretch:
        """What lies strictly between item number a and item number b, walking from a to b."""
        if a < b:
            return Stretch(
                self.bases[b] - self.bases[a + 1], self.stems[b] - self.stems[a + 1], False
            )
        return Stretch(
            self.bases[-1] - self.bases[a + 1] + self.bases[b],
            self.stems[-1] - self.stems[a + 1] + self.stems[b],
            self.exterior,
        )


def loops_of(layout: Layout, pair: tuple[int, ...], length_nt: tuple[int, ...]) -> list[Loop]:
    """All loops of a connected complex.

    Parameters
    ----------
    length_nt: length of each domain, by its number.
    """
    total = len(pair)
    seen = [False] * total
    loops: list[Loop] = []
    for begin in range(total):
        if seen[begin]:
            continue
        items: list[int] = []
        nick_after = -1
        position = begin
        while not seen[position]:
            seen[position] = True
            partner = pair[position]
            leaves = position if partner < 0 else partner
            if layout.last[leaves]:
                nick_after = len(items)
            items.append(position)
            position = leaves + 1 if leaves + 1 < total else 0
        if nick_after >= 0:
            items = items[nick_after + 1 :] + items[: nick_after + 1]
        bases = [0 if pair[p] >= 0 else length_nt[abs(layout.domain[p])] for p in items]
        stems = [1 if pair[p] >= 0 else 0 for p in items]
        loops.append(
            Loop(
                tuple(items),
                tuple(accumulate(bases, initial=0)),
                tuple(accumulate(stems, initial=0)),
                nick_after >= 0,
            )
        )
    return loops
