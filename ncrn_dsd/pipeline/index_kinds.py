"""The kinds of results that an index lists: their files, and what is told of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ncrn_dsd.formats.result_json import read_part, read_result
from ncrn_dsd.formats.verify_json import VerificationFile
from ncrn_dsd.ir.answers import SimulatedFile
from ncrn_dsd.ir.comparison import Comparison
from ncrn_dsd.ir.lab_feasibility import Feasibility
from ncrn_dsd.ir.learning import ManySeeds
from ncrn_dsd.ir.package import LabFolder
from ncrn_dsd.ir.robustness import Robustness
from ncrn_dsd.ir.sensitivity import Sensitivity
from ncrn_dsd.ir.shown import Facet, choose_facets, columns_of
from ncrn_dsd.ir.summary import DynamicsSummary, RunSummary
from ncrn_dsd.ir.sweep import Sweep
from ncrn_dsd.pipeline.compare_outputs import STEM as COMPARISON
from ncrn_dsd.pipeline.learn_outputs import FIGURES as LEARNING
from ncrn_dsd.pipeline.learn_outputs import PAGE as LEARNING_PAGE
from ncrn_dsd.pipeline.outputs import SUMMARY, TRAJECTORIES, VERIFICATION

REPORT = "report.html"
MANIFEST = "MANIFEST.json"


@dataclass(frozen=True, slots=True)
class ResultKind:
    """Results of one kind.

    Parameters
    ----------
    name: in the page and in JSON.
    note: how its table is to be read.
    file: name of the file that tells of such a result; ``*`` for any in a folder `folder`.
    page: name of the page beside it; ``*`` for the name of the file with ``.html``.
    type_: what the file holds.
    keys: of the columns, where these are not all that the type declares; the first is the name.
    parts: keys, and names of files, whose contents are the parts of the result.
    mark: key by which such a file is told from others of its name; empty for what has none.
    """

    name: str
    title: str
    note: str
    file: str
    page: str
    type_: type[Any]
    keys: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    folder: str = ""
    mark: str = ""

    @property
    def columns(self) -> Sequence[Facet]:
        """What is told of each result."""
        return choose_facets(columns_of(self.type_), self.keys)

    def read(self, content: dict[str, Any]) -> Any:
        """The result of a file.

        Raises
        ------
        ValueError: it is no result of this kind.
        """
        if issubclass(self.type_, BaseModel):
            return self.type_.model_validate(content)
        return (read_part if self.parts else read_result)(self.type_, content)


_PROVED = ("design", "scheme", "verdict", "checks", "expectations_met")
_SIZES = ("formal_reactions", "fuels", "strands", "nucleotides_nt", "enumerated_reactions")
KINDS = (
    ResultKind(
        "designs",
        "Learning chemistry as DNA",
        "Losses are mean squared errors of the validation set after the last epoch. Proofs are "
        "certified; checks are computed with a tolerance; an expectation is how close to the best "
        "fit of its own features the design expects to come.",
        SUMMARY,
        REPORT,
        RunSummary,
        (
            *(*_PROVED, "abstract_mse", "dsd_mse", "dsd_accuracy", *_SIZES),
            *("survives", "hours_per_sample_h", "training_days_d", "cpu_s"),
        ),
    ),
    ResultKind(
        "dynamics",
        "Dynamics as DNA",
        "The deviation is the largest difference of the DSD trajectories from the formal ones, as "
        "a fraction of the largest formal concentration.",
        SUMMARY,
        REPORT,
        DynamicsSummary,
        (*_PROVED, "deviation_largest", *_SIZES, "duration_h"),
        mark="kind",
    ),
    ResultKind(
        "simulations",
        "Networks of files",
        "Condensed reactions of strands say what strands do only where condensation holds.",
        SUMMARY,
        TRAJECTORIES,
        SimulatedFile,
        ("source", "method", "condensation", "certain_digits", "points", "duration_s"),
        mark="method",
    ),
    ResultKind(
        "learnings",
        "Learners from many seeds",
        "Losses are mean squared errors of the validation set; accuracies are balanced, those of "
        "the test set, or of the validation set where there is none.",
        LEARNING,
        LEARNING_PAGE,
        ManySeeds,
    ),
    ResultKind(
        "robustness",
        "Robustness",
        "The worst loss is that of any draw, with the kind of errors it suffered from.",
        "*",
        "*",
        Robustness,
        folder="robustness",
    ),
    ResultKind(
        "sensitivities",
        "Sensitivity",
        "One rate constant or dose is off at a time.",
        "sensitivity.json",
        "sensitivity.html",
        Sensitivity,
    ),
    ResultKind(
        "sweeps",
        "Sweeps",
        "The best combination is that with the fewest failures and the smallest mean loss.",
        "sweep.json",
        "sweep.html",
        Sweep,
    ),
    ResultKind(
        "comparisons",
        "Comparisons of schemes",
        "Schemes that carried a design through all stages are done; the best ones are named by "
        "loss, by nucleotides and by hours per sample.",
        f"{COMPARISON}.json",
        f"{COMPARISON}.html",
        Comparison,
    ),
    ResultKind(
        "verifications",
        "Verifications",
        "Systems that were verified by themselves; those of runs are told with the run.",
        VERIFICATION,
        VERIFICATION,
        VerificationFile,
    ),
    ResultKind(
        "packages",
        "Laboratory packages",
        "Prices are placeholders and not offers.",
        MANIFEST,
        REPORT,
        LabFolder,
        (
            *("design", "scheme", "errors", "warnings"),
            *(column.key for column in columns_of(Feasibility)),
        ),
        parts=(
            ("manifest", MANIFEST),
            ("feasibility", "feasibility.json"),
            ("checks", "checks.json"),
        ),
    ),
)
