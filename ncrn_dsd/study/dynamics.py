"""A study of a design of kind "dynamics": formal against DSD trajectories."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dynamics import Deviation, DynamicsRun, FormalTrajectory
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.model.rates import Conditions
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.study.compiled import CompiledStudy
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.not_shown import rates_not_shown
from ncrn_dsd.study.obligations import condensation_obligations
from ncrn_dsd.study.stages.follow import FormalCourse, follow_formal, follow_strands
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.verification.agreement import trajectory_agreement

NOT_SHOWN = (
    "Leak: no reaction between fuels without a toehold is simulated or verified.",
    "Reads: free strands are seen exactly, scaled by what the gates hold on average.",
    "Noise: no error of rates, doses or reads, and no defective strands.",
)


class DynamicsStudy(CompiledStudy):
    """Everything about one formal network by one scheme; see `LearnerStudy`.

    Parameters
    ----------
    scheme: a name, to use instead of the design's.
    kinetics: what the DSD level is simulated as; None for what the design says.
    conditions: the buffer and its temperature, as the laboratory has them; None for that of the
        design.

    Raises
    ------
    SchemeError: there is no such scheme.
    """

    def __init__(
        self,
        design: DynamicsDesign,
        graph: Graph,
        scheme: str | None = None,
        kinetics: Kinetics | None = None,
        conditions: Conditions | None = None,
    ) -> None:
        chosen = load_scheme(scheme or design.dsd.scheme)
        there = conditions or design.lab.conditions
        super().__init__(design.path, design.dsd, chosen, graph, conditions=there)
        self.design = design
        self.kinetics = kinetics or design.dsd.kinetics

    @property
    def crn(self) -> FormalCrn:
        """The formal network."""
        return self.design.crn

    @property
    def dosed(self) -> frozenset[str]:
        """Formal species that are there at the start."""
        return self.design.dosed

    @cached_property
    def toehold_nt(self) -> int | None:
        """As the design says; None for the toeholds of the scheme."""
        return self.design.toeholds_nt

    @cached_property
    def abstract(self) -> FormalCourse:
        """The formal trajectory."""
        return self.graph.run(follow_formal, self.design)

    @property
    def firings(self) -> tuple[float, ...]:
        """How often each formal reaction fires in the whole course [u]."""
        return self.abstract.firings

    @property
    def reported(self) -> tuple[str, ...]:
        """Species whose curves are shown."""
        return self.design.look.show

    @property
    def asked_sequences(self) -> SequenceSpec:
        """As it was asked for."""
        return self.design.sequences

    @property
    def stretches(self) -> int:
        """Intervals between refills."""
        return self.design.intervals

    @cached_property
    def dsd(self) -> FormalTrajectory:
        """The trajectory of the strands."""
        return self.graph.run(follow_strands, self.design, self.simulated, self.point)

    @cached_property
    def simulated(self) -> ReactionNetwork:
        """The network that the trajectory of the strands is of."""
        return self.uncondensed(self.kinetics)

    @cached_property
    def result(self) -> DynamicsRun:
        """Everything that is known after all stages; nothing is designed for the laboratory.

        Raises
        ------
        NcrnError: the first stage that refuses its input.
        """
        network, proof, formal = self.network, self.proof, self.abstract.trajectory
        gap = deviation(formal, self.dsd)
        return DynamicsRun(
            design=self.design,
            system=self.system,
            network=network,
            verification=proof.report.extended(
                (
                    *condensation_obligations(
                        self.system, self.simulated, self.dsd.peaks_nM, self.rates.conditions
                    ),
                    trajectory_agreement(
                        gap,
                        self.design.expect.deviation_max,
                        condensed=self.kinetics is Kinetics.CONDENSED,
                    ),
                )
            ),
            certificate=proof.certificate,
            realisation=self.point,
            abstract=formal,
            dsd=self.dsd,
            deviation=gap,
            not_shown=(self.kinetics.leaves_out, rates_not_shown(self.rates), *NOT_SHOWN),
            kinetics=self.kinetics,
            simulated_network=self.simulated,
            sharing=self.sharing,
            toehold_reasons=self.toehold_reasons,
        )


def deviation(formal: FormalTrajectory, other: FormalTrajectory) -> Deviation:
    """How far a trajectory is from the formal one at the same times and species.

    The start is left out: it is what was dosed, at both levels.
    """
    gap = np.abs(np.array(other.values_u) - np.array(formal.values_u)) / formal.largest_u
    gap = gap[1:]
    row, column = (int(i) for i in np.unravel_index(int(np.argmax(gap)), gap.shape))
    return Deviation(
        largest=float(gap[row, column]),
        species=formal.species[column],
        time_tau=formal.times_tau[row + 1],
        rms=float(np.sqrt(np.mean(gap**2))),
    )
