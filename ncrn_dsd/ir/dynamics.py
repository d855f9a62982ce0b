"""A formal network whose trajectories are what matters, and what became of it as DNA."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.design import DsdSpec
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab_feasibility import BenchJudgement
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.verdict import VerificationReport


@dataclass(frozen=True, slots=True)
class DynamicsDesign:
    """A checked design of kind "dynamics".

    Parameters
    ----------
    path: the file it was read from, for messages.
    digest: SHA-256 of the text, for artefact keys.
    initial_u: formal species and concentrations at the start [u]; all others start at zero.
    refills: how often the host may refill the fuels, at equal intervals.
    points: number of equal steps of the trajectories.
    shown: formal species whose trajectories are compared.
    deviation_max: largest accepted difference of the two levels, as a fraction of the largest
        formal concentration among the shown species.
    relative_tolerance, absolute_tolerance_u: of both simulations; None for those that follow from
        the network.
    """

    name: str
    title: str
    path: str
    digest: str
    crn: Crn
    initial_u: tuple[tuple[str, float], ...]
    duration_tau: float
    refills: int
    points: int
    shown: tuple[str, ...]
    dsd: DsdSpec
    deviation_max: float
    relative_tolerance: float | None = None
    absolute_tolerance_u: float | None = None

    @property
    def dosed(self) -> frozenset[str]:
        """Formal species that are there at the start."""
        return frozenset(species for species, amount in self.initial_u if amount > 0)

    @property
    def intervals(self) -> int:
        """Stretches of equal length between which fuels may be refilled."""
        return self.refills + 1


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Concentrations of some formal species over time.

    Parameters
    ----------
    level: "abstract" or "dsd".
    times_tau: ascending; the first is 0.
    values_u: one row per time, one column per species [u], with the digits that hold.
    relative_tolerance, absolute_tolerance_u: with which they were integrated.
    """

    level: str
    species: tuple[str, ...]
    times_tau: tuple[float, ...]
    values_u: tuple[tuple[float, ...], ...]
    relative_tolerance: float
    absolute_tolerance_u: float

    @property
    def largest_u(self) -> float:
        return max(max(row) for row in self.values_u)


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far two trajectories are apart, as fractions of the largest formal concentration.

    Parameters
    ----------
    largest, species, time_tau: the largest difference, and where it is.
    rms: root mean square over all times and species.
    """

    largest: float
    species: str
    time_tau: float
    rms: float


@dataclass(frozen=True, slots=True)
class DynamicsRun:
    """Everything that is known about a design of kind "dynamics".

    Parameters
    ----------
    certificate: JSON text that an independent checker accepts, that the enumerated network is
        a bisimulation of the formal one; None when that is not proved.
    not_shown: what was assumed or left out, one sentence each.
    bench: whether the experiment could be handed over; None when nobody asked.
    """

    design: DynamicsDesign
    system: DsdSystem
    network: ReactionNetwork
    verification: VerificationReport
    realisation: Realisation
    abstract: Trajectory
    dsd: Trajectory
    deviation: Deviation
    not_shown: tuple[str, ...]
    certificate: str | None
    bench: BenchJudgement | None = None
