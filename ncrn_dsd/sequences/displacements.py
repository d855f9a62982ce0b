"""Where two complexes displace a strand of one another: toeholds, flanks, branch and what is left.

Everything here is about domains and pairs; nucleotides come in by `HeldToehold.spell`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.ir.dsd import (
    SHORT_MAX_NT,
    Complex,
    DsdSystem,
    complement,
    complex_key,
    domain_name,
    partners_in,
)
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.model.rates import Beside, Flank, Toehold
from ncrn_dsd.sequences.layout import spelled
from ncrn_dsd.sequences.nucleotides import spell


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Which letter of which domain stands beside a toehold.

    Parameters
    ----------
    occurrence: as `Flank.letter` reads it; empty for none.
    is_last: its last letter counts, and not its first one.
    """

    kind: Beside = "bare"
    occurrence: str = ""
    is_last: bool = False

    def spell(self, sequences: Mapping[str, str]) -> Flank:
        """The neighbour with its letter."""
        if not self.occurrence:
            return Flank()
        return Flank(self.kind, spell(self.occurrence, sequences)[-1 if self.is_last else 0])


@dataclass(frozen=True, slots=True)
class HeldToehold:
    """Domains by which one strand holds another, with what stands beside them.

    Parameters
    ----------
    domains: occurrences on the strand that comes or leaves, 5' to 3'.
    """

    domains: tuple[str, ...]
    before: Neighbour
    after: Neighbour

    def spell(self, sequences: Mapping[str, str]) -> Toehold:
        """The same with nucleotides."""
        word = spelled(self.domains, sequences)
        return Toehold(word, self.before.spell(sequences), self.after.spell(sequences))

    def __str__(self) -> str:
        return " ".join(self.domains)


@dataclass(frozen=True, slots=True)
class Displacement:
    """A toehold binds, a branch migrates, and what then holds by a short helix alone comes off.

    Parameters
    ----------
    branch_nt: taken over from the first strand; once that is gone there is no way back.
    products: canonical and sorted.
    incumbents: short helices by which displaced strands still hold; none for an irreversible one.
    """

    toehold: HeldToehold
    branch_nt: int
    incumbents: tuple[HeldToehold, ...]
    products: tuple[Complex, ...]


@dataclass(frozen=True, slots=True)
class ToeholdSite:
    """Where a toehold binds in some reaction, and by what the displaced strand still holds."""

    toehold: HeldToehold
    incumbents: tuple[HeldToehold, ...]


class StepKind(Enum):
    """What a single step of an uncondensed network does."""

    BINDS = "binds"
    OPENS = "opens"
    MIGRATES = "migrates"


@dataclass(frozen=True, slots=True)
class Step:
    """A single step through a toehold.

    Parameters
    ----------
    branch_nt: of the branch that migrates, or that could while the toehold holds; 0 for none.
    products: canonical and sorted.
    """

    kind: StepKind
    toehold: HeldToehold
    branch_nt: int
    products: tuple[Complex, ...]


def find_displacements(
    one: Complex, other: Complex, lengths_nt: Mapping[str, int]
) -> list[Displacement]:
    """All three-way displacements by which two complexes react, each as far as it goes."""
    vessel = _Vessel((one, other), lengths_nt)
    found = []
    for helix in vessel.toeholds():
        for forward in (True, False):
            displacement = vessel.displace(helix, forward)
            if displacement is not None:
                found.append(displacement)
    return found


def toehold_sites(system: DsdSystem, network: ReactionNetwork) -> tuple[ToeholdSite, ...]:
    """Every way in which toeholds bind in the reactions of a condensed network, once."""
    lengths_nt = {d.name: d.length_nt for d in system.domains}
    complexes = {s.name: s.complex for s in network.species}
    found: dict[ToeholdSite, None] = {}
    for reactants in dict.fromkeys(r.reactants for r in network.reactions if len(r.reactants) == 2):
        one, other = (complexes[name] for name in reactants)
        for displacement in find_displacements(one, other, lengths_nt):
            found[ToeholdSite(displacement.toehold, displacement.incumbents)] = None
    return tuple(found)


