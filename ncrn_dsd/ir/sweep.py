"""What other values of a design's keys make of its learner, over several seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from ncrn_dsd.ir.headings import FAILURES, SEEDS, VALUE, WITHIN
from ncrn_dsd.ir.outcome import LearnerAnalysis, LossStatistics, Outcome
from ncrn_dsd.ir.shown import Shown, Style
from ncrn_dsd.model.expect import LearningBounds


@dataclass(frozen=True, slots=True)
class Axis:
    """A key of the design and the values it is given."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SeedOutcome:
    """The learner from one seed.

    Parameters
    ----------
    outcome: its accuracy is that of the test samples, or of the validation samples without test.
    met: it is within what the design expects.
    condensed_only: the strands were trained by condensed reactions, and these are not known to hold
        at what they reached, so that nothing is said of the strands.
    """

    seed: int
    outcome: Outcome
    met: bool
    condensed_only: bool = False


@dataclass(frozen=True, slots=True)
class SweepPoint(LossStatistics):
    """One combination of values, and the learner from every seed.

    Losses are those of the seeds that neither stopped nor ran away.

    Parameters
    ----------
    values: by key, in the order of the axes.
    """

    values: Annotated[Mapping[str, Any], VALUE] = field(hash=False)
    seeds: tuple[SeedOutcome, ...]

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """Of all seeds."""
        return [seed.outcome for seed in self.seeds]

    @property
    def failures(self) -> Annotated[int, FAILURES]:
        """Seeds that stopped or ran away."""
        return sum(outcome.failure is not None for outcome in self.outcomes)

    @property
    def met(self) -> Annotated[int, WITHIN]:
        """Seeds within what the design expects."""
        return sum(seed.met for seed in self.seeds)

    @property
    def condensed_only(self) -> Annotated[int, Shown("Condensed only", Style.COUNT)]:
        """Seeds that say nothing of the strands, as condensed kinetics are not known to hold."""
        return sum(seed.condensed_only for seed in self.seeds)

    def __str__(self) -> str:
        return ", ".join(f"{key} = {value}" for key, value in self.values.items())


@dataclass(frozen=True, slots=True)
class Sweep(LearnerAnalysis):
    """All combinations of values of some keys.

    Parameters
    ----------
    seeds: from which every combination is trained.
    points: in the order of the values, the last axis first to change.
    """

    expected: LearningBounds
    seeds: Annotated[tuple[int, ...], replace(SEEDS, style=Style.PLAIN, is_about=True)]
    axes: tuple[Axis, ...]
    points: tuple[SweepPoint, ...]

    @property
    def varied(self) -> Annotated[str, Shown("Varied", Style.WORD)]:
        """The keys."""
        return ", ".join(axis.key for axis in self.axes)

    @property
    def combinations(self) -> Annotated[int, Shown("Combinations", Style.COUNT)]:
        """How many points there are."""
        return len(self.points)

    @property
    def seeds_each(self) -> Annotated[int, SEEDS]:
        """How many trainings every point has."""
        return len(self.seeds)

    @property
    def least_loss(self) -> Annotated[float | None, Shown("Smallest mean loss")]:
        """Of all points, those with failures included."""
        return min((p.loss_mean for p in self.points if p.loss_mean is not None), default=None)

    @property
    def best(self) -> Annotated[str | None, Shown("With", Style.WORD)]:
        """The values of the best point."""
        return None if self.best_point is None else str(self.best_point)

    @property
    def failures(self) -> Annotated[int, FAILURES]:
        """Trainings that stopped or ran away."""
        return sum(point.failures for point in self.points)

    @property
    def condensed_only(self) -> int:
        """Trainings that say nothing of the strands, see `SweepPoint.condensed_only`."""
        return sum(point.condensed_only for point in self.points)

    @property
    def best_point(self) -> SweepPoint | None:
        """The smallest mean loss among the points with the fewest failures."""
        known = [point for point in self.points if point.loss_mean is not None]
        return min(known, key=lambda p: (p.failures, p.loss_mean or 0.0), default=None)
