"""From a verified system to every transfer at the bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ncrn_dsd.handoff.controls.conditions import control_wells, levels_of
from ncrn_dsd.handoff.controls.layout import plan_controls, plan_reads
from ncrn_dsd.handoff.controls.reporters import design_reporters
from ncrn_dsd.handoff.controls.sharing import sharing_wells
from ncrn_dsd.handoff.liquids.components import components_of
from ncrn_dsd.handoff.liquids.ledger import Ledger
from ncrn_dsd.handoff.liquids.premixes import find_premixes
from ncrn_dsd.handoff.liquids.racks import racked
from ncrn_dsd.handoff.liquids.sinks import design_sinks
from ncrn_dsd.handoff.liquids.stocks import (
    plan_anneals,
    plan_dilutions,
    plan_premixes,
    stock_concentration_nM,
    supplies,
)
from ncrn_dsd.handoff.liquids.vessels import discarded, plan_vessel
from ncrn_dsd.handoff.orders.scales import ScaleChoice, bought_places
from ncrn_dsd.ir.bench import BenchPlan, ProtocolPart, Transfer
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.units import NM_PER_M

_STAGE = {
    ProtocolPart.ANNEAL: 1,
    ProtocolPart.DILUTE: 2,
    ProtocolPart.ASSEMBLE: 4,
    ProtocolPart.DOSE: 5,
    ProtocolPart.READ: 5,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and the order it needs.

    Parameters
    ----------
    package: strands of the system, of the reporters and of the sinks.
    scales: at which scale each strand is bought.
    without_reporter: species that are read and can have none.
    levels_uM: concentration of dissolved strands, and the highest of anneals.
    """

    plan: BenchPlan
    package: LabPackage
    scales: tuple[ScaleChoice, ...]
    without_reporter: tuple[str, ...]
    levels_uM: tuple[float, float]


def plan_bench(
    design: LabDesign,
    settings: LabSettings,
    measured_uM: Mapping[str, float] | None = None,
    stored: Mapping[str, str] | None = None,
    levels_uM: tuple[float, float] | None = None,
) -> Planned:
    """Plan stocks, anneals, dilutions, controls, vessels and reads.

    Parameters
    ----------
    measured_uM: concentration of strands that are already in the laboratory; the others are
        resuspended at the lowest usual concentration at which all mixes fit.
    stored: strands that are not bought now, and where they are.
    levels_uM: those of an earlier plan, whose stocks are in use already.

    Raises
    ------
    HandoffError: H001, H011, H012 or H026, the design and its schedule do not fit together.
    """
    made = design_reporters(design.system, design.package, design.read)
    package = replace(design.package, strands=(*design.package.strands, *made.strands))
    sinks = design_sinks(design.system, package, design.runs)
    package = replace(package, strands=(*package.strands, *sinks.strands))
    called = {s.domains: s.name for s in package.strands if not s.modified}
    components = components_of(design.system, called, made.reporters, settings.excess_ratio)
    components = (*components, *sinks.components)
    names = [s.name for s in package.strands]
    for stock_uM, anneal_uM in [levels_uM] if levels_uM else _concentrations(settings):
        strand_uM = dict.fromkeys(names, stock_uM) | dict(measured_uM or {})
        stock_nM = {c.name: stock_concentration_nM(c, strand_uM, anneal_uM) for c in components}
        if _filled(design, stock_nM) <= settings.fill_fraction:
            break
    named = {c.name: c for c in components}
    schedules = [run.schedule.actions for run in design.runs]
    premixes = find_premixes(
        schedules, stock_nM, lambda name: named[name].annealed, settings.first_mix_uL
    )
    ledger = Ledger(settings, named, stock_nM, premixes=premixes)
    controls = plan_controls(ledger, control_wells(design, made.reporters, settings))

    def wells_of(species: tuple[str, ...]) -> int:
        seen = (r for r in made.reporters if r.species in species)
        groups = sharing_wells(seen, settings.reporters_per_well)
        return len(groups) * settings.read_replicates

    vessels = tuple(
        plan_vessel(ledger, run, f"vessel{i}", wells_of)
        for i, run in enumerate(design.runs, start=1)
    )
    reads = plan_reads(
        ledger,
        [r for p in vessels for r in p.reads],
        made.reporters,
        levels_of(design, settings).reporter,
    )
    mixed = plan_premixes(ledger)
    dilutions = plan_dilutions(ledger)
    anneals = plan_anneals(ledger, strand_uM)
    scales, bought = bought_places(ledger, package, strand_uM, stored or {}, stock_uM)
    places = (
        *supplies(ledger),
        *bought,
        *racked(anneals, "anneal"),
        *racked(dilutions, "stock"),
        *racked(mixed, "premix"),
        *(place for place, _ in controls),
        *(p.place for p in vessels),
        *(place for p in vessels for place in p.fresh),
        *discarded(ledger),
        *(place for place, _ in reads),
    )
    plan = BenchPlan(
        components=components,
        reporters=made.reporters,
        places=places,
        transfers=_in_order(ledger),
        wells=(*(w for _, w in controls), *(w for _, w in reads)),
        vessels=tuple(p.vessel for p in vessels),
        stock_uM=stock_uM,
        droplet_uL=settings.droplet_uL,
    )
    return Planned(plan, package, scales, made.without, (stock_uM, anneal_uM))


def _concentrations(settings: LabSettings) -> tuple[tuple[float, float], ...]:
    """Pairs of strand stock and anneal [uM], the usual ones first, then ever denser."""
    dense = tuple((level, level) for level in settings.stock_levels_uM)
    return ((settings.stock_levels_uM[0], settings.anneal_uM), *dense)


def _filled(design: LabDesign, stock_nM: Mapping[str, float]) -> float:
    """Part of the first mix that undiluted fuels take."""
    return sum(f.start_M * NM_PER_M / stock_nM[f.fuel] for f in design.realisation.fuels)


def _in_order(ledger: Ledger) -> tuple[Transfer, ...]:
    """By the part of the protocol and by time; what is mixed after what it is made from.

    A read and the dose after it have the same time, and the order of the schedule.
    """

    premixed = {p.name for p in ledger.premixes.values()}

    def key(transfer: Transfer) -> tuple[float, ...]:
        dilution = ledger.levels.get(transfer.target, ("", 0))[1]
        moment = (_STAGE[transfer.work], transfer.time_s, transfer.step)
        return (*moment, transfer.target in premixed, dilution, transfer.number)

    ordered = sorted(ledger.transfers, key=key)
    return tuple(replace(t, number=i) for i, t in enumerate(ordered, start=1))
