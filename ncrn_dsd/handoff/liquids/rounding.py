"""Volumes that pipettes and droplets can do."""

from __future__ import annotations

import math
from itertools import count

from ncrn_dsd.model.lab import FINEST_STEP_UL

_STEPS = ((10.0, FINEST_STEP_UL), (100.0, 0.1), (math.inf, 1.0))
"""Up to which volume a pipette is set in which steps [uL]; all are multiples of 25 nL."""

SERIES = (1, 2, 5)
"""Dilutions come in these steps per decade."""


def rounded_uL(volume_uL: float) -> float:
    """The nearest volume that can be set."""
    step = _step(volume_uL)
    return round(round(volume_uL / step) * step, 3)


def raised_uL(volume_uL: float) -> float:
    """The next larger volume that can be set."""
    step = _step(volume_uL)
    return round(math.ceil(volume_uL / step - 1e-9) * step, 3)


def dilution_for(direct_uL: float, smallest_uL: float) -> int:
    """The weakest dilution of a stock of which at least `smallest_uL` is needed.

    Parameters
    ----------
    direct_uL: what would be needed of the stock itself.
    """
    for decade in count():
        for digit in SERIES:
            factor = digit * int(10**decade)
            if direct_uL * factor >= smallest_uL * (1 - 1e-9):
                return factor
    raise AssertionError  # pragma: no cover


def dose_dilution(direct_uL: float, smallest_uL: float, *, annealed: bool) -> int:
    """The same for a dose, which must bring the buffer that the vessel has.

    Parameters
    ----------
    annealed: the stock stands in buffer; others stand in water, and are diluted with buffer.
    """
    factor = dilution_for(direct_uL, smallest_uL)
    return factor if annealed or factor > 1 else SERIES[1]


def _step(volume_uL: float) -> float:
    return next(step for below, step in _STEPS if volume_uL < below)
