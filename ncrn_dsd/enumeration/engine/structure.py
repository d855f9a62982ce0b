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


Part = tuple[tuple[int, ...], tuple[int, ...]]
"""A connected part of a complex: indices of its strands, and pairs in the part's own places."""


class StrandPool:
    """Interned strands and the layouts of the strand tuples that were met.

    Parameters
    ----------
    length_nt: length of each domain by its number; the number 0 is unused.
    toehold_max_nt: longest domain that counts as a toehold.
    """

    def __init__(self, length_nt: tuple[int, ...], toehold_max_nt: int = 0) -> None:
        self._length_nt = length_nt
        self._toehold_max_nt = toehold_max_nt
        self._sketches: dict[tuple[tuple[int, ...], ...], int] = {}
        self._sketch_of: dict[tuple[int, ...], int] = {}
        self._patterns: dict[tuple[tuple[int, ...], ...], int] = {}
        self._pattern_of: dict[tuple[int, ...], int] = {}
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
        domain: tuple[int, ...] = ()
        strand: tuple[int, ...] = ()
        first: tuple[bool, ...] = ()
        last: tuple[bool, ...] = ()
        start = [0]
        for index, number in enumerate(strands):
            own = self.strands[number]
            others = (False,) * (len(own) - 1)
            domain += own
            strand += (index,) * len(own)
            first += (True, *others)
            last += (*others, True)
            start.append(len(domain))
        return Layout(domain, strand, first, last, tuple(start))

    def pattern(self, strands: tuple[int, ...]) -> int:
        """Number of the strands up to renaming of domains, lengths kept.

        What a complex can do by itself depends on its pattern and pairs only.
        """
        number = self._pattern_of.get(strands)
        if number is None:
            key = self._key(self.layout(strands), literal_max_nt=0)
            number = self._patterns.setdefault(key, len(self._patterns))
            self._pattern_of[strands] = number
        return number

    def sketch(self, strands: tuple[int, ...]) -> int:
        """Number of the strands up to renaming of long domains; toeholds keep their names.

        What two complexes without a common long domain can do together depends on their
        sketches and pairs only.
        """
        number = self._sketch_of.get(strands)
        if number is None:
            key = self._key(self.layout(strands), self._toehold_max_nt)
            number = self._sketches.setdefault(key, len(self._sketches))
            self._sketch_of[strands] = number
        return number

    def _key(self, layout: Layout, literal_max_nt: int) -> tuple[tuple[int, ...], ...]:
        """Domains longer than `literal_max_nt` are renamed in order of appearance."""
        renamed: dict[int, int] = {}
        key: list[int] = []
        beyond = len(self._length_nt)
        for d in layout.domain:
            if self._length_nt[abs(d)] <= literal_max_nt:
                key.append(d)
                continue
            number = renamed.setdefault(abs(d), beyond + len(renamed))
            key.append(number if d > 0 else -number)
        return tuple(key), layout.start, tuple([self._length_nt[d] for d in renamed])

    def long_domains(self, strands: tuple[int, ...]) -> set[int]:
        """Domains that are no toeholds, by number."""
        domains = {abs(d) for d in self.layout(strands).domain}
        return {d for d in domains if self._length_nt[d] > self._toehold_max_nt}

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

    def assemble(self, strands: tuple[int, ...], part: Part) -> Structure:
        """A part of a complex as a complex of its own."""
        members, pair = part
        return self.canonical(tuple([strands[i] for i in members]), pair)


def parts_of(layout: Layout, pair: tuple[int, ...]) -> tuple[Part, ...]:
    """The connected parts of strands that hang together by `pair`."""
    count = len(layout.start) - 1
    label = list(range(count))

    def root(index: int) -> int:
        while label[index] != index:
            index = label[index]
        return index

    for position, partner in enumerate(pair):
        if partner > position:
            a, b = root(layout.strand[position]), root(layout.strand[partner])
            label[max(a, b)] = min(a, b)
    members: dict[int, list[int]] = {}
    for index in range(count):
        members.setdefault(root(index), []).append(index)
    if len(members) == 1:
        return ((tuple(range(count)), pair),)
    return tuple(_part(layout, pair, own) for own in members.values())


def _part(layout: Layout, pair: tuple[int, ...], members: list[int]) -> Part:
    kept = [p for i in members for p in range(layout.start[i], layout.start[i + 1])]
    place = {p: new for new, p in enumerate(kept)}
    place[-1] = -1
    return tuple(members), tuple([place[pair[p]] for p in kept])
