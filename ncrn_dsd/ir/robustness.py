"""What errors do to a learner: draws of several kinds, and what became of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import SerializeAsAny

from ncrn_dsd.ir.headings import (
    DRAW,
    ERRORS_IN,
    EXPECTATION,
    MET,
    NOT_MET,
    RAN_AWAY,
    SEED,
    STOPPED,
    WITHIN,
    WORST_LOSS,
)
from ncrn_dsd.ir.outcome import LearnerAnalysis, LossStatistics, Outcome, OutcomeBounds
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.model.disturbances import FormalDisturbance


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw of errors, with the seed that repeats it, and what became of the learner.

    Parameters
    ----------
    met: it is within what the design expects.
    ran_away: its loss is above `OutcomeBounds.runaway_above`.
    worse: its loss is larger than before the first sample; true of one that ran away.
    """

    kind: Annotated[str, ERRORS_IN]
    number: Annotated[int, DRAW]
    seed: Annotated[int, SEED]
    outcome: Annotated[Outcome, Shown("")]
    met: bool
    ran_away: bool
    worse: bool

    @classmethod
    def of(cls, kind: str, number: int, seed: int, outcome: Outcome, bounds: OutcomeBounds) -> Draw:
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
    def expectation(self) -> Annotated[str, EXPECTATION]:
        """Whether it is within what the design expects, in a word."""
        return MET if self.met else NOT_MET


@dataclass(frozen=True, slots=True)
class ErrorsOfKind(LossStatistics):
    """All draws of one kind of errors, and their statistics.

    Losses are those of all draws that have one, those that ran away included.

    Parameters
    ----------
    definition: what the errors are, with their numbers, in words.
    disturbance: their size; the seed comes with the draw.
    """

    kind: Annotated[str, ERRORS_IN]
    definition: str
    disturbance: SerializeAsAny[FormalDisturbance]
    draws: tuple[Draw, ...]

    @property
    def drawn(self) -> Annotated[int, Shown("Draws", Style.COUNT)]:
        """How many draws there are."""
        return len(self.draws)

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """Of all draws."""
        return [draw.outcome for draw in self.draws]

    @property
    def stopped(self) -> Annotated[int, STOPPED]:
        """Draws without a loss, because the simulation stopped or gave no number."""
        return sum(draw.outcome.loss is None for draw in self.draws)

    @property
    def runaway(self) -> Annotated[int, RAN_AWAY]:
        """Draws whose loss is above that of a runaway."""
        return sum(draw.ran_away for draw in self.draws)

    @property
    def worse_than_untrained(self) -> Annotated[int, Shown("Worse than untrained", Style.COUNT)]:
        """Draws with a larger loss than before the first sample, those that ran away included."""
        return sum(draw.worse for draw in self.draws)

    @property
    def met(self) -> Annotated[int, WITHIN]:
        """Draws within what the design expects."""
        return sum(draw.met for draw in self.draws)

    @property
    def worst_draw(self) -> Annotated[int | None, Shown("Worst draw", Style.PLAIN)]:
        """The number of the first draw that stopped, or else of that with the largest loss."""
        losses = [(math.inf if d.outcome.loss is None else d.outcome.loss) for d in self.draws]
        return self.draws[losses.index(max(losses))].number if losses else None

    @property
    def failures(self) -> int:
        """Draws that stopped or ran away."""
        return self.stopped + self.runaway


_SCALE = Shown("Full scale of reads", Style.PLAIN, unit="task units", is_about=True)


@dataclass(frozen=True, slots=True)
class Robustness(LearnerAnalysis):
    """What errors of several kinds do to one learner; its JSON has all of it.

    Parameters
    ----------
    further_seeds: those of other runs whose draws were added.
    full_scale: of every read, as a value of the task.
    kinds: those that mean something for this learner.
    left_out: sentences on the kinds that do not.
    """

    seed: Annotated[int, Shown("Seed of the draws", Style.PLAIN, is_about=True)]
    draws_per_kind: Annotated[int, Shown("Draws per kind", Style.COUNT)]
    full_scale: Annotated[float, _SCALE]
    bounds: OutcomeBounds
    kinds: tuple[ErrorsOfKind, ...]
    left_out: tuple[str, ...]
    further_seeds: tuple[int, ...] = ()

    @property
    def ideal_loss(self) -> Annotated[float | None, Shown("Loss without errors")]:
        """Of the learner without errors."""
        return self.bounds.ideal.loss

    @property
    def worst_loss(self) -> Annotated[float | None, WORST_LOSS]:
        """The largest of any draw."""
        return None if self._worst is None else self._worst.loss_worst

    @property
    def worst_kind(self) -> Annotated[str | None, Shown("Under", Style.WORD)]:
        """The errors that the draw with the largest loss suffered from."""
        return None if self._worst is None else self._worst.kind

    @property
    def stopped(self) -> Annotated[int, STOPPED]:
        """Draws of all kinds without a loss."""
        return sum(kind.stopped for kind in self.kinds)

    @property
    def runaway(self) -> Annotated[int, RAN_AWAY]:
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
