"""What errors do to a learner: draws of several kinds, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Annotated

from ncrn_dsd.ir.disturbance import FormalDisturbance
from ncrn_dsd.ir.shown import Shown, Style

RUNAWAY = 10.0
"""A learner has run away when its loss is this many times that of the untrained one."""

EXPECTATION = Shown("Expectation", Style.WORD, tones=(("met", "good"), ("not met", "bad")))


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
    def runaway_above(self) -> Annotated[float, Shown("Runaway above")]:
        """The loss beyond which a learner has run away."""
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
class Draw:
    """One draw of errors, with the seed that repeats it, and what became of the learner.

    Parameters
    ----------
    met: it is within what the design expects.
    ran_away: its loss is above `Bounds.runaway_above`.
    worse: its loss is larger than before the first sample; true of one that ran away.
    """

    kind: Annotated[str, Shown("Errors in", Style.WORD)]
    number: Annotated[int, Shown("Draw", Style.COUNT)]
    seed: Annotated[int, Shown("Seed", Style.PLAIN)]
    outcome: Outcome
    met: bool
    ran_away: bool
    worse: bool

    @classmethod
    def of(cls, kind: str, number: int, seed: int, outcome: Outcome, bounds: Bounds) -> Draw:
        """A draw held against its bounds."""
        loss = outcome.loss
        return cls(
            kind,
            number,
            seed,
            outcome,
            met=bounds.keeps(outcome),
            ran_away=loss is not None and loss > bounds.runaway_above,
            worse=loss is not None and loss > bounds.untrained_loss,
        )

    @property
    def loss(self) -> Annotated[float | None, Shown("Loss", missing="stopped")]:
        """None when the simulation stopped or gave no number."""
        return self.outcome.loss

    @property
    def accuracy(
        self,
    ) -> Annotated[float | None, Shown("Accuracy", Style.SHARE, only_where_known=True)]:
        """None without classes."""
        return self.outcome.accuracy

    @property
    def failure(
        self,
    ) -> Annotated[str | None, Shown("Failure", Style.WORD, missing="", only_where_known=True)]:
        """Why there is no loss."""
        return self.outcome.failure

    @property
    def expectation(self) -> Annotated[str, EXPECTATION]:
        """Whether it is within what the design expects, in a word."""
        return "met" if self.met else "not met"


_MEAN_ACCURACY = Shown("Mean accuracy", Style.SHARE, only_where_known=True)
_WORST_ACCURACY = Shown("Worst accuracy", Style.SHARE, only_where_known=True)


@dataclass(frozen=True, slots=True)
class ErrorsOfKind:
    """All draws of one kind of errors, and their statistics.

    Losses are those of all draws that have one, those that ran away included.

    Parameters
    ----------
    definition: what the errors are, with their numbers, in words.
    disturbance: their size; the seed comes with the draw.
    """

    kind: Annotated[str, Shown("Errors in", Style.WORD)]
    definition: str
    disturbance: FormalDisturbance
    draws: tuple[Draw, ...]

    @property
    def drawn(self) -> Annotated[int, Shown("Draws", Style.COUNT)]:
        """How many draws there are."""
        return len(self.draws)

    @property
    def loss_mean(self) -> Annotated[float | None, Shown("Mean loss")]:
        """None when every draw stopped."""
        return fmean(self._losses) if self._losses else None

    @property
    def loss_sd(self) -> Annotated[float | None, Shown("s.d.")]:
        """Of a sample, with n - 1; None of a single draw."""
        return stdev(self._losses) if len(self._losses) > 1 else None

    @property
    def loss_worst(self) -> Annotated[float | None, Shown("Worst loss")]:
        """The largest."""
        return max(self._losses, default=None)

    @property
    def accuracy_mean(self) -> Annotated[float | None, _MEAN_ACCURACY]:
        """None without classes."""
        return fmean(self._accuracies) if self._accuracies else None

    @property
    def accuracy_worst(self) -> Annotated[float | None, _WORST_ACCURACY]:
        """None without classes."""
        return min(self._accuracies, default=None)

    @property
    def stopped(self) -> Annotated[int, Shown("Stopped", Style.COUNT)]:
        """Draws without a loss, because the simulation stopped or gave no number."""
        return sum(draw.loss is None for draw in self.draws)

    @property
    def runaway(self) -> Annotated[int, Shown("Ran away", Style.COUNT)]:
        """Draws whose loss is above that of a runaway."""
        return sum(draw.ran_away for draw in self.draws)

    @property
    def worse_than_untrained(self) -> Annotated[int, Shown("Worse than untrained", Style.COUNT)]:
        """Draws with a larger loss than before the first sample, those that ran away included."""
        return sum(draw.worse for draw in self.draws)

    @property
    def met(self) -> Annotated[int, Shown("Met", Style.COUNT)]:
        """Draws within what the design expects."""
        return sum(draw.met for draw in self.draws)

    @property
    def failures(self) -> int:
        """Draws that stopped or ran away."""
        return self.stopped + self.runaway

    @property
    def _losses(self) -> Sequence[float]:
        return [draw.loss for draw in self.draws if draw.loss is not None]

    @property
    def _accuracies(self) -> Sequence[float]:
        return [draw.accuracy for draw in self.draws if draw.accuracy is not None]


_DIGEST = Shown("SHA-256 of the design", Style.WORD, is_about=True)
_SCALE = Shown("Full scale of reads", Style.PLAIN, unit="task units", is_about=True)


@dataclass(frozen=True, slots=True)
class Robustness:
    """What errors of several kinds do to one learner; its JSON has all of it.

    Parameters
    ----------
    full_scale: of every read, as a value of the task.
    kinds: those that mean something for this learner.
    left_out: sentences on the kinds that do not.
    """

    design: Annotated[str, Shown("Design", Style.WORD)]
    title: str
    design_sha256: Annotated[str, _DIGEST]
    level: Annotated[str, Shown("Level", Style.WORD, is_about=True)]
    seed: Annotated[int, Shown("Seed of the draws", Style.PLAIN, is_about=True)]
    draws_per_kind: Annotated[int, Shown("Draws per kind", Style.COUNT)]
    full_scale: Annotated[float, _SCALE]
    bounds: Bounds
    kinds: tuple[ErrorsOfKind, ...]
    left_out: tuple[str, ...]

    @property
    def ideal_loss(self) -> Annotated[float | None, Shown("Loss without errors")]:
        """Of the learner without errors."""
        return self.bounds.ideal.loss

    @property
    def worst_loss(self) -> Annotated[float | None, Shown("Worst loss")]:
        """The largest of any draw."""
        return None if self._worst is None else self._worst.loss_worst

    @property
    def worst_kind(self) -> Annotated[str | None, Shown("Under", Style.WORD)]:
        """The errors that the draw with the largest loss suffered from."""
        return None if self._worst is None else self._worst.kind

    @property
    def stopped(self) -> Annotated[int, Shown("Stopped", Style.COUNT)]:
        """Draws of all kinds without a loss."""
        return sum(kind.stopped for kind in self.kinds)

    @property
    def runaway(self) -> Annotated[int, Shown("Ran away", Style.COUNT)]:
        """Draws of all kinds that ran away."""
        return sum(kind.runaway for kind in self.kinds)

    @property
    def failures(self) -> int:
        """Draws that stopped or ran away."""
        return self.stopped + self.runaway

    @property
    def _worst(self) -> ErrorsOfKind | None:
        known = [kind for kind in self.kinds if kind.loss_worst is not None]
        return max(known, key=lambda kind: kind.loss_worst or 0.0, default=None)
