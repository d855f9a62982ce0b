"""Which numbers a design may hold: wide enough for any real pot, narrow enough to compute with.

A rate of 1e300 is a slip of the keyboard. Without bounds it would surface much later, as an
integration that fails or a picture without curves.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


@dataclass(frozen=True, slots=True)
class Bounds:
    """Smallest and largest value, both allowed.

    Parameters
    ----------
    size: value of `unit` in the base unit; `low` and `high` count in `unit`.
    unit: empty for plain numbers.
    """

    low: float
    high: float
    unit: str = ""
    size: float = 1.0

    def holds(self, value: float) -> bool:
        """Whether a value in the base unit lies within."""
        return self.low * self.size <= value <= self.high * self.size

    def __str__(self) -> str:
        return f"from {self.low:.15g} to {self.high:.15g} {self.unit}".rstrip()


# A pot resolves about four decades, from what a plate reader sees to what dissolves. Six to
# either side of 1 leave room for any choice of u and tau.
CONCENTRATIONS = Bounds(1e-6, 1e6, "u")
RATES = Bounds(1e-6, 1e6, "/u/tau")
WAITS = Bounds(1e-6, 1e6, "tau")

# Rounding in double precision leaves nothing below, and an integration is a guess above. The
# absolute one reaches from nothing to the smallest concentration.
RELATIVE_TOLERANCES = Bounds(1e-13, 1e-3)
ABSOLUTE_TOLERANCES = Bounds(1e-30, 1e-3, "u")

# What stands for 1 multiplies values of the task; both together stay within CONCENTRATIONS.
SCALES = Bounds(1e-3, 1e3, "u")
VALUES = Bounds(-1e3, 1e3)
POSITIVE_VALUES = Bounds(1e-3, 1e3)
SPREADS = Bounds(0, 1e3)

# A step turns an error of 1 at an input of 1 into this change of a weight: a smaller one is
# lost in the noise of pipetting after any number of samples, a larger one never converges.
LEARNING_RATES = Bounds(1e-6, 10)

# Below 1 pM a tube holds too few molecules for concentrations to mean anything; 10 mM is more
# than any strand dissolves to or is sold at.
FUEL_CEILINGS = Bounds(1e-6, 1e4, "uM", 1e-6)

# Less than a ten thousandth of a fuel or signal is finer than any pipette.
FRACTIONS = Bounds(1e-4, 0.9999)

BUDGETS = Bounds(0.001, 2_592_000, "s")
"""From a millisecond, which stops at once, to thirty days."""

ENERGY_WINDOWS = Bounds(0.01, 5)
ENERGY_GAPS = Bounds(0.1, 30)
"""In kcal/mol: a window below one hydrogen bond's share is empty, a gap cannot exceed a duplex."""

RUNS = Bounds(1, 12)
"""Letters in a row."""

SHARES = Bounds(0, 1)
"""Parts of a whole that may be none of it or all."""

TESTS = Bounds(0, 100_000)
FOLDS = Bounds(0, 1000)
"""None means that a test set is drawn."""
GRID_SIZES = Bounds(0, 300)
"""Points per axis; none means no test."""
HIDDEN_UNITS = Bounds(1, 1000)
CLOCK_STAGES = Bounds(1, 100)

SAMPLES = Bounds(1, 100_000)
EPOCHS = Bounds(1, 10_000)
"""Numbers that somebody waits for; each sample is hours in the laboratory."""

REFILLS = Bounds(0, 10_000)
"""Somebody, or a robot, has to do them."""

LOSS_RATIOS = Bounds(1, 1e9)
"""Of a loss over that of least squares, below which nothing can be expected."""
R2S = Bounds(-1e9, 1)
"""Parts of a variance that are explained; below zero where the mean would do better."""

SEEDS = Bounds(0, 2**63 - 1)
"""What TOML calls an integer."""

TOEHOLDS = Bounds(3, 8, "nt")
"""Shorter ones hardly bind, longer ones hardly let go."""

SAMPLE_TIMES = Bounds(1, 8760, "h", 3600)
"""From what a robot can pace to a year."""

COMPLEX_SIZES = Bounds(2, 1000)
NETWORK_SIZES = Bounds(1, 10_000_000)
"""Networks that fit into the memory of a large computer."""


def within(bounds: Bounds) -> AfterValidator:
    """A check of a plain number, for pydantic."""

    def check(value: float) -> float:
        if not bounds.holds(value):
            raise PydanticCustomError(
                "out_of_bounds", "{words}", {"words": f"give a number {bounds}"}
            )
        return value

    return AfterValidator(check)
