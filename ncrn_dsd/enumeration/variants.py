"""Which complexes stand for a formal species.

The history domain of a signal is a wildcard: a released complex that equals the signal
everywhere else, structure included, is a variant of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ncrn_dsd.ir.dsd import Complex, DsdSystem, Signal, complement


class SignalForms:
    """The forms of every signal that exist so far.

    A form is a complex, in canonical rotation, that stands for a formal species: the signal
    with its own history domain, or a released variant.
    """

    def __init__(self, system: DsdSystem) -> None:
        self._forms: dict[str, set[Complex]] = {s.species: set() for s in system.signals}
        self._signals = {s.species: s for s in system.signals}
        self._rank = {d.name: i for i, d in enumerate(system.domains)}
        self._by_shape: dict[tuple[int, ...], list[Signal]] = defaultdict(list)
        for signal in system.signals:
            self._by_shape[_shape(signal.complex)].append(signal)

    def add_own(self, species: str) -> None:
        """Let the signal exist with its own history domain."""
        self._forms[species].add(self._signals[species].complex.canonical())

    def of(self, species: str) -> tuple[Complex, ...]:
        """Forms that exist: own first, then by age of the history domain."""
        own = self._signals[species].complex.canonical()
        return tuple(sorted(self._forms[species], key=lambda c: (c != own, *self._key(c))))

    def is_own(self, species: str, form: Complex) -> bool:
        return form == self._signals[species].complex.canonical()

    def exists(self, species: str) -> bool:
        return bool(self._forms[species])

    def find_in(self, complexes: Iterable[Complex]) -> bool:
        """Add every complex that stands for a signal; True when one of them was new."""
        new = False
        for candidate in complexes:
            for signal in self._by_shape.get(_shape(candidate), ()):
                forms = self._forms[signal.species]
                if candidate not in forms and stands_for(candidate, signal):
                    forms.add(candidate)
                    new = True
        return new

    def _key(self, form: Complex) -> tuple[list[int], tuple[tuple[str, ...], ...], str]:
        ranks = [self._rank.get(o.removesuffix("*"), -1) for s in form.strands for o in s]
        # The history domain is the only one that differs between forms of a one-strand signal.
        return ranks, form.strands, form.structure


def stands_for(candidate: Complex, signal: Signal) -> bool:
    """Whether a complex equals a signal up to the history domain, in any rotation."""
    return any(_matches(turned, signal) for turned in candidate.rotations())


def _matches(candidate: Complex, signal: Signal) -> bool:
    wanted = signal.complex
    if candidate.structure != wanted.structure:
        return False
    history: str | None = None
    for strand, wanted_strand in zip(candidate.strands, wanted.strands, strict=True):
        for occurrence, asked in zip(strand, wanted_strand, strict=True):
            if signal.history is None or asked.removesuffix("*") != signal.history:
                if occurrence != asked:
                    return False
                continue
            value = complement(occurrence) if asked.endswith("*") else occurrence
            if history is not None and value != history:
                return False
            history = value
    return True


def _shape(complex_: Complex) -> tuple[int, ...]:
    return tuple(sorted(map(len, complex_.strands)))
