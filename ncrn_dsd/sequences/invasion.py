"""How strongly strands hold on to gates that are not theirs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ncrn_dsd.ir.dsd import DsdSystem, complement, domain_name
from ncrn_dsd.ir.lab_quality import Invasion
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal
from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C
from ncrn_dsd.sequences.layout import (
    LaidOutComplex,
    Strand,
    SystemLayout,
    foot_of,
    layout_of,
    spelled,
    wanted_by,
)

_Pair = tuple[Strand, Strand]
"""A top strand, and a strand of a gate that it could bind."""
_Energy = Callable[[Strand, Strand], float]

LEAST_MARGIN_KCAL = 3.0
"""By how much the duplex of a gate with its own strand should beat that with any other."""


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
            (top, target)
            for top in layout.tops
            for target, wanted in feet
            if wanted <= frozenset(top)
        ),
        tuple((top, target) for top in strangers for target in gate.complex.strands),
    )


class InvasionBook:
    """How far gates are from being invaded, kept up to date while domains are drawn anew.

    Parameters
    ----------
    system: whose gates are looked at.
    sequences: domain name to nucleotides, for all domains.
    """

    def __init__(
        self,
        system: DsdSystem,
        sequences: Mapping[str, str],
        temperature_C: float = DEFAULT_TEMPERATURE_C,
    ) -> None:
        self._temperature_C = temperature_C
        layout = layout_of(system)
        met = [_strands_met(gate, layout) for gate in layout.complexes]
        self._gates = [one for one in met if one.own and one.foreign]
        pairs = dict.fromkeys(p for one in self._gates for p in (*one.own, *one.foreign))
        self._pairs_with: dict[str, list[_Pair]] = defaultdict(list)
        for pair in pairs:
            for name in dict.fromkeys(domain_name(o) for strand in pair for o in strand):
                self._pairs_with[name].append(pair)
        self._known = self._energies_kcal(pairs, sequences)

    @property
    def cost_kcal(self) -> float:
        """By how much all gates together fall short of `LEAST_MARGIN_KCAL`."""
        return math.fsum(short_kcal for short_kcal, _ in self._short())

    def blame(self) -> dict[str, float]:
        """By how much gates fall short in whose strongest foreign duplex a domain stands."""
        found: dict[str, float] = defaultdict(float)
        for short_kcal, pair in self._short():
            for name in {domain_name(o) for strand in pair for o in strand}:
                found[name] += short_kcal
        return found

    def replace(self, name: str, sequences: Mapping[str, str], most_kcal: float) -> bool:
        """Take the new letters of a domain unless the cost is above a number with them."""
        before = self._known
        self._known = before | self._energies_kcal(self._pairs_with[name], sequences)
        if self.cost_kcal <= most_kcal:
            return True
        self._known = before
        return False

    def _energies_kcal(
        self, pairs: Iterable[_Pair], sequences: Mapping[str, str]
    ) -> dict[_Pair, float]:
        texts = cache(lambda strand: spelled(strand, sequences))
        return {
            (top, target): strongest_duplex_kcal(texts(top), texts(target), self._temperature_C)
            for top, target in pairs
        }

    def _short(self) -> Iterator[tuple[float, _Pair]]:
        """Gates whose margin is too small: by how much, and the foreign duplex of each."""
        for gate in self._gates:
            own_kcal = max(self._known[pair] for pair in gate.own)
            foreign_kcal, pair = min((self._known[pair], pair) for pair in gate.foreign)
            short_kcal = LEAST_MARGIN_KCAL - (foreign_kcal - own_kcal)
            if short_kcal > 0:
                yield short_kcal, pair


def _feet(gate: LaidOutComplex, layout: SystemLayout) -> Iterator[tuple[Strand, frozenset[str]]]:
    for strand, marks in gate.complex.marked_strands():
        for foot in foot_of(strand, marks, layout.toeholds):
            yield strand, wanted_by(foot)


def _share_long_domain(top: Strand, gate: LaidOutComplex, layout: SystemLayout) -> bool:
    """Whether a top strand pairs with, or takes the place of, a long domain of the gate."""
    held = {o for strand in gate.complex.strands for o in strand}
    return any(
        domain_name(o) not in layout.toeholds and (o in held or complement(o) in held) for o in top
    )
