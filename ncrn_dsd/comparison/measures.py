"""What a cell is measured by, and what may be weighed in a ranking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a cell.

    Parameters
    ----------
    name: its key, with the unit at the end.
    title: heading of a column.
    less_is_better: it can be weighed in a ranking, and small is good.
    brief: shown on a terminal without being asked for.
    """

    name: str
    title: str
    less_is_better: bool = True
    brief: bool = False


LOSS, NUCLEOTIDES, HOURS = "loss", "nucleotides_nt", "hours_per_sample_h"

MEASURES = (
    Measure(LOSS, "loss", brief=True),
    Measure("loss_ratio", "loss / abstract"),
    Measure("accuracy", "accuracy", less_is_better=False),
    Measure("loss_with_leak", "loss with leak", brief=True),
    Measure("loss_with_rate_errors", "loss, rates 2x off", brief=True),
    Measure(HOURS, "h per sample", brief=True),
    Measure("fuel_per_sample_nM", "fuel per sample [nM]"),
    Measure("fuels", "fuels"),
    Measure("complexes", "complexes at the start"),
    Measure("strands", "strands", brief=True),
    Measure(NUCLEOTIDES, "nt", brief=True),
    Measure("longest_strand_nt", "longest strand [nt]"),
    Measure("toeholds", "toeholds"),
    Measure("condensed_species", "species"),
    Measure("condensed_reactions", "reactions", brief=True),
    Measure("detailed_complexes", "complexes, detailed"),
    Measure("detailed_reactions", "reactions, detailed"),
    Measure("cpu_s", "CPU s"),
)

RANKABLE = {m.name: m for m in MEASURES if m.less_is_better}
DEFAULT_WEIGHTS = ((LOSS, 1.0), (NUCLEOTIDES, 1.0), (HOURS, 1.0))
BEST_BY = (LOSS, NUCLEOTIDES, HOURS)
"""The best scheme is named by loss, by size and by time."""
