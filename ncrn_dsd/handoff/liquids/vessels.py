"""A schedule as pipetting: the first mix, doses, and aliquots that are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.errors import HandoffError
from ncrn_dsd.handoff.liquids.ledger import BUFFER_1X, DISCARD, Ledger, Need
from ncrn_dsd.handoff.liquids.premixes import Drawn, Premix, Wanted, wanted_of
from ncrn_dsd.handoff.liquids.rounding import dose_dilution
from ncrn_dsd.ir.bench import (
    BenchVessel,
    Condition,
    Place,
    PlaceKind,
    ProtocolPart,
    fresh_place,
)
from ncrn_dsd.ir.lab_design import LabRun
from ncrn_dsd.ir.schedule import (
    Action,
    Dilute,
    Dose,
    MoveToFresh,
    Read,
    Sink,
    TopUp,
    Wait,
    Wash,
)
from ncrn_dsd.model.lab import KEPT_AFTER_READS

_STARTS_UL = (
    100.0, 200.0, 500.0, 1000.0, 1500.0, 3000.0, 4000.0, 7000.0, 12000.0, 25000.0, 40000.0,
    100000.0, 200000.0, 400000.0,
)  # fmt: skip
MEAN_DOSE_UL = 1.75
"""Of doses that a vessel is planned for before their volumes are known."""


@dataclass(frozen=True, slots=True)
class VesselRead:
    """An aliquot to be read.

    Parameters
    ----------
    step: place of the read among all actions of the schedule.
    """

    vessel: str
    time_s: float
    label: str
    species: tuple[str, ...]
    step: int


@dataclass(frozen=True, slots=True)
class PlannedVessel:
    """A vessel, its place, what is read from it, and the mixes that it is moved into."""

    vessel: BenchVessel
    place: Place
    reads: tuple[VesselRead, ...]
    fresh: tuple[Place, ...] = ()


def plan_vessel(
    ledger: Ledger, run: LabRun, name: str, wells_of: Callable[[tuple[str, ...]], int]
) -> PlannedVessel:
    """Draw everything that the schedule of a run doses.

    All doses before the first wait or read are one mix. Later a dose is as large as needed for
    its rise in what the vessel then holds, the volume that earlier doses added included. Sinks are
    doses of strands that bind one to one; what has no such strand, as gates, stays in the vessel.

    Parameters
    ----------
    wells_of: how many aliquots a read of some species takes.

    Raises
    ------
    HandoffError: H011 a dose of something unknown, H012 a dose that its stock is too thin for,
        H026 a refill by measurement.
    """
    settings = ledger.settings
    actions = [(s.label, a) for s in run.schedule.segments for a in s.actions]
    leading = _leading_doses(actions)
    first = [_drawn(ledger, a) for _, a in actions[:leading]]
    start_uL = settings.first_mix_uL or _start_volume(
        ledger, actions[leading:], len({name for w in first for name, _ in w}), wells_of
    )
    _assemble(ledger, name, first, start_uL)
    volume, time_s = start_uL, 0.0
    peak = volume
    fresh: list[str] = []
    reads: list[VesselRead] = []
    for step, (label, action) in enumerate(actions[leading:], start=leading):
        match action:
            case Wait(duration):
                time_s += duration
            case Dose() | Sink():
                volume += _dose(ledger, name, _drawn(ledger, action), volume, time_s, label, step)
                peak = max(peak, volume)
            case Dilute(factor):
                added = volume * (1 / factor - 1)
                volume += ledger.move(
                    BUFFER_1X, name, added, ProtocolPart.DOSE, time_s, "buffer", label, step
                )
                peak = max(peak, volume)
            case Read(species, what):
                reads.append(VesselRead(name, time_s, f"{label}: {what}", species, step))
                volume -= settings.read_aliquot_uL * wells_of(species)
            case MoveToFresh():
                fresh.append(fresh_place(name, step))
                mixed_uL = _assemble(
                    ledger, fresh[-1], [_drawn(ledger, action)], start_uL, time_s, label, step
                )
                ledger.pour_all(name, DISCARD, volume, time_s, label, step)
                ledger.pour_all(fresh[-1], name, mixed_uL, time_s, label, step)
                volume = mixed_uL
            case Wash():
                # By hand, and back to the same volume.
                pass
            case TopUp():
                raise HandoffError(
                    "H026",
                    f"{name}, {label}",
                    "measured refills have no fixed volumes",
                    "plan refills, which fixes what is added and taken out",
                )
    container = next((v for v in settings.vessels if v.working_uL >= peak), settings.vessels[-1])
    vessel = BenchVessel(
        place=name,
        condition=Condition[run.kind],
        subject=run.label,
        schedule=run.schedule,
        start_uL=start_uL,
        working_uL=container.working_uL,
        container=container.name,
    )
    place = Place(
        name=name,
        plate=container.name,
        well="",
        kind=PlaceKind.VESSEL,
        holds="",
        holds_nM=0.0,
        filled_uL=0.0,
        working_uL=container.working_uL,
        dead_uL=settings.dead_uL,
        magnesium_mM=settings.magnesium_mM,
    )
    mixes = tuple(replace(place, name=one) for one in fresh)
    return PlannedVessel(vessel, place, tuple(reads), mixes)


def discarded(ledger: Ledger) -> tuple[Place, ...]:
    """Where liquid goes that vessels no longer need; nothing where they keep all of it."""
    taken_uL = sum(t.volume_uL for t in ledger.transfers if t.target == DISCARD)
    place = Place(DISCARD, "bench", "", PlaceKind.DISCARD, "", 0.0, 0.0, taken_uL, 0.0, 0.0)
    return (place,) if taken_uL else ()


def _drawn(ledger: Ledger, action: Action) -> Wanted:
    """What is added for an action [nM]; what no strand binds is left out of a sink."""
    wanted = wanted_of(action) if isinstance(action, Drawn) else ()
    if not isinstance(action, Sink):
        return wanted
    return tuple(w for w in wanted if w[0] in ledger.components)


def _leading_doses(actions: list[tuple[str, Action]]) -> int:
    return next((i for i, (_, a) in enumerate(actions) if not isinstance(a, Dose)), len(actions))


def _start_volume(
    ledger: Ledger,
    rest: list[tuple[str, Action]],
    mixed: int,
    wells_of: Callable[[tuple[str, ...]], int],
) -> float:
    """The smallest usual volume that feeds all reads and that doses hardly dilute.

    Parameters
    ----------
    mixed: number of components of the first mix, each of which takes at least the least step.
    """
    settings = ledger.settings
    steps = 0
    for _, action in rest:
        wanted = _drawn(ledger, action)
        steps += len(wanted) if ledger.premix_of(wanted) is None else 1
    wells = sum(wells_of(a.species) for _, a in rest if isinstance(a, Read))
    taken = wells * settings.read_aliquot_uL
    least = max(
        taken / (1 - KEPT_AFTER_READS),
        steps * MEAN_DOSE_UL / settings.dose_share,
        mixed * MEAN_DOSE_UL * settings.smallest_uL / settings.fill_fraction,
    )
    return next((v for v in _STARTS_UL if v >= least), _STARTS_UL[-1])


def _assemble(
    ledger: Ledger,
    name: str,
    doses: Sequence[Wanted],
    start_uL: float,
    time_s: float = 0.0,
    note: str = "",
    step: int = 0,
) -> float:
    """Mix doses in a vessel, and return the volume that comes of it.

    Parameters
    ----------
    step: 0 for the first mix of a vessel.
    """
    work = ProtocolPart.DOSE if step else ProtocolPart.ASSEMBLE
    before = len(ledger.transfers)
    totals: dict[str, float] = {}
    put = []
    for wanted in doses:
        premix = ledger.premix_of(wanted)
        if premix is not None:
            nM = sum(rise for _, rise in wanted)
            volume = ledger.move(
                premix.name,
                name,
                nM * start_uL / premix.nM,
                work,
                time_s,
                premix.name,
                note,
                step,
            )
            put.append((premix.name, volume))
            continue
        for component, nM in wanted:
            totals[component] = totals.get(component, 0.0) + nM
    for component, nM in totals.items():
        volume = ledger.draw(Need(component, nM * start_uL), name, work, time_s, note, step)
        put.append((ledger.transfers[-1].source, volume))
    ledger.fill(name, start_uL, put, work, time_s, note, step)
    return sum(t.volume_uL for t in ledger.transfers[before:])


def _dose(
    ledger: Ledger,
    vessel: str,
    wanted: Wanted,
    volume_uL: float,
    time_s: float,
    note: str,
    step: int,
) -> float:
    """Draw a dose and return the volume it adds.

    The vessel is diluted by what the dose adds, so that a rise of a in a volume V takes the amount
    a (V + v), where v is the volume of the dose itself.
    """
    premix = ledger.premix_of(wanted)
    for species, _ in wanted:
        ledger.concentration(species)
    share = dose_share(
        wanted,
        volume_uL,
        ledger.stock_nM,
        ledger.settings.smallest_uL,
        lambda name: ledger.components[name].annealed,
        premix,
    )
    if share >= 0.5:
        raise HandoffError(
            "H012",
            f"{vessel}, step {step}, {note}",
            f"the dose would be {share:.0%} of the whole vessel, for its stocks are too thin",
            "lower fuel_ceiling in [dsd], or raise refill_tolerance so that refills are smaller",
        )
    after_uL = volume_uL / (1 - share)
    if premix is not None:
        return ledger.move(
            premix.name,
            vessel,
            share * after_uL,
            ProtocolPart.DOSE,
            time_s,
            premix.name,
            note,
            step,
        )
    return sum(
        ledger.draw(Need(species, nM * after_uL), vessel, ProtocolPart.DOSE, time_s, note, step)
        for species, nM in wanted
    )


def dose_share(
    wanted: Wanted,
    volume_uL: float,
    stock_nM: Mapping[str, float],
    smallest_uL: float,
    annealed: Callable[[str], bool],
    premix: Premix | None = None,
) -> float:
    """The part of a vessel that a dose is once it is in.

    Parameters
    ----------
    volume_uL: of the vessel before.
    smallest_uL: the least step, for which stocks are diluted.
    annealed: whether a component stands in buffer; others stand in water.
    premix: that the dose is poured from; None where each component is drawn singly.
    """
    if premix is not None:
        return sum(nM for _, nM in wanted) / premix.nM
    share = 0.0
    for species, nM in wanted:
        stock = stock_nM[species]
        factor = dose_dilution(nM * volume_uL / stock, smallest_uL, annealed=annealed(species))
        share += nM * factor / stock
    return share
