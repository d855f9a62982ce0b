"""Domains to nucleotides."""

from ncrn_dsd.sequences.context import StrandFault, strand_faults
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.duplex import strongest_duplex_kcal
from ncrn_dsd.sequences.energy import duplex_energy_kcal, stacking_energy_kcal
from ncrn_dsd.sequences.measures import longest_shared_run_nt
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.orthogonality import Orthogonality, measure_orthogonality
from ncrn_dsd.sequences.quality import QualityMeasure, measure_quality
from ncrn_dsd.sequences.toehold_pool import ToeholdPool, toehold_pool, toehold_words

__all__ = [
    "Orthogonality",
    "QualityMeasure",
    "SearchOptions",
    "StrandFault",
    "ToeholdPool",
    "design_sequences",
    "duplex_energy_kcal",
    "longest_shared_run_nt",
    "measure_orthogonality",
    "measure_quality",
    "stacking_energy_kcal",
    "strand_faults",
    "strongest_duplex_kcal",
    "toehold_pool",
    "toehold_words",
]
