"""Piperine's thermodynamic measures (Srinivas et al. 2017), from whichever model there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ncrn_dsd.ir.dsd import complement, partners_in
from ncrn_dsd.ir.lab_quality import ComplexQuality
from ncrn_dsd.sequences import vienna_adapter as vienna
from ncrn_dsd.sequences.equilibrium import (
    EACH_STRAND_M,
    dimer_percent,
    equilibrium_M,
    self_dimer_percent,
)
from ncrn_dsd.sequences.layout import (
    LaidOutComplex,
    SystemLayout,
    base_pairs_structure,
    pieces_without,
    spelled,
)
from ncrn_dsd.sequences.vienna_adapter import EnsembleOptions

MOST_SUBSETS_OF = 5
"""Strands of a complex up to which every part of it takes part in the equilibrium."""

Association = Callable[[str, str], float]
"""Free energy of association at 1 M in kcal/mol of two strands."""


@dataclass(frozen=True, slots=True)
class Interactions:
    """Mean and worst of a measure over strands or toeholds, in percent.

    Parameters
    ----------
    worst: who has the largest value.
    """

    mean: float
    largest: float
    worst: str


@dataclass(frozen=True, slots=True)
class StrandOpenness:
    """Unpaired probabilities of a free strand.

    Parameters
    ----------
    smallest, total: worst base, and sum over all of them.
    toehold_smallest, toehold_mean: over toeholds and the letters beside them; None without any.
    """

    strand: str
    length_nt: int
    smallest: float
    total: float
    toehold_smallest: float | None
    toehold_mean: float | None


class Dimers:
    """I(a, b) of any two sequences, every association computed once."""

    __slots__ = ("_energies_kcal", "_model", "_temperature_C")

    def __init__(self, model: Association, temperature_C: float) -> None:
        self._model = model
        self._temperature_C = temperature_C
        self._energies_kcal: dict[tuple[str, str], float] = {}

    def percent(self, one: str, other: str) -> float:
        own = self._energy_kcal(one, one)
        if one == other:
            return self_dimer_percent(own, self._temperature_C)
        mixed, second = self._energy_kcal(one, other), self._energy_kcal(other, other)
        return dimer_percent(mixed, own, second, self._temperature_C)

    def _energy_kcal(self, one: str, other: str) -> float:
        pair = (min(one, other), max(one, other))
        if pair not in self._energies_kcal:
            self._energies_kcal[pair] = self._model(*pair)
        return self._energies_kcal[pair]


def strand_interactions(
    layout: SystemLayout, sequences: Mapping[str, str], dimers: Dimers
) -> Interactions:
    """TSI: row sums of I over all pairs of top strands, self pairs included."""
    texts = [spelled(strand, sequences) for strand in layout.tops]
    rows = np.zeros(len(texts))
    for i, one in enumerate(texts):
        for j in range(i + 1):
            percent = dimers.percent(one, texts[j])
            rows[i] += percent
            rows[j] += percent if i != j else 0.0
    return _interactions(rows.tolist(), [layout.names[strand] for strand in layout.tops])


def toehold_occlusion(
    layout: SystemLayout, sequences: Mapping[str, str], dimers: Dimers
) -> Interactions:
    """TO: for each toehold on a base, the sum of I with all top strands that should not bind it.

    A strand that has the toehold is cut at it and its pieces are used.
    """
    toeholds = layout.base_toeholds
    sums = []
    for toehold in toeholds:
        letters = spelled((toehold,), sequences)
        pieces = [p for top in layout.tops for p in pieces_without(top, complement(toehold))]
        sums.append(sum(dimers.percent(letters, spelled(p, sequences)) for p in pieces))
    return _interactions(sums, list(toeholds))


def _interactions(values: list[float], names: list[str]) -> Interactions:
    if not values:
        return Interactions(0.0, 0.0, "")
    largest = max(values)
    return Interactions(sum(values) / len(values), largest, names[values.index(largest)])


def strand_openness(
    layout: SystemLayout, sequences: Mapping[str, str], options: EnsembleOptions
) -> tuple[StrandOpenness, ...]:
    """Unpaired probabilities of all top strands."""
    return tuple(
        openness_of(
            layout.names[strand],
            spelled(strand, sequences),
            layout.toehold_places(strand),
            options,
        )
        for strand in layout.tops
    )


def openness_of(
    name: str, sequence: str, toehold_places: Sequence[int], options: EnsembleOptions
) -> StrandOpenness:
    """Unpaired probabilities of one free strand (SSU, and SSTU over `toehold_places`)."""
    open_ = vienna.unpaired_probabilities(sequence, options)
    toehold = [open_[place] for place in toehold_places]
    return StrandOpenness(
        strand=name,
        length_nt=len(sequence),
        smallest=min(open_),
        total=sum(open_),
        toehold_smallest=min(toehold, default=None),
        toehold_mean=sum(toehold) / len(toehold) if toehold else None,
    )


def complex_qualities(
    layout: SystemLayout, sequences: Mapping[str, str], options: EnsembleOptions
) -> tuple[ComplexQuality, ...]:
    """Defects and equilibria of all signals and fuels of several strands."""
    return tuple(_complex_quality(one, layout, sequences, options) for one in layout.complexes)


def _complex_quality(
    one: LaidOutComplex,
    layout: SystemLayout,
    sequences: Mapping[str, str],
    options: EnsembleOptions,
) -> ComplexQuality:
    strands = [spelled(strand, sequences) for strand in one.complex.strands]
    structure = base_pairs_structure(one.complex, layout.lengths_nt)
    return quality_of_complex(one.name, strands, structure, options)


def quality_of_complex(
    name: str, strands: Sequence[str], structure: str, options: EnsembleOptions
) -> ComplexQuality:
    """BN% of one complex: bad bases over paired bases, the strands at 1 uM each.

    Parameters
    ----------
    strands: sequences in the order of `structure`.
    structure: dot-bracket of all letters with "+" between strands.
    """
    intended = vienna.intended_probabilities(strands, structure, options)
    defect = sum(1.0 - each for each in intended)
    formed_M = min(formed_complex_M(strands, options), EACH_STRAND_M)
    size = len(intended)
    bad = defect * formed_M + size * (EACH_STRAND_M - formed_M)
    paired = structure.count("(") + structure.count(")")
    ends = _helix_ends(structure)
    return ComplexQuality(
        name=name,
        parameters=options.parameters,
        length_nt=size,
        defect_nt=defect,
        formed_fraction=formed_M / EACH_STRAND_M,
        bad_percent=100.0 * bad / (EACH_STRAND_M * max(paired, 1)),
        frayed=max((1.0 - intended[place] for place in ends), default=0.0),
    )


def formed_complex_M(strands: Sequence[str], options: EnsembleOptions) -> float:
    """Concentration at equilibrium of the complex of these strands in this order, each at 1 uM.

    Every part of the complex, in the same order, competes with it; several copies of one strand
    in a complex are left out, and so are parts of complexes of more than `MOST_SUBSETS_OF`
    strands other than single ones and those that lack one strand.
    """
    count = len(strands)
    sizes = range(1, count + 1) if count <= MOST_SUBSETS_OF else (1, count - 1, count)
    parts = [part for size in sizes for part in combinations(range(count), size)]
    counts = np.zeros((len(parts), count), dtype=np.int64)
    for row, part in enumerate(parts):
        counts[row, list(part)] = 1
    energies = [vienna.ensemble_energy_kcal([strands[i] for i in part], options) for part in parts]
    found = equilibrium_M(
        np.full(count, EACH_STRAND_M), counts, np.array(energies), options.temperature_C
    )
    return float(found[-1])


def _helix_ends(structure: str) -> list[int]:
    """Paired places, strands run together, whose neighbour does not go on with the helix."""
    partners = partners_in(structure)
    starts = {0}
    for part in structure.split("+"):
        starts.add(max(starts) + len(part))
    ends = []
    for at, partner in enumerate(partners):
        if partner is None:
            continue
        goes_on = all(
            place not in starts and _stacked(partners, place - 1, place, starts)
            for place in (at, at + 1)
            if 0 < place < len(partners)
        )
        if not goes_on or at in (0, len(partners) - 1):
            ends.append(at)
    return ends


def _stacked(partners: list[int | None], one: int, other: int, starts: set[int]) -> bool:
    first, second = partners[one], partners[other]
    return first is not None and second is not None and first == second + 1 and first not in starts
