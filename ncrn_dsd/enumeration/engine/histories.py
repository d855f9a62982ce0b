"""Released signals that differ in their history domain only, taken for one.

A gate releases its output with a history domain of its own, so a signal has as many forms as
producers, each of which meets every consumer: the network grows with the square of the fan.
Away from the complement of its history domain a released form does what the signal itself does.
Here it is replaced by the signal as soon as it is in a complex without that complement, and
`history_check` tells afterwards whether that was right everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from ncrn_dsd.enumeration.engine.structure import StrandPool, Structure

_MOST_CHOICES = 64


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is released somewhere.

    Parameters
    ----------
    strand: number of its strand.
    history: its history domain as it occurs on the strand, negative for a complement.
    """

    strand: int
    history: int


class Histories:
    """Which strands are forms of which signals.

    Parameters
    ----------
    signals: number of the strand of a signal and its history domain, by number. Signals whose
        own history domain has a complement somewhere keep their forms apart.
    """

    def __init__(
        self, pool: StrandPool, length_nt: tuple[int, ...], signals: Iterable[tuple[int, int]]
    ) -> None:
        self._pool = pool
        self._length_nt = length_nt
        occurring = {d for strand in pool.strands for d in strand}
        self.forms: dict[int, tuple[Form, ...]] = {}
        for own, domain in signals:
            signed = {d for d in pool.strands[own] if abs(d) == domain}
            if len(signed) == 1 and -next(iter(signed)) not in occurring:
                self.forms[own] = tuple(self._forms_of(own, next(iter(signed))))
        self._own_of = {f.strand: (own, f) for own, fs in self.forms.items() for f in fs}
        self._met_by: dict[int, list[tuple[int, Form]]] = {}
        for own, form in self._own_of.values():
            self._met_by.setdefault(-form.history, []).append((own, form))
        self._normal: dict[tuple[int, ...], tuple[int, ...]] = {}

    def _forms_of(self, own: int, history: int) -> Iterator[Form]:
        wanted = self._pool.strands[own]
        for number, strand in enumerate(self._pool.strands):
            if number == own or len(strand) != len(wanted):
                continue
            values = {d for d, asked in zip(strand, wanted, strict=True) if asked == history}
            kept = all(d == a for d, a in zip(strand, wanted, strict=True) if a != history)
            if not kept or len(values) != 1:
                continue
            (value,) = values
            same_length = self._length_nt[abs(value)] == self._length_nt[abs(history)]
            if same_length and (value > 0) == (history > 0) and strand.count(-value) == 0:
                yield Form(number, value)

    def normal(self, structure: Structure) -> Structure:
        """The complex with every form replaced that is away from its complement."""
        strands, pair = structure
        found = self._normal.get(strands)
        if found is None:
            found = self._normal[strands] = self.normal_strands(strands)
        return structure if found == strands else self._pool.canonical(found, pair)

    def normal_strands(self, strands: tuple[int, ...]) -> tuple[int, ...]:
        """The same for the strands of a complex."""
        if not any(s in self._own_of for s in strands):
            return strands
        present = set(self._pool.layout(strands).domain)
        return tuple([self._normal_strand(s, present) for s in strands])

    def _normal_strand(self, strand: int, present: set[int]) -> int:
        known = self._own_of.get(strand)
        return strand if known is None or -known[1].history in present else known[0]

    def hidden_in(self, strands: tuple[int, ...]) -> Mapping[int, list[Form]]:
        """Forms that could be told apart from their signal in a complex with these strands.

        By the strand of the signal, whether that is among the strands or not.
        """
        found: dict[int, list[Form]] = {}
        for domain in set(self._pool.layout(strands).domain):
            for own, form in self._met_by.get(domain, ()):
                found.setdefault(own, []).append(form)
        return found

    def alternatives(self, strands: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """The strands with forms that could be told apart in place of signals.

        Raises
        ------
        OverflowError: there are more ways than anybody wants to look at.
        """
        hidden = self.hidden_in(strands)
        choices = [(s, *(f.strand for f in hidden.get(s, ()))) for s in strands]
        count = 1
        for choice in choices:
            count *= len(choice)
        if count > _MOST_CHOICES:
            raise OverflowError
        return (chosen for chosen in product(*choices) if chosen != strands)
