"""A formal network whose trajectories are what matters, and what became of it as DNA."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab_feasibility import BenchJudgement
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.sharing import ToeholdSharing
from ncrn_dsd.ir.verdict import VerificationReport
from ncrn_dsd.model.dynamics import DynamicsDesign


@dataclass(frozen=True, slots=True)
class FormalTrajectory:
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
    sharing: how toeholds share sequences; None where each has its own.
    toehold_reasons: why toeholds are so long, so many and of these letters, as sentences.
    """

    design: DynamicsDesign
    system: DsdSystem
    network: ReactionNetwork
    verification: VerificationReport
    realisation: Realisation
    abstract: FormalTrajectory
    dsd: FormalTrajectory
    deviation: Deviation
    not_shown: tuple[str, ...]
    certificate: str | None
    kinetics: Kinetics
    simulated_network: ReactionNetwork
    bench: BenchJudgement | None = None
    sharing: ToeholdSharing | None = None
    toehold_reasons: tuple[str, ...] = ()

    @property
    def in_condensed_model(self) -> str | None:
        """Where the strands were followed, in words, if that says nothing of them."""
        condensed = self.kinetics is Kinetics.CONDENSED
        return self.verification.in_condensed_model if condensed else None

    @property
    def headline(self) -> str:
        """What was shown, and by which kinetics."""
        where = self.in_condensed_model
        follows = self.deviation.largest <= self.design.expect.deviation_max
        plainly = "" if follows else "These strands do not follow their formal network. "
        if where is not None:
            plainly = f"{'Follows' if follows else 'Does not follow'} {where}. "
            if self.design.expect.uncondensed is not None:
                plainly += "On record these strands do not follow, with every step simulated. "
        return f"{plainly}{self.verification.headline}; {self.kinetics.value} kinetics"

    @property
    def meets_expectations(self) -> bool | None:
        """Every obligation has a good answer, but for checks that the design records to fail; None
        while one has none, or where condensed reactions in the place of the design's kinetics say
        nothing of the strands."""
        is_good = self.verification.is_good_without(self.design.expect.fails)
        instead = self.kinetics is not self.design.dsd.kinetics
        return None if is_good and instead and self.in_condensed_model else is_good
