"""What a laboratory package is made from: a system that was verified and simulated."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.schedule import Schedule
from ncrn_dsd.units import NM_PER_M


@dataclass(frozen=True, slots=True)
class LabRun:
    """A schedule that is carried out in a vessel of its own.

    Parameters
    ----------
    kind: what it shows, as the name of a `Condition`.
    """

    kind: str
    label: str
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class StrandsLearn:
    """What is known of the learning of strands that are handed over.

    Parameters
    ----------
    learner: the name of the design that learns.
    is_part: what is handed over is a part of it, so that nothing of the part itself learns.
    learns: None when it is not tested.
    basis: what says so, or why it is not tested.
    """

    learner: str
    is_part: bool
    learns: bool | None
    basis: str

    @property
    def sentence(self) -> str:
        """For the first screen and the page."""
        words = {True: "learn", False: "do not learn", None: "are not tested for learning"}
        return f"{_strands_of(self.learner, self.is_part)} {words[self.learns]} ({self.basis})."


@dataclass(frozen=True, slots=True)
class StrandsSurvive:
    """What is known of strands that are handed over when things go wrong in their tube.

    Parameters
    ----------
    learner, is_part: as of `StrandsLearn`.
    survives: as often as the design of the learner asks for; None when it is not tested.
    basis: what says so, or why it is not tested.
    """

    learner: str
    is_part: bool
    survives: bool | None
    basis: str

    @property
    def sentence(self) -> str:
        """For the first screen and the page."""
        words = {
            True: "survive what goes wrong in a tube as often as asked",
            False: "do not survive what goes wrong in a tube as often as asked",
            None: "are not tested for what goes wrong in a tube",
        }
        return f"{_strands_of(self.learner, self.is_part)} {words[self.survives]} ({self.basis})."


def _strands_of(learner: str, is_part: bool) -> str:
    return f"The strands of {learner}, of which this is a part," if is_part else "These strands"


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
    rates_from: where the rates of all that is simulated come from, in words.
    learning, survival: None where nothing has to learn.
    unmet: obligations of the verification without a good answer, one line each; learning and
        survival are none of them.
    toehold_reasons: why toeholds are so long, so many and of these letters, as sentences.
    blamed: formal reactions whose errors hurt most where draws were lost, the worst first.
    """

    name: str
    title: str
    digest: str
    crn: FormalCrn
    system: DsdSystem
    network: ReactionNetwork
    simulated_network: ReactionNetwork
    realisation: Realisation
    runs: tuple[LabRun, ...]
    read: tuple[str, ...]
    package: LabPackage
    verdict: str
    rates_from: str
    learning: StrandsLearn | None = None
    survival: StrandsSurvive | None = None
    unmet: tuple[str, ...] = ()
    toehold_reasons: tuple[str, ...] = ()
    blamed: tuple[str, ...] = ()

    @property
    def unit_nM(self) -> float:
        """The concentration that one u stands for."""
        return self.realisation.concentration_unit_M * NM_PER_M
