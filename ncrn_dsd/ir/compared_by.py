"""What every cell of a comparison is asked, and what it is measured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from ncrn_dsd.ir.headings import (
    ACCURACY,
    CPU,
    FUELS,
    LONGEST_STRAND,
    LOSS,
    NUCLEOTIDES,
    PER_SAMPLE,
    REACTIONS,
    SPECIES,
    STRANDS,
    TOEHOLDS,
    TRAINING,
)
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
    noise_seed: of the rate errors, and of the draws.
    cases: what goes wrong in a tube, as `analyse robustness --level dsd` names it; none are drawn
        by default.
    draws: of every case.
    max_complexes, max_reactions: of any enumeration, where the design allows more.
    stage_budget_s: CPU seconds that one stage may take.
    """

    seeds: tuple[int, ...] = ()
    leak_per_M_s: float = SUFFERED.leak_per_M_s
    rate_error_factor: float = SUFFERED.rate_error_factor
    noise_seed: int = SUFFERED.seed
    cases: tuple[str, ...] = ()
    draws: int = 4
    max_complexes: int = 20_000
    max_reactions: int = 100_000
    stage_budget_s: float = 60.0


_TRANSFERS = Shown(
    "Transfers",
    Style.COUNT,
    meaning="Into and out of the vessel in the whole training, each content of a dose by itself.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What a cell is measured by; None where it is not known.

    Losses and accuracies are means over the seeds, of the strands. Those with a brief heading are
    shown without being asked for.
    """

    loss: Annotated[float | None, replace(LOSS, missing="none", brief=LOSS.heading)] = None
    loss_ratio: Annotated[float | None, Shown("Loss / abstract")] = None
    accuracy: Annotated[
        float | None, replace(ACCURACY, only_where_known=False, missing="no classes")
    ] = None
    loss_with_leak: Annotated[float | None, Shown("Loss with leak", brief="Loss, leak")] = None
    loss_with_rate_errors: Annotated[
        float | None, Shown("Loss with rate errors", brief="Loss, rates off")
    ] = None
    hours_per_sample_h: Annotated[float | None, replace(PER_SAMPLE, brief=PER_SAMPLE.title)] = None
    training_days_d: Annotated[float | None, replace(TRAINING, brief=TRAINING.title)] = None
    transfers: Annotated[int | None, _TRANSFERS] = None
    fuel_per_sample_nM: Annotated[float | None, Shown("Fuel per sample", unit="nM")] = None
    fuels: Annotated[int | None, FUELS] = None
    complexes: Annotated[int | None, Shown("Complexes at the start", Style.COUNT)] = None
    strands: Annotated[int | None, replace(STRANDS, brief=STRANDS.heading)] = None
    nucleotides_nt: Annotated[int | None, replace(NUCLEOTIDES, brief="Size [nt]")] = None
    longest_strand_nt: Annotated[int | None, LONGEST_STRAND] = None
    toeholds: Annotated[int | None, replace(TOEHOLDS, brief=TOEHOLDS.heading)] = None
    condensed_species: Annotated[int | None, SPECIES] = None
    condensed_reactions: Annotated[int | None, replace(REACTIONS, brief=REACTIONS.heading)] = None
    detailed_complexes: Annotated[int | None, Shown("Complexes, detailed", Style.COUNT)] = None
    detailed_reactions: Annotated[int | None, Shown("Reactions, detailed", Style.COUNT)] = None
    cpu_s: Annotated[float | None, CPU] = None


MEASURES = facets_of(Measures)
BRIEF = tuple(m.key for m in MEASURES if m.shown.brief)
RANKABLE = {m.key: m for m in MEASURES if not m.shown.more_is_better}
"""What may be weighed in a ranking: small is good."""
BY_LOSS, BY_SIZE, BY_TIME = "loss", "nucleotides_nt", "hours_per_sample_h"
BEST_BY = {BY_LOSS: "loss", BY_SIZE: "size", BY_TIME: "time"}
"""Measures by which the best scheme is named, with the word for it."""
DEFAULT_WEIGHTS: Mapping[str, float] = dict.fromkeys(BEST_BY, 1.0)
