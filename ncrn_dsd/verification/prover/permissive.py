"""The permissive condition for a given interpretation: paths for all states, or a stuck state."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.prover.multisets import Multiset, minus, plus, submultisets, total
from ncrn_dsd.verification.prover.result import Path, Resolution

_MAX_STATES = 2_000
"""States of one search; a larger space is left open."""
_MAX_STATE_SIZE = 10
_MAX_PATHS = 500_000
_DEPTHS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Stuck:
    """A state from which a formal reaction can never happen.

    Parameters
    ----------
    touched: indices of the reactions that can happen in the states it can reach.
    """

    formal: int
    state: Multiset
    touched: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A search that reached its limit."""

    formal: int
    state: Multiset


class InterpretedReactions:
    """An implementation whose species all have a meaning; every reaction is trivial or formal."""

    def __init__(self, question: BisimulationQuestion, meaning: Mapping[str, Multiset]) -> None:
        self.reactions = question.implementation
        self.formal = question.formal
        self.meaning = meaning
        self._signals = {x for x, _ in question.signals}
        self.trivial: defaultdict[Multiset, list[int]] = defaultdict(list)
        self._by_reactants: defaultdict[Multiset, list[int]] = defaultdict(list)
        self._producers: defaultdict[str, list[int]] = defaultdict(list)
        self._is_trivial: list[bool] = []
        self._goals: defaultdict[tuple[Multiset, Multiset], list[int]] = defaultdict(list)
        for index, (left, right) in enumerate(self.reactions):
            means = total(left, meaning), total(right, meaning)
            self._by_reactants[left].append(index)
            self._goals[means].append(index)
            self._is_trivial.append(means[0] == means[1])
            if means[0] == means[1]:
                self.trivial[left].append(index)
                for x in set(right):
                    self._producers[x].append(index)

    def resolutions(self) -> tuple[Resolution, ...]:
        """Species that turn into signals and species of empty meaning without a partner.

        Such a species needs no paths of its own (sufficient form of the modularity condition,
        Johnson, Dong and Winfree, TCS 765, 2019, definition 3.3).
        """
        base = {x for x, value in self.meaning.items() if x in self._signals or not value}
        waiting: dict[int, int] = {}
        users: defaultdict[str, list[int]] = defaultdict(list)
        ready: deque[int] = deque()
        for index, (left, right) in enumerate(self.reactions):
            if self._is_trivial[index] and len(left) == 1 and left[0] not in base:
                needed = {x for x in right if x not in base}
                waiting[index] = len(needed)
                for x in needed:
                    users[x].append(index)
                if not needed:
                    ready.append(index)
        found: dict[str, int] = {}
        while ready:
            index = ready.popleft()
            (x,) = self.reactions[index][0]
            if x in found:
                continue
            found[x] = index
            for user in users[x]:
                waiting[user] -= 1
                if not waiting[user]:
                    ready.append(user)
        return tuple(Resolution(x, index) for x, index in found.items())

    def paths(self, resolved: frozenset[str]) -> tuple[Path, ...] | Stuck | TooLarge:
        """A path for every formal reaction and minimal state of species that are not resolved."""
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for x, value in self.meaning.items():
            if x not in resolved:
                for formal in set(value):
                    holders[formal].append(x)
        found: list[Path] = []
        for number, (reactants, _) in enumerate(self.formal):
            search = _Search(self, number)
            covers = dict.fromkeys(self._covers(reactants, holders))
            for state in (s for s in covers if self._is_minimal(s, reactants)):
                path = search.from_state(state)
                if not isinstance(path, tuple):
                    return path
                found.append(Path(number, state, path))
                if len(found) > _MAX_PATHS:
                    return TooLarge(number, state)
        return tuple(found)

    def _covers(
        self, target: Multiset, holders: Mapping[str, list[str]], state: Multiset = ()
    ) -> Iterator[Multiset]:
        """States that stand for the target and possibly more; every minimal one is among them."""
        if not target:
            yield state
            return
        for x in holders.get(target[0], ()):
            rest = list(target)
            for formal in self.meaning[x]:
                if formal in rest:
                    rest.remove(formal)
            yield from self._covers(tuple(rest), holders, plus(state, (x,)))

    def _is_minimal(self, state: Multiset, target: Multiset) -> bool:
        """Whether no species of a state can be left out."""
        if sum(len(self.meaning[x]) for x in state) == len(target):
            return True
        parts = (state[:i] + state[i + 1 :] for i in range(len(state)))
        return all(minus(total(part, self.meaning), target) is None for part in parts)

    def goals(self, number: int) -> list[int]:
        """Implementation reactions that stand for a formal reaction."""
        return self._goals.get(self.formal[number], [])

    def possible(self, state: Multiset) -> Iterator[int]:
        """Reactions that can happen in a state."""
        for part in submultisets(state):
            yield from self._by_reactants.get(part, ())

    def producers(self, x: str) -> list[int]:
        """Trivial reactions that produce a species."""
        return self._producers.get(x, [])


