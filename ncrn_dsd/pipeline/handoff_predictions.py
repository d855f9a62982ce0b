"""Predicted curves of every well, and the vessels simulated with ideal and with real volumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.enumeration.removal import removable_by
from ncrn_dsd.handoff.analysis.resimulated import Resimulation
from ncrn_dsd.handoff.checks.actual_schedule import actual_schedule
from ncrn_dsd.handoff.checks.replay import Replay, key_of
from ncrn_dsd.ir.bench import AssayWell, BenchPlan, BenchVessel, Condition, PredictedCurve, Reporter
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.reaction import Molar, Nanomolar, Reaction, in_nanomolar
from ncrn_dsd.ir.schedule import Read, Schedule, Segment
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.simulation.chemistry import Chemistry, chemistry_at
from ncrn_dsd.simulation.integrate import Tolerances, trajectory
from ncrn_dsd.simulation.mass_action import MassAction, Vector
from ncrn_dsd.simulation.training import SimulatedVessel

Report = Callable[[int, int], None]

FIRST_MINUTES = (0.0, 2.0, 5.0, 10.0, 20.0)
POINTS = 17
"""Of the hours that follow."""
LEAST_SCALE = 0.02
"""Of the largest read: what is below cannot be told from zero."""
_TOLERANCES = Tolerances(relative=1e-7, absolute=1e-9)
"""Of curves that are written with six digits."""
DEFAULT_RATE_PER_M_S = 1e6
"""Displacement over a full toehold, where the network shows no rate of the signal."""


@dataclass(frozen=True, slots=True)
class VesselCourse:
    """A vessel along its schedule.

    Parameters
    ----------
    reads: label and concentrations [u] of every read.
    states: contents [nM] at every read, by its number from 0.
    """

    reads: tuple[tuple[str, Mapping[str, float]], ...]
    states: tuple[Vector, ...]


def chemistry_of(design: LabDesign) -> Chemistry:
    """The enumerated network, seen as calibrated reporters see it."""
    network = design.simulated_network
    chemistry = chemistry_at(network, design.realisation)
    return chemistry.removing(removable_by(design.runs[0].schedule, design.system, network))


def vessel_course(chemistry: Chemistry, schedule: Schedule) -> VesselCourse:
    """Carry out a schedule and keep the contents at every read."""
    vessel = SimulatedVessel(chemistry, chemistry.tolerances)
    reads: list[tuple[str, Mapping[str, float]]] = []
    states: list[Vector] = []
    for segment in schedule.segments:
        for action in segment.actions:
            found = vessel.carry_out(Segment(segment.kind, segment.label, (action,)))
            if isinstance(action, Read):
                reads.append((f"'{segment.label}: {action.label}'", found[0]))
                states.append(vessel.state.copy())
    return VesselCourse(tuple(reads), tuple(states))


def resimulate(
    design: LabDesign, plan: BenchPlan, outcome: Replay, report: Report
) -> tuple[tuple[Resimulation, ...], dict[str, VesselCourse]]:
    """Every vessel with ideal and with real volumes, and the courses of the real ones."""
    chemistry = chemistry_of(design)
    found, courses = [], {}
    for number, vessel in enumerate(plan.vessels):
        ideal = vessel_course(chemistry, vessel.schedule)
        actual = vessel_course(chemistry, actual_schedule(plan, vessel, outcome))
        found.append(compared(vessel, ideal, actual))
        courses[vessel.place] = actual
        report(number + 1, len(plan.vessels))
    return tuple(found), courses


def compared(vessel: BenchVessel, ideal: VesselCourse, actual: VesselCourse) -> Resimulation:
    """The largest difference of any read, as a part of the largest ideal read of its species.

    A species that is hardly there is compared with a part of the largest of all reads.
    """
    scale: dict[str, float] = {}
    for _, values in ideal.reads:
        for species, value in values.items():
            scale[species] = max(scale.get(species, 0.0), value)
    least = LEAST_SCALE * max(scale.values(), default=0.0)
    scale = {species: max(value, least) for species, value in scale.items()}
    differences = [
        (abs(actual.reads[i][1][species] - value) / scale[species], f"{label} of {species}")
        for i, (label, values) in enumerate(ideal.reads)
        for species, value in values.items()
        if scale[species] > 0
    ]
    if not differences:
        return Resimulation(vessel.place, None, "")
    # A difference that is not a number is the worst of all.
    worst = max(differences, key=lambda d: (d[0] != d[0], d[0], d[1]))
    return Resimulation(vessel.place, worst[0], worst[1])


class WellModel:
    """The network with all reporters, for wells of any content."""

    def __init__(self, design: LabDesign, plan: BenchPlan) -> None:
        self._chemistry = chemistry_of(design)
        network = design.simulated_network
        names = list(network.names)
        reactions = [in_nanomolar(r) for r in network.reactions]
        for one in plan.reporters:
            names += [_closed(one), _opened(one)]
            variants = [s.name for s in network.species if s.formal == one.species]
            rate_per_M_s = _binding_rate(network, frozenset(variants))
            for variant in variants:
                opening: Reaction[str, Molar] = Reaction(
                    (variant, _closed(one)), (_opened(one),), rate_per_M_s
                )
                reactions.append(in_nanomolar(opening))
        self._system: MassAction[Nanomolar] = MassAction(names, reactions)
        self._places = dict(self._chemistry.dose_index)
        self._size = len(network.species)
        self._keys = {key_of(c): c.name for c in reversed(plan.components)}
        self._reporters = {r.name: r for r in plan.reporters}

    def curves(
        self,
        well: AssayWell,
        contents_nM: Mapping[str, float],
        times_s: Vector,
        vessel_nM: Vector | None,
    ) -> list[PredictedCurve]:
        """Opened reporter over time, one curve per reporter of the well.

        Parameters
        ----------
        contents_nM: of the well, by component or strand.
        vessel_nM: what came from a vessel, shape (n,), already diluted; None for control wells.
        """
        start = np.zeros(len(self._system.species))
        if vessel_nM is not None:
            start[: self._size] = vessel_nM
        for key, nM in contents_nM.items():
            name = self._keys.get(key)
            if name in self._reporters:
                start[self._system.index[_closed(self._reporters[name])]] += nM
            elif vessel_nM is None and name in self._places:
                start[self._places[name]] += nM
        states = trajectory(self._system, start, times_s, _TOLERANCES)
        return [
            PredictedCurve(
                well=well.place,
                channel=self._reporters[r].dye,
                times_s=tuple(float(t) for t in times_s),
                opened_nM=tuple(
                    float(v) for v in states[:, self._system.index[_opened(self._reporters[r])]]
                ),
            )
            for r in well.reporters
        ]


def predict_wells(
    design: LabDesign,
    plan: BenchPlan,
    outcome: Replay,
    courses: Mapping[str, VesselCourse],
    settings: LabSettings,
    report: Report,
) -> tuple[PredictedCurve, ...]:
    """Curves of all wells; replicates share those of the first of them."""
    model = WellModel(design, plan)
    hours = np.linspace(0.0, settings.read_hours * 3600, POINTS)[1:]
    times = np.concatenate([60.0 * np.array(FIRST_MINUTES), hours])
    groups: dict[str, list[AssayWell]] = {}
    for well in plan.wells:
        groups.setdefault(well.group, []).append(well)
    found: list[PredictedCurve] = []
    for number, members in enumerate(groups.values()):
        first = members[0]
        liquid = outcome.liquids[first.place]
        contents = {k: liquid.nM(k) for k in liquid.fmol}
        vessel = None
        if first.condition is Condition.READ:
            share = settings.read_aliquot_uL / first.total_uL
            vessel = courses[first.subject].states[_read_number(plan, first)] * share
        curves = model.curves(first, contents, times, vessel)
        for well in members:
            found += [PredictedCurve(well.place, c.channel, c.times_s, c.opened_nM) for c in curves]
        report(number + 1, len(groups))
    return tuple(found)


def _read_number(plan: BenchPlan, well: AssayWell) -> int:
    """Which of the reads of its vessel a well shows."""
    vessel = next(p for p in plan.vessels if p.place == well.subject)
    step = next(t.step for t in plan.transfers if t.target == well.place)
    return sum(isinstance(a, Read) for a in vessel.schedule.actions[:step])


def _closed(reporter: Reporter) -> str:
    return f"{reporter.name}, closed"


def _opened(reporter: Reporter) -> str:
    return f"{reporter.name}, opened"


def _binding_rate(network: ReactionNetwork, variants: frozenset[str]) -> float:
    """The fastest reaction of a signal with anything [1/(M s)]; its toehold is the reporter's."""
    rates = [
        r.rate for r in network.reactions if len(r.reactants) == 2 and variants & set(r.reactants)
    ]
    return max(rates, default=DEFAULT_RATE_PER_M_S)
