"""Types of keys that several tables have: what a value is, its unit, and its bounds.

Bounds are wide enough for any real vessel and narrow enough to compute with. A rate of 1e300 is a
slip of the keyboard. Without bounds it would surface much later, as an integration that fails or a
picture without curves.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import AfterValidator, Field

from ncrn_dsd.ir.dsd import CLAMP_MAX_NT
from ncrn_dsd.model.keys import Quantity, Within, refused

# A vessel resolves about four decades, from what a plate reader sees to what dissolves. Six to
# either side of 1 leave room for any choice of u and tau.
Concentration = Annotated[float, Quantity("u", low=1e-6, high=1e6, zero=True)]
RatePerUTau = Annotated[float, Quantity("/u/tau", low=1e-6, high=1e6)]
RatePerTau = Annotated[float, Quantity("/tau", low=1e-6, high=1e6)]
Damping = Annotated[float, Quantity("/u/tau", low=1e-6, high=1e6, also=("/u^2/tau",))]
"""Both orders are written with their unit, so that a reader sees which one it is."""
Duration = Annotated[float, Quantity("tau", low=1e-6, high=1e6)]
Scale = Annotated[float, Quantity("u", low=1e-3, high=1e3)]
"""What stands for 1 multiplies values of the task; both together stay within the above."""

# Below 1 pM a tube holds too few molecules for concentrations to mean anything; 10 mM is more than
# any strand dissolves to or is sold at.
FuelCeiling = Annotated[float, Quantity("uM", low=1e-6, high=1e4)]
Budget = Annotated[float, Quantity("s", low=0.001, high=2_592_000)]
"""From a millisecond, which stops at once, to thirty days."""
SampleTime = Annotated[float, Quantity("h", low=1, high=8760)]
"""From what a robot can pace to a year."""
UnitConcentration = Annotated[float, Quantity("nM", low=1e-3, high=1e6)]
"""What one u may stand for, and the levels of fuels beside it."""
UnitTime = Annotated[float, Quantity("s", low=1e-3, high=1e6)]
VesselConcentration = Annotated[float, Quantity("M", low=1e-18, high=1.0, zero=True)]
VesselTime = Annotated[float, Quantity("s", low=1e-9, high=1e12)]

# Rounding in double precision leaves nothing below, and an integration is a guess above. The
# absolute one reaches from nothing to the smallest concentration.
RelativeTolerance = Annotated[float, Within(1e-13, 1e-3)]
AbsoluteTolerance = Annotated[float, Quantity("u", low=1e-30, high=1e-3)]

Value = Annotated[float, Within(-1e3, 1e3)]
PositiveValue = Annotated[float, Within(1e-3, 1e3)]
Spread = Annotated[float, Within(0, 1e3)]
Positive = Annotated[float, Within(1e-12, 1e12)]
Fraction = Annotated[float, Within(1e-4, 0.9999)]
"""Less than a ten thousandth of a fuel or signal is finer than any pipette."""
Share = Annotated[float, Within(0, 1)]
"""Parts of a whole that may be none of it or all."""

# A step turns an error of 1 at an input of 1 into this change of a weight: a smaller one is lost in
# the noise of pipetting after any number of samples, a larger one never converges.
LearningRate = Annotated[float, Within(1e-6, 10)]
Samples = Annotated[int, Within(1, 100_000)]
Epochs = Annotated[int, Within(1, 10_000)]
"""Numbers that somebody waits for; each sample is hours in the laboratory."""
TestSamples = Annotated[int, Within(0, 100_000)]
Folds = Annotated[int, Within(0, 1000)]
"""None means that a test set is drawn."""
GridSize = Annotated[int, Within(0, 300)]
"""Points per axis; none means no test."""
HiddenCount = Annotated[int, Within(1, 1000)]
StageCount = Annotated[int, Within(1, 100)]
Refills = Annotated[int, Within(0, 10_000)]
"""Somebody, or a robot, has to do them."""
Seed = Annotated[int, Within(0, 2**63 - 1)]
"""What TOML calls an integer."""
ToeholdLength = Annotated[int, Within(3, 8, "nt")]
"""Shorter ones hardly bind, longer ones hardly let go."""
MOST_IN_POOL = 24
"""About as many toeholds of 6 nt as are equally strong without binding each other; those of 5 nt
are fewer."""
PoolSize = Annotated[int, Within(1, MOST_IN_POOL)]
ClampLength = Annotated[int, Within(0, CLAMP_MAX_NT)]
"""Pairs that open by themselves at once."""
ComplexSize = Annotated[int, Within(2, 1000)]
NetworkSize = Annotated[int, Within(1, 10_000_000)]
"""Networks that fit into the memory of a large computer."""
Count = Annotated[int, Within(1, 10_000_000)]

LossRatio = Annotated[float, Within(1, 1e9)]
"""Of a loss over that of least squares, below which nothing can be expected."""
R2 = Annotated[float, Within(-1e9, 1)]
"""Parts of a variance that are explained; below zero where the mean would do better."""

EnergyWindow = Annotated[float, Within(0.01, 5, "kcal/mol")]
EnergyGap = Annotated[float, Within(0.1, 30, "kcal/mol")]
"""A window below one hydrogen bond's share is empty, a gap cannot exceed a duplex."""
Run = Annotated[int, Within(1, 12, "nt")]
"""Letters in a row."""
SharedRun = Annotated[int, Within(4, 12, "nt")]
Clamp = Annotated[str, Field(pattern=r"^[ACGTWSRYMKHBDVN]{0,12}$")]

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


Numbers = TypeVar("Numbers", bound=tuple[float, ...])


def _ascending(values: Numbers) -> Numbers:
    if any(a > b for a, b in pairwise(values)):
        raise refused("D005", f"{{key}} is {list(values)}", "put the smaller first")
    return values


Pair = Annotated[tuple[Value, Value], Field(strict=False), AfterValidator(_ascending)]
"""The smaller first."""
Toeholds = Annotated[
    tuple[ToeholdLength, ToeholdLength], Field(strict=False), AfterValidator(_ascending)
]

Column = Literal["working", "hard"]
COLUMNS: tuple[Column, ...] = get_args(Column)
"""Columns of the table of disturbances: all that goes wrong in a tube, at once."""
