"""Quality of finished sequences, beside random ones, by measures that need no folding program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.lab_quality import QualityMeasure
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.context import spelled_strand, strand_faults
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.energy import (
    DEFAULT_TEMPERATURE_C,
    stacking_energy_kcal,
    toehold_energies_kcal,
)
from ncrn_dsd.sequences.hairpin import strongest_hairpin_kcal
from ncrn_dsd.sequences.measures import longest_shared_run_nt
from ncrn_dsd.sequences.nucleotides import has_forbidden_run
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.orthogonality import measure_orthogonality
from ncrn_dsd.sequences.quality_values import Value
from ncrn_dsd.sequences.similarity import (
    branch_migration_scores,
    motif_score,
    similarity_scores,
)
from ncrn_dsd.sequences.toehold_pool import toehold_target_kcal, toehold_words

CLOSED_FORM = "nearest neighbours, 25 C, 1 M Na+"
LETTERS_ONLY = "letters"

CLAMP_NT = 3
"""Letters at the end of a long domain whose stacks keep it from fraying, where leaks begin."""


def measure_quality(
    system: DsdSystem, spec: SequenceSpec, sequences: Mapping[str, str], randoms: int = 10
) -> tuple[QualityMeasure, ...]:
    """Measure `sequences` and `randoms` random assignments to the same system.

    Random sequences have the alphabet and lengths of the system and no long runs of one letter.
    The names of Piperine's report (Srinivas et al. 2017) are kept where the definition is the
    same: WS-BM, BM max, WSAS, WSIS, WSAS-M, WSIS-M, Verboten, dG error and dG range. dG error
    refers to the median of all words that can be toeholds.

    Parameters
    ----------
    sequences: domain name to nucleotides, for all domains of the system.
    """
    drawn = [random_sequences(system, spec, number) for number in range(randoms)]
    return with_baseline(
        plain_values(system, spec, sequences), [plain_values(system, spec, one) for one in drawn]
    )


def with_baseline(
    values: Mapping[str, Value], randoms: Sequence[Mapping[str, Value]]
) -> tuple[QualityMeasure, ...]:
    """Values beside those of random sequences with the same measures.

    Parameters
    ----------
    randoms: the same measures for each random assignment; none for no comparison.
    """
    measures = []
    for name, value in values.items():
        others = [one[name].number for one in randoms]
        low = value.better == "low"
        worse = sum(o > value.number if low else o < value.number for o in others)
        measures.append(
            QualityMeasure(
                name=name,
                # Counts are floats too, so that a report reads the same before and after storage.
                value=float(value.number),
                unit=value.unit,
                better=value.better,
                model=value.model,
                random_baseline=sum(others) / len(others) if others else None,
                percentile_vs_random=100.0 * worse / len(others) if others else None,
                worst=value.worst,
            )
        )
    return tuple(measures)


def plain_values(
    system: DsdSystem, spec: SequenceSpec, sequences: Mapping[str, str]
) -> dict[str, Value]:
    """All measures that letters and closed-form energies give, by name."""
    return {
        **dict(_domain_values(system, sequences)),
        **dict(_toehold_values(system, spec.letters, sequences)),
        **dict(_strand_values(system, spec, sequences)),
    }


def _domain_values(system: DsdSystem, sequences: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    yield "shared run", Value(longest_shared_run_nt(sequences), "nt", "low", LETTERS_ONLY)
    long_ones = {d.name: sequences[d.name] for d in system.domains if d.is_branch}
    if not long_ones:
        return
    total, longest = branch_migration_scores(list(long_ones.values()))
    yield "WS-BM", Value(total, "", "low", LETTERS_ONLY)
    yield "BM max", Value(longest, "nt", "low", LETTERS_ONLY)
    apart = measure_orthogonality(long_ones)
    yield "gap", Value(apart.gap_kcal, "kcal/mol", "high", CLOSED_FORM)
    yield "branch_off", Value(apart.strongest_crossed_kcal, "kcal/mol", "high", CLOSED_FORM)
    yield "top_top", Value(apart.strongest_paired_kcal, "kcal/mol", "high", CLOSED_FORM)
    yield "dG spread", Value(apart.spread_intended_kcal, "kcal/mol", "low", CLOSED_FORM)
    weakest, name = max(
        (stacking_energy_kcal(end), name)
        for name, text in long_ones.items()
        for end in (text[:CLAMP_NT], text[-CLAMP_NT:])
    )
    yield "weakest end", Value(weakest, "kcal/mol", "low", CLOSED_FORM, name)


def _toehold_values(
    system: DsdSystem, alphabet: str, sequences: Mapping[str, str]
) -> Iterator[tuple[str, Value]]:
    """Toeholds of the most frequent length; those of other lengths differ on purpose."""
    toeholds = [sequences[d.name] for d in system.domains if d.is_toehold]
    lengths = [len(toehold) for toehold in toeholds]
    if not lengths:
        return
    usual = max(sorted(set(lengths)), key=lengths.count)
    energies = [
        energy
        for toehold in toeholds
        if len(toehold) == usual
        for energy in toehold_energies_kcal(toehold, DEFAULT_TEMPERATURE_C)
    ]
    off = abs(sum(energies) / len(energies) - _target_kcal(usual, alphabet))
    yield "dG error", Value(off, "kcal/mol", "low", CLOSED_FORM)
    yield "dG range", Value(max(energies) - min(energies), "kcal/mol", "low", CLOSED_FORM)


@lru_cache(maxsize=8)
def _target_kcal(length_nt: int, alphabet: str) -> float:
    return toehold_target_kcal(toehold_words(length_nt, alphabet))


def _strand_values(
    system: DsdSystem, spec: SequenceSpec, sequences: Mapping[str, str]
) -> Iterator[tuple[str, Value]]:
    strands = [spelled_strand(strand, sequences) for strand in system.distinct_strands]
    if not strands:
        return
    for suffix, mismatch in (("", False), ("-M", True)):
        within, between = similarity_scores(strands, mismatch)
        yield f"WSAS{suffix}", Value(within, "", "low", LETTERS_ONLY)
        yield f"WSIS{suffix}", Value(between, "", "low", LETTERS_ONLY)
    motifs = sum(motif_score(text) for text, _ in strands)
    yield "Verboten", Value(motifs, "", "low", LETTERS_ONLY)
    folds = min(strongest_hairpin_kcal(text)[0] for text, _ in strands)
    yield "hairpin", Value(folds, "kcal/mol", "high", CLOSED_FORM)
    runs = SearchOptions.of(spec).longest_run_nt
    faults = len(strand_faults(system, sequences, spec.max_shared_run, longest_run_nt=runs))
    yield "strand faults", Value(faults, "", "low", LETTERS_ONLY)


def random_sequences(
    system: DsdSystem, spec: SequenceSpec, number: int, toeholds: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The random assignment of this number: right letters and lengths, no long runs.

    Parameters
    ----------
    toeholds: words to keep by toehold; None for random ones.
    """
    # The search for domains seeds its streams with two or three numbers, never with four.
    draws = Draws(spec.seed, 0, 0, number)
    letters = sorted(spec.letters)
    drawn: dict[str, str] = {}
    for domain in system.domains:
        sequence = (toeholds or {}).get(domain.name, "")
        while len(sequence) != domain.length_nt or has_forbidden_run(sequence):
            places = (draws.number() % len(letters) for _ in range(domain.length_nt))
            sequence = "".join(letters[place] for place in places)
        drawn[domain.name] = sequence
    return drawn
