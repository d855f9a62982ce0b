"""What an operating point spends, each beside the target that it should keep to survive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from ncrn_dsd.ir.headings import OUTCOME, QUANTITY
from ncrn_dsd.ir.shown import Shown, Style

REACHED, MISSED, OPEN = "reached", "MISSED", "open"
_ROUNDING = 1e-9
_OUTCOME = replace(OUTCOME, tones=((REACHED, "good"), (MISSED, "bad"), (OPEN, "open")))


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One thing that is spent, computed without a simulation.

    Parameters
    ----------
    amount, lowest, highest: in `unit`; a target is None where there is none on that side.
    basis: what it was computed from, and where it is worst.
    is_least: more may be spent, so that it can miss its target and not reach it.
    """

    quantity: Annotated[str, QUANTITY]
    amount: Annotated[float, Shown("Amount")]
    unit: Annotated[str, Shown("Measured in", Style.WORD, missing="")]
    lowest: Annotated[float | None, Shown("Target from", missing="")]
    highest: Annotated[float | None, Shown("Target to", missing="")]
    basis: Annotated[str, Shown("Computed from", Style.WORD)]
    is_least: bool = False

    @property
    def outcome(self) -> Annotated[str, _OUTCOME]:
        """Whether it is within its target; what is no number is not."""
        low = self.lowest is None or self.amount >= self.lowest * (1 - _ROUNDING)
        high = self.highest is None or self.amount <= self.highest * (1 + _ROUNDING)
        if not (low and high):
            return MISSED
        return OPEN if self.is_least else REACHED
