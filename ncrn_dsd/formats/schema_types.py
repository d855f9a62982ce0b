"""Types that the schemas of design files have in common, with their bounds."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ncrn_dsd.formats.design_bounds import (
    FRACTIONS,
    GRID_SIZES,
    LOSS_RATIOS,
    NETWORK_SIZES,
    POSITIVE_VALUES,
    R2S,
    SAMPLES,
    SEEDS,
    SHARES,
    TOEHOLDS,
    VALUES,
    within,
)

Value = Annotated[float, within(VALUES)]
PositiveValue = Annotated[float, within(POSITIVE_VALUES)]
Fraction = Annotated[float, within(FRACTIONS)]
Share = Annotated[float, within(SHARES)]
Samples = Annotated[int, within(SAMPLES)]
Seed = Annotated[int, within(SEEDS)]
ToeholdLength = Annotated[int, within(TOEHOLDS)]
NetworkSize = Annotated[int, within(NETWORK_SIZES)]
Range = Annotated[list[Value], Field(min_length=2, max_length=2)]
GridSize = Annotated[int, within(GRID_SIZES)]
IUPAC_LETTERS = r"^[ACGTWSRYMKHBDVN]{0,12}$"
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class Strict(BaseModel):
    """No key that is not known, and no value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class LearningBoundsTable(Strict):
    """How far the trained learner may be from the best fit of its own features."""

    loss_over_least_squares_max: Annotated[float, within(LOSS_RATIOS)] | None = None
    r2_min: Annotated[float, within(R2S)] | None = None
    accuracy_below_logistic_max: Share | None = None
