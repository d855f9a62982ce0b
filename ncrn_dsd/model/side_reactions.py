"""Which reactions a tube has that nobody designed: leaks, and what occludes toeholds."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import Field

from ncrn_dsd.model.keys import Table, Within, key


class LeakRates(Enum):
    """Where the rate of a leak comes from."""

    STATED = "stated"
    PREDICTED = "predicted"


class LeakProducts(Enum):
    """How that goes on by toeholds which only leaks make."""

    STEPS = "steps"
    CONDENSED = "condensed"


class Occluders(Enum):
    """What holds a toehold for nothing."""

    COMPLEMENTS = "complements"
    OFF_TARGETS = "off-targets"


class SideReactions(Table):
    """Which reactions there are beside those that were designed, where disturbances need them."""

    leak_rates: Annotated[LeakRates, Field(strict=False)] = key(
        "how fast leaks are: stated, one rate for all pairs, the size of the disturbance leak; "
        "predicted, for every pair what the nucleotides of its ends and clamps say, of which that "
        "size is a multiple, 1 in both columns",
        LeakRates.STATED,
    )
    leak_order: Annotated[int, Within(0, 100)] = key(
        "leaks that it takes together, at most, to come to what is drawn: 0 for those of designed "
        "complexes alone, whose products react no further; 1 also for what these do next by "
        "toeholds; 2 also for leaks of these products, and for what two of them do",
        1,
    )
    leak_products: Annotated[LeakProducts, Field(strict=False)] = key(
        "how that goes on which only leaks make: by single steps, as all else, or by condensed "
        "reactions, which are fewer and hold while its toeholds hold little of it",
        LeakProducts.STEPS,
    )
    leak_complexes: Annotated[int, Within(0, 10_000_000)] = key(
        "complexes at which the enumeration of leaks ends, with as many more reactions; 0 for the "
        "limits of the design",
        0,
    )
    occluders: Annotated[Occluders, Field(strict=False)] = key(
        "what holds a toehold that it does not react with: complements alone, or off-targets too, "
        "which are stretches without its complement that bind it by their nucleotides",
        Occluders.COMPLEMENTS,
    )
    off_target_share: Annotated[float, Within(1e-6, 0.5)] = key(
        "share of the time for which an off-target would hold a toehold, at the level of the most "
        "concentrated fuel, to count",
        0.01,
    )


USUAL_SIDE_REACTIONS = SideReactions()
"""One rate for all leaks, and complements alone."""
