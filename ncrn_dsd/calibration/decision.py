"""What measured gates mean for a design: build it, change levels, or replace a gate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ncrn_dsd.calibration.fit import FittedGate


class GateDecision(Enum):
    """From good to bad."""

    BUILD = "build"
    RELEVEL = "re-level"
    MEASURE_AGAIN = "measure again"
    REPLACE = "replace"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(GateDecision).index(self)


LEAST_ACTIVE = 0.5
"""Of a gate; below, more than half of it only leaks, occupies and holds."""
LEVEL_WITHIN = 0.05
"""Of a level, what pipetting makes of it anyway."""
RATE_WITHIN = 0.15
MOST_LEAK_PER_M_S = 10.0
"""Ten times the largest leak that learners are drawn with."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A measured gate and what to do about it.

    Parameters
    ----------
    level: what its fuels should be, over what the design says; 1 where they stay.
    """

    gate: FittedGate
    decision: GateDecision
    why: str
    level: float = 1.0


@dataclass(frozen=True, slots=True)
class JudgedGates:
    """All measured gates; the worst decides."""

    decision: GateDecision
    gates: tuple[Judged, ...]


def judge(gate: FittedGate) -> Judged:
    """One gate by itself."""
    active, leak, k = gate.active, gate.leak_per_M_s, gate.k
    if active.is_known and active.high < LEAST_ACTIVE:
        return Judged(gate, GateDecision.REPLACE, f"only {active.value:.0%} of it works")
    if leak.is_known and leak.low > MOST_LEAK_PER_M_S:
        return Judged(gate, GateDecision.REPLACE, f"it leaks by {leak.value:.3g} /(M s)")
    if not (active.is_known and k.is_known):
        what = "its rate" if active.is_known else "what of it works"
        return Judged(gate, GateDecision.MEASURE_AGAIN, f"{what} cannot be told from these wells")
    level = 1 / (active.value * k.value)
    too_far = not active.low <= 1 <= active.high and abs(active.value - 1) > LEVEL_WITHIN
    too_fast = not k.low <= 1 <= k.high and abs(k.value - 1) > RATE_WITHIN
    if too_far or too_fast:
        why = f"k is {k.value:.2f} and the active share {active.value:.2f} of what was designed"
        return Judged(gate, GateDecision.RELEVEL, f"{why}: take {level:.2f} times its level", level)
    return Judged(gate, GateDecision.BUILD, "as designed, within what was measured")


def overall(judged: tuple[Judged, ...]) -> GateDecision:
    """The worst of all gates."""
    return max((one.decision for one in judged), key=lambda d: d.rank)
