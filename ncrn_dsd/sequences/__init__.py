"""Domains to nucleotides."""

from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.energy import stacking_energy_kcal
from ncrn_dsd.sequences.measures import longest_shared_run_nt

__all__ = ["design_sequences", "longest_shared_run_nt", "stacking_energy_kcal"]
