"""How a check says what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ncrn_dsd.handoff.checks.replay import Replay
from ncrn_dsd.handoff.orders.scales import ScaleChoice
from ncrn_dsd.ir.bench import BenchPlan, CheckResult, Severity
from ncrn_dsd.ir.lab import LabPackage
from ncrn_dsd.ir.lab_design import LabDesign
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.lab_quality import QualityReport
from ncrn_dsd.model.lab import LabSettings

ITEMS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Resimulation:
    """The schedule simulated with ideal and with rounded volumes.

    Parameters
    ----------
    pot: its name.
    difference: largest difference of any read, as a part of the largest ideal read of that
        species; None when there was nothing to compare.
    where: the read and species of that difference.
    ideal_error, actual_error: mean squared error of the learner; None where nothing is learnt.
    """

    pot: str
    difference: float | None
    where: str
    ideal_error: float | None = None
    actual_error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixes:
    """What the checks of orders and volumes look at: no sequence, and nothing simulated."""

    design: LabDesign
    plan: BenchPlan
    scales: tuple[ScaleChoice, ...]
    outcome: Replay
    settings: LabSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined(Mixes):
    """What all checks look at.

    Parameters
    ----------
    bought: names of strands that are ordered; others are in the freezer or outside the subset.
    other_reactions: of the system with domains named by their nucleotides, enumerated again, and
        of the compiled one, where they differ.
    """

    package: LabPackage
    quality: QualityReport
    feasibility: Feasibility
    resimulated: tuple[Resimulation, ...]
    bought: frozenset[str]
    without_reporter: tuple[str, ...] = ()
    other_reactions: tuple[str, ...] = ()


def passed(id_: str, sentence: str, value: str = "", limit: str = "") -> CheckResult:
    """The check holds."""
    return CheckResult(id_, Severity.NOTE, True, sentence, value, limit)


def failed(
    id_: str,
    severity: Severity,
    sentence: str,
    items: Sequence[str] = (),
    value: str = "",
    limit: str = "",
) -> CheckResult:
    """The check does not hold."""
    more = len(items) - ITEMS_KEPT
    kept = tuple(items[:ITEMS_KEPT]) + ((f"and {more} more",) if more > 0 else ())
    return CheckResult(id_, severity, False, sentence, value, limit, kept)


def listed(names: Sequence[str]) -> str:
    """A few names in a sentence."""
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
