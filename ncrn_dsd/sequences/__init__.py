"""Domains to nucleotides."""

from ncrn_dsd.ir.lab_quality import QualityMeasure, QualityReport
from ncrn_dsd.sequences.context import StrandFault, strand_faults
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal
from ncrn_dsd.sequences.energy import duplex_energy_kcal, stacking_energy_kcal
from ncrn_dsd.sequences.measures import longest_shared_run_nt
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.orthogonality import Orthogonality, measure_orthogonality
from ncrn_dsd.sequences.quality import measure_quality
from ncrn_dsd.sequences.quality_report import quality_report
from ncrn_dsd.sequences.quality_tables import (
    complexes_table,
    invasions_table,
    pairs_table,
    quality_json,
    quality_table,
    strands_table,
)
from ncrn_dsd.sequences.quality_values import QualityOptions
from ncrn_dsd.sequences.toehold_pool import (
    ToeholdPool,
    toehold_pool,
    toehold_room,
    toehold_words,
)

__all__ = [
    "Orthogonality",
    "QualityMeasure",
    "QualityOptions",
    "QualityReport",
    "SearchOptions",
    "StrandFault",
    "ToeholdPool",
    "complexes_table",
    "design_sequences",
    "duplex_energy_kcal",
    "invasions_table",
    "longest_shared_run_nt",
    "measure_orthogonality",
    "measure_quality",
    "pairs_table",
    "quality_json",
    "quality_report",
    "quality_table",
    "stacking_energy_kcal",
    "strand_faults",
    "strands_table",
    "strongest_duplex_kcal",
    "toehold_pool",
    "toehold_room",
    "toehold_words",
]
