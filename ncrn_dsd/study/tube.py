"""Strands at their operating point -> tubes that errors act on, and schedules of their upkeep."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ncrn_dsd.enumeration.eating import EatingNetwork, with_eating_copies
from ncrn_dsd.enumeration.merging import (
    HistoryMask,
    MergedNetwork,
    merge_bounding_leaks,
    merge_idle,
    merge_variants,
)
from ncrn_dsd.enumeration.occlusion import open_toeholds, with_occlusion
from ncrn_dsd.enumeration.removal import bearers_of
from ncrn_dsd.enumeration.sites import StableNames, sited_steps
from ncrn_dsd.handoff.liquids.premixes import Wanted, shares_of, wanted_of
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork
from ncrn_dsd.ir.open_toeholds import ToeholdOffTargets
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dose,
    MoveToFresh,
    Read,
    Refill,
    Schedule,
    Segment,
    SegmentKind,
    TopUp,
    Wash,
)
from ncrn_dsd.ir.tube import PouredPremix, Protocol, Tube, TubeGate, TubeStep, TubeStepKind
from ncrn_dsd.kinetics.schedule import dsd_schedule, refill_actions
from ncrn_dsd.model.lab import KEPT_AFTER_READS, TUBE_2_ML, LabSettings
from ncrn_dsd.model.upkeep import Refills, Upkeep
from ncrn_dsd.simulation.training import SimulatedVessel
from ncrn_dsd.simulation.tube import Drawn, TubeHost, tube_chemistry
from ncrn_dsd.simulation.tube_disturbances import disturbances_of
from ncrn_dsd.study.stages.leak import Leaky


@dataclass(frozen=True, slots=True)
class TubeParts:
    """What a tube is made of.

    Parameters
    ----------
    condensed, detailed: the designed network, and every step of it.
    largest_M: per formal species, its largest dose.
    reads: of the training, each of which takes an aliquot.
    ordered: the training as the lab package pipettes it; None for one that the upkeep makes.
    """

    system: DsdSystem
    condensed: ReactionNetwork
    detailed: ReactionNetwork
    largest_M: Mapping[str, float]
    reads: int
    upkeep: Upkeep
    lab: LabSettings = field(default_factory=LabSettings)
    ordered: Schedule | None = None

    @property
    def vessel_uL(self) -> float:
        """What the vessel holds at the start."""
        if self.lab.first_mix_uL is not None:
            return self.lab.first_mix_uL
        taken_uL = self.reads * self.lab.read_replicates * self.lab.read_aliquot_uL
        least_uL = max(taken_uL / (1 - KEPT_AFTER_READS), TUBE_2_ML.working_uL)
        sizes_uL = [vessel.working_uL for vessel in self.lab.vessels]
        return next((size for size in sizes_uL if size >= least_uL), sizes_uL[-1])


FindOffTargets = Callable[[ReactionNetwork], Sequence[ToeholdOffTargets]]
"""What binds the toeholds of a network without having their complements."""


def make_tube(
    parts: TubeParts,
    leaky: Leaky | None,
    *,
    eating: bool,
    occluded: bool,
    find_off_targets: FindOffTargets = lambda _: (),
) -> Tube:
    """The tube of a network, with what was asked for: leaks, gates that eat, occluded toeholds.

    Variants of signals are merged: their draws are equal by the meaning of the draws. Where what
    leaks make reacts no further, leaks of one variant count for all.

    Parameters
    ----------
    find_off_targets: what occludes beside complements; nothing by default.
    """
    system = parts.system
    network = parts.detailed if leaky is None else leaky.network
    whole = EatingNetwork(network, {}, ())
    if eating:
        whole = with_eating_copies(system, parts.condensed, network)
    merge = merge_variants if leaky is None or leaky.followed else merge_bounding_leaks
    tube = _Tubes(parts, merge(system, whole.network), whole).tube()
    if not occluded:
        return tube
    tube, off_targets = _alike_as_one(system, tube, find_off_targets(tube.network))
    full = with_occlusion(system, tube.network, off_targets)
    more = len(full.network.reactions) - len(tube.steps)

    def in_all_forms(names: Sequence[str]) -> tuple[str, ...]:
        """An occluded strand is held back, or taken out, as a free one is."""
        return (*names, *(full.occluded[name] for name in names if name in full.occluded))

    return replace(
        tube,
        network=full.network,
        # What occludes is in equilibrium, so that how fast it comes and goes is no matter.
        steps=(*tube.steps, *(TubeStep(TubeStepKind.OTHER) for _ in range(more))),
        sites=full.sites,
        pools=full.pools,
        waste=in_all_forms(tube.waste),
        bearers={signal: in_all_forms(names) for signal, names in tube.bearers.items()},
        occluded={name: full.occluded[name] for name in tube.stocks if name in full.occluded},
    )


def _alike_as_one(
    system: DsdSystem, tube: Tube, off_targets: Sequence[ToeholdOffTargets]
) -> tuple[Tube, tuple[ToeholdOffTargets, ...]]:
    """Waste that nothing takes, one species for all that occupies the same toeholds.

    What is held back with the same signals stays together, and so does what binds toeholds alike
    without their complements.
    """
    held: defaultdict[str, set[str]] = defaultdict(set)
    for signal, names in tube.bearers.items():
        for name in names:
            held[name].add(signal)
    bound: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for one in off_targets:
        for name, binding_per_M in one.binding_per_M:
            bound[name].append((one.toehold, binding_per_M))
    opened = open_toeholds(system, tube.network)
    told_apart = {
        name: (frozenset(opened[name].items()), frozenset(held[name]), tuple(bound[name]))
        for name in tube.waste
    }
    merged = merge_idle(tube.network, told_apart)
    kind_of = dict(merged.kind_of)

    def of(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kind_of[name] for name in names))

    alike = replace(
        tube,
        network=merged.network,
        # A gate gives out as many as before, some of which are one species now.
        gates=tuple(replace(g, outputs=tuple(kind_of[x] for x in g.outputs)) for g in tube.gates),
        waste=of(tube.waste),
        bearers={signal: of(names) for signal, names in tube.bearers.items()},
    )
    return alike, tuple(
        replace(
            one,
            binding_per_M=tuple((x, k) for x, k in one.binding_per_M if kind_of[x] == x),
        )
        for one in off_targets
    )


class _Tubes:
    def __init__(self, parts: TubeParts, merged: MergedNetwork, eating: EatingNetwork) -> None:
        self._parts = parts
        self._network = merged.network
        self._kind_of = dict(merged.kind_of)
        self._eating = eating
        self._mask = HistoryMask(parts.system)
        self._names = StableNames(parts.system)

    def tube(self) -> Tube:
        system, network, lab = self._parts.system, self._network, self._parts.lab
        formal = [s.species for s in system.signals]
        fuels = {f.name: len(f.complex.strands) for f in system.fuels}
        single_uM = lab.stock_levels_uM[0]
        gate_uM = self._parts.upkeep.gate_stock_uM or lab.anneal_uM
        tube = Tube(
            network=network,
            steps=sited_steps(system, network),
            gates=tuple(self._gates()),
            stocks={name: name for name in formal}
            | {name: self._names.fuel(name) for name in fuels},
            waste=self._waste(),
            bearers={
                s.species: bearers_of(self._mask, s.complex, network.species)
                for s in system.signals
            },
            stock_uM={name: min(single_uM, self._thinned_uM(name)) for name in formal}
            | {name: single_uM if n == 1 else gate_uM for name, n in fuels.items()},
            vessel_uL=self._parts.vessel_uL,
            read_uL=lab.read_aliquot_uL,
            replicates=lab.read_replicates,
            mixed_uL=lab.smallest_uL,
            test_replicates=lab.test_replicates or lab.read_replicates,
            test_dose_uL=lab.test_dose_uL or 0.0,
        )
        ordered = self._parts.ordered
        return tube if ordered is None else replace(tube, protocol=_protocol(ordered, tube, lab))

    def _thinned_uM(self, formal: str) -> float:
        """The stock of which the largest dose of a signal takes the volume that it should."""
        parts = self._parts
        largest_uM = 1e6 * parts.largest_M.get(formal, 0.0)
        return largest_uM * parts.vessel_uL / parts.upkeep.dose_uL if largest_uM > 0 else math.inf

    def _gates(self) -> Iterator[TubeGate]:
        alone = {
            self._mask.mask(s.complex): s
            for s in reversed(self._network.species)
            if len(s.complex.strands) == 1
        }
        for fuel in self._parts.system.fuels:
            if len(fuel.complex.strands) == 1 or fuel.name not in self._kind_of:
                continue
            singles = [Complex((s,), "." * len(s)) for s in fuel.complex.strands]
            found = [alone.get(self._mask.mask(one)) for one in singles]
            outputs = [s.name for s in found if s is not None and s.role is not ComplexRole.FUEL]
            copy = self._eating.copies.get(fuel.name)
            yield TubeGate(
                self._names.fuel(fuel.name),
                fuel.name,
                tuple(outputs),
                None if copy is None else self._kind_of[copy],
            )

    def _waste(self) -> tuple[str, ...]:
        own = {s.name for s in self._parts.detailed.species} | set(self._eating.forms)
        kept = {self._kind_of[name] for name in own if name in self._kind_of}
        return tuple(
            s.name
            for s in self._network.species
            if s.role is ComplexRole.WASTE
            or (s.role is not ComplexRole.FUEL and s.name not in kept)
        )


def _protocol(schedule: Schedule, tube: Tube, lab: LabSettings) -> Protocol:
    """The fixed steps of a schedule whose doses state their room."""
    steps = [(s, a) for segment in schedule.segments for s, a in segment.steps]
    poured: dict[str, Wanted] = {}
    taken_uL: defaultdict[Wanted, dict[str, float]] = defaultdict(dict)
    for step, action in steps:
        if isinstance(action, Dose) and action.takes > 0 and len(action.contents) > 1:
            poured[step] = shares_of(wanted_of(action))
            for content in action.contents:
                # By how much a vessel grows meanwhile is little for the error of a volume.
                part = 1e6 * content.amount / tube.stock_uM[content.species]
                uL = taken_uL[poured[step]]
                uL[content.species] = uL.get(content.species, 0.0) + part * tube.vessel_uL
    premixes = {
        shares: PouredPremix(f"premix {number}", volumes_uL)
        for number, (shares, volumes_uL) in enumerate(taken_uL.items(), start=1)
    }
    return Protocol(
        {step: premixes[shares] for step, shares in poured.items()},
        {step: lab.read_uL(len(a.species)) for step, a in steps if isinstance(a, Read)},
    )


def kept_schedule(
    program: LearningProgram,
    point: Realisation,
    upkeep: Upkeep,
    refills: Sequence[Refill] | None,
) -> Schedule:
    """The training in M and s, with the upkeep of its vessel after every sample.

    After the last one, too: gates that a sample has used up predict nothing, and what is to be
    judged is the weights. Validation and test samples come after that upkeep.

    Parameters
    ----------
    refills: what each refill adds; None for refills by measurement.
    """
    total = program.training.count(SegmentKind.SAMPLE)
    bare = dsd_schedule(program.training, replace(point, refill_every=total + 1))
    levels = tuple(Content(f.fuel, f.start_M) for f in point.fuels)
    weights = tuple(name for q in program.encoding.weights for name in q.species)
    catalysts = _catalysts(bare, {*weights, *(c.species for c in levels)})
    segments: list[Segment] = []
    sample = refill = 0
    for segment in bare.segments:
        segments.append(segment)
        if segment.kind is not SegmentKind.SAMPLE:
            continue
        sample += 1
        actions: list[Action] = []
        if _is_due(sample, upkeep.wash_every):
            actions.append(Wash(weights))
        moved = _is_due(sample, upkeep.transfer_every)
        if moved:
            actions.append(MoveToFresh(weights, levels))
        moved |= segment.ends_in_fresh_vessel
        if _is_due(sample, upkeep.refill_every):
            if not moved:
                actions += (
                    [TopUp(levels, upkeep.sink)]
                    if refills is None
                    else refill_actions(refills[refill], sinks=upkeep.sink)
                )
            if upkeep.keep_catalysts and catalysts:
                actions.append(TopUp(catalysts, upkeep.sink_catalysts))
            refill += 1
        if actions:
            segments.append(Segment(SegmentKind.REFILL, f"after sample {sample}", tuple(actions)))
    return replace(bare, segments=tuple(segments))


def _catalysts(schedule: Schedule, others: Collection[str]) -> Refill:
    """What is dosed before the first sample and is none of the others."""
    setups = (s for s in schedule.segments if s.kind is SegmentKind.SETUP)
    return tuple(c for s in setups for c in s.dosed if c.species not in others)


def _is_due(sample: int, every: int) -> bool:
    return every > 0 and sample % every == 0


@dataclass
class _NotingHost(TubeHost):
    """A host that notes what it adds and takes out of fuels by measurement, as doses are told."""

    fuels: frozenset[str] = frozenset()
    noted: list[Refill] = field(default_factory=list)

    def top_up(self, vessel: SimulatedVessel, action: TopUp, step: str) -> None:
        if self.fuels.issuperset(c.species for c in action.contents):
            self.noted.append(vessel.missing(action.contents))
        super().top_up(vessel, action, step)


def planned_refills(
    program: LearningProgram, point: Realisation, tube: Tube, upkeep: Upkeep, always: Drawn
) -> tuple[Refill, ...] | None:
    """What the refills of an undisturbed run add, as the upkeep takes it; None where measured.

    Parameters
    ----------
    always: what the planner knows of, such as dilution.

    Raises
    ------
    SimulationError: the undisturbed run fails.
    """
    if upkeep.refills is Refills.LEVEL:
        return None
    chemistry = tube_chemistry(tube, point, None)
    fuels = frozenset(f.fuel for f in point.fuels)
    host = _NotingHost(tube, disturbances_of(always), always, fuels=fuels)
    vessel = SimulatedVessel(chemistry, chemistry.tolerances, host)
    for segment in kept_schedule(program, point, upkeep, None).segments:
        vessel.carry_out(segment)
    moves = _noted_with_moves(program, upkeep, host.noted)
    if upkeep.refills is Refills.BLIND and moves:
        names = [c.species for c in host.noted[0]] if host.noted else []
        means = [sum(r[i].amount for r in host.noted) / len(host.noted) for i in range(len(names))]
        mean = tuple(map(Content, names, means))
        moves = tuple(mean for _ in moves)
    return tuple(tuple(_with_margin(c, upkeep.margin) for c in refill) for refill in moves)


def _with_margin(content: Content, margin: float) -> Content:
    """More of what is added; a sink that took out more than piles up would leave nothing of it."""
    return replace(content, amount=content.amount * margin) if content.amount > 0 else content


def _noted_with_moves(
    program: LearningProgram, upkeep: Upkeep, noted: Sequence[Refill]
) -> tuple[Refill, ...]:
    """One refill each time one is due; none of what a fresh vessel has anyway."""
    samples = (s for s in program.training.segments if s.kind is SegmentKind.SAMPLE)
    left = iter(noted)
    return tuple(
        () if _is_due(number, upkeep.transfer_every) or sample.ends_in_fresh_vessel else next(left)
        for number, sample in enumerate(samples, start=1)
        if _is_due(number, upkeep.refill_every)
    )
