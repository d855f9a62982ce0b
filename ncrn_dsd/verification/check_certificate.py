"""Checks a certificate; shares nothing with the program that made it.

A certificate is a JSON object:

crn_sha256, implementation_sha256: of what it is about, see `digest`.
system_sha256: of the strands and complexes that were enumerated; null when there are none.
formal, implementation: lists of [reactants, products], each a list of names.
signals: implementation species -> the formal species it stands for.
interpretation: every implementation species -> list of formal species.
resolutions: list of [species, reaction index], in the order in which they are checked.
paths: list of [formal reaction index, state, reaction indices].
release: null, or {"steps": list of [species, reaction index], "supplies": {helper: {species: n}}}.

It is accepted when the interpretation extends the signals and is a CRN bisimulation (Johnson,
Dong and Winfree, TCS 765, 2019):

- atomic: some species stands for each formal species alone;
- delimiting: every implementation reaction stands for nothing changing or a formal reaction;
- permissive: the resolutions turn every state, by reactions that change no meaning, into one of
  unresolved species: each uses a resolved species alone and gives unresolved ones or ones resolved
  earlier. Such a state, if it stands for the reactants of a formal reaction, contains a minimal one
  that does; from each of these a path of such reactions has to lead to a reaction that stands for
  the formal one. Further species take nothing away from what can happen.

With a release, signals are released as well: from every state that signals can reach, a state can
be reached in which every species that stands for something is a signal.

- A supply is an inequality: there are at least as many helpers as the weighted number of other
  species. It holds of signals alone, and no reaction that can happen may break it.
- A step consumes one species and helpers that supplies grant to each copy of it, and gives signals,
  species that stand for nothing, and ones with an earlier step. Every counted species that can be
  there needs one; then taking steps in any order ends, and it ends in signals.
- The path of each formal reaction from signals has to leave signals, or species whose steps, all
  the way, change no meaning: then what comes out is just the products.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

Side = tuple[str, ...]
Reaction = tuple[Side, Side]

MAX_STEPS = 5_000_000
"""Species looked at; a certificate that asks for more is not accepted."""


class RejectedError(Exception):
    """The certificate proves nothing; the message says where it fails."""


class Accepted(NamedTuple):
    """What a certificate shows.

    Parameters
    ----------
    paths: number of paths that were followed.
    released: signals are released as well.
    system_sha256: what the certificate says of the system; nothing in it can confirm that.
    """

    paths: int
    released: bool
    crn_sha256: str
    implementation_sha256: str
    system_sha256: str | None


def digest(reactions: Iterable[Reaction], signals: dict[str, str] | None = None) -> str:
    """SHA-256 of sorted lines of JSON: each reaction, sides sorted, and [signal, formal]."""
    lines = {json.dumps([sorted(left), sorted(right)]) for left, right in reactions}
    lines |= {json.dumps([x, formal]) for x, formal in (signals or {}).items()}
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def check_certificate(
    text: str,
    formal: list[Reaction] | None = None,
    implementation: list[Reaction] | None = None,
    signals: dict[str, str] | None = None,
) -> Accepted:
    """Accept a certificate, and say what it shows.

    Parameters
    ----------
    formal, implementation, signals: what it has to be about; None takes what it contains.

    Raises
    ------
    RejectedError: it is malformed, is about something else or nothing, needs more than `MAX_STEPS`,
        or proves nothing.
    """
    try:
        content = json.loads(text)
        about = _reactions(content["formal"]), _reactions(content["implementation"])
        given = {_name(x): _name(formal_) for x, formal_ in content["signals"].items()}
        meaning = {_name(x): _side(value) for x, value in content["interpretation"].items()}
        resolutions = [(_name(x), _index(i)) for x, i in content["resolutions"]]
        paths = [(_index(f), _side(s), [_index(i) for i in way]) for f, s, way in content["paths"]]
        release = None if content["release"] is None else _release(content["release"])
        hashes = _name(content["crn_sha256"]), _name(content["implementation_sha256"])
        system = None if content["system_sha256"] is None else _name(content["system_sha256"])
    except KeyError as problem:
        raise RejectedError(f"malformed: {problem} is missing") from problem
    except (ValueError, TypeError, AttributeError, RecursionError) as problem:
        raise RejectedError(f"malformed: {problem}") from problem
    if not (all(about) and given):
        raise RejectedError("it is about nothing: no formal reaction, implementation or signal")
    for have, want in zip(about, (formal, implementation), strict=True):
        if want is not None and set(have) != set(_reactions(want)):
            raise RejectedError("it is about other reactions")
    if signals is not None and given != signals:
        raise RejectedError("it is about other signals")
    if hashes != (digest(about[0]), digest(about[1], given)):
        raise RejectedError("its hashes are not those of the reactions and signals in it")
    checker = _Checker(about, given, meaning)
    checker.check_meanings()
    followed = checker.check_paths(paths, checker.check_resolutions(resolutions))
    if release is not None:
        checker.check_products(paths, checker.check_release(*release))
    return Accepted(followed, release is not None, *hashes, system)


class _Checker:
    def __init__(
        self, about: tuple[list[Reaction], ...], signals: dict[str, str], meaning: dict[str, Side]
    ) -> None:
        self.formal, self.implementation = about
        self.signals, self.meaning = signals, meaning
        self._steps_left = MAX_STEPS
        species = {x for r in self.implementation for side in r for x in side} | set(signals)
        if species != set(meaning):
            raise RejectedError("the interpretation is not about the species of the network")
        self.stands_for = [(self._means(a), self._means(b)) for a, b in self.implementation]

    def _spend(self, steps: int) -> None:
        self._steps_left -= steps
        if self._steps_left < 0:
            raise RejectedError(f"checking it takes more than {MAX_STEPS} steps")

    def _means(self, side: Side) -> Side:
        self._spend(len(side) + sum(len(self.meaning[x]) for x in side))
        return tuple(sorted(formal for x in side for formal in self.meaning[x]))

    def _is_trivial(self, index: int) -> bool:
        return self.stands_for[index][0] == self.stands_for[index][1]

    def check_meanings(self) -> None:
        """Signals, atomic condition and delimiting condition."""
        for x, formal in self.signals.items():
            if self.meaning[x] != (formal,):
                raise RejectedError(f"{x} does not stand for {formal}")
        atoms = {value[0] for value in self.meaning.values() if len(value) == 1}
        formals = {x for r in self.formal for side in r for x in side}
        formals |= {x for value in self.meaning.values() for x in value}
        if not formals <= atoms:
            raise RejectedError(f"atomic: nothing stands for {min(formals - atoms)} alone")
        allowed = set(self.formal)
        for index, means in enumerate(self.stands_for):
            if means[0] != means[1] and means not in allowed:
                raise RejectedError(f"delimiting: reaction {index} is neither trivial nor formal")

    def check_resolutions(self, resolutions: list[tuple[str, int]]) -> set[str]:
        """The species that turn into unresolved ones without help."""
        later = {x for x, _ in resolutions}
        if len(later) < len(resolutions):
            raise RejectedError("a species is resolved twice")
        for x, index in resolutions:
            left, right = self._reaction(index)
            if left != (x,) or not self._is_trivial(index) or later & set(right):
                raise RejectedError(f"reaction {index} does not resolve {x}")
            later.discard(x)
        return {x for x, _ in resolutions}

    def check_paths(self, paths: list[tuple[int, Side, list[int]]], resolved: set[str]) -> int:
        """A path for every formal reaction and every state that has to allow it."""
        ways = {(formal, state): way for formal, state, way in paths}
        if len(ways) < len(paths) or not all(ways.values()):
            raise RejectedError("a state has two paths or an empty one")
        by_formal: dict[str, list[str]] = {}
        for x, value in self.meaning.items():
            for formal in set(value) if x not in resolved else ():
                by_formal.setdefault(formal, []).append(x)
        missing = 0
        for number, (reactants, _) in enumerate(self.formal):
            for state in self._states(reactants, by_formal):
                if (number, state) not in ways:
                    raise RejectedError(f"permissive: the path from {state} is missing")
                missing += 1
        if missing != len(ways):
            raise RejectedError(f"permissive: {len(ways) - missing} paths are not needed")
        for (number, state), way in ways.items():
            self._follow(number, state, way)
        return len(ways)

    def _states(self, reactants: Side, by_formal: dict[str, list[str]]) -> Iterator[Side]:
        """Minimal states that stand for these reactants and possibly more, each once."""
        wanted = Counter(reactants)
        partial: list[tuple[Counter[str], Side]] = [(wanted, ())]
        seen: set[Side] = set()
        while partial:
            missing, state = partial.pop()
            self._spend(len(state) ** 2 + 1)
            if not missing:
                state = tuple(sorted(state))
                parts = (self._means(state[:i] + state[i + 1 :]) for i in range(len(state)))
                if state not in seen and all(wanted - Counter(part) for part in parts):
                    seen.add(state)
                    yield state
                continue
            holders = by_formal.get(min(missing), ())
            self._spend(len(holders))
            partial += [(missing - Counter(self.meaning[x]), (*state, x)) for x in holders]

    def _follow(self, number: int, state: Side, way: list[int]) -> Counter[str]:
        """The state after a path with one step that stands for the formal reaction."""
        present = Counter(state)
        fired = 0
        for step, index in enumerate(way):
            left, right = self._reaction(index)
            self._spend(len(left) + len(right) + 1)
            if not self._is_trivial(index):
                fired += 1
                if self.stands_for[index] != self.formal[number]:
                    raise RejectedError(f"permissive: step {step} from {state} is another reaction")
            if Counter(left) - present:
                raise RejectedError(f"permissive: step {step} from {state} is not possible")
            present.subtract(left)
            present.update(right)
        if fired != 1:
            raise RejectedError(f"permissive: {fired} steps from {state} are the formal reaction")
        return present

    def check_release(
        self, steps: list[tuple[str, int]], supplies: dict[str, dict[str, int]]
    ) -> set[str]:
        """The species that come out as exactly what they stand for."""
        there = set(self.signals)
        ahead = list(range(len(self.implementation)))
        live: list[int] = []
        while found := [i for i in ahead if there.issuperset(self.implementation[i][0])]:
            self._spend(len(ahead))
            live += found
            ahead = [i for i in ahead if not there.issuperset(self.implementation[i][0])]
            there.update(x for i in found for x in self.implementation[i][1])
        self._check_supplies(supplies, live)
        waiting = {x for x in there - set(self.signals) if self.meaning[x]}
        exact: set[str] = set()
        for x, index in steps:
            left, right = self._reaction(index)
            helpers = Counter(left)
            if x not in waiting or helpers.pop(x, 0) != 1 or waiting.intersection(right):
                raise RejectedError(f"release: reaction {index} does not release {x}")
            if any(supplies.get(helper, {}).get(x, 0) < n for helper, n in helpers.items()):
                raise RejectedError(f"release: the helpers of {x} may be missing")
            waiting.discard(x)
            if self._is_trivial(index) and not self._is_held(right, exact):
                exact.add(x)
        if waiting:
            raise RejectedError(f"release: {min(waiting)} has no step")
        return exact

    def _is_held(self, species: Iterable[str], exact: set[str]) -> bool:
        return any(self.meaning[x] and x not in self.signals and x not in exact for x in species)

    def _check_supplies(self, supplies: dict[str, dict[str, int]], live: list[int]) -> None:
        uses: dict[str, list[int]] = {}
        for index in live:
            for x in {x for side in self.implementation[index] for x in side}:
                uses.setdefault(x, []).append(index)
        for helper, weights in supplies.items():
            if min(weights.values(), default=1) < 1 or {helper, *weights} & set(self.signals):
                raise RejectedError(f"release: {helper} cannot be supplied")
            weight = Counter({x: -n for x, n in weights.items()})
            weight[helper] += 1
            for index in {i for x in (helper, *weights) for i in uses.get(x, ())}:
                left, right = self.implementation[index]
                self._spend(len(left) + len(right) + 1)
                if sum(weight[x] for x in right) < sum(weight[x] for x in left):
                    raise RejectedError(f"release: reaction {index} may use up {helper}")

    def check_products(self, paths: list[tuple[int, Side, list[int]]], exact: set[str]) -> None:
        """From signals of its reactants, each formal reaction gives signals of its products."""
        ways = {(number, state): way for number, state, way in paths}
        variants: dict[str, list[str]] = {}
        for x, formal in self.signals.items():
            variants.setdefault(formal, []).append(x)
        for number, (reactants, _) in enumerate(self.formal):
            for choice in product(*(variants.get(x, []) for x in reactants)):
                self._spend(len(choice) + 1)
                state = tuple(sorted(choice))
                way = ways.get((number, state))
                if way is None or self._is_held(+self._follow(number, state, way), exact):
                    raise RejectedError(f"release: from {state} the products do not come out")

    def _reaction(self, index: int) -> Reaction:
        if not 0 <= index < len(self.implementation):
            raise RejectedError(f"there is no reaction {index}")
        return self.implementation[index]


def _name(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r} is not a name")
    return value


def _index(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is not an index")
    return value


def _side(value: Any) -> Side:
    if type(value) not in (list, tuple):
        raise TypeError(f"{value!r} is not a list of names")
    return tuple(sorted(_name(x) for x in value))


def _release(value: Any) -> tuple[list[tuple[str, int]], dict[str, dict[str, int]]]:
    steps = [(_name(x), _index(i)) for x, i in value["steps"]]
    supplies = {
        helper: {_name(x): _index(n) for x, n in weights.items()}
        for helper, weights in value["supplies"].items()
    }
    return steps, supplies


def _reactions(value: Any) -> list[Reaction]:
    return [(_side(left), _side(right)) for left, right in value]


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        found = check_certificate(Path(argument).read_text(encoding="utf-8"))
        more = ", signals are released" if found.released else ""
        sys.stdout.write(f"{argument}: accepted, {found.paths} paths followed{more}\n")
