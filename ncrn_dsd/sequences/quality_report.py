"""The report about the quality of a set of sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ncrn_dsd.ir.dsd import Domain, DsdSystem
from ncrn_dsd.ir.lab import SequenceAssignment
from ncrn_dsd.ir.lab_quality import (
    LEAST_GAP_KCAL,
    LEAST_INVASION_MARGIN_KCAL,
    ComplexQuality,
    DomainQuality,
    Invasion,
    QualityMeasure,
    QualityReport,
    StrandQuality,
    Verdict,
)
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal
from ncrn_dsd.sequences.energy import duplex_energy_kcal, toehold_energies_kcal
from ncrn_dsd.sequences.ensemble import (
    StrandOpenness,
    complex_qualities,
    strand_openness,
)
from ncrn_dsd.sequences.hairpin import strongest_hairpin_kcal
from ncrn_dsd.sequences.invasion import (
    gate_invasions,
    invasion_pairs,
)
from ncrn_dsd.sequences.layout import Strand, SystemLayout, layout_of, spelled
from ncrn_dsd.sequences.quality import CLOSED_FORM, plain_values, random_sequences, with_baseline
from ncrn_dsd.sequences.quality_ensemble import (
    conditions,
    dimer_pairs,
    dimer_values,
    ensemble_values,
    folding_there,
)
from ncrn_dsd.sequences.quality_values import QualityOptions, Value
from ncrn_dsd.sequences.worst_pairs import worst_pairs

HALF = 50.0


Measure = Callable[[Mapping[str, str]], Mapping[str, Value]]
Progress = Callable[[int, int], None]
"""Called with the number of measurements made and the number of all of them."""


def quality_report(
    system: DsdSystem,
    assignment: SequenceAssignment,
    options: QualityOptions,
    progress: Progress | None = None,
    called: Mapping[Strand, str] | None = None,
) -> QualityReport:
    """Measure an assignment in every way there is, beside random assignments.

    Names follow Piperine's report (Srinivas et al. 2017) where the definition is the same; a
    measure that depends on a set of parameters carries its name. Values of ViennaRNA are not
    those of NUPACK. Same input, same result; it stops where `progress` raises.

    Parameters
    ----------
    called: names of strands, such as those they are ordered under.
    """
    sequences = {d.domain: d.sequence for d in assignment.domains}
    layout = layout_of(system, called)
    notes: list[str] = []
    groups = _groups(system, layout, options, notes)
    kept = {d.name: sequences[d.name] for d in system.domains if d.is_toehold}
    toeholds = kept if options.same_toeholds else None
    drawn = [random_sequences(system, options.spec, n, toeholds) for n in range(options.randoms)]
    invasions = (
        gate_invasions(layout, sequences, options.temperature_C)
        if invasion_pairs(layout) <= options.most_duplexes
        else ()
    )
    opened, complexes = _folded(layout, sequences, options)
    return QualityReport(
        measures=_measures(sequences, drawn, groups, progress),
        worst_pairs=worst_pairs(system, layout, sequences, invasions, options.temperature_C),
        invasions=invasions,
        strands=_strands(layout, sequences, opened, options),
        complexes=complexes,
        notes=tuple(notes),
        domains=tuple(_domain(d, sequences[d.name], options) for d in system.domains),
    )


def _groups(
    system: DsdSystem, layout: SystemLayout, options: QualityOptions, notes: list[str]
) -> list[tuple[Measure, int]]:
    """What is measured, and on how many random assignments; a note on all that is not."""
    groups: list[tuple[Measure, int]] = [
        (lambda one: plain_values(system, options.spec, one), options.randoms)
    ]
    pairs, most = invasion_pairs(layout), options.most_duplexes
    if _affordable(pairs, most, "invasions of gates", "most_duplexes", notes):
        few = most // max(pairs, 1)
        groups.append(
            (lambda one: _invasion_value(gate_invasions(layout, one, options.temperature_C)), few)
        )
    pairs, limit = dimer_pairs(layout), "most_duplexes"
    few = most // max(pairs, 1)
    if folding_there(options):
        most, limit = options.most_pairs, "most_pairs"
        few = options.random_pairs // max(pairs, 1)
    if _affordable(pairs, most, "dimers of top strands", limit, notes):
        groups.append((lambda one: dimer_values(layout, one, options), few))
    if folding_there(options):
        groups.append((lambda one: ensemble_values(layout, one, options), few))
    else:
        notes.append(
            "ViennaRNA is not in use: unpaired bases and defects of complexes are left out, and "
            "dimers come from strongest duplexes."
        )
    return groups


def _measures(
    sequences: Mapping[str, str],
    drawn: Sequence[Mapping[str, str]],
    groups: Sequence[tuple[Measure, int]],
    progress: Progress | None,
) -> tuple[QualityMeasure, ...]:
    total = sum(1 + min(few, len(drawn)) for _, few in groups)
    done = 0
    measures: list[QualityMeasure] = []
    for measure, few in groups:
        values = []
        for one in (sequences, *drawn[:few]):
            values.append(measure(one))
            done += 1
            if progress is not None:
                progress(done, total)
        measures += with_baseline(values[0], values[1:])
    return tuple(replace(m, verdict=_verdict(m)) for m in measures)


def _folded(
    layout: SystemLayout, sequences: Mapping[str, str], options: QualityOptions
) -> tuple[Sequence[StrandOpenness], tuple[ComplexQuality, ...]]:
    """Strands under the first set of parameters, complexes under all; none without ViennaRNA."""
    if not folding_there(options):
        return (), ()
    every = conditions(options)
    opened = strand_openness(layout, sequences, every[0]) if every else ()
    return opened, tuple(c for o in every for c in complex_qualities(layout, sequences, o))


def _affordable(pairs: int, most: int, what: str, limit: str, notes: list[str]) -> bool:
    if pairs <= most:
        return True
    notes.append(
        f"The {what} are left out: {pairs} pairs are more than the {most} that are computed "
        f"({limit})."
    )
    return False


def _invasion_value(invasions: tuple[Invasion, ...]) -> dict[str, Value]:
    """The gate whose own invader stands least above foreign ones."""
    judged = [i for i in invasions if i.is_judged]
    if not judged:
        return {}
    worst = min(judged, key=lambda i: i.margin_kcal)
    blame = f"{worst.foreign} on {worst.gate}"
    return {
        "invasion margin": Value(worst.margin_kcal, "kcal/mol", "high", CLOSED_FORM, blame),
    }


def _verdict(measure: QualityMeasure) -> Verdict:
    limits = {"gap": LEAST_GAP_KCAL, "invasion margin": LEAST_INVASION_MARGIN_KCAL}
    if measure.name in limits and measure.value < limits[measure.name]:
        return "fail"
    baseline, percentile = measure.random_baseline, measure.percentile_vs_random
    if baseline is None or percentile is None or percentile >= HALF:
        return "ok"
    better = measure.value <= baseline if measure.better == "low" else measure.value >= baseline
    return "ok" if better else "warn"


def _domain(domain: Domain, text: str, options: QualityOptions) -> DomainQuality:
    whole = duplex_energy_kcal(text, options.temperature_C)
    if domain.is_branch:
        return DomainQuality(domain.name, whole, None, None)
    external, internal = toehold_energies_kcal(text, options.temperature_C)
    return DomainQuality(domain.name, whole, external, internal)


def _strands(
    layout: SystemLayout,
    sequences: Mapping[str, str],
    opened: Sequence[StrandOpenness],
    options: QualityOptions,
) -> tuple[StrandQuality, ...]:
    by_name = {one.strand: one for one in opened}
    tops = frozenset(layout.tops)
    return tuple(
        _strand(strand, name, strand in tops, spelled(strand, sequences), by_name, options)
        for strand, name in layout.names.items()
    )


def _strand(
    strand: Strand,
    name: str,
    is_top: bool,
    text: str,
    opened: Mapping[str, StrandOpenness],
    options: QualityOptions,
) -> StrandQuality:
    openness = opened.get(name) if is_top else None
    return StrandQuality(
        name=name,
        domains=strand,
        role="top" if is_top else "base",
        length_nt=len(text),
        min_unpaired=openness.smallest if openness else None,
        toehold_min_unpaired=openness.toehold_smallest if openness else None,
        hairpin_kcal=strongest_hairpin_kcal(text, options.temperature_C)[0],
        self_dimer_kcal=strongest_duplex_kcal(text, text, options.temperature_C),
        full_length_fraction=options.coupling ** max(len(text) - 1, 0),
    )
