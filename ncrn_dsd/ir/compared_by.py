"""What every cell of a comparison is asked, and what it is measured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from ncrn_dsd.ir.shown import Shown, Style, facets_of
from ncrn_dsd.model.disturbances import Disturbance

SUFFERED = Disturbance(leak_per_M_s=1.0, rate_error_factor=2.0)
"""What strands are trained under unless another disturbance is asked for: the leak that plain
gates have, and rates between half and double."""


@dataclass(frozen=True, slots=True)
class CellOptions:
    """What every cell of a comparison is asked.

    Parameters
    ----------
    seeds: one training each; none for the design as it is written.
    leak_per_M_s: rate constant between fuels without a toehold [1/(M s)]; 0 leaves leaks out.
    rate_error_factor: rates are off by up to this factor; 1 leaves it out.
    noise_seed: of the rate errors.
    max_complexes, max_reactions: of any enumeration, where the design allows more.
    stage_budget_s: CPU seconds that one stage may take.
    """

    seeds: tuple[int, ...] = ()
    leak_per_M_s: float = SUFFERED.leak_per_M_s
    rate_error_factor: float = SUFFERED.rate_error_factor
    noise_seed: int = SUFFERED.seed
    max_complexes: int = 20_000
    max_reactions: int = 100_000
    stage_budget_s: float = 60.0


def _count(heading: str, unit: str = "", brief: str = "") -> Shown:
    return Shown(heading, Style.COUNT, unit=unit, brief=brief)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What a cell is measured by; None where it is not known.

    Losses and accuracies are means over the seeds, of the strands. Those with a brief heading are
    shown without being asked for.
    """

    loss: Annotated[float | None, Shown("Loss", brief="Loss")] = None
    loss_ratio: Annotated[float | None, Shown("Loss / abstract")] = None
    accuracy: Annotated[
        float | None, Shown("Accuracy", Style.SHARE, more_is_better=True, missing="no classes")
    ] = None
    loss_with_leak: Annotated[float | None, Shown("Loss with leak", brief="Loss, leak")] = None
    loss_with_rate_errors: Annotated[
        float | None, Shown("Loss with rate errors", brief="Loss, rates off")
    ] = None
    hours_per_sample_h: Annotated[
        float | None, Shown("Per sample", unit="h", brief="Per sample [h]")
    ] = None
    fuel_per_sample_nM: Annotated[float | None, Shown("Fuel per sample", unit="nM")] = None
    fuels: Annotated[int | None, _count("Fuels")] = None
    complexes: Annotated[int | None, _count("Complexes at the start")] = None
    strands: Annotated[int | None, _count("Strands", brief="Strands")] = None
    nucleotides_nt: Annotated[int | None, _count("Nucleotides", "nt", "Size [nt]")] = None
    longest_strand_nt: Annotated[int | None, _count("Longest strand", "nt")] = None
    toeholds: Annotated[int | None, _count("Toeholds")] = None
    condensed_species: Annotated[int | None, _count("Species")] = None
    condensed_reactions: Annotated[int | None, _count("Reactions", brief="Reactions")] = None
    detailed_complexes: Annotated[int | None, _count("Complexes, detailed")] = None
    detailed_reactions: Annotated[int | None, _count("Reactions, detailed")] = None
    cpu_s: Annotated[float | None, Shown("CPU", unit="s")] = None


MEASURES = facets_of(Measures)
BRIEF = tuple(m.key for m in MEASURES if m.shown.brief)
RANKABLE = {m.key: m for m in MEASURES if not m.shown.more_is_better}
"""What may be weighed in a ranking: small is good."""
LOSS, NUCLEOTIDES, HOURS = "loss", "nucleotides_nt", "hours_per_sample_h"
BEST_BY = {LOSS: "loss", NUCLEOTIDES: "size", HOURS: "time"}
"""Measures by which the best scheme is named, with the word for it."""
DEFAULT_WEIGHTS: Mapping[str, float] = dict.fromkeys(BEST_BY, 1.0)
