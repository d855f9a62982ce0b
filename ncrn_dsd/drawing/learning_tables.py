"""Tables of a learner that was trained from many seeds, for its page and for the terminal."""

from __future__ import annotations

import math

from ncrn_dsd.drawing.table import Cell, Column, DrawnTable, cell_of, text_of
from ncrn_dsd.drawing.text import fixed, given, percent
from ncrn_dsd.ir.headings import LEVEL, SEED, SEEDS, WORST
from ncrn_dsd.ir.learning import MEASURES, REFERENCES, LearnedLevel, ManySeeds, Statistics
from ncrn_dsd.ir.shown import Facet, Style, columns_of
from ncrn_dsd.ir.training import LEVEL_NAMES

_LEFT_OUT = {"validation_half_mse", *(facet.key for facet in REFERENCES)}
"""Of the table of seeds: half of another column says nothing new, and references are equal."""


def summary_table(found: ManySeeds) -> DrawnTable:
    """Every measure of every level, and what others reach, over the seeds."""
    asked = [(m, v, f", {LEVEL_NAMES[v]}") for v in found.levels for m in MEASURES]
    asked += [(m, found.levels[0], "") for m in REFERENCES]
    rows = (
        _statistics_row(measure, level, where, found)
        for measure, level, where in asked
        if found.summary[level].measures[measure.key] is not None
    )
    return DrawnTable(
        "summary-table",
        "Mean and standard deviation over the seeds, and the worst of them; what is compared "
        f"with the best fit of the same features is so on {found.judged_by}",
        (
            Column("Measure"),
            Column(SEEDS.heading, numeric=True),
            Column("Mean", numeric=True),
            Column("S.d.", numeric=True),
            Column(WORST.heading, numeric=True),
            Column("Expected"),
        ),
        tuple(rows),
        sortable=False,
    )


def _statistics_row(measure: Facet, level: str, where: str, found: ManySeeds) -> tuple[Cell, ...]:
    of = found.summary[level].measures[measure.key]
    assert of is not None
    worst = f"{_text(measure, of.worst)}{_seed_words(of)}"
    return (
        Cell(f"{measure.shown.heading}{where}"),
        Cell(str(of.seeds), of.seeds),
        Cell(_text(measure, of.mean), of.mean),
        Cell(_text(measure, of.sd), of.sd),
        Cell(worst, of.worst),
        Cell(_bound(found, level, measure)),
    )


def _seed_words(found: Statistics) -> str:
    return "" if found.worst_seed is None else f" (seed {found.worst_seed})"


def _text(measure: Facet, value: float | None) -> str:
    return measure.shown.missing if value is None else text_of(measure.shown, value)


def _bound(found: ManySeeds, level: str, measure: Facet) -> str:
    shown, bound = measure.shown, found.expected[level].get(measure.key)
    if bound is None:
        return ""
    text = percent(bound) if shown.style is Style.SHARE else given(bound)
    return f"at {'least' if shown.more_is_better else 'most'} {text}"


def coefficients_table(found: ManySeeds, most: int | None = None) -> DrawnTable:
    """What was learned over the seeds, beside what is true where that is known.

    Parameters
    ----------
    most: how many coefficients are shown; None for all.
    """
    levels = [found.summary[level].coefficients for level in found.levels]
    rows = tuple(
        (
            Cell(row[0].name, i),
            Cell("not known" if row[0].true is None else fixed(row[0].true, 3), row[0].true),
            *(Cell("none" if v is None else fixed(v, 3), v) for c in row for v in (c.mean, c.sd)),
        )
        for i, row in enumerate(zip(*levels, strict=True))
    )
    heads = [h for level in found.levels for h in (f"Mean, {LEVEL_NAMES[level]}", "S.d.")]
    return DrawnTable(
        "coefficients",
        "Coefficients of the inputs and their products, in the units of the task",
        (
            Column("Coefficient of"),
            Column("True", numeric=True),
            *(Column(head, numeric=True) for head in heads),
        ),
        rows[:most],
        sortable=False,
    )


def seeds_table(found: ManySeeds, *, brief: bool = False) -> DrawnTable:
    """What every seed learned at every level.

    Parameters
    ----------
    brief: only measures with a heading for little room.
    """
    all_levels = [
        (seed, name, level) for seed in found.seeds for name, level in seed.levels.items()
    ]
    columns = [
        c
        for c in columns_of(LearnedLevel)
        if c.key not in _LEFT_OUT
        and any(c.read(level) is not None for _, _, level in all_levels)
        and (c.shown.brief or not brief or not c.shown.style.is_numeric)
    ]
    rows = tuple(
        (
            Cell(seed.name, seed.seed),
            Cell(LEVEL_NAMES[name]),
            *(cell_of(c, c.read(level)) for c in columns),
        )
        for seed, name, level in all_levels
    )
    heads = (
        Column((brief and c.shown.brief) or c.shown.title, c.shown.style.is_numeric)
        for c in columns
    )
    return DrawnTable(
        "every-seed",
        "After the last epoch",
        (Column(SEED.heading, numeric=True), Column(LEVEL.heading), *heads),
        rows,
    )


def costs_table(found: ManySeeds) -> DrawnTable:
    """CPU time of every level."""
    rows = tuple(
        (
            Cell(LEVEL_NAMES[level]),
            Cell(fixed(math.fsum(costs), 1)),
            Cell(fixed(math.fsum(costs) / len(costs), 1)),
        )
        for level in found.levels
        for costs in [[spent[level] for spent in found.cpu_s.values()]]
    )
    return DrawnTable(
        "costs",
        "CPU time, also of what was taken from the store",
        (
            Column(LEVEL.heading),
            Column("All seeds [s]", numeric=True),
            Column("Per seed [s]", numeric=True),
        ),
        rows,
        sortable=False,
    )
