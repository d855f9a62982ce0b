"""Formal network with concentrations at the start -> trajectories, of both levels."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.dynamics import FormalTrajectory
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.schedule import Action, Content, Dose, Wait
from ncrn_dsd.kinetics.schedule import refuelled_course
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.simulation.accuracy import (
    AskedTolerances,
    follow_accurately,
    seen_trajectory,
)
from ncrn_dsd.simulation.chemistry import chemistry_at, formal_chemistry
from ncrn_dsd.study.stage import Work, stage
from ncrn_dsd.units import NM_PER_M


@dataclass(frozen=True, slots=True)
class FormalCourse:
    """The formal trajectory, and how often each reaction fired in all of it [u]."""

    trajectory: FormalTrajectory
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
    return FormalCourse(seen_trajectory(design.look.show, chemistry, course, 1.0, 1.0), firings)


@stage("follow, DSD")
def follow_strands(
    work: Work, design: DynamicsDesign, network: ReactionNetwork, point: Realisation
) -> FormalTrajectory:
    """The trajectories of the enumerated network, with fuels that are used up and refilled."""
    del work
    chemistry = chemistry_at(network, point)
    per_u = point.concentration_unit_M * NM_PER_M
    absolute = design.simulation.atol
    asked = AskedTolerances(design.simulation.rtol, None if absolute is None else absolute * per_u)
    course = follow_accurately(chemistry, dsd_actions(design, point), design.look.points, asked)
    return seen_trajectory(design.look.show, chemistry, course, point.time_unit_s, per_u)


def dsd_actions(design: DynamicsDesign, point: Realisation) -> tuple[Action, ...]:
    """Fuels and signals at the start, then waits with refills in between, in M and s."""
    return refuelled_course(point, design.network.initial, design.look.duration, design.intervals)
