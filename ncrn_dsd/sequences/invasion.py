"""How strongly strands hold on to gates that are not theirs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ncrn_dsd.ir.dsd import DsdSystem, complement, domain_name
from ncrn_dsd.ir.lab_quality import LEAST_INVASION_MARGIN_KCAL, Invasion
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal, strongest_duplex_of_codes_kcal
from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C
from ncrn_dsd.sequences.layout import (
    LaidOutComplex,
    Strand,
    SystemLayout,
    foot_of,
    is_made_for,
    layout_of,
    spelled,
)
from ncrn_dsd.sequences.nucleotides import clamp_letters, encode

_Pair = tuple[Strand, Strand]
"""A top strand, and a strand of a gate that it could bind."""
_Energy = Callable[[Strand, Strand], float]
_Energies = NDArray[np.float64]


def invasion_pairs(layout: SystemLayout) -> int:
    """Number of duplexes that `gate_invasions` computes, at most."""
    return sum(len(one.complex.strands) for one in layout.complexes) * len(layout.tops)


def gate_invasions(
    layout: SystemLayout,
    sequences: Mapping[str, str],
    temperature_C: float = DEFAULT_TEMPERATURE_C,
) -> tuple[Invasion, ...]:
    """Every gate against every top strand, energies of the strongest duplex at 1 M Na+."""
    texts = {strand: spelled(strand, sequences) for strand in layout.tops}
    known: dict[tuple[Strand, Strand], float] = {}

    def energy_kcal(top: Strand, target: Strand) -> float:
        if (top, target) not in known:
            held = spelled(target, sequences)
            known[top, target] = strongest_duplex_kcal(texts[top], held, temperature_C)
        return known[top, target]

    return tuple(_invasion(gate, layout, energy_kcal) for gate in layout.complexes)


def _invasion(gate: LaidOutComplex, layout: SystemLayout, energy_kcal: _Energy) -> Invasion:
    met = _strands_met(gate, layout)
    own = [(energy_kcal(top, target), layout.names[top]) for top, target in met.own]
    foreign = [(energy_kcal(top, target), layout.names[top]) for top, target in met.foreign]
    cognate_kcal, cognate = max(own, default=(0.0, ""))
    foreign_kcal, stranger = min(foreign, default=(0.0, ""))
    return Invasion(gate.name, cognate, cognate_kcal, stranger, foreign_kcal)


@dataclass(frozen=True, slots=True)
class _StrandsMet:
    """Pairs of a top strand and a strand of a gate.

    Parameters
    ----------
    own: the gate has an open foot for the top strand.
    foreign: the top strand shares no long domain with the gate.
    """

    own: tuple[_Pair, ...]
    foreign: tuple[_Pair, ...]


def _strands_met(gate: LaidOutComplex, layout: SystemLayout) -> _StrandsMet:
    feet = list(_feet(gate, layout))
    strangers = [top for top in layout.tops if not _share_long_domain(top, gate, layout)]
    return _StrandsMet(
        tuple(
            (top, target) for top in layout.tops for target, foot in feet if is_made_for(foot, top)
        ),
        tuple((top, target) for top in strangers for target in gate.complex.strands),
    )


class InvasionBook:
    """How far gates are from being invaded, kept up to date while domains are drawn anew.

    Parameters
    ----------
    system: whose gates are looked at.
    sequences: domain name to nucleotides, for all domains but clamps, which follow from these.
    """

    def __init__(
        self,
        system: DsdSystem,
        sequences: Mapping[str, str],
        temperature_C: float = DEFAULT_TEMPERATURE_C,
    ) -> None:
        self._temperature_C = temperature_C
        self._clamps = system.clamps
        layout = layout_of(system)
        met = [_strands_met(gate, layout) for gate in layout.complexes]
        gates = [one for one in met if one.own and one.foreign]
        self._pairs = list(dict.fromkeys(p for one in gates for p in (*one.own, *one.foreign)))
        numbers = {pair: number for number, pair in enumerate(self._pairs)}
        self._own = _Rows([[numbers[pair] for pair in one.own] for one in gates])
        self._foreign = _Rows([[numbers[pair] for pair in one.foreign] for one in gates])
        lettered_by = {d.name: domain_name(d.clamp.under) for d in system.domains if d.clamp}
        self._numbers_with: dict[str, list[int]] = defaultdict(list)
        for pair, number in numbers.items():
            names = [domain_name(o) for strand in pair for o in strand]
            for name in dict.fromkeys(lettered_by.get(name, name) for name in names):
                self._numbers_with[name].append(number)
        self._known_kcal = self._energies_kcal(range(len(self._pairs)), sequences)

    @property
    def cost_kcal(self) -> float:
        """By how much all gates together fall short of `LEAST_INVASION_MARGIN_KCAL`."""
        return math.fsum(self._short_kcal())

    def blame(self) -> dict[str, float]:
        """By how much gates fall short in whose strongest foreign duplex a domain stands."""
        found: dict[str, float] = defaultdict(float)
        for short_kcal, numbers in zip(self._short_kcal(), self._foreign.rows, strict=True):
            if short_kcal > 0:
                pair = min((self._known_kcal[n], self._pairs[n]) for n in numbers)[1]
                for name in {domain_name(o) for strand in pair for o in strand}:
                    found[name] += short_kcal
        return found

    def replace(self, name: str, sequences: Mapping[str, str], most_kcal: float) -> bool:
        """Take the new letters of a domain unless the cost is above a number with them."""
        before, numbers = self._known_kcal, self._numbers_with[name]
        self._known_kcal = before.copy()
        self._known_kcal[numbers] = self._energies_kcal(numbers, sequences)
        if self.cost_kcal <= most_kcal:
            return True
        self._known_kcal = before
        return False

    def _energies_kcal(self, numbers: Sequence[int], sequences: Mapping[str, str]) -> _Energies:
        """Of the strongest duplexes of pairs, shape (numbers,)."""
        letters = {d.name: clamp_letters(d, sequences) for d in self._clamps}
        known = {**sequences, **letters} if letters else sequences
        codes = cache(lambda strand: encode(spelled(strand, known)))
        pairs = (self._pairs[number] for number in numbers)
        energies = (
            strongest_duplex_of_codes_kcal(codes(top), codes(target), self._temperature_C)
            for top, target in pairs
        )
        return np.fromiter(energies, dtype=np.float64, count=len(numbers))

    def _short_kcal(self) -> list[float]:
        """By how much the margin of each gate is too small; 0 where it is not."""
        own = self._own.reduced(np.maximum, self._known_kcal)
        foreign = self._foreign.reduced(np.minimum, self._known_kcal)
        short: list[float] = np.maximum(LEAST_INVASION_MARGIN_KCAL - (foreign - own), 0.0).tolist()
        return short


class _Rows:
    """Some numbers of pairs for every gate, at least one."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.rows = rows
        self._numbers = np.array([number for row in rows for number in row], dtype=np.intp)
        self._starts = np.cumsum([0, *map(len, rows)])[:-1]

    def reduced(self, function: np.ufunc, values: _Energies) -> _Energies:
        """Of every row the largest or smallest value, shape (rows,)."""
        if not self.rows:
            return np.empty(0)
        found: _Energies = function.reduceat(values[self._numbers], self._starts)
        return found


def _feet(gate: LaidOutComplex, layout: SystemLayout) -> Iterator[tuple[Strand, tuple[str, str]]]:
    for strand, marks in gate.complex.marked_strands():
        for foot in foot_of(strand, marks, layout.toeholds):
            yield strand, foot


def _share_long_domain(top: Strand, gate: LaidOutComplex, layout: SystemLayout) -> bool:
    """Whether a top strand pairs with, or takes the place of, a long domain of the gate."""
    held = {o for strand in gate.complex.strands for o in strand}
    return any(
        domain_name(o) not in layout.toeholds and (o in held or complement(o) in held) for o in top
    )
