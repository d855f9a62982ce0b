"""How open toeholds are, and what occupies them at the levels at which a system is operated."""

from __future__ import annotations

import importlib.util
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.open_toeholds import GateToehold, OpenToeholds, StrandToehold, ToeholdOffTargets
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal
from ncrn_dsd.sequences.energy import thermal_kcal
from ncrn_dsd.sequences.layout import (
    Strand,
    base_pairs_structure,
    pieces_without,
    spelled,
    unpaired_runs,
)
from ncrn_dsd.sequences.own_partners import mixed_complexes, own_partners
from ncrn_dsd.sequences.three_step import THREE_STEP
from ncrn_dsd.sequences.vienna_adapter import EnsembleOptions, open_probability


def open_toeholds(
    system: DsdSystem,
    sequences: Mapping[str, str],
    levels_M: Mapping[str, float],
    conditions: Conditions,
    parameters: EnsembleOptions | None = None,
) -> OpenToeholds:
    """P(open) of every toehold of signals and fuels, and the occupancy of those of gates.

    Binding to the own complement takes nearest neighbours with the stacks at the junction. What
    else binds counts by its strongest duplex alone, at 1 M Na+: parameter sets differ by more than
    a kcal/mol there, so that these are a factor of ten apart either way. Nothing competes.

    Parameters
    ----------
    levels_M: of signals and fuels by name; 0 for those that are left out.
    parameters: of the folding; None for those of Mathews 2004 in this buffer.
    """
    here = _OpenToeholds(system, sequences, levels_M, conditions)
    folded = parameters or EnsembleOptions(
        temperature_C=conditions.temperature_C, sodium_M=conditions.sodium_equivalent_M
    )
    there = importlib.util.find_spec("RNA") is not None
    return OpenToeholds(
        folded.parameters if there else "",
        conditions.temperature_C,
        tuple(here.strands(folded if there else None)),
        tuple(here.gates(folded if there else None)),
    )


def off_targets(
    network: ReactionNetwork,
    toeholds: Collection[str],
    sequences: Mapping[str, str],
    conditions: Conditions,
    least_per_M: float,
) -> Iterator[ToeholdOffTargets]:
    """What binds the open toeholds of a network without having their complements.

    As in `open_toeholds`, by the strongest duplex alone, at 1 M Na+.

    Parameters
    ----------
    toeholds: names of the domains that are toeholds.
    least_per_M: stretches that bind less are left out.
    """
    runs = {s.name: tuple(unpaired_runs(s.complex)) for s in network.species}
    opened = {o for own in runs.values() for run in own for o in run if domain_name(o) in toeholds}
    for toehold in sorted(opened):
        word = spelled((toehold,), sequences)
        known: dict[Strand, float] = {}
        sums: dict[str, float] = {}
        for name, own in runs.items():
            for piece in (p for run in own for p in pieces_without(run, complement(toehold))):
                if piece not in known:
                    known[piece] = _off_target_per_M(word, spelled(piece, sequences), conditions)
                if known[piece] >= least_per_M:
                    sums[name] = sums.get(name, 0.0) + known[piece]
        strong = [bound for bound in known.values() if bound >= least_per_M]
        if strong:
            yield ToeholdOffTargets(toehold, len(strong), tuple(sums.items()), max(strong))


def _off_target_per_M(word: str, text: str, conditions: Conditions) -> float:
    energy = strongest_duplex_kcal(word, text, conditions.temperature_C)
    return _binding_per_M(energy, conditions)


def _binding_per_M(energy_kcal: float, conditions: Conditions) -> float:
    return math.exp(-energy_kcal / thermal_kcal(conditions.temperature_C))


class _OpenToeholds:
    def __init__(
        self,
        system: DsdSystem,
        sequences: Mapping[str, str],
        levels_M: Mapping[str, float],
        conditions: Conditions,
    ) -> None:
        self._sequences = sequences
        self._conditions = conditions
        self._lengths_nt = {d.name: d.length_nt for d in system.domains}
        self._toeholds = {d.name for d in system.domains if d.is_toehold}
        self._mixed = mixed_complexes(system, levels_M)
        self._runs: dict[Strand, float] = defaultdict(float)
        for one in self._mixed:
            for run in unpaired_runs(one.complex):
                self._runs[run] += one.level_M
        self._off_targets = cache(self._sum_off_targets)

    def strands(self, folded: EnsembleOptions | None) -> Iterator[StrandToehold]:
        """Toeholds of single strands, each strand once."""
        seen: set[Strand] = set()
        for one in self._mixed:
            if one.complex.size_strands > 1 or one.complex.strands[0] in seen:
                continue
            seen.add(one.complex.strands[0])
            for toehold, places in self._open_places(one.complex):
                chance = self._open(one.complex, places, folded)
                yield StrandToehold(one.name, toehold, chance)

    def gates(self, folded: EnsembleOptions | None) -> Iterator[GateToehold]:
        """Open toeholds of complexes of several strands."""
        for one in self._mixed:
            if one.complex.size_strands < 2:
                continue
            for toehold, places in self._open_places(one.complex):
                bound = self._own(one.complex, toehold)
                others, other, ratio = self._off_targets(toehold)
                worst = max(bound, key=lambda name: bound[name], default="")
                if ratio > bound.get(worst, 0.0):
                    worst = other
                chance = self._open(one.complex, places, folded)
                own = math.fsum(bound.values())
                yield GateToehold(one.name, toehold, own, others, worst, chance)

    def _own(self, gate: Complex, toehold: str) -> Mapping[str, float]:
        """What has the complement open, and its K c."""
        ratios: dict[str, float] = defaultdict(float)
        for partner, held in own_partners(gate, toehold, self._mixed, self._lengths_nt):
            energy = THREE_STEP.energy_kcal(held.spell(self._sequences), self._conditions)
            ratios[partner.name] += partner.level_M * _binding_per_M(energy, self._conditions)
        return ratios

    def _sum_off_targets(self, toehold: str) -> tuple[float, str, float]:
        """Sum of K c over unpaired stretches without the complement; the largest, and its K c."""
        word = spelled((toehold,), self._sequences)
        total, worst, largest = 0.0, "", 0.0
        for run, level_M in self._runs.items():
            for piece in pieces_without(run, complement(toehold)):
                text = spelled(piece, self._sequences)
                ratio = level_M * _off_target_per_M(word, text, self._conditions)
                total += ratio
                if ratio > largest:
                    worst, largest = " ".join(piece), ratio
        return total, worst, largest

    def _open_places(self, complex_: Complex) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Unpaired toeholds with their places among all nucleotides."""
        start = 0
        for strand, marks in complex_.marked_strands():
            for occurrence, mark in zip(strand, marks, strict=True):
                end = start + self._lengths_nt[domain_name(occurrence)]
                if mark == "." and domain_name(occurrence) in self._toeholds:
                    yield occurrence, tuple(range(start, end))
                start = end

    def _open(
        self, complex_: Complex, places: Sequence[int], folded: EnsembleOptions | None
    ) -> float | None:
        if folded is None:
            return None
        texts = [spelled(strand, self._sequences) for strand in complex_.strands]
        structure = base_pairs_structure(complex_, self._lengths_nt)
        return open_probability(texts, structure, places, folded)
