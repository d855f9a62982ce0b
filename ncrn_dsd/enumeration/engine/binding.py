"""Association of two resting complexes through exposed domains (bind21).

Only unpaired domains on exterior loops are exposed. An index from domain to exposed positions
makes the work proportional to the number of real matches, and within it an index by sketch
passes over whole groups of complexes with which an encounter can only fall apart again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ncrn_dsd.enumeration.engine import rates
from ncrn_dsd.enumeration.engine.encounters import Encounters, Sketch
from ncrn_dsd.enumeration.engine.loops import loops_of
from ncrn_dsd.enumeration.engine.structure import Layout, StrandPool, Structure


@dataclass(frozen=True, slots=True)
class Site:
    """An exposed domain occurrence.

    Parameters
    ----------
    turn: the strand that comes first when the nick of its loop is the end of the strand list.
    """

    position: int
    domain: int
    turn: int


@dataclass(frozen=True, slots=True)
class Association:
    """Two complexes joined by one helix; `product` is canonical."""

    product: Structure
    rate: float


Exposed = tuple[tuple[int, int], ...]
"""Positions and turns of the exposed domains of all complexes of one pattern and pairing."""


def exposed(layout: Layout, pair: tuple[int, ...], length_nt: tuple[int, ...]) -> Exposed:
    """Where a complex is exposed."""
    return tuple(
        (p, layout.strand[loop.items[0]])
        for loop in loops_of(layout, pair, length_nt)
        if loop.exterior
        for p in loop.items
        if pair[p] < 0
    )


Members = dict[Structure, list[Site]]
"""Complexes of one sketch with their sites of one domain."""


class Binder:
    """Joins complexes; remembers exposed sites by domain.

    Parameters
    ----------
    encounters: decides which encounters to leave out; None keeps all.
    """

    def __init__(
        self,
        pool: StrandPool,
        length_nt: tuple[int, ...],
        max_helix: bool,
        encounters: Encounters | None,
    ) -> None:
        self._pool = pool
        self._length_nt = length_nt
        self._max_helix = max_helix
        self._encounters = encounters
        self._exposed: dict[tuple[int, tuple[int, ...]], Exposed] = {}
        self._by_domain: dict[int, dict[Sketch | None, Members]] = {}
        self._by_long_domain: dict[int, list[Structure]] = {}

    def sites(self, structure: Structure) -> list[Site]:
        """All exposed domains of a complex."""
        strands, pair = structure
        layout = self._pool.layout(strands)
        known = (self._pool.pattern(strands), pair)
        places = self._exposed.get(known)
        if places is None:
            places = self._exposed[known] = exposed(layout, pair, self._length_nt)
        return [Site(p, layout.domain[p], turn) for p, turn in places]

    def add(self, structure: Structure) -> None:
        sketch = self._encounters.sketch(structure) if self._encounters else None
        for site in self.sites(structure):
            members = self._by_domain.setdefault(site.domain, {}).setdefault(sketch, {})
            members.setdefault(structure, []).append(site)
        if self._encounters:
            for domain in self._pool.long_domains(structure[0]):
                self._by_long_domain.setdefault(domain, []).append(structure)

    def partners(self, structure: Structure) -> Iterator[tuple[Structure, list[Association]]]:
        """Every added complex that can bind `structure`, with all ways to do so."""
        near = self._with_common_long_domain(structure)
        found: dict[Structure, list[tuple[Site, Site]]] = {}
        for mine in self.sites(structure):
            for members in self._by_domain.get(-mine.domain, {}).values():
                for other in self._worth_binding(structure, members, near):
                    found.setdefault(other, []).extend((mine, s) for s in members[other])
        for other, matches in found.items():
            associations = self._associations(structure, other, matches)
            if self._encounters and other not in near:
                known = self._encounters.known(structure, other) or ()
                associations = [a for a, kept in zip(associations, known, strict=True) if kept]
            if associations:
                yield other, associations

    def _with_common_long_domain(self, structure: Structure) -> dict[Structure, None]:
        domains = sorted(self._pool.long_domains(structure[0])) if self._encounters else ()
        return {s: None for d in domains for s in self._by_long_domain.get(d, ())}

    def _worth_binding(
        self, structure: Structure, members: Members, near: dict[Structure, None]
    ) -> Iterable[Structure]:
        """All members, or only the near ones when encounters with the others come to nothing."""
        stranger = next((m for m in members if m not in near), None)
        if self._encounters is None or stranger is None:
            return members
        known = self._encounters.known(structure, stranger)
        if known is None:
            products = tuple(a.product for a in self._all_associations(structure, stranger))
            known = self._encounters.decide(structure, stranger, products)
        if any(known):
            return members
        return [m for m in near if m in members]

    def _all_associations(self, a: Structure, b: Structure) -> list[Association]:
        theirs = self.sites(b)
        matches = [(x, y) for x in self.sites(a) for y in theirs if x.domain == -y.domain]
        return self._associations(a, b, matches)

    def _associations(
        self, a: Structure, b: Structure, matches: list[tuple[Site, Site]]
    ) -> list[Association]:
        made: list[Association] = []
        done: set[tuple[int, int]] = set()
        for mine, theirs in matches:
            if (mine.position, theirs.position) in done:
                continue
            if a == b and (theirs.position, mine.position) in done:
                # Two copies of one complex: the same helix with the copies exchanged.
                continue
            association, helix = self._join(a, mine, b, theirs)
            done.update(helix)
            made.append(association)
        return made

    def joined(self, a: Structure, mine: Site, b: Structure, theirs: Site) -> Structure:
        """Both complexes with the helix that starts at these sites; the strands of `a` first.

        In this order it need not be canonical.
        """
        strands, pair, _ = self._helix(a, mine, b, theirs)
        return strands, pair

    def _join(
        self, a: Structure, mine: Site, b: Structure, theirs: Site
    ) -> tuple[Association, list[tuple[int, int]]]:
        strands, pair, helix = self._helix(a, mine, b, theirs)
        shift_a, shift_b = (self._shift(s, site.turn) for s, site in ((a, mine), (b, theirs)))
        size_a, size_b = len(a[1]), len(b[1])
        layout = self._pool.layout(strands)
        length = sum(self._length_nt[abs(layout.domain[x])] for x, _ in helix)
        product = self._pool.canonical(strands, pair)
        original = [((x + shift_a) % size_a, (y - size_a + shift_b) % size_b) for x, y in helix]
        return Association(product, rates.bind21_rate(length)), original

    def _helix(
        self, a: Structure, mine: Site, b: Structure, theirs: Site
    ) -> tuple[tuple[int, ...], tuple[int, ...], list[tuple[int, int]]]:
        first, shift_a = self._turned(a, mine.turn)
        second, shift_b = self._turned(b, theirs.turn)
        size_a = len(first[1])
        strands = first[0] + second[0]
        pair = list(first[1]) + [q if q < 0 else q + size_a for q in second[1]]
        u = (mine.position - shift_a) % size_a
        v = (theirs.position - shift_b) % len(second[1]) + size_a
        layout = self._pool.layout(strands)
        helix = [(u, v)]
        for step in (1, -1) if self._max_helix else ():
            x, y = u, v
            while not (
                (layout.last[x] or layout.first[y])
                if step > 0
                else (layout.first[x] or layout.last[y])
            ):
                x, y = x + step, y - step
                if pair[x] >= 0 or pair[y] >= 0 or layout.domain[x] != -layout.domain[y]:
                    break
                helix.append((x, y))
        for x, y in helix:
            pair[x], pair[y] = y, x
        return strands, tuple(pair), helix

    def _turned(self, structure: Structure, turn: int) -> tuple[Structure, int]:
        return self._pool.rotated(*structure, turn), self._shift(structure, turn)

    def _shift(self, structure: Structure, turn: int) -> int:
        return self._pool.layout(structure[0]).start[turn]