def find_bindings(one: Complex, other: Complex, lengths_nt: Mapping[str, int]) -> list[Step]:
    """All ways in which two complexes bind by unpaired domains, each read from either side."""
    vessel = _Vessel((one, other), lengths_nt)
    return [vessel.bind(helix) for helix in vessel.toeholds()]


def find_steps(complex_: Complex, lengths_nt: Mapping[str, int]) -> list[Step]:
    """All openings of short helices, and all migrations that start beside one."""
    vessel = _Vessel((complex_,), lengths_nt)
    found: list[Step] = []
    openings: dict[frozenset[frozenset[int]], Step] = {}
    for helix in vessel.helices():
        moves = [move for forward in (True, False) if (move := vessel.migrate(helix, forward))]
        found += moves
        if vessel.is_short(helix):
            opening = vessel.open(helix, max((move.branch_nt for move in moves), default=0))
            # Of its two strands, the one that could go on is the one that came.
            pairs = frozenset(frozenset(pair) for pair in helix)
            known = openings.setdefault(pairs, opening)
            openings[pairs] = max(known, opening, key=lambda step: step.branch_nt)
    return [*openings.values(), *found]


@dataclass(frozen=True, slots=True)
class HelixEnd:
    """A helix that an invader without a toehold can take over from one of its ends.

    Parameters
    ----------
    domains: of the strand that would be displaced, read as its invader has them, from the end
        inward.
    branch_nt: their length.
    goes_on: what stands unpaired beside the end on that strand; empty for nothing.
    opposite: the same on the strand that stays.
    """

    domains: tuple[str, ...]
    branch_nt: int
    goes_on: str = ""
    opposite: str = ""


def invading_runs(complex_: Complex, forward: bool) -> set[tuple[str, ...]]:
    """Unpaired domains in a row, read in the direction in which they would invade.

    Parameters
    ----------
    forward: from 5' to 3'.
    """
    vessel = _Vessel((complex_,), {})
    found = set()
    for start, partner in enumerate(vessel.pair):
        if partner >= 0:
            continue
        run, place = [vessel.occurrence[start]], start
        while (step := vessel.beside(place, forward)) is not None and vessel.pair[step] < 0:
            run.append(vessel.occurrence[step])
            place = step
        found.add(tuple(run))
    return found


def helix_ends(complex_: Complex, lengths_nt: Mapping[str, int], forward: bool) -> list[HelixEnd]:
    """Where helices end, read as the displaced strand from the end inward.

    An end beside another helix on both strands is no end.
    """
    vessel = _Vessel((complex_,), lengths_nt)
    found = []
    for start, partner in enumerate(vessel.pair):
        if partner < 0 or vessel.stacks(start, forward=not forward):
            continue
        run, place = [vessel.occurrence[start]], start
        while vessel.stacks(place, forward):
            step = vessel.beside(place, forward)
            assert step is not None
            run.append(vessel.occurrence[step])
            place = step
        length_nt = sum(lengths_nt[domain_name(o)] for o in run)
        goes_on = vessel.open_beside(start, not forward)
        opposite = vessel.open_beside(partner, forward)
        found.append(HelixEnd(tuple(run), length_nt, goes_on, opposite))
    return found


_Helix = tuple[tuple[int, int], ...]
"""Pairs of places, rising on the strand that comes and falling on the one that is there."""


