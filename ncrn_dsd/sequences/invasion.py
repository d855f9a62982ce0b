"""How strongly strands hold on to gates that are not theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ncrn_dsd.ir.dsd import complement, domain_name
from ncrn_dsd.ir.lab_quality import Invasion
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal
from ncrn_dsd.sequences.energy import DEFAULT_TEMPERATURE_C
from ncrn_dsd.sequences.layout import (
    LaidOutComplex,
    Strand,
    SystemLayout,
    foot_of,
    spelled,
    wanted_by,
)

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
    feet = list(_feet(gate, layout))
    own = [
        (energy_kcal(top, target), layout.names[top])
        for top in layout.tops
        for target, wanted in feet
        if wanted <= frozenset(top)
    ]
    foreign = [
        (energy_kcal(top, target), layout.names[top])
        for top in layout.tops
        if not _share_long_domain(top, gate, layout)
        for target in gate.complex.strands
    ]
    cognate_kcal, cognate = max(own, default=(0.0, ""))
    foreign_kcal, stranger = min(foreign, default=(0.0, ""))
    return Invasion(gate.name, cognate, cognate_kcal, stranger, foreign_kcal)


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
