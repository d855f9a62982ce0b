"""Everything one run of a design produced, for summaries, reports and files."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Schedule
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Verdict, VerificationReport


@dataclass(frozen=True, slots=True)
class StageCost:
    """CPU seconds of one stage, child processes included.

    Parameters
    ----------
    reused: the result was taken from an earlier run; `cpu_s` is what it cost then.
    """

    stage: str
    cpu_s: float
    reused: bool


@dataclass(frozen=True, slots=True)
class HostActions:
    """What the outside world does per training sample, refills included, the setup not.

    Parameters
    ----------
    per_sample: (kind, mean number per sample) for dose, wait, read and dilute.
    setup: (kind, number) before the first sample.
    """

    per_sample: tuple[tuple[str, float], ...]
    setup: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class DesignRun:
    """The values of all stages of one run.

    Parameters
    ----------
    dsd_schedule: the training schedule in M and s, refills included.
    abstract, dsd: the training at both levels, on the same samples in the same order.
    not_shown: sentences that say what this run did not show.
    """

    design: Design
    program: LearningProgram
    system: DsdSystem
    network: ReactionNetwork
    verification: VerificationReport
    realisation: Realisation
    dsd_schedule: Schedule
    abstract: TrainingRun
    dsd: TrainingRun
    package: LabPackage
    host_actions: HostActions
    costs: tuple[StageCost, ...]
    not_shown: tuple[str, ...]

    @property
    def learns(self) -> bool:
        """Both levels keep the errors that the design promises."""
        expect = self.design.expect
        return self.abstract.keeps(expect.abstract_mse_max) and self.dsd.keeps(expect.dsd_mse_max)

    @property
    def verdict(self) -> Verdict:
        """PROVED when it learns and all obligations are proved of a complete network."""
        if not self.learns or self.verification.verdict is Verdict.REFUTED:
            return Verdict.REFUTED
        if self.verification.verdict is Verdict.UNDECIDED or not self.network.complete:
            return Verdict.UNDECIDED
        return Verdict.PROVED
