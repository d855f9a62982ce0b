"""Says what is wrong with an implementation by trying out small numbers of its signals.

Shares no code with the prover. It knows no interpretation: it looks at what stands in free signals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations_with_replacement, islice, product

State = frozenset[tuple[str, int]]
Reaction = tuple[Counter[str], Counter[str]]

MAX_STATES = 1_500
MAX_COPIES = 14
MAX_STARTS = 40


@dataclass(frozen=True)
class Trial:
    """What is known of an implementation.

    Parameters
    ----------
    formal, implementation: reactants and products; fuels are on neither side.
    signals: species and the formal species it stands for.
    """

    formal: tuple[Reaction, ...]
    implementation: tuple[Reaction, ...]
    signals: Mapping[str, str]


def trial(
    formal: Iterable[tuple[Sequence[str], Sequence[str]]],
    reactions: Iterable[tuple[Sequence[str], Sequence[str]]],
    fuels: Iterable[str],
    signals: Mapping[str, str],
) -> Trial:
    """Fuels and what comes of them alone are always there; what never reacts is left out."""
    listed = list(reactions)
    constant, before = set(fuels), -1
    while before < len(constant):
        before = len(constant)
        for left, right in listed:
            if constant.issuperset(left):
                constant.update(x for x in right if x not in signals)
    seen = [
        (
            Counter(x for x in left if x not in constant),
            Counter(x for x in right if x not in constant),
        )
        for left, right in listed
    ]
    acting = {x for left, _ in seen for x in left} | set(signals)
    changing = [
        (left, Counter({x: n for x, n in right.items() if x in acting})) for left, right in seen
    ]
    return Trial(
        tuple((Counter(left), Counter(right)) for left, right in formal),
        tuple((left, right) for left, right in changing if left != right),
        dict(signals),
    )


def objection(of: Trial, meaning: Mapping[str, Sequence[str]] | None = None) -> str | None:
    """The first thing found that is wrong, in words.

    Parameters
    ----------
    meaning: what a certificate says that the species stand for; None without one.
    """
    for number, (left, right) in enumerate(of.formal):
        for start in _starts(of, left):
            told = _missing_products(of, start, right)
            if told is not None:
                return f"formal reaction {number}: {told}"
    few = (Counter(c) for n in (1, 2) for c in combinations_with_replacement(sorted(of.signals), n))
    reacting = (
        start
        for first, second in combinations_with_replacement(of.formal, 2)
        for start in islice(_starts(of, first[0] + second[0]), 4)
    )
    for start in chain(islice(few, MAX_STARTS), reacting):
        told = _wrong_fate(of, start, meaning)
        if told is not None:
            return told
    return None


def _starts(of: Trial, formal: Counter[str]) -> Iterator[Counter[str]]:
    variants: dict[str, list[str]] = {}
    for x, name in of.signals.items():
        variants.setdefault(name, []).append(x)
    choices = product(*(variants.get(x, []) for x in formal.elements()))
    yield from (Counter(c) for c in islice(choices, MAX_STARTS))


def _missing_products(of: Trial, start: Counter[str], right: Counter[str]) -> str | None:
    made = _can_ever_be(of.implementation, start)
    missing = [name for name in right if not any(of.signals.get(x) == name for x in made)]
    if missing:
        return f"{_told(start)} never gives {missing[0]}"
    seen, _, is_whole = _explored(of.implementation, start)
    if is_whole and not any(_reading(of, s) == right for s in seen):
        return f"{_told(start)} never becomes just {_told(right)}"
    return None


def _can_ever_be(reactions: Sequence[Reaction], start: Counter[str]) -> set[str]:
    """Species that come up if nothing ever runs out."""
    there, before = set(start), -1
    while before < len(there):
        before = len(there)
        for left, right in reactions:
            if there.issuperset(left):
                there.update(right)
    return there


def _wrong_fate(
    of: Trial, start: Counter[str], meaning: Mapping[str, Sequence[str]] | None
) -> str | None:
    readings, _, formal_is_whole = _explored(of.formal, _reading(of, _key(start)))
    seen, edges, _ = _explored(of.implementation, start)
    inside = {s for s in seen if s in edges}
    right = {s for s in inside if not formal_is_whole or _key(_reading(of, s)) in readings}
    held = inside - _leading_to(right | (seen - inside), edges)
    if held:
        return f"{_told(start)} becomes {_told(dict(min(held, key=sorted)))} for ever"
    for s in inside - right:
        if all(x in of.signals for x, _ in s):
            return f"{_told(start)} becomes {_told(dict(s))}, which is no formal state"
    if meaning is not None:
        free = {s for s in inside if all(x in of.signals or not meaning[x] for x, _ in s)}
        held = inside - _leading_to(free | (seen - inside), edges)
        if held:
            return f"{_told(start)} becomes {_told(dict(min(held, key=sorted)))} and is not free"
    return None


def _explored(
    reactions: Sequence[Reaction], start: Counter[str]
) -> tuple[set[State], dict[State, list[State]], bool]:
    """States, what follows from those that were looked at, and whether those are all."""
    first = _key(start)
    seen, edges, order = {first}, dict[State, list[State]](), [first]
    for state in order:
        if len(seen) > MAX_STATES:
            break
        if sum(n for _, n in state) > MAX_COPIES:
            continue
        here = Counter(dict(state))
        edges[state] = []
        for left, right in reactions:
            if all(here[x] >= n for x, n in left.items()):
                after = Counter(here)
                after.subtract(left)
                after.update(right)
                following = _key(after)
                edges[state].append(following)
                if following not in seen:
                    seen.add(following)
                    order.append(following)
    return seen, edges, len(edges) == len(seen)


def _leading_to(goals: set[State], edges: Mapping[State, Sequence[State]]) -> set[State]:
    before: dict[State, list[State]] = {}
    for state, following in edges.items():
        for s in following:
            before.setdefault(s, []).append(state)
    found, order = set(goals), list(goals)
    for state in order:
        for s in before.get(state, ()):
            if s not in found:
                found.add(s)
                order.append(s)
    return found


def _reading(of: Trial, state: State) -> Counter[str]:
    found: Counter[str] = Counter()
    for x, n in state:
        if x in of.signals:
            found[of.signals[x]] += n
    return found


def _key(state: Counter[str]) -> State:
    return frozenset((x, n) for x, n in state.items() if n)


def _told(state: Mapping[str, int]) -> str:
    return " + ".join(f"{n} {x}" for x, n in sorted(state.items()) if n) or "(nothing)"
