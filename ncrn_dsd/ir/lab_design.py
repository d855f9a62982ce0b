"""What a laboratory package is made from: a system that was verified and simulated."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.schedule import Schedule
from ncrn_dsd.units import NM_PER_M


@dataclass(frozen=True, slots=True)
class LabRun:
    """A schedule that is carried out in a pot of its own.

    Parameters
    ----------
    kind: what it shows, as the name of a `Condition`.
    """

    kind: str
    label: str
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class LabDesign:
    """Everything that the protocol follows from.

    Parameters
    ----------
    digest: SHA-256 of the design file.
    runs: the simulated schedule in M and s first, then shorter ones that serve as controls.
    simulated_network: what predictions are simulated on, such as every step of `network`.
    read: formal species that are read.
    package: strands to order, without reporters.
    verdict: of the verification, in one word.
    """

    name: str
    title: str
    digest: str
    crn: Crn
    system: DsdSystem
    network: ReactionNetwork
    simulated_network: ReactionNetwork
    realisation: Realisation
    runs: tuple[LabRun, ...]
    read: tuple[str, ...]
    package: LabPackage
    verdict: str

    @property
    def unit_nM(self) -> float:
        """The concentration that one u stands for."""
        return self.realisation.concentration_unit_M * NM_PER_M
