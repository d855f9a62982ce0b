"""What a run of a design found, in figures: what its `summary.json` holds.

All of it is determined by the design, but for CPU times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from ncrn_dsd.ir.budget import BudgetLine
from ncrn_dsd.ir.headings import (
    ACCURACY,
    CHECKS,
    CPU_OF_ALL,
    DESIGN,
    DIGEST,
    EXPECTATIONS,
    FUELS,
    LONGEST_STRAND,
    NOT_TESTED,
    NUCLEOTIDES,
    PER_SAMPLE,
    PROOFS,
    SCHEME,
    STRANDS,
    TOEHOLDS,
    TRAINING,
)
from ncrn_dsd.ir.lab_feasibility import BenchJudgement
from ncrn_dsd.ir.learning import (
    BELOW_LOGISTIC,
    DSD_ACCURACY,
    HELD_OUT_MSE,
    LOSSES,
    OVER_LEAST_SQUARES,
    R2,
    VALIDATION_MSE,
)
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.result import Reduction, SimulatedNetwork
from ncrn_dsd.ir.sharing import ToeholdSharing
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.ir.survival import SURVIVES, AskedSurvival
from ncrn_dsd.ir.training import ABSTRACT, DSD, TrainingRun
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.expect import LearningBounds


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a design is at every level; nucleotides are those of the distinct strands."""

    formal_reactions: Annotated[int, Shown("Formal reactions", Style.COUNT)]
    formal_species: Annotated[int, Shown("Formal species", Style.COUNT)]
    formal_max_order: Annotated[int, Shown("Highest formal order", Style.COUNT)]
    modules: Annotated[int, Shown("Modules", Style.COUNT)]
    signals: Annotated[int, Shown("Signals", Style.COUNT)]
    fuels: Annotated[int, FUELS]
    strands: Annotated[int, STRANDS]
    domains: Annotated[int, Shown("Domains", Style.COUNT)]
    toeholds: Annotated[int, TOEHOLDS]
    nucleotides_nt: Annotated[int, NUCLEOTIDES]
    longest_strand_nt: Annotated[int, LONGEST_STRAND]
    enumerated_species: Annotated[int, Shown("Enumerated species", Style.COUNT)]
    enumerated_reactions: Annotated[int, Shown("Enumerated reactions", Style.COUNT)]
    signal_variants: Annotated[int, Shown("Variants of signals", Style.COUNT)]


def checks_word(counts: Mapping[str, int]) -> str:
    """One word for all checks by number."""
    if counts.get(Verdict.FAILS.value):
        return str(Verdict.FAILS.value)
    return str(Verdict.HOLDS.value) if counts.get(Verdict.HOLDS.value) else NOT_TESTED


@dataclass(frozen=True, slots=True)
class DesignSeeds:
    """Seeds of everything that is drawn in a design."""

    task: int
    initial_weights: int
    sequences: int


@dataclass(frozen=True, slots=True)
class LevelSummary:
    """The trained learner at one level.

    Parameters
    ----------
    validation_mse: None when nothing was recorded.
    held_out_mse: None with classes.
    accuracy: balanced, of the held-out samples; None without classes.
    kept: it is within what the design expects.
    validation_mse_per_epoch: the untrained learner first.
    largest_residue_fraction: of the largest dose of its sample.
    """

    validation_mse: Annotated[float | None, VALIDATION_MSE]
    held_out_mse: Annotated[float | None, HELD_OUT_MSE]
    loss_over_least_squares: Annotated[float | None, OVER_LEAST_SQUARES]
    r2: Annotated[float | None, R2]
    accuracy: Annotated[float | None, ACCURACY]
    accuracy_below_logistic: Annotated[float | None, BELOW_LOGISTIC]
    kept: bool
    coefficients: Mapping[str, float] = field(hash=False)
    validation_mse_per_epoch: tuple[float | None, ...]
    largest_residue_fraction: float | None
    largest_residue_species: str
    failure: str | None

    @classmethod
    def of(cls, training: TrainingRun, bounds: LearningBounds) -> LevelSummary:
        """A training held against what the design expects of it."""
        return cls(
            validation_mse=training.validation_mse if training.epochs else None,
            held_out_mse=training.held_out_mse,
            loss_over_least_squares=training.over_least_squares,
            r2=training.r2,
            accuracy=training.accuracy,
            accuracy_below_logistic=training.below_logistic,
            kept=training.keeps(bounds),
            coefficients=training.named_coefficients,
            validation_mse_per_epoch=tuple(e.validation_mse for e in training.epochs),
            largest_residue_fraction=training.largest_residue,
            largest_residue_species=training.residue_species,
            failure=training.failure,
        )


