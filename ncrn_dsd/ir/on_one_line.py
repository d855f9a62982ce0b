"""What an experiment takes, on one line, and what would make each part of it smaller."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.units import S_PER_H, show_time


@dataclass(frozen=True, slots=True)
class OnOneLine:
    """Money, days, steps and shelf life of a package.

    Parameters
    ----------
    price: of all that is bought, in `currency`; prices are placeholders until a vendor has quoted.
    duration_s: of the experiment itself.
    steps: of pipetting; `by_hand` more are washes and moves into fresh vessels.
    keeps_days, keeps_days_hard: how long dissolved fuels lose no more than the design lets be used
        up between two refills, by the assumed decay of a working and of a hard tube.
    smaller: what would make price, duration and steps smaller and shelf life longer, one each.
    """

    price: float
    currency: str
    duration_s: float
    steps: int
    by_hand: int
    keeps_days: float
    keeps_days_hard: float
    smaller: tuple[str, str, str, str]

    @property
    def sentence(self) -> str:
        """The line."""
        hand = f" and {self.by_hand} by hand" if self.by_hand else ""
        days = self.duration_s / S_PER_H / 24
        return (
            f"Takes {self.price:,.0f} {self.currency} at placeholder prices; "
            f"{show_time(self.duration_s)}{f' ({days:.1f} days)' if days >= 1 else ''}; "
            f"{self.steps:,} pipetting steps{hand}; dissolved fuels keep {self.keeps_days:.3g} "
            f"days ({self.keeps_days_hard:.3g} in a hard tube, both by assumed decay)."
        )

    @property
    def advice(self) -> str:
        """What would make it smaller, in their order."""
        return f"What would make it smaller: {'; '.join(self.smaller)}."
