"""Finds an interpretation and certifies it, or refutes all of them.

Meanings follow from the signals along the reactions. Where a species has several possible
meanings the likeliest is tried; a contradiction that does not rest on a choice ends it at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.prover.deduction import Assumptions, Conflict, Deduction
from ncrn_dsd.verification.prover.multisets import Multiset, total
from ncrn_dsd.verification.prover.options import FormalIndex
from ncrn_dsd.verification.prover.permissive import InterpretedReactions, Stuck, TooLarge
from ncrn_dsd.verification.prover.result import (
    BisimulationCondition,
    Certificate,
    ProofResult,
    Refutation,
    Split,
    Undecided,
)

_MAX_CONFLICTS = 2_000
_MAX_WORK = 1_000_000
"""Contradictions times reactions."""


@dataclass
class _Frame:
    """A species whose possible meanings are tried one after the other."""

    number: int
    species: str
    waiting: list[Multiset]
    mark: int
    rests_on: Assumptions
    trying: Multiset = ()
    refuted: list[tuple[Multiset, Refutation]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Failure:
    """A part of the search space without a bisimulation; `refutation` None if some is left open."""

    refutation: Refutation | None
    rests_on: Assumptions


def prove(
    question: BisimulationQuestion, guess: Mapping[str, Multiset] | None = None
) -> ProofResult:
    """Decide whether an interpretation exists that is a CRN bisimulation.

    Johnson, Dong and Winfree, TCS 765 (2019). Every `Certificate` holds for the given meaning of
    the signals, and a `Refutation` excludes every meaning of the intermediates.

    Parameters
    ----------
    guess: meanings of all species, tried first.
    """
    if guess is not None:
        certificate = certify(question, guess)
        if certificate is not None:
            return certificate
    return _Prover(question).run()


def certify(question: BisimulationQuestion, meaning: Mapping[str, Multiset]) -> Certificate | None:
    """A certificate for a given interpretation; None if it is not seen to be a bisimulation."""
    formal = FormalIndex(question.formal)
    signals = {x: (value,) for x, value in question.signals}
    species = {x for r in question.implementation for side in r for x in side} | signals.keys()
    if not meaning.keys() >= species or any(meaning[x] != v for x, v in signals.items()):
        return None
    used = {x: meaning[x] for x in sorted(species)}
    if not all(
        formal.allows(total(left, used), total(right, used))
        for left, right in question.implementation
    ):
        return None
    if _missing_atom(question, used) is not None:
        return None
    result = _certificate(question, used)
    return result if isinstance(result, Certificate) else None


class _Prover:
    def __init__(self, question: BisimulationQuestion) -> None:
        self._question = question
        self._deduction = Deduction(question)
        self._frames: list[_Frame] = []
        self._choices = 0
        self._conflicts = 0
        self._open = Undecided("")
        size = max(1, len(question.implementation))
        self._max_conflicts = min(_MAX_CONFLICTS, _MAX_WORK // size + 1)

    def run(self) -> ProofResult:
        """Depth-first search with back-jumping."""
        conflict = self._deduction.propagate()
        while True:
            if conflict is None and self._choose():
                conflict = self._deduction.propagate()
                continue
            result = self._at_leaf() if conflict is None else _failure(conflict)
            if isinstance(result, Certificate):
                return result
            self._conflicts += 1
            if self._conflicts > self._max_conflicts:
                return Undecided(f"no answer after {self._max_conflicts} contradictions")
            failure = self._backtrack(result)
            if failure is not None:
                return failure.refutation or self._open
            conflict = self._deduction.propagate()

    def _choose(self) -> bool:
        choice = self._deduction.next_choice()
        if choice is None:
            return False
        species, options = choice
        self._choices += 1
        frame = _Frame(
            self._choices,
            species,
            list(options),
            self._deduction.mark,
            self._deduction.rests_on((species,)),
        )
        self._frames.append(frame)
        self._try_next(frame)
        return True

    def _try_next(self, frame: _Frame) -> None:
        frame.trying = frame.waiting.pop(0)
        self._deduction.choose(frame.species, frame.trying, frame.number)

    def _backtrack(self, failure: _Failure) -> _Failure | None:
        """Go on with the next untried meaning; the failure of the whole when there is none."""
        while self._frames:
            frame = self._frames[-1]
            self._deduction.undo(frame.mark)
            if frame.number not in failure.rests_on:
                self._frames.pop()
                continue
            frame.rests_on |= failure.rests_on - {frame.number}
            if failure.refutation is not None:
                frame.refuted.append((frame.trying, failure.refutation))
            if frame.waiting:
                self._try_next(frame)
                return None
            self._frames.pop()
            failure = _Failure(self._split(frame), frame.rests_on)
        return failure

    def _split(self, frame: _Frame) -> Refutation | None:
        options = self._deduction.options(frame.species)
        if len(frame.refuted) < len(options):
            return None
        narrowings = self._deduction.narrowings((frame.species,))
        return Split(narrowings, frame.species, tuple(frame.refuted))

    def _at_leaf(self) -> Certificate | _Failure:
        deduction = self._deduction
        everything = frozenset(f.number for f in self._frames)
        if deduction.unreached:
            unreached = deduction.unreached[:3]
            self._open = Undecided("no reaction says what these could stand for", unreached)
            return _Failure(None, everything)
        atom = _missing_atom(self._question, deduction.known)
        if atom is not None:
            return _failure(
                deduction.conflict(BisimulationCondition.ATOMIC, deduction.known, formal=atom)
            )
        result = _certificate(self._question, dict(sorted(deduction.known.items())))
        if isinstance(result, Certificate):
            return result
        if isinstance(result, TooLarge):
            self._open = Undecided("too many states can be reached from these", result.state)
            return _Failure(None, everything)
        touched = [self._question.implementation[i] for i in result.touched]
        species = (*result.state, *(x for r in touched for side in r for x in side))
        return _failure(
            deduction.conflict(
                BisimulationCondition.PERMISSIVE, species, result.formal, result.state
            )
        )


def _failure(conflict: Conflict) -> _Failure:
    return _Failure(conflict.violation, conflict.rests_on)


def _missing_atom(question: BisimulationQuestion, meaning: Mapping[str, Multiset]) -> str | None:
    """A formal species that no implementation species stands for."""
    formals = {x for r in question.formal for side in r for x in side}
    single = {value[0] for value in meaning.values() if len(value) == 1}
    return min(formals - single, default=None)


def _certificate(
    question: BisimulationQuestion, meaning: Mapping[str, Multiset]
) -> Certificate | Stuck | TooLarge:
    dynamics = InterpretedReactions(question, meaning)
    resolutions = dynamics.resolutions()
    paths = dynamics.paths(frozenset(r.species for r in resolutions))
    if not isinstance(paths, tuple):
        return paths
    return Certificate(tuple(meaning.items()), resolutions, paths)
