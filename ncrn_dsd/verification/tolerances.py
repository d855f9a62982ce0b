"""How close is close enough, for what can only be compared by number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatedTolerances:
    """The stated tolerances of the obligations beyond logic.

    Parameters
    ----------
    rate: largest relative error of an effective rate constant.
    weights: largest difference of a trained coefficient, relative to the largest one.
    loss: largest difference of root mean squared errors, relative to the spread of the targets.
    fuel_left: smallest part of its first dose that a fuel may fall to.
    """

    rate: float = 0.1
    weights: float = 0.1
    loss: float = 0.1
    fuel_left: float = 0.5
