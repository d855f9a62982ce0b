"""Which strands of a system float about, which hold gates together, and where toeholds are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name
from ncrn_dsd.sequences.nucleotides import spell

BESIDE_TOEHOLD_NT = 3
"""Bases beside a toehold that decide with it how open it is: a clamp and one more."""

Strand = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaidOutComplex:
    """Parameters
    ----------
    kind: "signal" or "fuel".
    """

    name: str
    kind: str
    complex: Complex


@dataclass(frozen=True, slots=True)
class SystemLayout:
    """The strands of a system by what they are for.

    Parameters
    ----------
    names: a name for every distinct strand.
    tops: strands that float about at some time, free or displaced.
    bases: strands of gates that only ever hold others, mostly complements.
    complexes: signals and fuels of more than one strand.
    lengths_nt: of every domain.
    """

    names: Mapping[Strand, str]
    tops: tuple[Strand, ...]
    bases: tuple[Strand, ...]
    complexes: tuple[LaidOutComplex, ...]
    lengths_nt: Mapping[str, int]
    toeholds: frozenset[str]

    @property
    def base_toeholds(self) -> tuple[str, ...]:
        """Occurrences of toeholds on bases, in order of first use."""
        found = (o for base in self.bases for o in base if domain_name(o) in self.toeholds)
        return tuple(dict.fromkeys(found))

    def toehold_places(self, strand: Strand) -> tuple[int, ...]:
        """Places of a strand, from 0, that are in a toehold or just before one.

        For a toehold at the 5' end the letters after it count instead.
        """
        places: set[int] = set()
        start = 0
        size = sum(self.lengths_nt[domain_name(o)] for o in strand)
        for occurrence in strand:
            end = start + self.lengths_nt[domain_name(occurrence)]
            if domain_name(occurrence) in self.toeholds:
                places.update(range(start, end))
                before = range(start - BESIDE_TOEHOLD_NT, start)
                after = range(end, min(end + BESIDE_TOEHOLD_NT, size))
                places.update(before if start >= BESIDE_TOEHOLD_NT else after)
            start = end
        return tuple(sorted(places))


def layout_of(system: DsdSystem, called: Mapping[Strand, str] | None = None) -> SystemLayout:
    """Sort the strands of signals and fuels.

    In a complex of several strands, those with more starred than unstarred letters are bases;
    every other strand is a top strand.

    Parameters
    ----------
    called: names of strands; others are named after the first complex that holds them.
    """
    lengths = {domain.name: domain.length_nt for domain in system.domains}
    everything = [
        *(LaidOutComplex(s.species, "signal", s.complex) for s in system.signals),
        *(LaidOutComplex(f.name, "fuel", f.complex) for f in system.fuels),
    ]
    names: dict[Strand, str] = {}
    alone: dict[Strand, bool] = {}
    for one in everything:
        for number, strand in enumerate(one.complex.strands, start=1):
            several = len(one.complex.strands) > 1
            own = f"{one.name}.{number}" if several else one.name
            names.setdefault(strand, (called or {}).get(strand, own))
            is_base = several and _starred_nt(strand, lengths) > 0
            alone[strand] = alone.get(strand, False) or not is_base
    return SystemLayout(
        names=names,
        tops=tuple(strand for strand, free in alone.items() if free),
        bases=tuple(strand for strand, free in alone.items() if not free),
        complexes=tuple(one for one in everything if len(one.complex.strands) > 1),
        lengths_nt=lengths,
        toeholds=frozenset(d.name for d in system.domains if d.is_toehold),
    )


def _starred_nt(strand: Strand, lengths: Mapping[str, int]) -> int:
    """Letters of complements less letters of other domains."""
    return sum(lengths[domain_name(o)] * (1 if o.endswith("*") else -1) for o in strand)


def pieces_without(strand: Strand, occurrence: str) -> tuple[Strand, ...]:
    """What is left of a strand when every copy of a domain occurrence is cut out."""
    pieces: list[list[str]] = [[]]
    for one in strand:
        if one == occurrence:
            pieces.append([])
        else:
            pieces[-1].append(one)
    return tuple(tuple(piece) for piece in pieces if piece)


def unpaired_runs(complex_: Complex) -> Iterator[Strand]:
    """Stretches of unpaired domains in a row, 5' to 3'."""
    for strand, marks in complex_.marked_strands():
        run: list[str] = []
        for occurrence, mark in zip(strand, marks, strict=True):
            if mark == ".":
                run.append(occurrence)
            elif run:
                yield tuple(run)
                run = []
        if run:
            yield tuple(run)


def spelled(strand: Strand, sequences: Mapping[str, str]) -> str:
    """Letters of a strand, 5' to 3'."""
    return "".join(spell(occurrence, sequences) for occurrence in strand)


def base_pairs_structure(complex_: Complex, lengths: Mapping[str, int]) -> str:
    """Dot-bracket with one mark per letter and "+" between strands."""
    return "+".join(
        "".join(mark * lengths[domain_name(o)] for o, mark in zip(strand, marks, strict=True))
        for strand, marks in complex_.marked_strands()
    )


def foot_of(strand: Strand, marks: str, toeholds: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Open toeholds of a gate strand with the paired domain beside each, 5' to 3'."""
    for (one, mark), (other, beside) in pairwise(zip(strand, marks, strict=True)):
        opens_before = mark == "." and beside in "()" and domain_name(one) in toeholds
        opens_behind = beside == "." and mark in "()" and domain_name(other) in toeholds
        if opens_before or opens_behind:
            yield one, other


def is_made_for(foot: tuple[str, str], top: Strand) -> bool:
    """Whether a strand has what a foot of a gate binds, side by side as they bind there.

    Where toeholds share words, both may stand in a strand that the foot is not made for.
    """
    one, other = foot
    return (complement(other), complement(one)) in pairwise(top)
