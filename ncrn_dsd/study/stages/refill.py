"""Strands at levels that are given -> what every refill of their training adds and takes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from ncrn_dsd.enumeration.removal import removable_by
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Refill, TopUp
from ncrn_dsd.kinetics.schedule import topped_up_schedule
from ncrn_dsd.simulation.chemistry import chemistry_at
from ncrn_dsd.simulation.training import SimulatedVessel, VesselHost
from ncrn_dsd.study.stage import Work, stage


@dataclass
class _NotingHost(VesselHost):
    """A host that notes what it adds and takes out by measurement."""

    noted: list[Refill] = field(default_factory=list)

    def top_up(self, vessel: SimulatedVessel, action: TopUp, step: str) -> None:
        self.noted.append(vessel.missing(action.contents))
        super().top_up(vessel, action, step)


@stage("plan refills")
def plan_refills(
    work: Work,
    program: LearningProgram,
    system: DsdSystem,
    network: ReactionNetwork,
    point: Realisation,
) -> tuple[Refill, ...]:
    """What brings all fuels back to their levels after `point.refill_every` samples each [M].

    The last one is that after the last sample, which no schedule has: it tells how low fuels fall.

    Parameters
    ----------
    network: that is simulated.

    Raises
    ------
    SimulationError: the undisturbed training stops.
    """
    schedule = topped_up_schedule(program.training, point)
    chemistry = chemistry_at(network, point).removing(removable_by(schedule, system, network))
    host = _NotingHost()
    vessel = SimulatedVessel(chemistry, chemistry.tolerances, host)
    segments = schedule.segments
    for done, segment in enumerate(segments, start=1):
        vessel.carry_out(segment)
        work.report(done, len(segments))
    return tuple(host.noted)