class _Vessel:
    """Complexes side by side, as one list of occurrences with partners."""

    def __init__(self, complexes: Sequence[Complex], lengths_nt: Mapping[str, int]) -> None:
        self._lengths_nt = lengths_nt
        self.occurrence: list[str] = []
        self.pair: list[int] = []
        self._strand: list[int] = []
        self._owner: list[int] = []
        self._strands: list[tuple[str, ...]] = []
        for owner, complex_ in enumerate(complexes):
            self._add(complex_, owner)

    def _add(self, complex_: Complex, owner: int) -> None:
        start = len(self.occurrence)
        for strand in complex_.strands:
            self._strand += [len(self._strands)] * len(strand)
            self._strands.append(strand)
            self.occurrence += strand
            self._owner += [owner] * len(strand)
        partners = partners_in(complex_.structure)
        self.pair += [-1 if other is None else start + other for other in partners]

    def _nt(self, place: int) -> int:
        return self._lengths_nt[domain_name(self.occurrence[place])]

    def beside(self, place: int, forward: bool) -> int | None:
        """The next place of the same strand."""
        step = place + 1 if forward else place - 1
        inside = 0 <= step < len(self._strand) and self._strand[step] == self._strand[place]
        return step if inside else None

    def open_beside(self, place: int, forward: bool) -> str:
        """The unpaired occurrence that is next on the same strand; empty for none."""
        step = self.beside(place, forward)
        return self.occurrence[step] if step is not None and self.pair[step] < 0 else ""

    def stacks(self, place: int, forward: bool) -> bool:
        """The helix goes on beside this pair, both strands unbroken."""
        step, back = self.beside(place, forward), self.beside(self.pair[place], not forward)
        return step is not None and back is not None and self.pair[step] == back

    def _fits(self, place: int, other: int) -> bool:
        return self.occurrence[place] == complement(self.occurrence[other])

    def _both_open(self, place: int | None, other: int | None) -> bool:
        return (
            place is not None
            and other is not None
            and self.pair[place] < 0
            and self.pair[other] < 0
            and self._fits(place, other)
        )

    def toeholds(self) -> Iterator[_Helix]:
        """Helices that two complexes can form at once, read from either of the two."""
        for u, v in (
            (u, v)
            for u in range(len(self.pair))
            for v in range(len(self.pair))
            if self._owner[u] != self._owner[v]
        ):
            if not self._both_open(u, v):
                continue
            if self._both_open(self.beside(u, forward=False), self.beside(v, forward=True)):
                continue
            helix = [(u, v)]
            while True:
                x = self.beside(helix[-1][0], forward=True)
                y = self.beside(helix[-1][1], forward=False)
                if x is None or y is None or not self._both_open(x, y):
                    break
                helix.append((x, y))
            yield tuple(helix)

    def displace(self, helix: _Helix, forward: bool) -> Displacement | None:
        """What follows when the strand that bound by a helix goes on in one direction."""
        before = list(self.pair)
        self._join(helix)
        toehold = self._held(helix)
        branch_nt, freed = self._walk(helix, forward)
        found = self._after(toehold, branch_nt, freed) if freed else None
        self.pair = before
        return found

    def bind(self, helix: _Helix) -> Step:
        """The complex that a helix makes of two."""
        before = list(self.pair)
        self._join(helix)
        reach = []
        for forward in (True, False):
            bound = list(self.pair)
            reach.append(self._walk(helix, forward, strands=1)[0])
            self.pair = bound
        found = Step(StepKind.BINDS, self._held(helix), max(reach), self._products())
        self.pair = before
        return found

    def helices(self) -> list[_Helix]:
        """Helices between two strands, read from either of the two."""
        return [h for own in range(len(self._strands)) for h in self._helices_of({own})]

    def open(self, helix: _Helix, branch_nt: int) -> Step:
        """What there is when a helix has opened."""
        before = list(self.pair)
        toehold = self._held(helix)
        for u, v in helix:
            self.pair[u] = self.pair[v] = -1
        found = Step(StepKind.OPENS, toehold, branch_nt, self._products())
        self.pair = before
        return found

    def migrate(self, helix: _Helix, forward: bool) -> Step | None:
        """What there is when the branch beside a helix has moved; None where there is none."""
        before = list(self.pair)
        toehold = self._held(helix)
        branch_nt, freed = self._walk(helix, forward, strands=1)
        found = Step(StepKind.MIGRATES, toehold, branch_nt, self._products()) if freed else None
        self.pair = before
        return found

    def _join(self, helix: _Helix) -> None:
        for u, v in helix:
            self.pair[u], self.pair[v] = v, u

    def _walk(
        self, helix: _Helix, forward: bool, strands: int | None = None
    ) -> tuple[int, list[int]]:
        """Go on along a strand as far as it fits.

        Parameters
        ----------
        strands: that are displaced at most; None for all.

        Returns
        -------
        Nucleotides taken over from the first strand, and all places set free.
        """
        x: int | None
        y: int | None
        x, y = helix[-1] if forward else helix[0]
        branch_nt: int = 0
        freed: list[int] = []
        met: dict[int, None] = {}
        while True:
            x, y = self.beside(x, forward), self.beside(y, not forward)
            if x is None or y is None or self.pair[x] >= 0 or not self._fits(x, y):
                return branch_nt, freed
            if (old := self.pair[y]) >= 0:
                met.setdefault(self._strand[old])
                if strands is not None and len(met) > strands:
                    return branch_nt, freed
                self.pair[old] = -1
                freed.append(old)
                branch_nt += self._nt(x) if len(met) == 1 else 0
            self.pair[x], self.pair[y] = y, x

    def _after(self, toehold: HeldToehold, branch_nt: int, freed: Sequence[int]) -> Displacement:
        strands = {self._strand[place] for place in freed}
        short = [helix for helix in self._helices_of(strands) if self.is_short(helix)]
        incumbents = tuple(self._held(helix) for helix in short)
        for helix in short:
            for u, v in helix:
                self.pair[u] = self.pair[v] = -1
        return Displacement(toehold, branch_nt, incumbents, self._products())

    def _products(self) -> tuple[Complex, ...]:
        return tuple(sorted(self._parts(), key=complex_key))

    def is_short(self, helix: _Helix) -> bool:
        """It opens by itself."""
        return sum(self._nt(u) for u, _ in helix) <= SHORT_MAX_NT

    def _helices_of(self, strands: set[int]) -> Iterator[_Helix]:
        """Helices of these strands with others, read on these strands."""
        for place, partner in enumerate(self.pair):
            if (
                partner < 0
                or self._strand[place] not in strands
                or self._strand[partner] in strands
                or self.stacks(place, forward=False)
            ):
                continue
            helix = [(place, partner)]
            while self.stacks(helix[-1][0], forward=True):
                helix.append((helix[-1][0] + 1, helix[-1][1] - 1))
            yield tuple(helix)

    def _held(self, helix: _Helix) -> HeldToehold:
        domains = tuple(self.occurrence[u] for u, _ in helix)
        return HeldToehold(
            domains, self._neighbour(*helix[0], forward=False), self._neighbour(*helix[-1])
        )

    def _neighbour(self, u: int, v: int, forward: bool = True) -> Neighbour:
        """Beside the pair of `u`, which comes, with `v`, which is there."""
        own, there = self.beside(u, forward), self.beside(v, not forward)
        if there is not None and self.pair[there] >= 0:
            return Neighbour("stacked", complement(self.occurrence[there]), not forward)
        if own is not None and self.pair[own] >= 0:
            return Neighbour("stacked", self.occurrence[own], not forward)
        if there is not None:
            return Neighbour("target", self.occurrence[there], forward)
        if own is not None:
            return Neighbour("invader", self.occurrence[own], not forward)
        return Neighbour()

    def _parts(self) -> Iterator[Complex]:
        """The complexes that are there now."""
        left = list(range(len(self._strands)))
        starts = [self._strand.index(number) for number in left]
        while left:
            order = self._strand_order(left[0], starts)
            left = [number for number in left if number not in order]
            place: dict[int, int] = {}
            for number in order:
                for offset in range(len(self._strands[number])):
                    place[starts[number] + offset] = len(place)
            marks = []
            for number in order:
                text = ""
                for offset in range(len(self._strands[number])):
                    here = starts[number] + offset
                    partner = self.pair[here]
                    text += "." if partner < 0 else "()"[place[partner] < place[here]]
                marks.append(text)
            strands = tuple(self._strands[number] for number in order)
            yield Complex(strands, "+".join(marks)).canonical()

    def _strand_order(self, first: int, starts: Sequence[int]) -> list[int]:
        """Strands of a complex in the order in which no pairs cross."""
        order = [first]
        while (number := self._strand_after(order[-1], starts)) != first:
            order.append(number)
        return order

    def _strand_after(self, number: int, starts: Sequence[int]) -> int:
        """The strand across the nick: the loop there, walked backward, ends at its 5' end."""
        place = starts[number] + len(self._strands[number]) - 1
        while True:
            if self.pair[place] >= 0:
                place = self.pair[place]
            step = self.beside(place, forward=False)
            if step is None:
                return self._strand[place]
            place = step
