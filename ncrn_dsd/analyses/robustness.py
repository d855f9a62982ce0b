"""What errors do to a learner: their kinds, and the statistics of draws of them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev

from ncrn_dsd.ir.disturbance import FormalDisturbance

RUNAWAY = 10.0
"""A learner has run away when its loss is this many times that of the untrained one."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of errors.

    Parameters
    ----------
    definition: what it is, with its numbers, in words.
    disturbance: its size; the seed comes with the draw.
    """

    name: str
    definition: str
    disturbance: FormalDisturbance


RATES = Kind(
    "rates",
    "the rate constant of every formal reaction is off by a factor of its own, log-uniform "
    "between 1/2 and 2, in training and in probes",
    FormalDisturbance(rate_error_factor=2.0),
)
DOSES = Kind(
    "doses",
    "every dose, setup and probes included, is off by a relative error of its own, uniform "
    "between -20 % and 20 %",
    FormalDisturbance(dose_error_fraction=0.2),
)
OVERLAP = Kind(
    "overlap",
    "10 % of every dose of a phase or label species is given at the start of the phase before "
    "(in a two-phase learner: of the sample) and 90 % at its time; nothing is left to chance",
    FormalDisturbance(phase_overlap_fraction=0.1),
)
READS = Kind(
    "reads",
    "every read of a species has a gaussian error of 5 % (s.d.) of full scale, which is the "
    "largest size of any target or undisturbed prediction of the validation and test samples; "
    "reads do not feed back, so that measured predictions are off but not what was learned",
    FormalDisturbance(read_noise_fraction=0.05),
)
TOGETHER = Kind(
    "all together",
    "rates, doses, overlap and reads at once",
    FormalDisturbance(2.0, 0.2, 0.1, 0.05),
)
KINDS = (RATES, DOSES, OVERLAP, READS, TOGETHER)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The trained learner under one draw.

    Parameters
    ----------
    loss: mean squared error of the validation samples, errors being those of the loss; None
        when there is none.
    accuracy: balanced, of the held-out samples; None without classes.
    held_out_mse: mean squared error of the held-out samples; None with classes.
    failure: None, or why there is no loss.
    """

    loss: float | None
    accuracy: float | None
    held_out_mse: float | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw of a kind of errors and what became of the learner."""

    kind: str
    number: int
    seed: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Bounds:
    """What draws are held against.

    Parameters
    ----------
    ideal: the learner without errors.
    untrained_loss: of that learner before its first sample.
    loss_max: largest loss on the held-out samples that meets what the design expects of the
        abstract level; None with classes.
    accuracy_min: smallest balanced accuracy that does; None without classes.
    """

    ideal: Outcome
    untrained_loss: float
    loss_max: float | None
    accuracy_min: float | None

    @property
    def runaway_above(self) -> float:
        return RUNAWAY * self.untrained_loss

    def keeps(self, outcome: Outcome) -> bool:
        """Within what the design expects."""
        if outcome.loss is None:
            return False
        if self.accuracy_min is not None:
            return outcome.accuracy is not None and outcome.accuracy >= self.accuracy_min
        found = outcome.held_out_mse
        return found is not None and self.loss_max is not None and found <= self.loss_max


@dataclass(frozen=True, slots=True)
class Row:
    """Statistics of all draws of one kind.

    Parameters
    ----------
    loss_mean, loss_sd, loss_worst: of all draws with a loss, those that ran away included; None
        when there are none, and no deviation of a single draw.
    accuracy_mean, accuracy_worst: likewise.
    stopped: draws without a loss, because the simulation stopped or gave no number.
    runaway: draws whose loss is above `Bounds.runaway_above`.
    worse_than_untrained: draws with a larger loss than before the first sample, those that ran
        away included.
    kept: draws within what the design expects.
    """

    kind: str
    draws: int
    loss_mean: float | None
    loss_sd: float | None
    loss_worst: float | None
    accuracy_mean: float | None
    accuracy_worst: float | None
    stopped: int
    runaway: int
    worse_than_untrained: int
    kept: int

    @property
    def failures(self) -> int:
        return self.stopped + self.runaway


def draw_seed(seed: int, kind: str, number: int) -> int:
    """The seed of a draw; other kinds and other numbers of draws do not change it."""
    digest = hashlib.sha256(f"{seed}, {kind}, {number}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


def disturbances(kind: Kind, seed: int, draws: int) -> tuple[FormalDisturbance, ...]:
    """The draws of one kind; one is enough where nothing is left to chance."""
    count = draws if kind.disturbance.is_random else 1
    return tuple(
        replace(kind.disturbance, seed=draw_seed(seed, kind.name, i + 1)) for i in range(count)
    )


def outcome_of(
    errors: Sequence[float],
    accuracy: float | None,
    failure: str | None,
    held_out_mse: float | None = None,
) -> Outcome:
    """What became of a learner with these errors of its validation samples."""
    if failure is not None:
        return Outcome(None, None, failure=failure)
    loss = fmean(e * e for e in errors) if errors else math.nan
    if not math.isfinite(loss):
        return Outcome(None, None, failure="the predictions are not finite numbers")
    return Outcome(loss, accuracy, held_out_mse)


def row_of(kind: str, draws: Sequence[Draw], bounds: Bounds) -> Row:
    """The statistics of the draws of one kind."""
    outcomes = [d.outcome for d in draws]
    losses = [o.loss for o in outcomes if o.loss is not None]
    right = [o.accuracy for o in outcomes if o.accuracy is not None]
    return Row(
        kind=kind,
        draws=len(draws),
        loss_mean=fmean(losses) if losses else None,
        loss_sd=stdev(losses) if len(losses) > 1 else None,
        loss_worst=max(losses, default=None),
        accuracy_mean=fmean(right) if right else None,
        accuracy_worst=min(right, default=None),
        stopped=len(outcomes) - len(losses),
        runaway=sum(loss > bounds.runaway_above for loss in losses),
        worse_than_untrained=sum(loss > bounds.untrained_loss for loss in losses),
        kept=sum(map(bounds.keeps, outcomes)),
    )
