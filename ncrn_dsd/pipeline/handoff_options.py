"""Choices of a handoff, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ncrn_dsd.ir.bench import BenchPlan, CheckResult
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.on_one_line import OnOneLine
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.pipeline.network_design import USUAL_WISHES, NetworkWishes
from ncrn_dsd.study.dynamics import DynamicsStudy
from ncrn_dsd.study.learner import LearnerStudy


@dataclass(frozen=True)
class HandoffOptions:
    """Choices that are not part of the design.

    Parameters
    ----------
    subsystem: hand over a part of a learner: "smallest", or kind and weight such as "neuron:1".
    subset: patterns of strands to put into the order; all when empty.
    stocks, freezer: tables of measured stocks and of strands at hand; None for none.
    measured: a filled-in readout, to be laid over the predictions; None for none.
    samples: hand over the first training samples only; None for all of them.
    force: write the package in spite of errors, and say so in it.
    settings: what the laboratory does differently; None for what the design says.
    network: what is wished of an experiment with a network that is no design yet.
    """

    scheme: str | None = None
    subsystem: str | None = None
    subset: tuple[str, ...] = ()
    stocks: Path | None = None
    freezer: Path | None = None
    measured: Path | None = None
    samples: int | None = None
    force: bool = False
    settings: LabSettings | None = None
    network: NetworkWishes = USUAL_WISHES

    def settings_for(self, study: DynamicsStudy | LearnerStudy) -> LabSettings:
        """Of the package of a study."""
        return self.settings or study.design.lab


@dataclass(frozen=True)
class Handoff:
    """A package and what was found.

    Parameters
    ----------
    files: by path inside the package; empty when errors blocked it.
    blocked: there are errors and they were not overruled.
    line: what the experiment takes.
    """

    design: LabDesign
    plan: BenchPlan
    feasibility: Feasibility
    results: tuple[CheckResult, ...]
    files: Mapping[str, bytes]
    blocked: bool
    line: OnOneLine
