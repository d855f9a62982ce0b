"""Ways to follow a network along a schedule, those of other packages included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ncrn_dsd.ir.schedule import Action
from ncrn_dsd.plugins import Door
from ncrn_dsd.simulation.accuracy import FROM_THE_NETWORK, AskedTolerances, follow_accurately
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.counted_course import follow_counts
from ncrn_dsd.simulation.follow import Course
from ncrn_dsd.simulation.integrate import Integrator, rodas5p
from ncrn_dsd.simulation.stochastic.volume import Volume
from ncrn_dsd.units import M_PER_NM


@dataclass(frozen=True, slots=True)
class Simulation:
    """How to simulate.

    Parameters
    ----------
    points: number of recorded times after the start.
    method: name of a simulator.
    volume_L: for one that counts molecules; None for the others.
    seed: for one that draws random numbers.
    tolerances: of differential equations, the absolute one in nM.
    """

    points: int
    method: str = "ode"
    volume_L: float | None = None
    seed: int = 1
    tolerances: AskedTolerances = FROM_THE_NETWORK


Follow = Callable[[Chemistry, Sequence[Action], Simulation], Course]
"""Carries out all actions on a network in nM and s that is empty before the first one."""


@dataclass(frozen=True, slots=True)
class Simulator:
    """A way to follow a network.

    Parameters
    ----------
    follow: a course with its errors where they were measured.
    counts_molecules: it takes a volume, and no tolerances.
    note: what is said beside its results, in a word or two.
    """

    follow: Follow
    counts_molecules: bool = False
    note: str = ""


def simulator_by(integrator: Integrator) -> Simulator:
    """Differential equations, followed at two tolerances, so that errors are measured."""

    def follow(chemistry: Chemistry, actions: Sequence[Action], how: Simulation) -> Course:
        return follow_accurately(chemistry, actions, how.points, how.tolerances, integrator)

    return Simulator(follow)


def _count(chemistry: Chemistry, actions: Sequence[Action], how: Simulation) -> Course:
    assert how.volume_L is not None
    return follow_counts(chemistry, actions, how.points, Volume(how.volume_L, M_PER_NM), how.seed)


ODE = simulator_by(rodas5p)
SSA = Simulator(_count, counts_molecules=True, note="exact")

SIMULATORS = Door(
    "simulators",
    Simulator,
    {
        "ode": f"{__name__}:ODE",
        "ssa": f"{__name__}:SSA",
        "bdf": "ncrn_dsd.simulation.reference:BDF",
        "radau": "ncrn_dsd.simulation.reference:RADAU",
        "cvode": "ncrn_dsd.simulation.sundae_adapter:CVODE",
    },
)
"""The last three are integrators of others, to compare with."""
