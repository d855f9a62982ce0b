"""Which leaks a tube has: how fast they are taken to be."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import Field

from ncrn_dsd.model.keys import Table, key


class LeakRates(Enum):
    """Where the rate of a leak comes from."""

    STATED = "stated"
    PREDICTED = "predicted"


class LeakChoice(Table):
    """Which leaks are drawn."""

    leak_rates: Annotated[LeakRates, Field(strict=False)] = key(
        "how fast leaks are: stated, one rate for all pairs, the size of the disturbance leak; "
        "predicted, for every pair what the nucleotides of its ends and clamps say, of which that "
        "size is a multiple, 1 in both columns",
        LeakRates.STATED,
    )


STATED_LEAKS = LeakChoice()
"""One rate for all pairs."""