class _Search:
    """Searches ways to one formal reaction, first by reactions known to lead towards it."""

    def __init__(self, dynamics: InterpretedReactions, number: int) -> None:
        self._dynamics = dynamics
        self._number = number
        self._goal: dict[Multiset, int] = {}
        self._rank: dict[str, int] = {}
        for index in dynamics.goals(number):
            left, _ = dynamics.reactions[index]
            self._goal.setdefault(left, index)
            self._rank.update(dict.fromkeys(left, 0))
        self._front = list(self._rank)
        self._ahead: defaultdict[Multiset, list[int]] = defaultdict(list)
        self._seen: set[int] = set()
        self._depth = 0

    def from_state(self, state: Multiset) -> tuple[int, ...] | Stuck | TooLarge:
        """Indices of the reactions of a way; no reaction can be left out at its beginning."""
        for depth in _DEPTHS if self._goal else ():
            self._look_back(depth)
            _, path = self._explore(state, self._ahead)
            if path:
                return path
        states, path = self._explore(state, self._dynamics.trivial)
        if path:
            return path
        if states is None:
            return TooLarge(self._number, state)
        touched = dict.fromkeys(i for s in states for i in self._dynamics.possible(s))
        return Stuck(self._number, state, tuple(touched))

    def _look_back(self, depth: int) -> None:
        """Collect the trivial reactions that lead to reactants of the goals in few steps."""
        while self._depth < depth:
            self._depth += 1
            front, self._front = self._front, []
            for index in (i for x in front for i in self._dynamics.producers(x)):
                left, _ = self._dynamics.reactions[index]
                if index not in self._seen:
                    self._seen.add(index)
                    self._ahead[left].append(index)
                for y in left:
                    if y not in self._rank:
                        self._rank[y] = self._depth
                        self._front.append(y)

    def _explore(
        self, start: Multiset, steps: Mapping[Multiset, list[int]]
    ) -> tuple[tuple[Multiset, ...] | None, tuple[int, ...]]:
        """Breadth-first search by the given trivial reactions.

        Returns
        -------
        The states that were reached, None when there are too many, and the way, if one was found.
        """
        reactions = self._dynamics.reactions
        came_by: dict[Multiset, tuple[Multiset, int] | None] = {start: None}
        queue = deque([start])
        while queue:
            state = queue.popleft()
            parts = tuple(submultisets(state))
            goal = next((self._goal[p] for p in parts if p in self._goal), None)
            if goal is not None:
                return tuple(came_by), _way(came_by, state, goal)
            for index in (i for p in parts for i in steps.get(p, ())):
                left, right = reactions[index]
                rest = minus(state, left)
                assert rest is not None
                after = plus(rest, right)
                if after not in came_by:
                    if len(came_by) > _MAX_STATES or len(after) > _MAX_STATE_SIZE:
                        return None, ()
                    came_by[after] = state, index
                    queue.append(after)
        return tuple(came_by), ()


def _way(
    came_by: Mapping[Multiset, tuple[Multiset, int] | None], state: Multiset, last: int
) -> tuple[int, ...]:
    way = [last]
    while (step := came_by[state]) is not None:
        state, index = step
        way.append(index)
    return tuple(reversed(way))
