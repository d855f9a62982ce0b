"""How a vessel is kept going while its strands are trained: refills and removals of waste."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import Field

from ncrn_dsd.model.keys import Table, Within, changed, key


class Refills(Enum):
    """How it is decided what a refill adds."""

    ORDERED = "ordered"
    BLIND = "blind"
    PLANNED = "planned"
    LEVEL = "level"


_Every = Annotated[int, Within(0, 1_000_000)]


class Upkeep(Table):
    """What a host does to a vessel after samples, beside what the schedule has between them."""

    refills: Annotated[Refills, Field(strict=False)] = key(
        "what a refill adds: ordered, what the lab package pours from premixes, where [lab] states "
        "a first mix and nothing else is done to the vessel, elsewhere as planned; blind, the mean "
        "of the undisturbed run; planned, what that run used up until then; level, what is missing "
        "by measurement",
        Refills.ORDERED,
    )
    refill_every: _Every = key("samples between two refills; 0 for none", 1)
    margin: Annotated[float, Within(0.0, 10.0)] = key(
        "by what planned and blind refills are multiplied; what a sink takes out is not", 1.05
    )
    sink: bool = key(
        "at a refill strands that bind nothing else take out what has piled up of a fuel", True
    )
    keep_catalysts: bool = key(
        "at a refill, what was dosed before the first sample and is no weight is measured, and "
        "brought to that level",
        False,
    )
    sink_catalysts: bool = key(
        "of catalysts that are kept, strands that bind nothing else take out what gates have let "
        "go above that level, too",
        False,
    )
    wash_every: _Every = key("samples between two removals of waste; 0 for none", 0)
    dose_uL: Annotated[float, Within(0.1, 1e4, "uL")] = key(
        "what the largest dose of a signal takes, from a stock that is thinned for that; all "
        "others are less",
        2.0,
    )
    gate_stock_uM: Annotated[float, Within(0.1, 1e4, "uM")] | None = key(
        "what refills take gates from; those of the laboratory as they were annealed by default",
        None,
    )
    transfer_every: _Every = key("samples between two moves into a fresh vessel; 0 for none", 0)

    def of_vessel(self, *, is_stated: bool) -> Upkeep:
        """What is done to one vessel.

        Parameters
        ----------
        is_stated: its first mix is, so that there is a protocol of all that is done to it.
        """
        if self.refills is not Refills.ORDERED or (is_stated and self == Upkeep()):
            return self
        return changed(self, refills=Refills.PLANNED)
