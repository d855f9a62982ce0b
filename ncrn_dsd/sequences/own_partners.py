"""What binds an open toehold of a gate by its own complement, and how much of it there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name
from ncrn_dsd.sequences.displacements import HeldToehold, find_bindings
from ncrn_dsd.sequences.layout import unpaired_runs

Crowd = Mapping[HeldToehold, float]
"""Levels in M of what binds an open toehold, by how it is held."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """A complex that is put into the vessel, and how much of it."""

    name: str
    complex: Complex
    level_M: float


def mixed_complexes(system: DsdSystem, levels_M: Mapping[str, float]) -> tuple[Mixed, ...]:
    """Signals and fuels of a system.

    Parameters
    ----------
    levels_M: by name; 0 for those that are left out.
    """
    named = [
        *((s.species, s.complex) for s in system.signals),
        *((f.name, f.complex) for f in system.fuels),
    ]
    return tuple(Mixed(name, c, levels_M.get(name, 0.0)) for name, c in named)


def own_partners(
    gate: Complex, toehold: str, mixed: Sequence[Mixed], lengths_nt: Mapping[str, int]
) -> Iterator[tuple[Mixed, HeldToehold]]:
    """Every way in which something that is mixed binds an open toehold by its complement.

    Parameters
    ----------
    toehold: an occurrence that is unpaired in the gate.
    """
    for one in mixed:
        if one.level_M > 0 and any(complement(toehold) in s for s in one.complex.strands):
            for step in find_bindings(one.complex, gate, lengths_nt):
                if complement(toehold) in step.toehold.domains:
                    yield one, step.toehold


def crowds_of_toeholds(
    system: DsdSystem, levels_M: Mapping[str, float]
) -> dict[str, tuple[Crowd, ...]]:
    """For every toehold that is open in a gate, what has its complement, gate by gate.

    Where a toehold binds together with its neighbour, it has no word of its own, and is left out.
    """
    lengths_nt = {d.name: d.length_nt for d in system.domains}
    toeholds = {d.name for d in system.domains if d.is_toehold}
    mixed = mixed_complexes(system, levels_M)
    found: dict[str, list[Crowd]] = {}
    for gate in (one.complex for one in mixed if one.complex.size_strands > 1):
        occurrences = {o for run in unpaired_runs(gate) for o in run if domain_name(o) in toeholds}
        for toehold in sorted(occurrences):
            crowd: dict[HeldToehold, float] = defaultdict(float)
            for partner, held in own_partners(gate, toehold, mixed, lengths_nt):
                if len(held.domains) == 1:
                    crowd[held] += partner.level_M
            found.setdefault(domain_name(toehold), []).append(crowd)
    return {name: tuple(crowds) for name, crowds in found.items()}
