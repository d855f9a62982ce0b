"""What a laboratory can do, with usual values: the file of `ncrn-dsd handoff --lab`."""

from __future__ import annotations

import math
from typing import Annotated, Self

from pydantic import Field, model_validator

from ncrn_dsd.model.keys import Several, Table, Within, key, refused
from ncrn_dsd.model.rates import Conditions

FINEST_STEP_UL = 0.025
"""By which pipettes are set."""

_Volume = Annotated[float, Within(1e-4, 1e7, "uL")]
_Strands = Annotated[float, Within(1e-3, 1e5, "uM")]
_Ions = Annotated[float, Within(1e-3, 1e4, "mM")]
_Part = Annotated[float, Within(1e-6, 0.9999)]
_Copies = Annotated[int, Within(1, 1000)]


class Vessel(Table):
    """A kind of tube or well."""

    name: Annotated[str, Field(min_length=1)] = key("as it is called in the package")
    working_uL: _Volume = key("never fill it higher")


KEPT_AFTER_READS = 0.2
"""Part of a vessel that is left after all aliquots."""
TUBE_2_ML = Vessel(name="2 mL tube", working_uL=1800.0)


def _usual_vessels() -> tuple[Vessel, ...]:
    sizes = (
        ("96-well plate", 200.0),
        (TUBE_2_ML.name, TUBE_2_ML.working_uL),
        ("5 mL tube", 4800.0),
        ("15 mL tube", 14000.0),
        ("50 mL tube", 48000.0),
        ("500 mL bottle", 480000.0),
    )
    return tuple(Vessel(name=name, working_uL=volume) for name, volume in sizes)


class LabSettings(Table):
    """Choices of a protocol; a file holds those that differ."""

    stock_levels_uM: Annotated[Several[_Strands], Field(min_length=1)] = key(
        "concentrations of dissolved strands; the first one at which all mixes fit is taken",
        (100.0, 200.0, 500.0, 1000.0),
    )
    anneal_uM: _Strands = key("of annealed gates", 10.0)
    anneal_min_uL: _Volume = key("least volume of an anneal", 100.0)
    excess_ratio: Annotated[float, Within(1e-3, 100)] = key(
        "top strands per base strand; 1 where spare ones would be a signal or fuel", 1.2
    )
    fill_fraction: _Part = key(
        "largest part of a mix that stocks may take, the rest is buffer", 0.6
    )
    smallest_uL: _Volume = key("smaller steps are a warning", 1.0)
    smallest_hard_uL: _Volume = key("smaller steps are an error", 0.5)
    droplet_uL: _Volume = key(
        "of an acoustic dispenser (Echo 525; 0.0025 for an Echo 650); every step is a multiple",
        0.025,
    )
    dead_fraction: _Part = key("part that stays behind in a tube", 0.1)
    dead_uL: _Volume = key("volume that stays behind in a tube", 2.0)
    temperature_C: Annotated[float, Within(4, 65, "C")] = key("of every vessel", 25.0)
    magnesium_mM: _Ions = key("of every mix", 12.5)
    sodium_mM: Annotated[float, Within(0, 1100, "mM")] = key(
        "Na+ and K+ of every mix, as rates from nucleotides count them", 0.0
    )
    buffer_10x_mM: _Ions = key("Mg2+ of the concentrated buffer", 125.0)
    well_uL: _Volume = key("volume of an assay well", 100.0)
    well_working_uL: _Volume = key("never fill a well higher", 200.0)
    read_aliquot_uL: _Volume = key("what a read takes from a vessel", 25.0)
    fewest_on_plate: _Copies = key(
        "unlabelled strands that are ordered on a plate; fewer come in tubes, for vendors charge "
        "more for such a plate",
        24,
    )
    replicates: Annotated[int, Within(2, 1000)] = key("of every control", 3)
    read_replicates: _Copies = key("of every read", 2)
    test_replicates: _Copies | None = key(
        "of every read of a validation or test sample, which takes nothing from the vessel; "
        "as `read_replicates` by default",
        None,
    )
    test_dose_uL: _Volume | None = key(
        "a dose of a validation or test sample is poured in no less, of a stock that is thinned "
        "for that; by default the largest dose of a signal takes what [expect.survives] says, and "
        "all others are less",
        None,
    )
    reporters_per_well: _Copies = key("reporters measured together, each in its own channel", 2)
    reporter_floor_nM: Annotated[float, Within(1e-3, 1e6, "nM")] = key(
        "a reporter is never thinner", 50.0
    )
    dose_share: _Part = key(
        "largest part of a vessel that all single doses together may add", 0.015
    )
    first_mix_uL: _Volume | None = key(
        "volume of the first mix of a vessel, and then a training counts with the room that doses "
        "take; by default as much as doses hardly thin, and they take none",
        None,
    )
    refill_mixes: _Copies = key("premixed stocks that refills are poured from", 4)
    read_hours: Annotated[float, Within(1e-3, 8760, "h")] = key("how long plates are read", 8.0)
    vessels: Annotated[Several[Vessel], Field(min_length=1)] = key(
        "kinds of tubes, growing; 96-well plate to 500 mL bottle by default", _usual_vessels()
    )

    @property
    def conditions(self) -> Conditions:
        """The buffer and its temperature, for rates."""
        return Conditions(self.temperature_C, self.sodium_mM, self.magnesium_mM)

    def read_uL(self, species: int) -> float:
        """What one read of so many species takes from a vessel, in all its wells [uL]."""
        wells = math.ceil(species / self.reporters_per_well)
        return wells * self.read_replicates * self.read_aliquot_uL

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        droplets = FINEST_STEP_UL / self.droplet_uL
        volumes = [vessel.working_uL for vessel in self.vessels]
        for name, bad, what in (
            (
                "smallest_hard_uL",
                self.smallest_hard_uL > self.smallest_uL,
                "is above smallest_uL",
            ),
            (
                "droplet_uL",
                abs(droplets - round(droplets)) > 1e-6,
                f"does not divide the {FINEST_STEP_UL:g} uL by which pipettes are set",
            ),
            ("well_uL", self.well_uL > self.well_working_uL, "is above well_working_uL"),
            (
                "read_aliquot_uL",
                self.read_aliquot_uL >= self.well_uL,
                "does not leave room in well_uL",
            ),
            (
                "magnesium_mM",
                self.magnesium_mM >= self.buffer_10x_mM,
                "is not below buffer_10x_mM",
            ),
            (
                "stock_levels_uM",
                list(self.stock_levels_uM) != sorted(self.stock_levels_uM),
                "do not rise",
            ),
            ("vessels", volumes != sorted(volumes), "do not grow"),
        ):
            if bad:
                raise refused("H023", f"{name} {what}", "change one of the two", (name,))
        return self
