"""What can happen in an implementation when any number of signals may be there."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides
from ncrn_dsd.verification.prover.multisets import Multiset, plus, total
from ncrn_dsd.verification.prover.result import Path
from ncrn_dsd.verification.release.result import Held, Open, Withheld

S = TypeVar("S", bound=Hashable)

_MAX_STATES = 10_000
"""States explored in all; a larger space is left open."""
_MAX_STATES_OF_ONE = 2_000
_MAX_STATE_SIZE = 12
_MAX_STARTS = 24
_MAX_WORK = 500_000
"""Reactions looked at for traps of single states."""
_MAX_DERIVATION = 400


class Dynamics:
    """Reactions that can happen when any number of signals may be there."""

    def __init__(self, question: BisimulationQuestion, meaning: Mapping[str, Multiset]) -> None:
        self.reactions = question.implementation
        self.formal = question.formal
        self.meaning = meaning
        self.signals = {x for x, _ in question.signals}
        self.maker: dict[str, int] = {}
        """The first reaction that produces a species which is no signal."""
        self.live: list[int] = []
        """Reactions whose reactants can all be there."""
        self.users: defaultdict[str, list[int]] = defaultdict(list)
        missing = [set(left) - self.signals for left, _ in self.reactions]
        needs: defaultdict[str, list[int]] = defaultdict(list)
        for index, species in enumerate(missing):
            for x in species:
                needs[x].append(index)
        ready = deque(i for i, species in enumerate(missing) if not species)
        while ready:
            index = ready.popleft()
            self.live.append(index)
            for x in dict.fromkeys(self.reactions[index][1]):
                if x not in self.signals and x not in self.maker:
                    self.maker[x] = index
                    for user in needs[x]:
                        missing[user].discard(x)
                        if not missing[user]:
                            ready.append(user)
        self.live.sort()
        for index in self.live:
            for x in dict.fromkeys(self.reactions[index][0]):
                self.users[x].append(index)
        self._by_first: defaultdict[str, list[int]] = defaultdict(list)
        for index in self.live:
            self._by_first["".join(self.reactions[index][0][:1])].append(index)
        self._states_left, self._traps_left = _MAX_STATES, _MAX_WORK // (len(self.live) + 1)
        self.counted = [x for x in self.maker if meaning[x]]

    def change(self, index: int) -> Counter[str]:
        left, right = self.reactions[index]
        change = Counter(right)
        change.subtract(left)
        return change

    def is_trivial(self, index: int) -> bool:
        left, right = self.reactions[index]
        return total(left, self.meaning) == total(right, self.meaning)

    def is_held(self, species: Iterable[str], exact: set[str]) -> bool:
        """Whether any is counted, no signal, and may not come out as what it stands for."""
        return any(self.meaning[x] and x not in self.signals and x not in exact for x in species)

    def delivered(self, path: Path, exact: set[str]) -> Path | Withheld | Open:
        """The path, or one more that ends where the products come out."""
        goal = self.formal[path.formal]
        if not self.signals.issuperset(path.state) or len(path.state) != len(goal[0]):
            return path
        if not self.is_held(self._after(path.state, path.reactions), exact):
            return path
        Node = tuple[Multiset, bool]
        start: Node = path.state, False
        came: dict[Node, tuple[Node, int] | None] = {start: None}
        order = deque([start])
        while order:
            node = order.popleft()
            state, fired = node
            if len(came) > _MAX_STATES_OF_ONE or len(state) > _MAX_STATE_SIZE:
                return Open(path.state)
            for index in self._possible(state):
                means = [total(side, self.meaning) for side in self.reactions[index]]
                is_goal = means[0] != means[1]
                if is_goal and (fired or tuple(means) != goal):
                    continue
                following = _fired(state, self.reactions[index]), fired or is_goal
                if following not in came:
                    came[following] = node, index
                    order.append(following)
                    if following[1] and not self.is_held(following[0], exact):
                        return replace(path, reactions=_way(came, following))
        return Withheld(path.formal, path.state)

    def _after(self, state: Multiset, way: Iterable[int]) -> Multiset:
        for index in way:
            state = _fired(state, self.reactions[index])
        return state

    def _possible(self, state: Multiset) -> Iterator[int]:
        """Reactions that can happen in a state."""
        here = Counter(state)
        for x in ("", *here):
            for index in self._by_first.get(x, ()):
                left = self.reactions[index][0]
                if all(here[y] >= left.count(y) for y in left):
                    yield index

    def trapped(self) -> Held | None:
        """A state with a species of a trap that holds with all signals there."""
        trap = self._trap(self.live)
        for x in sorted(trap, key=lambda x: (bool(self.users.get(x)), self.counted.index(x))):
            made = self.derived(x)
            if made is not None:
                # A species that nothing uses up is a trap by itself.
                return Held(*made, trap if self.users.get(x) else frozenset((x,)))
        return None

    def _trap(self, indices: Iterable[int]) -> frozenset[str]:
        """Counted species of which each of these reactions gives one back if it consumes any."""
        trap = set(self.counted)
        waiting = deque(indices)
        makers: defaultdict[str, list[int]] = defaultdict(list)
        for index in waiting:
            for x in set(self.reactions[index][1]):
                makers[x].append(index)
        while waiting:
            left, right = self.reactions[waiting.popleft()]
            if not trap.intersection(right):
                for x in trap.intersection(left):
                    trap.discard(x)
                    waiting.extend(makers[x])
        return frozenset(trap)

    def _trap_of(self, state: Multiset) -> frozenset[str]:
        """The same for the reactions that can ever happen after a state."""
        there = set(state)
        before = -1
        while before < len(there):
            before = len(there)
            for index in self.live:
                left, right = self.reactions[index]
                if there.issuperset(left):
                    there.update(right)
        possible = [i for i in self.live if there.issuperset(self.reactions[i][0])]
        return self._trap(possible) & there

    def derived(self, species: str) -> tuple[Multiset, tuple[int, ...], Multiset] | None:
        """Signals, reactions, and the state with the species to which they lead."""
        start: Counter[str] = Counter()
        state: Counter[str] = Counter()
        way: list[int] = []
        steps = [0]

        def make(x: str) -> bool:
            """Put one more of a species there, by the reaction that first made it."""
            steps[0] += 1
            if steps[0] > _MAX_DERIVATION:
                return False
            if x in self.signals:
                start[x] += 1
                state[x] += 1
                return True
            left, right = self.reactions[self.maker[x]]
            kept: Counter[str] = Counter()
            for y in left:
                # What is set aside is not taken twice.
                if state[y] <= kept[y] and not make(y):
                    return False
                kept[y] += 1
            state.subtract(left)
            state.update(right)
            way.append(self.maker[x])
            return True

        if not make(species):
            return None
        return _sorted(start), tuple(way), _sorted(state)

    def explored(self, species: Sequence[str]) -> Held | None:
        """A state from which all that can follow is known, and never has all signals free."""
        starts = self._starts(species)
        for start in starts:
            held = self._held_from(start) if self._states_left > 0 else None
            if held is not None:
                return held
        return None

    def _starts(self, species: Sequence[str]) -> list[Multiset]:
        """Signals that lead to species, those of formal reactions about the same, and pairs."""
        made = [self.derived(x) for x in species[:_MAX_STARTS]]
        single = [start for start, _, _ in (m for m in made if m is not None)]
        about = {formal for x in species[:_MAX_STARTS] for formal in self.meaning[x]}
        first: dict[str, str] = {}
        for x in sorted(self.signals):
            first.setdefault(self.meaning[x][0], x)
        single += [
            tuple(sorted(first[formal] for formal in left))
            for left, right in self.formal
            if about.intersection((*left, *right)) and first.keys() >= set(left)
        ]
        single = list(dict.fromkeys(single))[:_MAX_STARTS]
        pairs = [plus(a, b) for i, a in enumerate(single) for b in single[: i + 1]]
        return list(dict.fromkeys((*single, *pairs)))[:_MAX_STARTS]

    def _held_from(self, start: Multiset) -> Held | None:
        came: dict[Multiset, tuple[Multiset, int] | None] = {start: None}
        before: defaultdict[Multiset, list[Multiset]] = defaultdict(list)
        order = deque([start])
        unexplored = []
        most = min(_MAX_STATES_OF_ONE, self._states_left)
        while order:
            state = order.popleft()
            if len(came) > most or len(state) > _MAX_STATE_SIZE:
                unexplored.append(state)
                continue
            for index in self._possible(state):
                following = _fired(state, self.reactions[index])
                before[following].append(state)
                if following not in came:
                    came[following] = state, index
                    order.append(following)
        self._states_left -= len(came)
        good = {s for s in came if not any(self.meaning[x] for x in s if x not in self.signals)}
        # What is not known to end badly may end well.
        waiting, hopeful = [*good, *unexplored], {*good, *unexplored}
        while waiting:
            for state in before[waiting.pop()]:
                if state not in hopeful:
                    hopeful.add(state)
                    waiting.append(state)
        for state in came:
            if state not in hopeful:
                return Held(start, _way(came, state), state, frozenset())
        for state in [s for s in came if s not in good][: self._traps_left]:
            self._traps_left -= 1
            trap = self._trap_of(state)
            if trap.intersection(state):
                return Held(start, _way(came, state), state, trap)
        return None


def _fired(state: Multiset, reaction: Sides) -> Multiset:
    """The state after a reaction."""
    after = Counter(state)
    after.subtract(reaction[0])
    after.update(reaction[1])
    return _sorted(after)


def _way(came: Mapping[S, tuple[S, int] | None], state: S) -> tuple[int, ...]:
    """The reactions by which a state was reached."""
    way = []
    while (step := came[state]) is not None:
        state, index = step
        way.append(index)
    return tuple(reversed(way))


def _sorted(state: Counter[str]) -> Multiset:
    return tuple(sorted(state.elements()))
