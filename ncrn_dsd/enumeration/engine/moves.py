"""Moves within one complex: opening, pairing, three-way and four-way branch migration.

With max-helix semantics a move is extended along the strands as long as the same step applies
to the neighbouring domains, and counts as one move whose rate uses the total length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ncrn_dsd.enumeration.engine import rates
from ncrn_dsd.enumeration.engine.loops import Loop, loops_of
from ncrn_dsd.enumeration.engine.rates import Stretch
from ncrn_dsd.enumeration.engine.structure import Layout
from ncrn_dsd.model.rates import Conditions

OPEN, BIND11, BRANCH_3WAY, BRANCH_4WAY = "open", "bind11", "branch-3way", "branch-4way"


@dataclass(frozen=True, slots=True)
class MoveRules:
    """Which moves there are, and how fast.

    Parameters
    ----------
    length_nt: length of each domain by its number; the number 0 is unused.
    conditions: in which helices open.
    count_backward_invader_twice: lengthen the link of a remote three-way move that is found
        backward, as Peppercorn 1.1 does.
    """

    length_nt: tuple[int, ...]
    max_helix: bool
    reject_remote: bool
    conditions: Conditions
    count_backward_invader_twice: bool


@dataclass(frozen=True, slots=True)
class Move:
    """One step: the pairs after it, in the layout of the complex before it.

    Parameters
    ----------
    helix_nt: length of the helix made, exchanged or opened.
    """

    kind: str
    pair: tuple[int, ...]
    rate: float
    helix_nt: int


def moves_of(layout: Layout, pair: tuple[int, ...], rules: MoveRules) -> list[Move]:
    """All moves of a complex; two moves may lead to the same structure."""
    finder = MoveFinder(layout, pair, rules)
    found = list(finder.openings())
    for loop in loops_of(layout, pair, rules.length_nt):
        found += finder.pairings(loop)
        found += finder.invasions(loop)
        found += finder.exchanges(loop)
    return found


class MoveFinder:
    """Finds the moves of one complex, loop by loop."""

    def __init__(self, layout: Layout, pair: tuple[int, ...], rules: MoveRules) -> None:
        self._domain = layout.domain
        self._first, self._last = layout.first, layout.last
        self._pair = pair
        self._rules = rules

    def _length(self, position: int) -> int:
        return self._rules.length_nt[abs(self._domain[position])]

    def _stacked(self, p: int) -> bool:
        """The pair of p + 1 is stacked on the pair of p, both strands unbroken."""
        q = self._pair[p]
        return (
            not self._last[p] and not self._first[q] and p + 1 != q and self._pair[p + 1] == q - 1
        )

    def openings(self) -> Iterator[Move]:
        for p, q in enumerate(self._pair):
            if q < p:
                continue
            helix = [p]
            if self._rules.max_helix:
                if not self._first[p] and self._pair[p - 1] >= 0 and self._stacked(p - 1):
                    continue
                while self._stacked(helix[-1]):
                    helix.append(helix[-1] + 1)
            length = sum(self._length(x) for x in helix)
            after = list(self._pair)
            for x in helix:
                after[self._pair[x]] = after[x] = -1
            rate = rates.open_rate(length, self._rules.conditions)
            yield Move(OPEN, tuple(after), rate, length)

    def pairings(self, loop: Loop) -> Iterator[Move]:
        unpaired = [i for i, p in enumerate(loop.items) if self._pair[p] < 0]
        done: set[tuple[int, int]] = set()
        for place, a in enumerate(unpaired):
            for b in unpaired[place + 1 :]:
                u, v = loop.items[a], loop.items[b]
                if self._domain[u] != -self._domain[v] or (u, v) in done:
                    continue
                inner, outer = self._pairing_extent(u, v)
                helix = [(u + k, v - k) for k in range(-outer, inner + 1)]
                done.update(helix)
                after = list(self._pair)
                for x, y in helix:
                    after[x], after[y] = y, x
                length = sum(self._length(x) for x, _ in helix)
                before = loop.stretch(a + inner, b - inner)
                behind = loop.stretch(b + outer, a - outer)
                rate = rates.bind11_rate(length, before, behind)
                yield Move(BIND11, tuple(after), rate, length)

    def _pairing_extent(self, u: int, v: int) -> tuple[int, int]:
        """How many more pairs lie between u and v, and outside of them."""
        if not self._rules.max_helix:
            return 0, 0
        inner = 0
        while self._pairs_too(u, v, inner + 1):
            inner += 1
        outer = 0
        while self._pairs_too(u, v, -outer - 1):
            outer += 1
        return inner, outer

    def _pairs_too(self, u: int, v: int, k: int) -> bool:
        """u + k and v - k can pair, given that all steps towards them can."""
        x, y = u + k, v - k
        if k > 0:
            leaves_strand = self._last[x - 1] or self._first[y + 1]
        else:
            leaves_strand = self._first[x + 1] or self._last[y - 1]
        if leaves_strand:
            return False
        # On one strand the two ends of a growing helix move towards each other and may meet.
        if (u < v) == (k > 0) and (x - y) * (u - v) <= 0:
            return False
        return self._pair[x] < 0 and self._pair[y] < 0 and self._domain[x] == -self._domain[y]

    def invasions(self, loop: Loop) -> Iterator[Move]:
        stems = [i for i, p in enumerate(loop.items) if self._pair[p] >= 0]
        for a, u in enumerate(loop.items):
            if self._pair[u] >= 0:
                continue
            wanted = -self._domain[u]
            for b in stems:
                p = loop.items[b]
                if self._domain[p] == wanted:
                    yield from self.invade(loop, a, b, forward=True)
                elif self._domain[p] == -wanted:
                    yield from self.invade(loop, a, b, forward=False)

    def invade(self, loop: Loop, a: int, b: int, forward: bool) -> Iterator[Move]:
        """Item a takes the near side of stem b (found forward) or its far side (backward)."""
        u, p = loop.items[a], loop.items[b]
        q = self._pair[p]
        before = loop.stretch(a, b) if forward else loop.stretch(b, a)
        if self._rules.reject_remote and not before.is_tight:
            return
        steps = 1
        if self._rules.max_helix:
            while self._invades_too(u, p, q, steps, forward):
                steps += 1
        after = list(self._pair)
        length = 0
        for k in range(steps):
            invader = u - k if forward else u + k
            taken, freed = (p + k, q - k) if forward else (q - k, p + k)
            after[freed] = -1
            after[invader], after[taken] = taken, invader
            length += self._length(invader)
        behind = loop.stretch(b, a) if forward else loop.stretch(a, b)
        twice = self._rules.count_backward_invader_twice and not forward
        extra = length if twice else self._length(u)
        behind = Stretch(behind.bases_nt + extra, behind.stems, behind.is_open)
        dangles = not (self._last[q] if forward else self._first[p])
        rate = rates.three_way_rate(length, before, behind, dangles)
        yield Move(BRANCH_3WAY, tuple(after), rate, length)

    def _invades_too(self, u: int, p: int, q: int, k: int, forward: bool) -> bool:
        if not self._stacked(p + k - 1):
            return False
        if forward:
            x, taken = u - k, p + k
            ends = self._first[u - k + 1]
        else:
            x, taken = u + k, q - k
            ends = self._last[u + k - 1]
        return not ends and self._pair[x] < 0 and self._domain[x] == -self._domain[taken]

    def exchanges(self, loop: Loop) -> Iterator[Move]:
        stems = [i for i, p in enumerate(loop.items) if self._pair[p] >= 0]
        for place, a in enumerate(stems):
            for b in stems[place + 1 :]:
                p1, p2 = loop.items[a], loop.items[b]
                if self._domain[p1] != self._domain[p2]:
                    continue
                before, behind = loop.stretch(a, b), loop.stretch(b, a)
                remote = not (before.is_tight or behind.is_tight)
                if self._rules.reject_remote and remote:
                    continue
                yield self._exchange(p1, p2, before, behind)

    def _exchange(self, p1: int, p2: int, before: Stretch, behind: Stretch) -> Move:
        q1, q2 = self._pair[p1], self._pair[p2]
        steps = 1
        if self._rules.max_helix:
            while (
                self._stacked(p1 + steps - 1)
                and self._stacked(p2 + steps - 1)
                and self._domain[p1 + steps] == self._domain[p2 + steps]
            ):
                steps += 1
        after = list(self._pair)
        length = 0
        for k in range(steps):
            after[p1 + k], after[q2 - k] = q2 - k, p1 + k
            after[p2 + k], after[q1 - k] = q1 - k, p2 + k
            length += self._length(p1 + k)
        rate = rates.four_way_rate(length, before, behind)
        return Move(BRANCH_4WAY, tuple(after), rate, length)
