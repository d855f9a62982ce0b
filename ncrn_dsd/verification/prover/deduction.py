"""Propagates meanings along reactions, with undo and with the assumptions each step rests on."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.prover.multisets import Multiset, total
from ncrn_dsd.verification.prover.options import FormalIndex, narrowed
from ncrn_dsd.verification.prover.result import BisimulationCondition, Narrowing, Violation

Assumptions = frozenset[int]
"""Numbers of the choices that a fact rests on."""

NONE: Assumptions = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A violation, and the choices without which it would not be one."""

    violation: Violation
    rests_on: Assumptions


@dataclass(frozen=True, slots=True)
class _Step:
    """A change of what a species can mean; `reaction` is None for a choice."""

    species: str
    reaction: int | None
    before: tuple[Multiset, ...] | None
    rested_on: Assumptions


class Deduction:
    """What the species of an implementation can mean, given its signals and some choices.

    Parameters
    ----------
    known: species with one possible meaning.
    """

    def __init__(self, question: BisimulationQuestion) -> None:
        self.reactions = question.implementation
        self.formal = FormalIndex(question.formal)
        self.known: dict[str, Multiset] = {x: (formal,) for x, formal in question.signals}
        self._options: dict[str, tuple[Multiset, ...]] = {}
        self._rests_on: dict[str, Assumptions] = {}
        self._steps: list[_Step] = []
        self._of: defaultdict[str, list[int]] = defaultdict(list)
        for index, (left, right) in enumerate(self.reactions):
            for x in dict.fromkeys((*left, *right)):
                self._of[x].append(index)
        self._order = {x: i for i, x in enumerate(self._of)}
        self._queue: deque[int] = deque(range(len(self.reactions)))
        self._queued: set[int] = set(self._queue)
        self._undecided: list[tuple[int, int, str]] = []

    @property
    def mark(self) -> int:
        """To be handed to `undo`."""
        return len(self._steps)

    @property
    def unreached(self) -> tuple[str, ...]:
        """Species about which no reaction says anything."""
        return tuple(x for x in self._of if x not in self.known and x not in self._options)

    def options(self, species: str) -> tuple[Multiset, ...]:
        """What a species that was narrowed can mean."""
        return self._options[species]

    def rests_on(self, species: Iterable[str]) -> Assumptions:
        """The choices behind what is known of these species."""
        return NONE.union(*(self._rests_on.get(x, NONE) for x in species))

    def propagate(self) -> Conflict | None:
        """Draw all conclusions, up to the first contradiction."""
        while self._queue:
            index = self._queue.popleft()
            self._queued.discard(index)
            conflict = self._look_at(index)
            if conflict is not None:
                self._queue.clear()
                self._queued.clear()
                return conflict
        return None

    def choose(self, species: str, value: Multiset, number: int) -> None:
        """Assume one of the possible meanings."""
        self._narrow(species, None, (value,), frozenset((number,)))

    def next_choice(self) -> tuple[str, tuple[Multiset, ...]] | None:
        """A species with several possible meanings, likeliest first; None when there is none.

        A species that turns alone into species of known meaning most likely stands for the
        same: so intermediates count as what they become, and modules compose.
        """
        while self._undecided:
            _, _, x = heappop(self._undecided)
            if x not in self.known and x in self._options:
                fates = self._fates(x)
                return x, tuple(sorted(self._options[x], key=lambda v: v not in fates))
        return None

    def undo(self, mark: int) -> None:
        """Forget every step since `mark`."""
        while len(self._steps) > mark:
            step = self._steps.pop()
            x = step.species
            self.known.pop(x, None)
            if step.before is None:
                del self._options[x]
            else:
                self._options[x] = step.before
                if len(step.before) > 1:
                    heappush(self._undecided, (1, self._order[x], x))
            self._rests_on[x] = step.rested_on

    def narrowings(self, needed: Iterable[str]) -> tuple[Narrowing, ...]:
        """The steps without choices that what is known of these species rests on."""
        wanted = set(needed)
        found = []
        for step in reversed(self._steps):
            if step.species in wanted and step.reaction is not None:
                left, right = self.reactions[step.reaction]
                wanted.update(left, right)
                found.append(Narrowing(step.species, step.reaction))
        return tuple(reversed(found))

    def conflict(
        self,
        condition: BisimulationCondition,
        species: Iterable[str],
        reaction: int = -1,
        state: Multiset = (),
        formal: str = "",
    ) -> Conflict:
        """A violation that rests on what is known of these species."""
        involved = tuple(dict.fromkeys(species))
        meaning = tuple((x, self.known[x]) for x in involved if x in self.known)
        violation = Violation(
            self.narrowings(involved), condition, reaction, state, formal, meaning
        )
        return Conflict(violation, self.rests_on(involved))

    def _look_at(self, index: int) -> Conflict | None:
        left, right = self.reactions[index]
        species = dict.fromkeys((*left, *right))
        unknown = [x for x in species if x not in self.known]
        if not unknown:
            if self.formal.allows(total(left, self.known), total(right, self.known)):
                return None
            return self.conflict(BisimulationCondition.DELIMITING, species, index)
        for x in unknown:
            options = narrowed((left, right), x, self.known, self.formal)
            if options is None:
                continue
            others = self.rests_on(y for y in species if y in self.known)
            if not self._narrow(x, index, options, others):
                return self.conflict(BisimulationCondition.DELIMITING, species, index)
            if x in self.known:
                # The other unknowns of this reaction are looked at again with x known.
                return None
        return None

    def _narrow(
        self, x: str, reaction: int | None, options: tuple[Multiset, ...], rests_on: Assumptions
    ) -> bool:
        """Restrict what a species can mean; False when nothing is left."""
        before = self._options.get(x)
        after = options if before is None else tuple(v for v in before if v in options)
        if before is not None and len(after) == len(before):
            return True
        rested_on = self._rests_on.get(x, NONE)
        self._steps.append(_Step(x, reaction, before, rested_on))
        self._options[x] = after
        self._rests_on[x] = rested_on | rests_on
        if len(after) == 1:
            self.known[x] = after[0]
            for index in self._of[x]:
                self._enqueue(index)
        elif after:
            heappush(self._undecided, (0 if self._fates(x) else 1, self._order[x], x))
        return bool(after)

    def _enqueue(self, index: int) -> None:
        left, right = self.reactions[index]
        if index not in self._queued:
            self._queue.append(index)
            self._queued.add(index)
        if len(left) != 1 or left[0] in self.known or left[0] not in self._options:
            return
        if all(y in self.known for y in right):
            heappush(self._undecided, (0, self._order[left[0]], left[0]))

    def _fates(self, x: str) -> frozenset[Multiset]:
        """Known meanings of what a species turns into without a partner."""
        return frozenset(
            total(right, self.known)
            for left, right in (self.reactions[i] for i in self._of[x])
            if left == (x,) and all(y in self.known for y in right)
        )
