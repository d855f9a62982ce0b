"""What a laboratory can do, with usual values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Vessel:
    """A kind of tube or well; never filled higher than `working_uL`."""

    name: str
    working_uL: float


@dataclass(frozen=True, slots=True)
class LabSettings:
    """Choices of a protocol.

    Parameters
    ----------
    stock_levels_uM: concentrations for bought strands, the usual one first; a higher one is
        taken when a mix would not fit otherwise.
    anneal_uM: usual concentration of an annealed complex.
    excess_ratio: strands per base strand where spare ones are no signal.
    fill_fraction: largest part of a mix that stocks may take, the rest being buffer.
    smallest_uL, smallest_hard_uL: volumes below are a warning, and an error.
    droplet_uL: of the acoustic dispenser; every volume is a multiple.
    dead_fraction, dead_uL: what stays behind in a tube.
    dose_share: largest part of a pot that all single doses together may add.
    reporter_floor_nM: a reporter is never thinner.
    read_hours: how long plates are read.
    """

    stock_levels_uM: tuple[float, ...] = (100.0, 200.0, 500.0, 1000.0)
    anneal_uM: float = 10.0
    anneal_min_uL: float = 100.0
    excess_ratio: float = 1.2
    fill_fraction: float = 0.6
    smallest_uL: float = 1.0
    smallest_hard_uL: float = 0.5
    droplet_uL: float = 0.025
    dead_fraction: float = 0.1
    dead_uL: float = 2.0
    magnesium_mM: float = 12.5
    buffer_10x_mM: float = 125.0
    well_uL: float = 100.0
    well_working_uL: float = 200.0
    read_aliquot_uL: float = 25.0
    replicates: int = 3
    read_replicates: int = 2
    reporters_per_well: int = 2
    reporter_floor_nM: float = 50.0
    dose_share: float = 0.015
    read_hours: float = 8.0
    vessels: tuple[Vessel, ...] = field(
        default=(
            Vessel("96-well plate", 200.0),
            Vessel("2 mL tube", 1800.0),
            Vessel("5 mL tube", 4800.0),
            Vessel("15 mL tube", 14000.0),
            Vessel("50 mL tube", 48000.0),
            Vessel("500 mL bottle", 480000.0),
        )
    )
