"""Control wells on plates, and what is drawn for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ncrn_dsd.handoff.controls.conditions import ControlWell
from ncrn_dsd.handoff.controls.sharing import sharing_wells
from ncrn_dsd.handoff.liquids.ledger import Ledger, Need
from ncrn_dsd.handoff.liquids.vessels import VesselRead
from ncrn_dsd.handoff.orders.plates import WELLS
from ncrn_dsd.ir.bench import Amount, AssayWell, Condition, Place, PlaceKind, ProtocolPart, Reporter
from ncrn_dsd.model.lab import LabSettings

CONTROL_PLATE, READ_PLATE = "assay", "read"


class WellsOfPlates:
    """Gives out the wells of one plate after the other."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._next = 0

    def take(self) -> tuple[str, str]:
        """Plate and well."""
        plate, well = divmod(self._next, len(WELLS))
        self._next += 1
        return f"{self._stem}{plate + 1}", WELLS[well]

    @property
    def starts_plate(self) -> bool:
        """The next well is the first of a plate."""
        return self._next % len(WELLS) == 0


def plan_controls(
    ledger: Ledger, controls: Iterable[ControlWell]
) -> tuple[tuple[Place, AssayWell], ...]:
    """Fill the control plates; every plate begins with the same standard.

    The standard is the first saturated reporter, by which plates are put on one scale.
    """
    listed = tuple(controls)
    standard = next((c for c in listed if c.condition is Condition.REPORTER_MAX), None)
    wells = WellsOfPlates(CONTROL_PLATE)
    planned = []
    for control in listed:
        for replicate in range(1, control.replicates + 1):
            if wells.starts_plate and standard is not None:
                planned.append(_mixed(ledger, wells.take(), standard, 1, Condition.STANDARD))
            planned.append(_mixed(ledger, wells.take(), control, replicate, control.condition))
    return tuple(planned)


def _mixed(
    ledger: Ledger, where: tuple[str, str], control: ControlWell, replicate: int, why: Condition
) -> tuple[Place, AssayWell]:
    settings = ledger.settings
    plate, well = where
    name = f"{plate}:{well}"
    put = []
    # Many components share a well only when each is allowed to be a little smaller.
    smallest = settings.smallest_uL
    if len(control.wanted) * 2 * smallest > settings.fill_fraction * settings.well_uL:
        smallest = settings.smallest_hard_uL
    for amount in control.wanted:
        need = Need(amount.component, amount.nM * settings.well_uL)
        volume = ledger.draw(need, name, ProtocolPart.ASSEMBLE, 0.0, control.group, -1, smallest)
        put.append((ledger.transfers[-1].source, volume))
    ledger.fill(name, settings.well_uL, put, ProtocolPart.ASSEMBLE, 0.0, control.group)
    group = control.group if why is control.condition else f"{why.value} of plates"
    return _place(name, plate, well, settings), AssayWell(
        place=name,
        condition=why,
        subject=control.subject,
        group=group,
        replicate=replicate,
        total_uL=settings.well_uL,
        wanted=control.wanted,
        reporters=control.reporters,
    )


def plan_reads(
    ledger: Ledger,
    reads: Sequence[VesselRead],
    reporters: Sequence[Reporter],
    reporter_nM: float,
) -> tuple[tuple[Place, AssayWell], ...]:
    """An aliquot of the vessel into a well with the reporters of what is read, replicates included.

    Species without a reporter are not read.
    """
    settings = ledger.settings
    wells = WellsOfPlates(READ_PLATE)
    planned = []
    for read in reads:
        seen = (r for r in reporters if r.species in read.species)
        for group in sharing_wells(seen, settings.reporters_per_well):
            for replicate in range(1, settings.read_replicates + 1):
                plate, well = wells.take()
                name = f"{plate}:{well}"
                wanted = tuple(Amount(r.name, reporter_nM) for r in group)
                put = []
                for amount in wanted:
                    need = Need(amount.component, amount.nM * settings.well_uL)
                    volume = ledger.draw(
                        need, name, ProtocolPart.READ, read.time_s, read.label, read.step
                    )
                    put.append((ledger.transfers[-1].source, volume))
                aliquot = settings.read_aliquot_uL
                put.append((read.vessel, aliquot))
                ledger.fill(
                    name,
                    settings.well_uL,
                    put,
                    ProtocolPart.READ,
                    read.time_s,
                    read.label,
                    read.step,
                )
                ledger.move(
                    read.vessel, name, aliquot, ProtocolPart.READ, read.time_s, read.vessel,
                    read.label, read.step,
                )  # fmt: skip
                planned.append(
                    (
                        _place(name, plate, well, settings),
                        AssayWell(
                            place=name,
                            condition=Condition.READ,
                            subject=read.vessel,
                            group=" ".join(
                                (read.vessel, read.label, "+".join(r.species for r in group))
                            ),
                            replicate=replicate,
                            total_uL=settings.well_uL,
                            wanted=wanted,
                            reporters=tuple(r.name for r in group),
                            start_s=read.time_s,
                        ),
                    )
                )
    return tuple(planned)


def _place(name: str, plate: str, well: str, settings: LabSettings) -> Place:
    return Place(
        name=name,
        plate=plate,
        well=well,
        kind=PlaceKind.WELL,
        holds="",
        holds_nM=0.0,
        filled_uL=0.0,
        working_uL=settings.well_working_uL,
        dead_uL=0.0,
        magnesium_mM=settings.magnesium_mM,
    )
