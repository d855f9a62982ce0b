"""The report of a run: one HTML page that needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import ncrn_dsd
from ncrn_dsd.drawing.conditions import conditions
from ncrn_dsd.drawing.crn_graph import is_readable, module_graph_svg
from ncrn_dsd.drawing.decision_regions import Regions, decision_regions, has_regions
from ncrn_dsd.drawing.figures import learning_curves, predictions
from ncrn_dsd.drawing.module_drawings import first_module_drawings
from ncrn_dsd.drawing.outcome import outcome
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.result_tables import (
    budget_table,
    coefficient_table,
    cost_table,
    fuel_table,
    rate_table,
    verdict_table,
)
from ncrn_dsd.drawing.size_table import size_tables
from ncrn_dsd.drawing.survival_page import strips
from ncrn_dsd.drawing.text import capital, number, percent
from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.whole_file import write_whole
from ncrn_dsd.ir.headings import DESIGN, DIGEST, LEARNER
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.training import LEVEL_NAMES, TrainingRun

_TEMPLATE = "report.html"
SURVIVAL_PAGE = "survival.html"
"""Beside the report of a run whose design asks for draws of a tube."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the trained learner says, as a picture with its title and caption."""

    title: str
    caption: str
    svg: str


def write_report(run: DesignRun, path: Path) -> None:
    """Write the page under a temporary name and put it in its place.

    Raises
    ------
    ArtefactError: A006, the page cannot be written; `path` is then what it was before.
    """
    page = render_report(run)
    try:
        write_whole(path, page.encode())
    except OSError as problem:
        raise ArtefactError(
            "A006",
            str(path),
            f"the report cannot be written ({problem.strerror})",
            "choose another folder with --out, or change its permissions",
        ) from None


def render_report(run: DesignRun) -> str:
    """The page as text; equal runs give equal text."""
    template = page_environment().get_template(_TEMPLATE)
    return template.render(
        design=run.design,
        outcome=outcome(run),
        learning_svg=learning_curves(run),
        survival_svg="" if run.tubes is None else strips(run.tubes),
        survival_page=SURVIVAL_PAGE,
        answers=_answers(run),
        training_notes=(
            *(_training_note(t) for t in (run.abstract, run.dsd)),
            _reference_note(run),
        ),
        coefficients=coefficient_table(run),
        conditions=conditions(run),
        sizes=size_tables(run),
        toehold_reasons=run.toehold_reasons,
        budget=budget_table(run.budget) if run.budget else None,
        verdicts=verdict_table(run.verification),
        assumptions=run.verification.assumptions,
        rates=rate_table(run.program.crn, run.realisation),
        fuels=fuel_table(run.system, run.realisation),
        realisation=run.realisation,
        modules_svg=_modules(run),
        drawings=first_module_drawings(run),
        not_shown=run.not_shown,
        costs=cost_table(run),
        provenance=_provenance(run),
    )


def _modules(run: DesignRun) -> str:
    """The graph of the gate modules; nothing when nobody could read it."""
    crn, system = run.program.crn, run.system
    if not is_readable(crn) or not system.modules:
        return ""
    title = f"Gate modules of {run.design.name}: {len(system.modules)} for {len(crn.reactions)} "
    return module_graph_svg(crn, system, f"{title}formal reactions")


def _answers(run: DesignRun) -> Answers:
    """Areas where a plane can show them, else predictions against targets."""
    task, levels = run.program.task, (run.abstract, run.dsd)
    tested = [t for t in levels if len(t.test_predictions) == len(task.test)]
    if not has_regions(task) or not task.test or not tested:
        return Answers(
            "Predicted against target",
            "Validation set after the last epoch, in the units of the task.",
            predictions(run),
        )
    panels = [
        Regions(capital(f"{LEVEL_NAMES[t.level]} level"), task.test, t.test_predictions)
        for t in tested
    ]
    return Answers(
        "Decision regions",
        "The class that the trained learner answers for every test sample, and the training "
        "samples. Inputs are in the units of the task.",
        decision_regions(task, panels, "predictions"),
    )


def _reference_note(run: DesignRun) -> str:
    """What others reach on the samples that the learner is judged by."""
    found, judged_by = run.program.reference, run.program.task.judged_by
    if found.logistic_accuracy is not None:
        best = f"logistic regression has a balanced accuracy of {percent(found.logistic_accuracy)}"
    else:
        assert found.least_squares_mse is not None
        best = (
            f"least squares have a mean squared error of {number(found.least_squares_mse)}, "
            f"the mean of the training targets one of {number(found.mean_mse)}"
        )
    return f"The learner is judged by {judged_by}, which no training uses; on these {best}."


def _training_note(training: TrainingRun) -> str:
    name = LEVEL_NAMES[training.level]
    if training.failure is not None:
        return f"The {name} training stopped early: {training.failure}."
    if not training.residue_species:
        return f"At the {name} level nothing was left over from any sample."
    return (
        f"At the {name} level the largest leftover of any sample is "
        f"{percent(training.largest_residue)} of that sample's largest dose "
        f"({training.residue_species})."
    )


def _provenance(run: DesignRun) -> tuple[tuple[str, str], ...]:
    design = run.design
    return (
        (DESIGN.heading, design.name),
        (DIGEST.heading, design.digest),
        ("Translation scheme", run.system.scheme),
        (LEARNER.heading, design.learner.kind),
        ("Seed of the samples", str(design.task.seed)),
        ("Seed of the initial weights", str(design.learner.seed)),
        ("Seed of the sequences", str(design.sequences.seed)),
        ("Program", f"ncrn_dsd {ncrn_dsd.__version__}"),
    )
