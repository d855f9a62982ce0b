"""What goes wrong only when domains stand side by side in whole strands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from ncrn_dsd.ir.dsd import DsdSystem, complement, domain_name
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.sequences.hairpin import strongest_hairpin_kcal
from ncrn_dsd.sequences.nucleotides import LONGEST_RUN_NT, spell

HAIRPIN_LIMIT_KCAL = -3.0
"""A strand with a stronger hairpin is slow to bind."""

JUNCTION_NT = 2
"""Letters by which a repeat across a junction may be longer than one between domains: one domain
takes part in many junctions and is drawn once."""

Place = tuple[str, int]
"""A domain occurrence and a place in it, counted from its 5' end."""


@dataclass(frozen=True, slots=True)
class StrandFault:
    """Parameters
    ----------
    kind: "run" of one letter across a junction; "repeat", a word across a junction that stands
        somewhere else as well, letter by letter of other origin; "hairpin" of a strand none of
        whose domains has its complement in the same strand.
    text: the letters concerned.
    domains: names of the domains concerned.
    energy_kcal: of a hairpin, at 1 M Na+.
    """

    kind: Literal["run", "repeat", "hairpin"]
    text: str
    domains: tuple[str, ...]
    energy_kcal: float = 0.0


def strand_faults(
    system: DsdSystem,
    sequences: Mapping[str, str],
    max_shared_run: int,
    hairpin_limit_kcal: float = HAIRPIN_LIMIT_KCAL,
    longest_run_nt: Mapping[str, int] = LONGEST_RUN_NT,
) -> tuple[StrandFault, ...]:
    """Faults of all strands of signals and fuels, each once.

    Parameters
    ----------
    sequences: domain name to nucleotides, for all domains of the system.
    max_shared_run: longest word that two domains may share; across junctions `JUNCTION_NT`
        more are allowed.
    longest_run_nt: longest run allowed of each letter.
    """
    strands = system.distinct_strands
    found = [
        *_runs(strands, sequences, longest_run_nt),
        *_repeats(strands, sequences, max_shared_run + JUNCTION_NT + 1),
        *_hairpins(strands, sequences, hairpin_limit_kcal),
    ]
    return tuple(dict.fromkeys(found))


def spelled_strand(
    strand: tuple[str, ...], sequences: Mapping[str, str]
) -> tuple[str, tuple[Place, ...]]:
    """Letters of a strand and where each comes from."""
    texts = [spell(occurrence, sequences) for occurrence in strand]
    places = tuple(
        (occurrence, i)
        for occurrence, letters in zip(strand, texts, strict=True)
        for i in range(len(letters))
    )
    return "".join(texts), places


def _names(places: tuple[Place, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(domain_name(occurrence) for occurrence, _ in places))


def _runs(
    strands: tuple[tuple[str, ...], ...],
    sequences: Mapping[str, str],
    longest_run_nt: Mapping[str, int],
) -> Iterator[StrandFault]:
    for strand in strands:
        yield from runs_in(*spelled_strand(strand, sequences), longest_run_nt)


def runs_in(
    text: str, places: tuple[Place, ...], longest_run_nt: Mapping[str, int]
) -> Iterator[StrandFault]:
    """The first run of every letter that goes across a junction of one strand."""
    for letter, most in longest_run_nt.items():
        start = text.find(letter * (most + 1))
        if start >= 0:
            concerned = _names(places[start : start + most + 1])
            # A run within one domain is the wish of whoever fixed that domain.
            if len(concerned) > 1:
                yield StrandFault("run", letter * (most + 1), concerned)


def with_mirrors(strands: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """All strands and then their complements, each once."""
    others = (tuple(complement(o) for o in reversed(strand)) for strand in strands)
    return tuple(dict.fromkeys((*strands, *others)))


def _repeats(
    strands: tuple[tuple[str, ...], ...], sequences: Mapping[str, str], word_nt: int
) -> Iterator[StrandFault]:
    spelled = [spelled_strand(one, sequences) for one in with_mirrors(strands)]
    where: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, (text, _) in enumerate(spelled):
        for start in range(len(text) - word_nt + 1):
            where[text[start : start + word_nt]].append((number, start))
    for word, starts in where.items():
        if is_canonical_repeat(word, len(starts)):
            yield from repeats_of(
                word, [spelled[n][1][start : start + word_nt] for n, start in starts]
            )


def is_canonical_repeat(word: str, count: int) -> bool:
    """Every strand is read with its complement, so that each word has its mirror image too."""
    return count > 1 and word <= reverse_complement(word)


def repeats_of(word: str, windows: Iterable[tuple[Place, ...]]) -> Iterator[StrandFault]:
    """Pairs of places with one word that is not the same letters of the same domains.

    Parameters
    ----------
    windows: where each letter of the word comes from, in the order of the strands.
    """
    for first, second in combinations(dict.fromkeys(windows), 2):
        if any(a == b for a, b in zip(first, second, strict=True)):
            continue
        if len(_names(first)) > 1 or len(_names(second)) > 1:
            yield StrandFault("repeat", word, _names(first + second))


def _hairpins(
    strands: tuple[tuple[str, ...], ...], sequences: Mapping[str, str], limit_kcal: float
) -> Iterator[StrandFault]:
    for strand in strands:
        if folds_by_design(strand):
            continue
        fault = hairpin_in(*spelled_strand(strand, sequences))
        if fault.energy_kcal < limit_kcal:
            yield fault


def folds_by_design(strand: tuple[str, ...]) -> bool:
    """A domain has its complement in the same strand."""
    return any(complement(occurrence) in strand for occurrence in strand)


def hairpin_in(text: str, places: tuple[Place, ...]) -> StrandFault:
    """The strongest hairpin of one strand, which is a fault when it is too strong."""
    energy_kcal, first, last = strongest_hairpin_kcal(text)
    return StrandFault(
        "hairpin", text[first : last + 1], _names((places[first], places[last])), energy_kcal
    )
