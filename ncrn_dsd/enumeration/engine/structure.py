"""Complexes as tuples of small integers.

Domains are numbered from 1 and a complement is the negative number. Strands are interned. A
complex is a cyclic tuple of strand numbers and, for every position on the strands laid end to
end, the position it pairs with or -1. Of all rotations the smallest is kept, so that equal
complexes are equal tuples.
"""

from __future__ import annotations

from dataclasses import dataclass

Structure = tuple[tuple[int, ...], tuple[int, ...]]
"""Strand numbers and partners; equality is equality of complexes once `canonical`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What depends on the strands of a complex alone.

    Parameters
    ----------
    domain: domain number at each position.
    strand: index within the complex of the strand each position is on.
    first, last: whether a position begins or ends its strand.
    start: position at which each strand begins, and the total at the end.
    """

    domain: tuple[int, ...]
    strand: tuple[int, ...]
    first: tuple[bool, ...]
    last: tuple[bool, ...]
    start: tuple[int, ...]


class StrandPool:
    """Interned strands and the layouts of the strand tuples that were met."""

    def __init__(self) -> None:
        self._number: dict[tuple[int, ...], int] = {}
        self.strands: list[tuple[int, ...]] = []
        self._layouts: dict[tuple[int, ...], Layout] = {}

    def intern(self, strand: tuple[int, ...]) -> int:
        number = self._number.get(strand)
        if number is None:
            number = self._number[strand] = len(self.strands)
            self.strands.append(strand)
        return number

    def layout(self, strands: tuple[int, ...]) -> Layout:
        found = self._layouts.get(strands)
        if found is None:
            found = self._layouts[strands] = self._make_layout(strands)
        return found

    def _make_layout(self, strands: tuple[int, ...]) -> Layout:
        domain: list[int] = []
        strand: list[int] = []
        first: list[bool] = []
        last: list[bool] = []
        start = [0]
        for index, number in enumerate(strands):
            own = self.strands[number]
            domain += own
            strand += [index] * len(own)
            first += [True] + [False] * (len(own) - 1)
            last += [False] * (len(own) - 1) + [True]
            start.append(len(domain))
        return Layout(tuple(domain), tuple(strand), tuple(first), tuple(last), tuple(start))

    def canonical(self, strands: tuple[int, ...], pair: tuple[int, ...]) -> Structure:
        """The smallest rotation."""
        if len(strands) == 1:
            return strands, pair
        smallest = min(strands)
        turns = [i for i, s in enumerate(strands) if s == smallest]
        if len(turns) == 1:
            return self.rotated(strands, pair, turns[0])
        return min(self.rotated(strands, pair, turn) for turn in turns)

    def rotated(self, strands: tuple[int, ...], pair: tuple[int, ...], turn: int) -> Structure:
        """The same complex with the strand number `turn` first."""
        if turn == 0:
            return strands, pair
        shift = self.layout(strands).start[turn]
        total = len(pair)
        moved = pair[shift:] + pair[:shift]
        return (
            strands[turn:] + strands[:turn],
            tuple([q if q < 0 else (q - shift) % total for q in moved]),
        )

    def components(self, strands: tuple[int, ...], pair: list[int]) -> list[Structure]:
        """The connected parts of strands that hang together by `pair`, each canonical."""
        count = len(strands)
        layout = self.layout(strands)
        label = list(range(count))

        def root(index: int) -> int:
            while label[index] != index:
                index = label[index]
            return index

        for position, partner in enumerate(pair):
            if partner > position:
                a, b = root(layout.strand[position]), root(layout.strand[partner])
                label[max(a, b)] = min(a, b)
        roots = [root(index) for index in range(count)]
        if not any(roots):
            return [self.canonical(strands, tuple(pair))]
        parts: dict[int, list[int]] = {}
        for index, name in enumerate(roots):
            parts.setdefault(name, []).append(index)
        return [self._part(strands, pair, layout, members) for members in parts.values()]

    def _part(
        self, strands: tuple[int, ...], pair: list[int], layout: Layout, members: list[int]
    ) -> Structure:
        kept = [p for i in members for p in range(layout.start[i], layout.start[i + 1])]
        place = {p: new for new, p in enumerate(kept)}
        place[-1] = -1
        return self.canonical(
            tuple(strands[i] for i in members), tuple([place[pair[p]] for p in kept])
        )
