"""What one quantity that is off does to a learner, for one quantity after another."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

from ncrn_dsd.ir.headings import EXPECTATION, FAILURES, KIND, MET, NOT_MET, QUANTITY, WORST_LOSS
from ncrn_dsd.ir.outcome import LearnerAnalysis, Outcome, OutcomeBounds
from ncrn_dsd.ir.shown import Shown, Style


@dataclass(frozen=True, slots=True)
class End:
    """The learner with one quantity lowered or raised.

    Parameters
    ----------
    factor: of the quantity.
    met: it is within what the design expects.
    """

    factor: Annotated[float, Shown("Factor", Style.FACTOR)]
    outcome: Annotated[Outcome, Shown("")]
    met: bool


_ELASTICITY = Shown(
    "Elasticity",
    digits=2,
    meaning="d ln(loss) / d ln(quantity), by the difference of both ends.",
)
_EXPECTATION = replace(
    EXPECTATION,
    tones=(
        (MET, "good"),
        (f"{NOT_MET} low", "bad"),
        (f"{NOT_MET} high", "bad"),
        (f"{NOT_MET} low and high", "bad"),
    ),
)


@dataclass(frozen=True, slots=True)
class VariedQuantity:
    """One quantity that is off, all others being as designed.

    Parameters
    ----------
    name: the reaction whose rate constant it is, or the species that is dosed.
    kind: "rate" or "dose".
    """

    name: Annotated[str, QUANTITY]
    kind: Annotated[str, KIND]
    low: Annotated[End, Shown("low")]
    high: Annotated[End, Shown("high")]

    @property
    def elasticity(self) -> Annotated[float | None, _ELASTICITY]:
        """None without two losses."""
        low, high = self.low.outcome.loss, self.high.outcome.loss
        if low is None or high is None or low <= 0 or high <= 0:
            return None
        factors = math.log(self.high.factor) - math.log(self.low.factor)
        return (math.log(high) - math.log(low)) / factors

    @property
    def expectation(self) -> Annotated[str, _EXPECTATION]:
        """Whether both ends are within what the design expects, in words."""
        unmet = [name for name, end in (("low", self.low), ("high", self.high)) if not end.met]
        return f"{NOT_MET} {' and '.join(unmet)}" if unmet else MET

    @property
    def ends(self) -> tuple[End, End]:
        """The lower one first."""
        return self.low, self.high

    @property
    def worst_loss(self) -> float:
        """Infinite where one of the two trainings has no loss."""
        return max(math.inf if e.outcome.loss is None else e.outcome.loss for e in self.ends)


_DOSES = Shown("Change of doses", Style.SHARE, is_about=True)


@dataclass(frozen=True, slots=True)
class Sensitivity(LearnerAnalysis):
    """What every quantity does to one learner when it alone is off.

    Parameters
    ----------
    rate_factor: by which rate constants are divided and multiplied.
    dose_change: fraction by which doses are lowered and raised.
    quantities: the one with the largest loss first.
    """

    rate_factor: Annotated[float, Shown("Factor of rates", Style.PLAIN, is_also_about=True)]
    dose_change: Annotated[float, _DOSES]
    bounds: OutcomeBounds
    quantities: tuple[VariedQuantity, ...]

    @property
    def varied(self) -> Annotated[int, Shown("Quantities", Style.COUNT)]:
        """How many quantities there are."""
        return len(self.quantities)

    @property
    def unmet(self) -> Annotated[int, Shown("Expectation not met", Style.COUNT)]:
        """Quantities that must not be off by so much."""
        return sum(not (q.low.met and q.high.met) for q in self.quantities)

    @property
    def ideal_loss(self) -> Annotated[float | None, Shown("Loss as designed")]:
        """Of the learner without errors."""
        return self.bounds.ideal.loss

    @property
    def worst_loss(self) -> Annotated[float | None, WORST_LOSS]:
        """The largest loss of the most harmful quantity; None when it has none."""
        losses = [end.outcome.loss for q in self.quantities[:1] for end in q.ends]
        return max((loss for loss in losses if loss is not None), default=None)

    @property
    def worst_quantity(self) -> Annotated[str | None, Shown("Of", Style.WORD)]:
        """The most harmful one."""
        return self.quantities[0].name if self.quantities else None

    @property
    def failures(self) -> Annotated[int, FAILURES]:
        """Trainings that stopped or ran away."""
        losses = [end.outcome.loss for q in self.quantities for end in q.ends]
        return sum(loss is None or loss > self.bounds.runaway_above for loss in losses)
