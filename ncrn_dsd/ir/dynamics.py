"""A formal network whose trajectories are what matters, and what became of it as DNA."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.design import DsdSpec
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab_feasibility import BenchJudgement
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
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
    fails: notions of checks that are recorded to fail.
    uncondensed_deviation: likewise the largest deviation when every step is simulated, where that
        is more than is accepted.
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
    fails: tuple[str, ...] = ()
    uncondensed_deviation: float | None = None

    @property
    def toeholds_nt(self) -> int | None:
        """Length of all toeholds; None for those of the scheme."""
        return next(iter(self.dsd.toehold_lengths_nt), None)

    @property
    def failing(self) -> frozenset[str]:
        """All notions whose answer is bad in a design that is as it is recorded."""
        apart = () if self.uncondensed_deviation is None else ("trajectory agreement",)
        return frozenset((*self.fails, *apart))

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
    peaks_nM: the largest concentration of every species of the simulated network at these times,
        in its order; empty at the abstract level.
    """

    level: str
    species: tuple[str, ...]
    times_tau: tuple[float, ...]
    values_u: tuple[tuple[float, ...], ...]
    relative_tolerance: float
    absolute_tolerance_u: float
    peaks_nM: tuple[float, ...] = ()

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
    kinetics, simulated_network: what the DSD trajectory is of: `network` itself, or every step of
        it.
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
    kinetics: Kinetics
    simulated_network: ReactionNetwork
    bench: BenchJudgement | None = None

    @property
    def headline(self) -> str:
        """What was shown, and by which kinetics."""
        condensed = self.kinetics is Kinetics.CONDENSED
        where = self.verification.in_condensed_model if condensed else None
        follows = self.deviation.largest <= self.design.deviation_max
        verb = "Follows" if follows else "Does not follow"
        plainly = "" if where is None else f"{verb} {where}. "
        return f"{plainly}{self.verification.headline}; {self.kinetics.value} kinetics"

    @property
    def meets_expectations(self) -> bool | None:
        """Every obligation has a good answer, but for checks that the design records to fail."""
        return self.verification.is_good_without(self.design.fails)
