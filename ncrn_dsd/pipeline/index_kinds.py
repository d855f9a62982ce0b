"""The kinds of results that an index lists: their files, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from pydantic import BaseModel

from ncrn_dsd.drawing.table import cell_of
from ncrn_dsd.drawing.text import percent
from ncrn_dsd.formats.result_json import read_result
from ncrn_dsd.ir.comparison import Comparison
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.learning import ManySeeds
from ncrn_dsd.ir.robustness import Robustness
from ncrn_dsd.ir.sensitivity import Sensitivity
from ncrn_dsd.ir.shown import Facet, columns_of
from ncrn_dsd.ir.sweep import Sweep
from ncrn_dsd.pipeline.index_columns import (
    Scalar,
    Told,
    choice,
    counts,
    expectations,
    numbers,
    words,
)
from ncrn_dsd.pipeline.index_records import (
    DesignRecord,
    DynamicsRecord,
    PackageRecord,
    VerificationRecord,
)
from ncrn_dsd.pipeline.learn_outputs import FIGURES as LEARNING
from ncrn_dsd.pipeline.learn_outputs import PAGE as LEARNING_PAGE
from ncrn_dsd.pipeline.outputs import SUMMARY, VERIFICATION

REPORT = "report.html"
MANIFEST = "MANIFEST.json"
_TONES = {"PROVED": "good", "REFUTED": "bad", "UNDECIDED": "open"}
_CHECK_TONES = {"HOLDS": "good", "FAILS": "bad", "not tested": "open"}


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
    record: a type of results, whose columns are those that it shows, or what is read of one.
    told: the columns of the latter; the first is the name.
    """

    name: str
    title: str
    note: str
    file: str
    page: str
    record: type[Any]
    told: tuple[Told, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    folder: str = ""

    @property
    def columns(self) -> tuple[Told, ...]:
        """What is told of each result."""
        return self.told or _shown_of(self.record)

    def read(self, content: dict[str, Any]) -> Any:
        """The record of a file.

        Raises
        ------
        ValueError: it is no result of this kind.
        """
        if issubclass(self.record, BaseModel):
            return self.record.model_validate(content)
        return read_result(self.record, content)


def _shown_of(type_: type[Any], part: str = "") -> tuple[Told, ...]:
    """The columns that a type of results declares; `part` is the key that has one of them."""

    def of(facet: Facet) -> Callable[[Any], Scalar]:
        def read(record: Any) -> Scalar:
            value = facet.read(getattr(record, part) if part else record)
            found: Scalar = value.value if isinstance(value, Enum) else value
            return found

        return read

    return tuple(
        Told(f.key, f.shown.title, of(f), partial(cell_of, f), f.shown.style.is_numeric)
        for f in columns_of(type_)
    )


_DESIGN = words("design", "Design", lambda r: str(r.design))
_SCHEME = words("scheme", "Scheme", lambda r: r.scheme)
_VERDICT = choice("verdict", "Proofs", lambda r: str(r.verdict), _TONES)


def _checks(counts: Mapping[str, int]) -> str:
    """One word for all checks by number."""
    if counts.get("FAILS"):
        return "FAILS"
    return "HOLDS" if counts.get("HOLDS") else "not tested"


_CHECKS = choice("checks", "Checks", lambda r: _checks(r.verdicts), _CHECK_TONES)
_SIZES = (
    counts("formal_reactions", "Formal reactions", lambda r: r.sizes.formal_reactions),
    counts("fuels", "Fuels", lambda r: r.sizes.fuels),
    counts("strands", "Strands", lambda r: r.sizes.strands),
    counts("nucleotides_nt", "Nucleotides [nt]", lambda r: r.sizes.nucleotides_nt),
    counts("enumerated_reactions", "Enumerated reactions", lambda r: r.sizes.enumerated_reactions),
)


_DESIGNS = ResultKind(
    "designs",
    "Learning chemistry as DNA",
    "Losses are mean squared errors of the validation set after the last epoch. Proofs are "
    "certified; checks are computed with a tolerance; an expectation is how close to the best fit "
    "of its own features the design expects to come.",
    SUMMARY,
    REPORT,
    DesignRecord,
    (
        _DESIGN,
        _SCHEME,
        _VERDICT,
        _CHECKS,
        expectations(),
        numbers("abstract_mse", "Loss, abstract", lambda r: r.abstract.validation_mse),
        numbers("dsd_mse", "Loss, DSD", lambda r: r.dsd.validation_mse),
        numbers("dsd_accuracy", "Accuracy, DSD", lambda r: r.dsd.accuracy, percent),
        *_SIZES,
        numbers("hours_per_sample_h", "Per sample [h]", lambda r: r.kinetics.hours_per_sample_h),
        numbers("training_days_d", "Training [d]", lambda r: r.kinetics.training_days_d),
        numbers("cpu_s", "CPU [s]", lambda r: r.cpu.total_s),
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
        expectations(),
        numbers("deviation_largest", "Deviation", lambda r: r.deviation_largest, percent),
        *_SIZES,
        numbers("duration_h", "Whole trajectory [h]", lambda r: r.duration_h),
    ),
)
_LEARNINGS = ResultKind(
    "learnings",
    "Learners from many seeds",
    "Losses are mean squared errors of the validation set; accuracies are balanced, those of the "
    "test set, or of the validation set where there is none.",
    LEARNING,
    LEARNING_PAGE,
    ManySeeds,
)
_ROBUSTNESS = ResultKind(
    "robustness",
    "Robustness",
    "The worst loss is that of any draw, with the kind of errors it suffered from.",
    "*",
    "*",
    Robustness,
    folder="robustness",
)
_SENSITIVITIES = ResultKind(
    "sensitivities",
    "Sensitivity",
    "One rate constant or dose is off at a time.",
    "sensitivity.json",
    "sensitivity.html",
    Sensitivity,
)
_SWEEPS = ResultKind(
    "sweeps",
    "Sweeps",
    "The best combination is that with the fewest failures and the smallest mean loss.",
    "sweep.json",
    "sweep.html",
    Sweep,
)
_VERIFICATIONS = ResultKind(
    "verifications",
    "Verifications",
    "Systems that were verified by themselves; those of runs are told with the run.",
    VERIFICATION,
    VERIFICATION,
    VerificationRecord,
    (
        words("subject", "Subject", lambda r: str(r.subject)),
        _VERDICT,
        counts("proved", "Proved", lambda r: r.counts.get("PROVED", 0)),
        counts("refuted", "Refuted", lambda r: r.counts.get("REFUTED", 0)),
        counts("undecided", "Undecided", lambda r: r.counts.get("UNDECIDED", 0)),
        counts("holds", "Holds", lambda r: r.counts.get("HOLDS", 0)),
        counts("fails", "Fails", lambda r: r.counts.get("FAILS", 0)),
        words("certificate", "Certificate", lambda r: "yes" if r.certificate_sha256 else "no"),
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
        counts("errors", "Errors", lambda r: r.checks.errors),
        counts("warnings", "Warnings", lambda r: r.checks.warnings),
        *_shown_of(Feasibility, "feasibility"),
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
    Comparison,
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
