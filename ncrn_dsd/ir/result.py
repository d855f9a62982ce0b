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
from ncrn_dsd.ir.verdict import VerificationReport


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
