"""What the page of a learner needs, from the trainings of all seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import ncrn_dsd
from ncrn_dsd.drawing.decision_regions import Regions, has_regions
from ncrn_dsd.drawing.learning_page import LearnedLevel, LearningPage
from ncrn_dsd.drawing.table import Cell, Column, Table, cell_of, text_of
from ncrn_dsd.drawing.text import fixed, given, percent
from ncrn_dsd.ir.learning import MEASURES, REFERENCES, LevelRun
from ncrn_dsd.ir.shown import Facet, Style
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Outputs
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.task import HalfPlaneTaskSpec
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.learn import Learning, SeedRun, bounds_of
from ncrn_dsd.pipeline.learn_figures import coefficients_over_seeds, summary_of
from ncrn_dsd.pipeline.learn_seed import ABSTRACT, DSD, SHOWN, of_seed
from ncrn_dsd.pipeline.seeds_agreement import in_condensed_model
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.stage import Watcher
from ncrn_dsd.study.stages.train_formal import train_formal
from ncrn_dsd.study.store import ArtefactStore

GRID = 40
"""Points per axis at which a learner is asked when its test set is no grid."""


def page_of(learning: Learning, store: ArtefactStore, watcher: Watcher) -> LearningPage:
    """The content of the page; the first seed may be trained once more, to be asked on a grid."""
    runs = learning.runs
    return LearningPage(
        title=learning.design.title,
        task=learning.first_task,
        first_seed=runs[0].name,
        seeds=len(runs),
        seeds_to_keep=learning.seeds_to_keep,
        levels=tuple(_level(learning, level, store, watcher) for level in learning.levels),
        summary=_summary(learning),
        coefficients=_coefficients(learning),
        every_seed=_every_seed(learning),
        costs=_costs(learning),
        provenance=_provenance(learning),
    )


def _level(learning: Learning, level: str, store: ArtefactStore, watcher: Watcher) -> LearnedLevel:
    runs = [(run.name, run.level(level)) for run in learning.runs]
    first = learning.runs[0].level(level)
    return LearnedLevel(
        level=level,
        trainings=tuple(r.training for _, r in runs if r.training is not None),
        first=first.training,
        regions=_regions(learning, first, store, watcher),
        failures=tuple((name, r.failure) for name, r in runs if r.failure is not None),
        kept=learning.kept_seeds(level),
        model=in_condensed_model(learning) if level == DSD else None,
    )


def _regions(
    learning: Learning, run: LevelRun, store: ArtefactStore, watcher: Watcher
) -> Regions | None:
    task, training = learning.first_task, run.training
    if run.failure is not None or training is None or not has_regions(task):
        return None
    title = f"{SHOWN[run.level][:1].upper()}{SHOWN[run.level][1:]} level"
    is_lattice = _is_lattice(task.test)
    design = of_seed(learning.design, learning.runs[0].seed)
    if not is_lattice and run.level == ABSTRACT and isinstance(design, Design):
        samples, predictions = _asked_on_grid(design, task, store, watcher)
        return Regions(title, samples, predictions, targets_known=False)
    if task.test:
        return Regions(title, task.test, training.test_predictions)
    return Regions(title, task.validation, training.predictions)


def _is_lattice(samples: Sequence[Sample]) -> bool:
    columns = [len({s.inputs[i] for s in samples}) for i in (0, 1)]
    return bool(samples) and math.prod(columns) == len(samples)


def _asked_on_grid(
    design: Design, task: LearningTask, store: ArtefactStore, watcher: Watcher
) -> tuple[tuple[Sample, ...], tuple[Outputs, ...]]:
    """Train the formal network of a seed again and ask it on a grid over its samples."""
    drawn = [v for s in (*task.train, *task.validation, *task.test) for v in s.inputs]
    low, high = min(drawn), max(drawn)
    # The learner does not know what task its samples are from, and of this one the test set is
    # a grid: so the probes of the grid are built like any others.
    # Inputs of a file need not be within the bounds of ranges.
    square = HalfPlaneTaskSpec.model_construct(
        kind="half_plane",
        weights=(1.0, 1.0),
        boundary=low + high,
        input_range=(low, high),
        grid=GRID,
        train_samples=1,
        validation_samples=1,
        seed=0,
    )
    program, on_grid = build(design), build(design.model_copy(update={"task": square}))
    asked = replace(
        program,
        task=replace(program.task, test=on_grid.task.test),
        probes=(*program.probes[: len(task.validation)], *on_grid.probes[1:]),
    )
    training = Graph(store, watcher).run(train_formal, asked)
    return asked.task.test, training.test_predictions


def _summary(learning: Learning) -> Table:
    rows: list[tuple[Cell, ...]] = []
    asked = [(m, level, f", {SHOWN[level]}") for level in learning.levels for m in MEASURES]
    asked += [(m, learning.levels[0], "") for m in REFERENCES]
    for measure, level, where in asked:
        found = summary_of(learning, level, measure)
        if found is not None:
            worst = f"{_text(measure, found.worst)}{_seed_words(found.worst_seed)}"
            rows.append(
                (
                    Cell(f"{measure.shown.heading}{where}"),
                    Cell(str(found.seeds), found.seeds),
                    Cell(_text(measure, found.mean), found.mean),
                    Cell(_text(measure, found.sd), found.sd),
                    Cell(worst, found.worst),
                    Cell(_bound(learning, level, measure)),
                )
            )
    return Table(
        "summary-table",
        "Mean and standard deviation over the seeds, and the worst of them; what is compared "
        f"with the best fit of the same features is so on {learning.first_task.judged_by}",
        (
            Column("Measure"),
            Column("Seeds", numeric=True),
            Column("Mean", numeric=True),
            Column("S.d.", numeric=True),
            Column("Worst", numeric=True),
            Column("Expected"),
        ),
        tuple(rows),
        sortable=False,
    )


def _coefficients(learning: Learning) -> Table:
    """What was learned over the seeds, beside what is true where that is known."""
    levels = [coefficients_over_seeds(learning, level) for level in learning.levels]
    rows = tuple(
        (
            Cell(row[0].name, i),
            *(Cell("not known" if v is None else fixed(v, 3), v) for v in (row[0].true,)),
            *(Cell("none" if v is None else fixed(v, 3), v) for c in row for v in (c.mean, c.sd)),
        )
        for i, row in enumerate(zip(*levels, strict=True))
    )
    heads = [h for level in learning.levels for h in (f"Mean, {SHOWN[level]}", "S.d.")]
    return Table(
        "coefficients",
        "Coefficients of the inputs and their products, in the units of the task",
        (
            Column("Coefficient of"),
            Column("True", numeric=True),
            *(Column(head, numeric=True) for head in heads),
        ),
        rows,
        sortable=False,
    )


def _seed_words(seed: int | None) -> str:
    return "" if seed is None else f" (seed {seed})"


def _text(measure: Facet, value: float | None) -> str:
    return measure.shown.missing if value is None else text_of(measure.shown, value)


def _bound(learning: Learning, level: str, measure: Facet) -> str:
    shown = measure.shown
    if not shown.bound:
        return ""
    value = getattr(bounds_of(learning.design, level), shown.bound)
    text = percent(value) if shown.style is Style.SHARE else given(value)
    return f"at {'least' if shown.more_is_better else 'most'} {text}"


def _every_seed(learning: Learning) -> Table:
    # Half of another column says nothing new.
    told = [m for m in MEASURES if m.key != "validation_half_mse"]
    used = [m for m in told if any(m.read(r) is not None for _, r in _all(learning.runs))]
    rows = tuple(
        (
            Cell(run.name, run.seed),
            Cell(SHOWN[level.level]),
            *(cell_of(m, m.read(level)) for m in used),
            Cell(*_residue(level)),
            Cell("met", None, "good") if learning.kept(level) else _broken(level),
        )
        for run, level in _all(learning.runs)
    )
    return Table(
        "every-seed",
        "After the last epoch",
        (
            Column("Seed", numeric=True),
            Column("Level"),
            *(Column(m.shown.title, numeric=True) for m in used),
            Column("Largest residue", numeric=True),
            Column("Expectation"),
        ),
        rows,
    )


def _all(runs: Sequence[SeedRun]) -> list[tuple[SeedRun, LevelRun]]:
    return [(run, level) for run in runs for level in run.levels]


def _residue(run: LevelRun) -> tuple[str, float | None]:
    if run.training is None or not run.training.residue_species:
        return "none", None
    left = run.training.largest_residue
    return f"{percent(left)} {run.training.residue_species}", _key(left)


def _broken(run: LevelRun) -> Cell:
    return Cell("not met" if run.failure is None else "failed", None, "bad")


def _key(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _costs(learning: Learning) -> Table:
    rows = tuple(
        (
            Cell(SHOWN[level]),
            Cell(fixed(math.fsum(costs), 1)),
            Cell(fixed(math.fsum(costs) / len(costs), 1)),
        )
        for level in learning.levels
        for costs in [[run.level(level).cpu_s for run in learning.runs]]
    )
    return Table(
        "costs",
        "CPU time, also of what was taken from the store",
        (
            Column("Level"),
            Column("All seeds [s]", numeric=True),
            Column("Per seed [s]", numeric=True),
        ),
        rows,
        sortable=False,
    )


def _provenance(learning: Learning) -> tuple[tuple[str, str], ...]:
    design = learning.design
    kind = design.learner.kind if isinstance(design, Design) else design.model.kind
    return (
        ("Design", design.name),
        ("SHA-256 of the design", design.digest),
        ("Learner", kind),
        ("Seeds", ", ".join(run.name for run in learning.runs)),
        ("Translation scheme", learning.scheme or "none, the formal network only"),
        ("Program", f"ncrn_dsd {ncrn_dsd.__version__}"),
    )
