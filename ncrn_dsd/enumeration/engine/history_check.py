"""Whether every form of a signal does what the signal does, wherever it can be told apart.

A form can be told apart only in the company of the complement of its history domain. So for
every complex with a signal and such a complement, and for every pair of resting complexes that
bring the two together, the moves with the form in place of the signal must be the same moves at
the same rates. Then replacing forms by signals gives an exact network of sums (strong
lumpability), by induction over the reactions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ncrn_dsd.enumeration.engine.binding import Binder, Site
from ncrn_dsd.enumeration.engine.class_moves import ClassMoves
from ncrn_dsd.enumeration.engine.encounters import Encounters
from ncrn_dsd.enumeration.engine.histories import Histories
from ncrn_dsd.enumeration.engine.network import Enumeration
from ncrn_dsd.enumeration.engine.structure import StrandPool, Structure

Strands = tuple[int, ...]
_Encounter = tuple[Structure, Structure, Structure]
"""Two bound complexes, not in canonical order, and each of them."""
_MOST_CONFORMERS = 10_000


@dataclass(frozen=True, slots=True)
class _Company:
    """A resting complex with a complement that tells forms apart, and where it is exposed."""

    structure: Structure
    sites: list[Site]


class _Normalised(Mapping[Structure, int]):
    """Components of complexes with forms of signals in them."""

    def __init__(self, component_of: Mapping[Structure, int], histories: Histories) -> None:
        self._component_of = component_of
        self._histories = histories

    def __getitem__(self, structure: Structure) -> int:
        return self._component_of[self._histories.normal(structure)]

    def __iter__(self) -> Iterator[Structure]:
        return iter(self._component_of)

    def __len__(self) -> int:
        return len(self._component_of)


class HistoryCheck:
    """Looks for a difference in a network in which forms were replaced by signals.

    Parameters
    ----------
    moves: unimolecular reactions as they are, without replacing anything.
    """

    def __init__(
        self,
        pool: StrandPool,
        network: Enumeration,
        histories: Histories,
        moves: ClassMoves,
        binder: Binder,
    ) -> None:
        self._pool = pool
        self._network = network
        components = _Normalised(network.component_of, histories)
        self._encounters = Encounters(pool, moves, components, _MOST_CONFORMERS)
        self._histories = histories
        self._moves = moves
        self._binder = binder
        self._same: set[tuple[int, int, tuple[int, ...]]] = set()
        self._apart: dict[object, bool] = {}

    def first_difference(self) -> tuple[Structure, ...] | None:
        """Complexes with which some form does something else than its signal; None if none."""
        network = self._network
        for structure in network.complexes:
            if self._differs(*structure):
                return (structure,)
        resting = network.resting
        companions: dict[int, list[_Company]] = {}
        for structure in resting:
            hidden = self._histories.hidden_in(structure[0])
            if hidden:
                company = _Company(structure, self._binder.sites(structure))
                for own in hidden:
                    companions.setdefault(own, []).append(company)
        everything = [_Company(s, self._binder.sites(s)) for s in resting]
        for structure in resting:
            for company in self._met(structure, companions, everything):
                if self._meet_differently(structure, company):
                    return structure, company.structure
        return None

    def _met(
        self,
        structure: Structure,
        companions: dict[int, list[_Company]],
        everything: list[_Company],
    ) -> Iterator[_Company]:
        """Resting complexes that bring a form in `structure` together with its complement."""
        signals = [s for s in dict.fromkeys(structure[0]) if s in self._histories.forms]
        if not signals:
            return
        hidden = self._histories.hidden_in(structure[0])
        if any(own in hidden for own in signals):
            yield from everything
            return
        seen: set[Structure] = set()
        for own in signals:
            for company in companions.get(own, ()):
                if company.structure not in seen:
                    seen.add(company.structure)
                    yield company

    def _meet_differently(self, structure: Structure, company: _Company) -> bool:
        mine = self._binder.sites(structure)
        if self._history_binds(structure, mine, company):
            return True
        other = company.structure
        size = len(structure[0])
        for here in mine:
            for there in company.sites:
                if here.domain != -there.domain:
                    continue
                strands, pair = self._binder.joined(structure, here, other, there)
                for changed in self._changed(structure[0] + other[0]):
                    a, b = (changed[:size], structure[1]), (changed[size:], other[1])
                    alt_strands, alt_pair = self._binder.joined(a, here, b, there)
                    if alt_pair == pair and not self._closure_differs(strands, alt_strands, pair):
                        continue
                    if not self._both_fall_apart(
                        ((strands, pair), structure, other), ((alt_strands, alt_pair), a, b)
                    ):
                        return True
        return False

    def _both_fall_apart(self, own: _Encounter, changed: _Encounter) -> bool:
        """Whether the reactants are all that comes of an encounter, with the form as without."""
        key = tuple((self._pool.pattern(e[0][0]), e[0][1]) for e in (own, changed))
        found = self._apart.get(key)
        if found is None:
            found = self._apart[key] = all(
                self._encounters.falls_apart(*(self._pool.canonical(*s) for s in encounter))
                for encounter in (own, changed)
            )
        return found

    def _history_binds(self, structure: Structure, mine: list[Site], company: _Company) -> bool:
        """Whether a history domain and its complement are both exposed."""
        open_there = {site.domain for site in company.sites}
        layout = self._pool.layout(structure[0])
        for site in mine:
            own = structure[0][layout.strand[site.position]]
            for form in self._histories.forms.get(own, ()):
                place = site.position - layout.start[layout.strand[site.position]]
                domain = self._pool.strands[form.strand][place]
                if domain == form.history and -domain in open_there:
                    return True
        return False

    def _changed(self, strands: Strands) -> list[Strands]:
        return list(self._histories.alternatives(strands))

    def _differs(self, strands: Strands, pair: tuple[int, ...]) -> bool:
        return any(
            self._closure_differs(strands, changed, pair) for changed in self._changed(strands)
        )

    def _closure_differs(self, own: Strands, changed: Strands, pair: tuple[int, ...]) -> bool:
        """Whether the same complex with other strands ever moves differently."""
        waiting = [(own, changed, pair)]
        while waiting:
            strands, others, here = waiting.pop()
            key = (self._pool.pattern(strands), self._pool.pattern(others), here)
            if key in self._same:
                continue
            self._same.add(key)
            found = Counter(self._moves.steps(strands, here))
            if found != Counter(self._moves.steps(others, here)):
                return True
            for _, _, parts in found:
                for members, part in parts:
                    kept = tuple([strands[i] for i in members])
                    moved = tuple([others[i] for i in members])
                    normal = self._histories.normal_strands
                    if normal(moved) != normal(kept):
                        waiting.append((kept, moved, part))
        return False
