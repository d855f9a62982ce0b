"""What became of a trained learner, and what that is held against."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Annotated

from ncrn_dsd.ir.headings import ACCURACY, DESIGN, DIGEST, LEVEL, LOSS, WORST_LOSS
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.model.expect import meets_expectation

RUNAWAY = 10.0
"""A learner has run away when its loss is this many times that of the untrained one."""

_FAILURE = Shown("Failure", Style.WORD, missing="", only_where_known=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The trained learner under one draw, with one quantity off, or from one seed.

    Parameters
    ----------
    loss: mean squared error of the validation samples, errors being those of the loss; None
        when there is none.
    accuracy: balanced, of the held-out samples; None without classes.
    held_out_mse: mean squared error of the held-out samples; None with classes.
    failure: None, or why there is no loss.
    """

    loss: Annotated[float | None, LOSS]
    accuracy: Annotated[float | None, ACCURACY]
    held_out_mse: float | None = None
    failure: Annotated[str | None, _FAILURE] = None


@dataclass(frozen=True, slots=True)
class OutcomeBounds:
    """What outcomes are held against.

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
    def runaway_above(self) -> Annotated[float, Shown("Runaway above")]:
        """The loss beyond which a learner has run away."""
        return RUNAWAY * self.untrained_loss

    def keeps(self, outcome: Outcome) -> bool:
        """Within what the design expects."""
        return outcome.loss is not None and meets_expectation(
            outcome.accuracy,
            outcome.held_out_mse,
            accuracy_min=self.accuracy_min,
            loss_max=self.loss_max,
        )


_MEAN_ACCURACY = Shown("Mean accuracy", Style.SHARE, only_where_known=True)
_WORST_ACCURACY = Shown("Worst accuracy", Style.SHARE, only_where_known=True)


class LossStatistics(ABC):
    """Losses and accuracies over several outcomes of one learner; those without one count not."""

    __slots__ = ()

    @property
    @abstractmethod
    def outcomes(self) -> Sequence[Outcome]:
        """What the statistics are of."""

    @property
    def loss_mean(self) -> Annotated[float | None, Shown("Mean loss")]:
        """None when there is no loss."""
        return fmean(self.losses) if self.losses else None

    @property
    def loss_sd(self) -> Annotated[float | None, Shown("s.d.")]:
        """Of a sample, with n - 1; None of a single loss."""
        return stdev(self.losses) if len(self.losses) > 1 else None

    @property
    def loss_worst(self) -> Annotated[float | None, WORST_LOSS]:
        """The largest."""
        return max(self.losses, default=None)

    @property
    def accuracy_mean(self) -> Annotated[float | None, _MEAN_ACCURACY]:
        """None without classes."""
        return fmean(self.accuracies) if self.accuracies else None

    @property
    def accuracy_worst(self) -> Annotated[float | None, _WORST_ACCURACY]:
        """None without classes."""
        return min(self.accuracies, default=None)

    @property
    def losses(self) -> Sequence[float]:
        """Those that are known."""
        return [outcome.loss for outcome in self.outcomes if outcome.loss is not None]

    @property
    def accuracies(self) -> Sequence[float]:
        """Those that are known."""
        return [outcome.accuracy for outcome in self.outcomes if outcome.accuracy is not None]


@dataclass(frozen=True, slots=True)
class LearnerAnalysis:
    """What every analysis says of the learner that it trained."""

    design: Annotated[str, DESIGN]
    title: str
    design_sha256: Annotated[str, DIGEST]
    level: Annotated[str, LEVEL]
