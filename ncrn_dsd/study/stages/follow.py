"""Formal network with concentrations at the start -> trajectories, of both levels."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.dynamics import Trajectory
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.schedule import Action, Content, Dose, Wait
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.simulation.accuracy import (
    MOST_DIGITS,
    AskedTolerances,
    follow_accurately,
    rounded,
)
from ncrn_dsd.simulation.chemistry import DSD_LEVEL, Chemistry, chemistry_at, formal_chemistry
from ncrn_dsd.simulation.follow import Course
from ncrn_dsd.study.stage import Work, stage
from ncrn_dsd.units import NM_PER_M


@dataclass(frozen=True, slots=True)
class FormalCourse:
    """The formal trajectory, and how often each reaction fired in all of it [u]."""

    trajectory: Trajectory
    firings: tuple[float, ...]


@stage("follow, abstract")
def follow_formal(work: Work, design: DynamicsDesign) -> FormalCourse:
    """The trajectories of the formal network."""
    del work
    chemistry = formal_chemistry(design.crn)
    start = Dose(tuple(Content(s, amount_u) for s, amount_u in design.network.initial.items()))
    waits = [Wait(design.look.duration / design.intervals)] * design.intervals
    asked = AskedTolerances(design.simulation.rtol, design.simulation.atol)
    course = follow_accurately(chemistry, (start, *waits), design.look.points, asked)
    firings = tuple(float(course.end[i]) for i in chemistry.counters)
    return FormalCourse(_trajectory(design, chemistry, course, 1.0, 1.0), firings)


@stage("follow, DSD")
def follow_strands(
    work: Work, design: DynamicsDesign, network: ReactionNetwork, point: Realisation
) -> Trajectory:
    """The trajectories of the enumerated network, with fuels that are used up and refilled."""
    del work
    chemistry = chemistry_at(network, point)
    per_u = point.concentration_unit_M * NM_PER_M
    absolute = design.simulation.atol
    asked = AskedTolerances(design.simulation.rtol, None if absolute is None else absolute * per_u)
    course = follow_accurately(chemistry, dsd_actions(design, point), design.look.points, asked)
    return _trajectory(design, chemistry, course, point.time_unit_s, per_u)


def dsd_actions(design: DynamicsDesign, point: Realisation) -> tuple[Action, ...]:
    """Fuels and signals at the start, then waits with refills in between, in M and s."""
    fuels = tuple(Content(f.fuel, f.start_M) for f in point.fuels)
    signals = tuple(
        Content(s, amount_u * point.concentration_unit_M)
        for s, amount_u in design.network.initial.items()
    )
    refill = Dose(tuple(Content(f.fuel, f.refill_M) for f in point.fuels if f.refill_M > 0))
    wait = Wait(design.look.duration * point.time_unit_s / design.intervals)
    actions: list[Action] = [Dose((*fuels, *signals))]
    for done in range(1, design.intervals + 1):
        actions.append(wait)
        if done % point.refill_every == 0 and done < design.intervals:
            actions.append(refill)
    return tuple(actions)


def _trajectory(
    design: DynamicsDesign, chemistry: Chemistry, course: Course, time_unit: float, per_u: float
) -> Trajectory:
    columns = [
        rounded(course.seen(chemistry, species), course.seen_error(chemistry, species), MOST_DIGITS)
        for species in design.look.show
    ]
    assert course.tolerances is not None
    return Trajectory(
        level=chemistry.level,
        species=design.look.show,
        times_tau=tuple(float(t) for t in course.times / time_unit),
        values_u=tuple(zip(*columns, strict=True)),
        relative_tolerance=course.tolerances.relative,
        absolute_tolerance_u=course.tolerances.absolute / per_u,
        peaks_nM=tuple(course.states.max(axis=0).tolist()) if chemistry.level == DSD_LEVEL else (),
    )
