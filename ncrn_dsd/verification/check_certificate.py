"""Checks a bisimulation certificate; shares nothing with the program that made it.

A certificate is a JSON object:

formal, implementation: lists of [reactants, products], each a list of names.
signals: implementation species -> the formal species it stands for.
interpretation: every implementation species -> list of formal species.
resolutions: list of [species, reaction index], in the order in which they are checked.
paths: list of [formal reaction index, state, reaction indices].

It is accepted when the interpretation extends the signals and is a CRN bisimulation (Johnson,
Dong and Winfree, TCS 765, 2019):

- atomic: some species stands for each formal species alone;
- delimiting: every implementation reaction stands for nothing changing or a formal reaction;
- permissive: the resolutions turn every state, by reactions that change no meaning, into one of
  unresolved species: each uses a resolved species alone and gives unresolved ones or ones resolved
  earlier. Such a state, if it stands for the reactants of a formal reaction, contains a minimal one
  that does; from each of these a path of such reactions has to lead to a reaction that stands for
  the formal one. Further species take nothing away from what can happen.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

Side = tuple[str, ...]
Reaction = tuple[Side, Side]


class RejectedError(Exception):
    """The certificate proves nothing; the message says where it fails."""


def check_certificate(
    text: str,
    formal: list[Reaction] | None = None,
    implementation: list[Reaction] | None = None,
    signals: dict[str, str] | None = None,
) -> int:
    """Accept a certificate, and count the paths that were followed.

    Parameters
    ----------
    formal, implementation, signals: what it has to be about; None takes what it contains.

    Raises
    ------
    RejectedError: it is malformed, is about something else, or proves nothing.
    """
    try:
        content = json.loads(text)
        about = _reactions(content["formal"]), _reactions(content["implementation"])
        given = {_name(x): _name(formal_) for x, formal_ in content["signals"].items()}
        meaning = {_name(x): _side(value) for x, value in content["interpretation"].items()}
        resolutions = [(_name(x), _index(i)) for x, i in content["resolutions"]]
        paths = [(_index(f), _side(s), [_index(i) for i in way]) for f, s, way in content["paths"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise RejectedError(f"malformed: {problem}") from problem
    for have, want in zip(about, (formal, implementation), strict=True):
        if want is not None and set(have) != set(_reactions(want)):
            raise RejectedError("it is about other reactions")
    if signals is not None and given != signals:
        raise RejectedError("it is about other signals")
    checker = _Checker(about, given, meaning)
    checker.check_meanings()
    resolved = checker.check_resolutions(resolutions)
    return checker.check_paths(paths, resolved)


class _Checker:
    def __init__(
        self, about: tuple[list[Reaction], ...], signals: dict[str, str], meaning: dict[str, Side]
    ) -> None:
        self.formal, self.implementation = about
        self.signals, self.meaning = signals, meaning
        species = {x for r in self.implementation for side in r for x in side} | set(signals)
        if species != set(meaning):
            raise RejectedError("the interpretation is not about the species of the network")
        self.stands_for = [(self._means(a), self._means(b)) for a, b in self.implementation]

    def _means(self, side: Side) -> Side:
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
        needed = {
            (number, state)
            for number, (reactants, _) in enumerate(self.formal)
            for state in self._states(reactants, by_formal)
        }
        if needed != set(ways):
            raise RejectedError(
                f"permissive: {len(needed ^ set(ways))} paths missing or not needed"
            )
        for (number, state), way in ways.items():
            self._follow(number, state, way)
        return len(ways)

    def _states(self, reactants: Side, by_formal: dict[str, list[str]]) -> set[Side]:
        """Minimal states that stand for these reactants and possibly more."""
        wanted = Counter(reactants)
        partial: list[tuple[Counter[str], Side]] = [(wanted, ())]
        complete = set()
        while partial:
            missing, state = partial.pop()
            parts = (self._means(state[:i] + state[i + 1 :]) for i in range(len(state)))
            if not missing and all(wanted - Counter(part) for part in parts):
                complete.add(tuple(sorted(state)))
            holders = by_formal.get(min(missing), ()) if missing else ()
            partial += [(missing - Counter(self.meaning[x]), (*state, x)) for x in holders]
        return complete

    def _follow(self, number: int, state: Side, way: list[int]) -> None:
        present = Counter(state)
        for step, index in enumerate(way):
            left, right = self._reaction(index)
            is_last = step == len(way) - 1
            fits = (
                self.stands_for[index] == self.formal[number]
                if is_last
                else self._is_trivial(index)
            )
            if not fits or Counter(left) - present:
                raise RejectedError(f"permissive: step {step} from {state} is not possible")
            present = present - Counter(left) + Counter(right)

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


def _reactions(value: Any) -> list[Reaction]:
    return [(_side(left), _side(right)) for left, right in value]


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        paths_followed = check_certificate(Path(argument).read_text(encoding="utf-8"))
        sys.stdout.write(f"{argument}: accepted, {paths_followed} paths followed\n")
