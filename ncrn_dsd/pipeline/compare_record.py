"""A cell of a comparison while it is filled."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ncrn_dsd.errors import ExitCode, KineticsError, NcrnError, SchemeError, TruncatedError
from ncrn_dsd.ir.compared_by import Measures
from ncrn_dsd.ir.comparison import ComparisonCell, KeptDraws, Learned, Standing, Verdicts
from ncrn_dsd.ir.learning import LevelRun
from ncrn_dsd.ir.survival import AskedSurvival
from ncrn_dsd.ir.verdict import (
    CONDENSATION,
    Obligation,
    VerificationReport,
    check_obligation,
)
from ncrn_dsd.model.expect import LearningBounds


@dataclass
class CellRecord:
    """A cell while it is filled."""

    measures: Measures = field(default_factory=Measures)
    not_known: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    obligations: list[Obligation] = field(default_factory=list)
    learned: list[Learned] = field(default_factory=list)
    survival: AskedSurvival | None = None
    kept: list[KeptDraws] = field(default_factory=list)

    def measure(self, **found: Any) -> None:
        """Add measures by their keys."""
        self.measures = replace(self.measures, **found)

    def attempt(self, name: str, make: Callable[[], float | str]) -> None:
        """One measure, or why there is none; what a stage refuses is not known."""
        try:
            value = make()
        except NcrnError as problem:
            self.not_known[name] = message_of(problem)
            return
        if isinstance(value, str):
            self.failed[name] = value
        else:
            self.measure(**{name: value})


def message_of(problem: NcrnError) -> str:
    """An error as a sentence of a table; of a limit also how to raise it."""
    sentence = f"{problem.code} {problem.where}: {problem.what}"
    if isinstance(problem, TruncatedError):
        return f"{sentence}; raise --max-complexes and --max-reactions, and those in [dsd.limits]"
    return f"{sentence}; {problem.hint}" if problem.exit_code is ExitCode.UNDECIDED else sentence


def standing_of(problem: NcrnError) -> Standing:
    """A limit leaves a cell undecided; a refusal of the scheme or of its kinetics does not."""
    if problem.exit_code is ExitCode.UNDECIDED:
        return Standing.UNDECIDED
    if isinstance(problem, SchemeError):
        return Standing.FAILED
    if isinstance(problem, KineticsError):
        return Standing.UNREALISABLE
    return Standing.UNSUPPORTED


def verdicts_of(
    obligations: Sequence[Obligation],
) -> tuple[dict[str, Verdicts], frozenset[str]]:
    """Verdicts of every notion, and the notions that are said of condensed kinetics.

    They are those of the strands: see `VerificationReport.extended`.
    """
    together = VerificationReport((), ()).extended(obligations).obligations
    verdicts: dict[str, Verdicts] = {}
    for notion in dict.fromkeys(o.notion for o in together):
        of_notion = VerificationReport(tuple(o for o in together if o.notion == notion), ())
        verdicts[notion] = {word: n for word, n in of_notion.counts.items() if n}
    return verdicts, frozenset(o.notion for o in together if o.condensed)


def kept_condensation(cell: ComparisonCell) -> tuple[Obligation, ...]:
    """What a finished cell says of condensation, as far as it is counted."""
    holds = {"HOLDS": True, "FAILS": False, "UNDECIDED": None}
    return tuple(
        check_obligation(CONDENSATION, "toehold complexes", holds[word], "")
        for word, number in cell.verdicts.get(CONDENSATION, {}).items()
        for _ in range(number)
    )


def learned_of(name: str, abstract: LevelRun, dsd: LevelRun, bounds: LearningBounds) -> Learned:
    """What one seed learned at both levels, and whether the strands are within `bounds`."""
    return Learned(
        name,
        _finite(abstract.validation_mse),
        _finite(dsd.validation_mse),
        _accuracy(abstract),
        _accuracy(dsd),
        dsd.failure,
        dsd.keeps(bounds),
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _accuracy(run: LevelRun) -> float | None:
    tested = run.test_accuracy
    return run.validation_accuracy if tested is None else tested


def means_of(learned: Sequence[Learned]) -> dict[str, float]:
    """Means over the seeds; nothing when one of them has no number."""
    columns = {
        "loss": [run.dsd_loss for run in learned],
        "loss_ratio": [
            run.dsd_loss / run.abstract_loss if run.dsd_loss and run.abstract_loss else None
            for run in learned
        ],
        "accuracy": [run.dsd_accuracy for run in learned],
    }
    means = {}
    for name, values in columns.items():
        known = [v for v in values if v is not None]
        if known and len(known) == len(values):
            means[name] = math.fsum(known) / len(known)
    return means
