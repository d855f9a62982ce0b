"""Measures of the sequences of a package, as far as they take no folding program."""

from __future__ import annotations

from ncrn_dsd.ir.bench import SequenceMeasure
from ncrn_dsd.ir.design import SequenceSpec
from ncrn_dsd.ir.lab_design import LabDesign

MOST_INVASION_PAIRS = 40_000
"""Gates against strands: above, invasion is left out, and the check of it says so."""


def sequence_measures(design: LabDesign, spec: SequenceSpec) -> tuple[SequenceMeasure, ...]:
    """Every measure beside random sequences, and the smallest margin of any gate."""
    # Compiled kernels take a second to load; only the measures should wait for them.
    from ncrn_dsd.sequences.quality import measure_quality

    sequences = {d.domain: d.sequence for d in design.package.sequences.domains}
    compared = tuple(
        SequenceMeasure(
            m.name,
            m.value,
            m.unit,
            m.better,
            m.model,
            m.random_baseline,
            m.percentile_vs_random,
        )
        for m in measure_quality(design.system, spec, sequences)
    )
    return (*compared, *_invasion(design, sequences))


def _invasion(design: LabDesign, sequences: dict[str, str]) -> tuple[SequenceMeasure, ...]:
    from ncrn_dsd.sequences.invasion import gate_invasions, invasion_pairs
    from ncrn_dsd.sequences.layout import layout_of

    layout = layout_of(design.system)
    if invasion_pairs(layout) > MOST_INVASION_PAIRS:
        return ()
    margins = [i.margin_kcal for i in gate_invasions(layout, sequences) if i.cognate and i.foreign]
    if not margins:
        return ()
    model = "nearest neighbours, 25 C, 1 M Na+"
    return (SequenceMeasure("invasion margin", min(margins), "kcal/mol", "high", model),)
