"""Replays refutations: recomputes every step from the question alone.

Independent of the program that found them except for the values that describe a refutation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product

from ncrn_dsd.verification.crn_view import BisimulationQuestion, Sides
from ncrn_dsd.verification.prover.result import BisimulationCondition, Refutation, Split, Violation
from ncrn_dsd.verification.release.result import Held, Withheld

Meaning = tuple[str, ...]
Options = dict[str, frozenset[Meaning]]
"""What each species can mean; a species without an entry can mean anything."""

_MAX_STATES = 100_000


def replays(question: BisimulationQuestion, refutation: Refutation) -> bool:
    """Whether a refutation excludes every interpretation that extends the signals."""
    start: Options = {x: frozenset({(formal,)}) for x, formal in question.signals}
    return _Replay(question).holds(start, refutation)


class _Replay:
    def __init__(self, question: BisimulationQuestion) -> None:
        self._formal = frozenset(question.formal)
        self._question = question
        self._species = {x for r in question.implementation for side in r for x in side}

    def holds(self, given: Options, refutation: Refutation) -> bool:
        options = dict(given)
        for step in refutation.narrowings:
            found = self._narrowed(step.species, step.reaction, options)
            if found is not None:
                before = options.get(step.species, found)
                options[step.species] = before & found
                if not options[step.species]:
                    return True
        if isinstance(refutation, Split):
            branches = dict(refutation.branches)
            possible = options.get(refutation.species)
            return possible is not None and all(
                value in branches
                and self.holds({**options, refutation.species: frozenset({value})}, branches[value])
                for value in possible
            )
        return self._is_violated(refutation, options)

    def _is_violated(self, violation: Violation, options: Options) -> bool:
        if violation.condition is BisimulationCondition.DELIMITING:
            reaction = self._question.implementation[violation.reaction]
            return self._means(reaction, options) is False
        if violation.condition is BisimulationCondition.ATOMIC:
            wanted = (violation.formal,)
            return any(violation.formal in (*left, *right) for left, right in self._formal) and all(
                wanted not in options.get(x, {wanted}) for x in self._species | options.keys()
            )
        return self._is_stuck(self._question.formal[violation.reaction], violation.state, options)

    def _is_stuck(self, goal: Sides, start: Meaning, options: Options) -> bool:
        """No reaction that could be the goal can happen after any that could be trivial."""
        value = self._value(start, options)
        if value is None or Counter(goal[0]) - Counter(value):
            return False
        waiting, seen = [start], {start}
        while waiting:
            state = waiting.pop()
            for reaction in self._question.implementation:
                if Counter(reaction[0]) - Counter(state):
                    continue
                left, right = self._value(reaction[0], options), self._value(reaction[1], options)
                if left is None or right is None or (left, right) == goal:
                    return False
                if left == right:
                    after = Counter(state) - Counter(reaction[0]) + Counter(reaction[1])
                    following = tuple(sorted(after.elements()))
                    if following not in seen:
                        seen.add(following)
                        waiting.append(following)
        return True

    def _value(self, side: Iterable[str], options: Options) -> Meaning | None:
        """What a side means if all its species are known."""
        found: list[str] = []
        for x in side:
            values = options.get(x, frozenset())
            if len(values) != 1:
                return None
            found += next(iter(values))
        return tuple(sorted(found))

    def _means(self, reaction: Sides, options: Options) -> bool | None:
        """Whether a reaction is trivial or formal; None when that is not known."""
        left, right = (self._value(side, options) for side in reaction)
        if left is None or right is None:
            return None
        return left == right or (left, right) in self._formal

    def _narrowed(self, x: str, index: int, options: Options) -> frozenset[Meaning] | None:
        """Meanings of `x` with which the reaction can be trivial or formal; None for no limit."""
        left, right = self._question.implementation[index]
        options = {y: values for y, values in options.items() if y != x}
        others = {y for y in (*left, *right) if y != x and len(options.get(y, ())) != 1}
        if not others:
            bounds = tuple(self._bounds(left, right, options))
            if left.count(x) == right.count(x) and bounds[0] == bounds[1]:
                return None
            return frozenset(
                value
                for bound in bounds
                for value in _parts(bound)
                if self._means((left, right), {**options, x: frozenset({value})})
            )
        for side, other, way in ((left, right, 0), (right, left, 1)):
            whole = self._value(side, options)
            if whole is not None and x in other:
                rest = [y for y in other if len(options.get(y, ())) == 1]
                known = Counter(self._value(rest, options))
                targets = [whole, *(f[1 - way] for f in self._formal if f[way] == whole)]
                return frozenset(
                    value
                    for target in targets
                    for value in _parts(target)
                    if not (known + _times(value, other.count(x))) - Counter(target)
                )
        return None

    def _bounds(self, left: Meaning, right: Meaning, options: Options) -> Iterator[Meaning]:
        """Multisets that contain what the only unknown of a reaction can mean.

        First what is known of the two sides, then the sides of the formal reactions.
        """
        for side in (left, right):
            yield self._value((y for y in side if len(options.get(y, ())) == 1), options) or ()
        for reaction in self._formal:
            yield from reaction


def never_released(
    question: BisimulationQuestion, meaning: dict[str, Meaning], refutation: Held | Withheld
) -> bool:
    """Whether it is true that something counted never comes out as free signals."""
    signals = {x for x, _ in question.signals}

    def is_free(state: Meaning) -> bool:
        return all(x in signals or not meaning[x] for x in state)

    if isinstance(refutation, Withheld):
        goal = question.formal[refutation.formal]
        states = _closure(question, (*refutation.state, ""), meaning, goal)
        return states is not None and not any("" not in s and is_free(s) for s in states)
    state = Counter(refutation.start)
    for index in refutation.way:
        left, right = question.implementation[index]
        if Counter(left) - state:
            return False
        state = state - Counter(left) + Counter(right)
    if not signals.issuperset(refutation.start) or Counter(refutation.state) != state:
        return False
    trap = refutation.trap
    if not trap:
        states = _closure(question, refutation.state, meaning, None)
        return states is not None and not any(map(is_free, states))
    there, before = set(refutation.state), 0
    while before < len(there):
        before = len(there)
        for left, right in question.implementation:
            there.update(right if there.issuperset(left) else ())
    return (
        not trap.isdisjoint(refutation.state)
        and all(x not in signals and meaning[x] for x in trap)
        and all(
            trap.isdisjoint(left) or not trap.isdisjoint(right)
            for left, right in question.implementation
            if there.issuperset(left)
        )
    )


def _closure(
    question: BisimulationQuestion, start: Meaning, meaning: dict[str, Meaning], goal: Sides | None
) -> set[Meaning] | None:
    """All states that can follow; None when they are too many.

    Parameters
    ----------
    goal: the one formal reaction that may happen, once: it takes the mark "" away; None for
        any of them at any time.
    """
    reactions = list(question.implementation)
    if goal is not None:
        reactions = []
        for left, right in question.implementation:
            means = [tuple(sorted(f for x in side for f in meaning[x])) for side in (left, right)]
            if means[0] == means[1]:
                reactions.append((left, right))
            elif tuple(means) == goal:
                reactions.append((("", *left), right))
    waiting, seen = [tuple(sorted(start))], {tuple(sorted(start))}
    while waiting:
        state = Counter(waiting.pop())
        for left, right in reactions:
            if not Counter(left) - state:
                following = tuple(sorted((state - Counter(left) + Counter(right)).elements()))
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        if len(seen) > _MAX_STATES:
            return None
    return seen


def _times(value: Meaning, copies: int) -> Counter[str]:
    return Counter({formal: n * copies for formal, n in Counter(value).items()})


def _parts(whole: Meaning) -> Iterator[Meaning]:
    """Every multiset contained in another."""
    counts = sorted(Counter(whole).items())
    for chosen in product(*(range(n + 1) for _, n in counts)):
        yield tuple(x for (x, _), n in zip(counts, chosen, strict=True) for _ in range(n))
