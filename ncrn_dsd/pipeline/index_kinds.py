"""The kinds of results that an index lists: their files, and what is told of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ncrn_dsd.drawing.table import Cell
from ncrn_dsd.drawing.text import count, number, percent
from ncrn_dsd.pipeline.index_records import (
    ComparisonRecord,
    DesignRecord,
    DynamicsRecord,
    LearningRecord,
    OverSeedsRecord,
    PackageRecord,
    RobustnessRecord,
    SensitivityRecord,
    SweepRecord,
    VerificationRecord,
)
from ncrn_dsd.pipeline.learn_outputs import FIGURES as LEARNING
from ncrn_dsd.pipeline.learn_outputs import PAGE as LEARNING_PAGE
from ncrn_dsd.pipeline.outputs import SUMMARY, VERIFICATION

Scalar = str | float | int | bool | None
REPORT = "report.html"
MANIFEST = "MANIFEST.json"
_NONE = Cell("none")
_TONES = {"PROVED": "good", "REFUTED": "bad", "UNDECIDED": "open"}
_CHECK_TONES = {"HOLDS": "good", "FAILS": "bad", "not tested": "open"}
_BUILDABLE_TONES = {"fits": "good", "needs staging": "open", "cannot be built": "bad"}


@dataclass(frozen=True, slots=True)
class Told:
    """One column: what is read from a record, and how it is shown.

    Parameters
    ----------
    key: its name in JSON; it carries the unit.
    """

    key: str
    title: str
    read: Callable[[Any], Scalar]
    show: Callable[[Any], Cell]
    numeric: bool


@dataclass(frozen=True, slots=True)
class ResultKind:
    """Results of one kind.

    Parameters
    ----------
    name: in the page and in JSON.
    note: how its table is to be read.
    file: name of the file that tells of such a result; ``*`` for any in a folder `folder`.
    page: name of the page beside it; ``*`` for the name of the file with ``.html``.
    parts: keys, and names of further files beside it, whose contents are part of the record.
    told: the first column is the name.
    """

    name: str
    title: str
    note: str
    file: str
    page: str
    record: type[BaseModel]
    told: tuple[Told, ...]
    parts: tuple[tuple[str, str], ...] = ()
    folder: str = ""


def _words(key: str, title: str, read: Callable[[Any], Scalar]) -> Told:
    return Told(key, title, read, lambda v: _NONE if v is None else Cell(str(v)), numeric=False)


def _numbers(
    key: str,
    title: str,
    read: Callable[[Any], Scalar],
    write: Callable[[float], str] = number,
) -> Told:
    def show(value: float | None) -> Cell:
        if value is None:
            return _NONE
        return Cell(write(value), float(value) if math.isfinite(value) else None)

    return Told(key, title, read, show, numeric=True)


def _counts(key: str, title: str, read: Callable[[Any], Scalar]) -> Told:
    return _numbers(key, title, read, lambda v: count(int(v)))


def _choice(key: str, title: str, read: Callable[[Any], Scalar], tones: Mapping[str, str]) -> Told:
    return Told(key, title, read, lambda v: Cell(str(v), None, tones.get(str(v))), numeric=False)


def _promise(read: Callable[[Any], Scalar]) -> Told:
    def show(value: bool) -> Cell:
        return Cell("kept", None, "good") if value else Cell("broken", None, "bad")

    return Told("promises_kept", "Promises", read, show, numeric=False)


_DESIGN = _words("design", "Design", lambda r: str(r.design))
_SCHEME = _words("scheme", "Scheme", lambda r: r.scheme)
_VERDICT = _choice("verdict", "Proofs", lambda r: str(r.verdict), _TONES)


def _checks(counts: Mapping[str, int]) -> str:
    """One word for all checks by number."""
    if counts.get("FAILS"):
        return "FAILS"
    return "HOLDS" if counts.get("HOLDS") else "not tested"


_CHECKS = _choice("checks", "Checks", lambda r: _checks(r.verdicts), _CHECK_TONES)
_SIZES = (
    _counts("formal_reactions", "Formal reactions", lambda r: r.sizes.formal_reactions),
    _counts("fuels", "Fuels", lambda r: r.sizes.fuels),
    _counts("strands", "Strands", lambda r: r.sizes.strands),
    _counts("nucleotides_nt", "Nucleotides [nt]", lambda r: r.sizes.nucleotides_nt),
    _counts("enumerated_reactions", "Enumerated reactions", lambda r: r.sizes.enumerated_reactions),
)


def _over_seeds(level: str, read: Callable[[OverSeedsRecord], float | None]) -> Callable[..., Any]:
    def found(record: LearningRecord) -> float | None:
        seeds = record.level(level)
        return None if seeds is None else read(seeds)

    return found


def _mean_mse(seeds: OverSeedsRecord) -> float | None:
    return None if seeds.validation_mse is None else seeds.validation_mse.mean


def _worst_mse(seeds: OverSeedsRecord) -> float | None:
    return None if seeds.validation_mse is None else seeds.validation_mse.worst


def _mean_accuracy(seeds: OverSeedsRecord) -> float | None:
    best = seeds.test_accuracy or seeds.validation_accuracy
    return None if best is None else best.mean


def _done(record: ComparisonRecord) -> int:
    cells = [c for design in record.designs.values() for c in design.cells.values()]
    return sum(cell.standing == "done" for cell in cells)


_DESIGNS = ResultKind(
    "designs",
    "Learning chemistry as DNA",
    "Losses are mean squared errors of the validation set after the last epoch. Proofs are "
    "certified; checks are computed with a tolerance; a promise is how close to the best fit of "
    "its own features the design expects to come.",
    SUMMARY,
    REPORT,
    DesignRecord,
    (
        _DESIGN,
        _SCHEME,
        _VERDICT,
        _CHECKS,
        _promise(lambda r: bool(r.keeps)),
        _numbers("abstract_mse", "Loss, abstract", lambda r: r.abstract.validation_mse),
        _numbers("dsd_mse", "Loss, DSD", lambda r: r.dsd.validation_mse),
        _numbers("dsd_accuracy", "Accuracy, DSD", lambda r: r.dsd.accuracy, percent),
        *_SIZES,
        _numbers("hours_per_sample_h", "Per sample [h]", lambda r: r.kinetics.hours_per_sample_h),
        _numbers("training_days_d", "Training [d]", lambda r: r.kinetics.training_days_d),
        _numbers("cpu_s", "CPU [s]", lambda r: r.cpu.total_s),
    ),
)
_DYNAMICS = ResultKind(
    "dynamics",
    "Dynamics as DNA",
    "The deviation is the largest difference of the DSD trajectories from the formal ones, as a "
    "fraction of the largest formal concentration.",
    SUMMARY,
    REPORT,
    DynamicsRecord,
    (
        _DESIGN,
        _SCHEME,
        _VERDICT,
        _CHECKS,
        _promise(lambda r: bool(r.deviation_largest <= r.deviation_max)),
        _numbers("deviation_largest", "Deviation", lambda r: r.deviation_largest, percent),
        *_SIZES,
        _numbers("duration_h", "Whole trajectory [h]", lambda r: r.duration_h),
    ),
)
_LEARNINGS = ResultKind(
    "learnings",
    "Learners from many seeds",
    "Losses are mean squared errors of the validation set; accuracies are balanced, those of the "
    "test set, or of the validation set where there is none.",
    LEARNING,
    LEARNING_PAGE,
    LearningRecord,
    (
        _DESIGN,
        _SCHEME,
        _promise(lambda r: bool(r.good)),
        _counts("seeds", "Seeds", lambda r: max((s.seeds for s in r.summary.values()), default=0)),
        _counts("failures", "Failures", lambda r: r.failures),
        _numbers("abstract_mse", "Loss, abstract", _over_seeds("abstract", _mean_mse)),
        _numbers("abstract_mse_worst", "Worst", _over_seeds("abstract", _worst_mse)),
        _numbers("abstract_accuracy", "Accuracy", _over_seeds("abstract", _mean_accuracy), percent),
        _numbers("dsd_mse", "Loss, DSD", _over_seeds("dsd", _mean_mse)),
        _numbers("dsd_mse_worst", "Worst, DSD", _over_seeds("dsd", _worst_mse)),
        _numbers("dsd_accuracy", "Accuracy, DSD", _over_seeds("dsd", _mean_accuracy), percent),
        _numbers(
            "cpu_s", "CPU [s]", lambda r: math.fsum(v for s in r.cpu_s.values() for v in s.values())
        ),
    ),
)
_ROBUSTNESS = ResultKind(
    "robustness",
    "Robustness",
    "The worst loss is that of any draw, with the kind of errors it suffered from.",
    "*",
    "*",
    RobustnessRecord,
    (
        _DESIGN,
        _counts("draws", "Draws per kind", lambda r: r.draws_per_kind),
        _numbers("ideal_loss", "Loss without errors", lambda r: r.ideal.loss),
        _numbers("worst_loss", "Worst loss", lambda r: r.worst and r.worst.loss_worst),
        _words("worst_kind", "Under", lambda r: r.worst and r.worst.kind),
        _counts("stopped", "Stopped", lambda r: sum(k.stopped for k in r.kinds)),
        _counts("runaway", "Ran away", lambda r: sum(k.runaway for k in r.kinds)),
    ),
    folder="robustness",
)
_SENSITIVITIES = ResultKind(
    "sensitivities",
    "Sensitivity",
    "One rate constant or dose is off at a time.",
    "sensitivity.json",
    "sensitivity.html",
    SensitivityRecord,
    (
        _DESIGN,
        _numbers("rate_factor", "Factor of rates", lambda r: r.rate_factor),
        _counts("quantities", "Quantities", lambda r: len(r.quantities)),
        _counts("broken", "Break the promise", lambda r: r.broken),
        _numbers("ideal_loss", "Loss as designed", lambda r: r.ideal.loss),
        _numbers("worst_loss", "Worst loss", lambda r: r.worst),
        _words("worst_quantity", "Of", lambda r: r.quantities[0].name if r.quantities else None),
        _counts("failures", "Failures", lambda r: r.failures),
    ),
)
_SWEEPS = ResultKind(
    "sweeps",
    "Sweeps",
    "The best combination is that with the fewest failures and the smallest mean loss.",
    "sweep.json",
    "sweep.html",
    SweepRecord,
    (
        _DESIGN,
        _words("level", "Level", lambda r: str(r.level)),
        _words("keys", "Varied", lambda r: ", ".join(r.axes)),
        _counts("points", "Combinations", lambda r: len(r.points)),
        _counts("seeds", "Seeds", lambda r: len(r.seeds)),
        _numbers("least_loss", "Smallest mean loss", lambda r: r.least),
        _words(
            "best",
            "With",
            lambda r: r.best and ", ".join(f"{key} = {v}" for key, v in r.best.items()),
        ),
        _counts("failures", "Failures", lambda r: r.failures),
    ),
)
_VERIFICATIONS = ResultKind(
    "verifications",
    "Verifications",
    "Systems that were verified by themselves; those of runs are told with the run.",
    VERIFICATION,
    VERIFICATION,
    VerificationRecord,
    (
        _words("subject", "Subject", lambda r: str(r.subject)),
        _VERDICT,
        _counts("proved", "Proved", lambda r: r.counts.get("PROVED", 0)),
        _counts("refuted", "Refuted", lambda r: r.counts.get("REFUTED", 0)),
        _counts("undecided", "Undecided", lambda r: r.counts.get("UNDECIDED", 0)),
        _counts("holds", "Holds", lambda r: r.counts.get("HOLDS", 0)),
        _counts("fails", "Fails", lambda r: r.counts.get("FAILS", 0)),
        _words("certificate", "Certificate", lambda r: "yes" if r.certificate_sha256 else "no"),
    ),
)
_PACKAGES = ResultKind(
    "packages",
    "Laboratory packages",
    "Prices are placeholders and not offers.",
    MANIFEST,
    REPORT,
    PackageRecord,
    (
        _DESIGN,
        _SCHEME,
        _choice(
            "feasibility", "Feasibility", lambda r: str(r.feasibility.verdict), _BUILDABLE_TONES
        ),
        _counts("errors", "Errors", lambda r: r.checks.errors),
        _counts("warnings", "Warnings", lambda r: r.checks.warnings),
        _counts("strands", "Strands", lambda r: r.feasibility.strands),
        _counts("nucleotides_nt", "Nucleotides [nt]", lambda r: r.feasibility.nucleotides_nt),
        _numbers("hours_per_sample_h", "Per sample [h]", lambda r: r.feasibility.hours_per_sample),
        _numbers("cost_low", "Strands cost from", lambda r: r.feasibility.cost_low),
        _numbers("cost_high", "to", lambda r: r.feasibility.cost_high),
        _words("currency", "Currency", lambda r: str(r.feasibility.currency)),
    ),
    parts=(("feasibility", "feasibility.json"), ("checks", "checks.json")),
)
_COMPARISONS = ResultKind(
    "comparisons",
    "Comparisons of schemes",
    "Schemes that carried a design through all stages are done; the best ones are named by loss, "
    "by nucleotides and by hours per sample.",
    "compare.json",
    "compare.html",
    ComparisonRecord,
    (
        _words("designs", "Designs", lambda r: ", ".join(r.designs)),
        _counts("cells", "Schemes tried", lambda r: sum(len(d.cells) for d in r.designs.values())),
        _counts("done", "Done", _done),
        _words("best_by_loss", "Best by loss", lambda r: r.best("loss")),
        _words("best_by_nucleotides", "By nucleotides", lambda r: r.best("nucleotides_nt")),
        _words("best_by_hours", "By hours", lambda r: r.best("hours_per_sample_h")),
        _numbers(
            "cpu_s", "CPU [s]", lambda r: math.fsum(v for s in r.cpu_s.values() for v in s.values())
        ),
    ),
)
KINDS = (
    _DESIGNS,
    _DYNAMICS,
    _LEARNINGS,
    _ROBUSTNESS,
    _SENSITIVITIES,
    _SWEEPS,
    _COMPARISONS,
    _VERIFICATIONS,
    _PACKAGES,
)