@dataclass(frozen=True, slots=True)
class OperatingFigures:
    """How slow and how concentrated a run is."""

    concentration_unit_M: float
    time_unit_s: float
    hours_per_sample_h: Annotated[float, PER_SAMPLE]
    training_days_d: Annotated[float, TRAINING]
    speed_limit: str
    concentration_limit: str
    refill_every_samples: int
    highest_fuel_M: float


@dataclass(frozen=True, slots=True)
class CpuFigures:
    """CPU seconds of a run; `reused` are stages that were taken from an earlier one."""

    stages_s: Mapping[str, float] = field(hash=False)
    reused: tuple[str, ...]
    total_s: float


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The figures of a run of a learner.

    Parameters
    ----------
    expected: bounds of the design by level and measure.
    judged_by: the samples that the trained learner is judged by, in words.
    reference: what the best fit of the same features reaches.
    noise_floor_mse: None where it is not known, and where there are classes.
    true_coefficients: as far as they are known.
    enumeration_truncated_by: the limit; None when it is complete.
    verdict: of the proofs alone.
    verdicts: how often each word is said, LEARNS and SURVIVES aside.
    learns: LEARNS n of m, by what learns.
    survival: what came of [expect.survives]; None where it was not tested.
    expectations_met: None while an obligation has no answer.
    reduction: None when the DSD level ran on all species.
    host_actions_per_sample, host_actions_setup: mean number by kind, refills included.
    sequences_longest_shared_run_nt: None without sequences.
    unbuilt: why there are no sequences; None when there are.
    bench: None when nobody asked.
    not_shown: sentences that say what this run did not show.
    sharing: how toeholds share sequences; None where each has its own.
    budget: what the operating point of a learner that completes spends; none of others.
    toehold_reasons: why toeholds are so long, so many and of these letters, as sentences.
    """

    design: Annotated[str, DESIGN]
    design_sha256: Annotated[str, DIGEST]
    scheme: Annotated[str, SCHEME]
    seeds: DesignSeeds
    abstract: LevelSummary
    dsd: LevelSummary
    expected: Mapping[str, Mapping[str, float]] = field(hash=False)
    uncondensed_loss: float | None
    judged_by: str
    reference: Reference
    noise_floor_mse: float | None
    true_coefficients: Mapping[str, float] = field(hash=False)
    sizes: Annotated[Sizes, Shown("")]
    enumeration_complete: bool
    enumeration_truncated_by: str | None
    enumeration_scope: str
    verdicts: Mapping[str, int] = field(hash=False)
    verdict: Annotated[Verdict, PROOFS]
    learns: Mapping[str, str] = field(hash=False)
    expectations_met: Annotated[bool | None, EXPECTATIONS]
    kinetics: Annotated[OperatingFigures, Shown("")]
    disturbance: Disturbance
    simulated: SimulatedNetwork
    reduction: Reduction | None
    host_actions_per_sample: Mapping[str, float] = field(hash=False)
    host_actions_setup: Mapping[str, float] = field(hash=False)
    sequences_longest_shared_run_nt: int | None
    synthesis_notes: tuple[str, ...]
    unbuilt: str | None
    bench: BenchJudgement | None
    not_shown: tuple[str, ...]
    cpu: CpuFigures
    sharing: ToeholdSharing | None = None
    budget: tuple[BudgetLine, ...] = ()
    survival: AskedSurvival | None = None
    toehold_reasons: tuple[str, ...] = ()

    @property
    def survives(self) -> Annotated[str, replace(SURVIVES, column="survives")]:
        """In how many draws of a tube the strands still learn."""
        return NOT_TESTED if self.survival is None else self.survival.word

    @property
    def checks(self) -> Annotated[str, CHECKS]:
        """Of all checks by number, in a word."""
        return checks_word(self.verdicts)

    @property
    def levels(self) -> Mapping[str, LevelSummary]:
        """Both, the abstract one first."""
        return {ABSTRACT: self.abstract, DSD: self.dsd}

    @property
    def abstract_loss(self) -> Annotated[float | None, LOSSES[ABSTRACT]]:
        """Of the validation samples."""
        return self.abstract.validation_mse

    @property
    def dsd_loss(self) -> Annotated[float | None, LOSSES[DSD]]:
        """Of the validation samples."""
        return self.dsd.validation_mse

    @property
    def dsd_accuracy(self) -> Annotated[float | None, DSD_ACCURACY]:
        """Of the held-out samples."""
        return self.dsd.accuracy

    @property
    def total_cpu_s(self) -> Annotated[float, CPU_OF_ALL]:
        """Of all stages."""
        return self.cpu.total_s


@dataclass(frozen=True, slots=True)
class FollowedNetwork:
    """The network whose trajectories were followed."""

    kinetics: Kinetics
    species: int
    reactions: int


@dataclass(frozen=True, slots=True)
class FollowedWithin:
    """Tolerances of an integration."""

    relative: float
    absolute_u: float


@dataclass(frozen=True, slots=True)
class DynamicsSummary:
    """The figures of a run of a design of kind "dynamics".

    Parameters
    ----------
    deviation_largest, deviation_rms: of the DSD trajectories from the formal ones, as fractions of
        the largest formal concentration.
    deviation_species, deviation_time_tau: where it is largest.
    deviation_max: what the design expects.
    uncondensed_deviation: what is on record, where it expects something else of uncondensed
        kinetics.
    tolerances: by level.
    duration_h: of the whole trajectory.
    sharing: how toeholds share sequences; None where each has its own.
    toehold_reasons: why toeholds are so long, so many and of these letters, as sentences.
    """

    kind: Literal["dynamics"]
    design: Annotated[str, DESIGN]
    design_sha256: Annotated[str, DIGEST]
    scheme: Annotated[str, SCHEME]
    sizes: Annotated[Sizes, Shown("")]
    enumeration_complete: bool
    verdicts: Mapping[str, int] = field(hash=False)
    verdict: Annotated[Verdict, PROOFS]
    expectations_met: Annotated[bool | None, EXPECTATIONS]
    deviation_largest: Annotated[float, Shown("Deviation", Style.SHARE)]
    deviation_species: str
    deviation_time_tau: float
    deviation_rms: float
    deviation_max: float
    uncondensed_deviation: float | None
    simulated: FollowedNetwork
    tolerances: Mapping[str, FollowedWithin] = field(hash=False)
    concentration_unit_M: float
    time_unit_s: float
    duration_h: Annotated[float, Shown("Whole trajectory", unit="h")]
    speed_limit: str
    concentration_limit: str
    largest_rate_error: float | None
    bench: BenchJudgement | None
    not_shown: tuple[str, ...]
    sharing: ToeholdSharing | None = None
    toehold_reasons: tuple[str, ...] = ()

    @property
    def checks(self) -> Annotated[str, CHECKS]:
        """Of all checks by number, in a word."""
        return checks_word(self.verdicts)
