"""The page of a parameter sweep: loss against one key, or over a plane of two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ncrn_dsd
from ncrn_dsd.drawing.figures import log_scale
from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.drawing.measure_cells import counted_cell, share_cell, value_cell
from ncrn_dsd.drawing.outcome import BAD, GOOD
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import Cell, Column, Table
from ncrn_dsd.drawing.text import count, counted, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LIGHT, _DARK = "#ffffff", "#000000"
"""Writing on squares, whose colours are the same in every theme."""


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """One combination of values, as texts in the order of the keys.

    Parameters
    ----------
    losses: of the seeds that have one.
    mean, sd, worst, accuracy: over seeds; None where there is none.
    failures: seeds that stopped or ran away.
    kept: seeds within what the design expects.
    """

    values: tuple[str, ...]
    losses: tuple[float, ...]
    mean: float | None
    sd: float | None
    worst: float | None
    accuracy: float | None
    failures: int
    kept: int


@dataclass(frozen=True, slots=True)
class SweepPage:
    """What the page tells.

    Parameters
    ----------
    keys: what was varied.
    values: of each key, as texts.
    points: every combination, the last key first to change.
    best: the point with the smallest loss; None when no training has one.
    """

    title: str
    keys: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    points: tuple[DrawnPoint, ...]
    best: DrawnPoint | None
    seeds: int
    provenance: tuple[tuple[str, str], ...]


def sweep_page(page: SweepPage) -> str:
    """The page as text; equal input gives equal text."""
    failures = sum(p.failures for p in page.points)
    return (
        page_environment()
        .get_template("sweep.html")
        .render(
            title=page.title,
            word="No failure" if not failures else "Failures",
            tone=GOOD if not failures else BAD,
            sentence=_sentence(page, failures),
            drawing=_drawing(page),
            points=_table(page),
            provenance=(*page.provenance, ("Program", f"ncrn_dsd {ncrn_dsd.__version__}")),
        )
    )


def _sentence(page: SweepPage, failures: int) -> str:
    best = ""
    if page.best is not None and page.best.mean is not None:
        told = ", ".join(f"{k} = {v}" for k, v in zip(page.keys, page.best.values, strict=True))
        best = f" The best is {told}, with a mean loss of {number(page.best.mean)}."
    return (
        f"{counted(len(page.points), 'combination')} of values, {counted(page.seeds, 'seed')} "
        f"each; {count(failures)} trainings stopped or ran away.{best}"
    )


def _drawing(page: SweepPage) -> str:
    """Nothing where more than two keys were varied."""
    if len(page.keys) > 2:
        return ""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        if len(page.keys) == 1:
            _line(axes, page)
            figure.legend(loc="outside lower center", ncols=3)
        else:
            _plane(axes, page)

    told = "; ".join(f"{', '.join(p.values)}: {_loss(p.mean)}" for p in page.points[:12])
    rows = len(page.values[0]) if len(page.keys) == 2 else 0
    height = 4.2 if len(page.keys) == 1 else 1.8 + 0.45 * rows
    return inline_svg(draw, (9.0, height), "sweep", f"Mean losses. {told}")


def _line(axes: Axes, page: SweepPage) -> None:
    places = range(len(page.points))
    seeds = [(i, v) for i, p in enumerate(page.points) for v in p.losses]
    axes.plot(
        [i for i, _ in seeds],
        [v for _, v in seeds],
        color=DSD,
        marker="^",
        markerfacecolor="none",
        linestyle="none",
        label="one seed",
    )
    means = [math.nan if p.mean is None else p.mean for p in page.points]
    axes.plot(places, means, color=ABSTRACT, marker="o", label="mean")
    axes.set_xticks(places, [p.values[0] for p in page.points])
    axes.set_xlabel(page.keys[0])
    axes.set_ylabel("loss of the validation set [(task units)²]")
    known = [v for _, v in seeds if v > 0]
    if known and max(known) / min(known) > 20:
        log_scale(axes, known)


def _plane(axes: Axes, page: SweepPage) -> None:
    """The darker, the smaller the mean loss; every square says its number."""
    import numpy as np
    from matplotlib.colors import LogNorm

    down, across = page.values
    grid = [
        [
            math.nan if (mean := page.points[i * len(across) + j].mean) is None else mean
            for j in range(len(across))
        ]
        for i in range(len(down))
    ]
    known = [v for row in grid for v in row if math.isfinite(v) and v > 0]
    norm = LogNorm(min(known), max(known)) if known and min(known) < max(known) else None
    # Squares of their own, which stay sharp in print; an image would not.
    squares = axes.pcolormesh(grid, cmap="Blues_r", norm=norm)
    axes.grid(visible=False)
    for i, row in enumerate(grid):
        for j, value in enumerate(row):
            text = "none" if math.isnan(value) else number(value, 2)
            # Squares without a number show the paper, whose ink the theme knows.
            ink = INK if math.isnan(value) else _ink_on(squares.to_rgba(np.array([value]))[0])
            axes.text(j + 0.5, i + 0.5, text, ha="center", va="center", color=ink)
    axes.set_xticks([j + 0.5 for j in range(len(across))], across)
    axes.set_yticks([i + 0.5 for i in range(len(down))], down)
    axes.invert_yaxis()
    axes.set_xlabel(page.keys[1])
    axes.set_ylabel(page.keys[0])


def _ink_on(colour: Sequence[float]) -> str:
    """What stands out more by the relative luminance of sRGB (WCAG 2, 1.4.3)."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return _LIGHT if luminance < 0.179 else _DARK


def _loss(value: float | None) -> str:
    return "no loss" if value is None else number(value)


def _table(page: SweepPage) -> Table:
    has_classes = any(p.accuracy is not None for p in page.points)
    titles = ("Mean loss", "s.d.", "Worst loss", *(("Accuracy",) if has_classes else ()))
    columns = (
        *(Column(key) for key in page.keys),
        *(Column(title, numeric=True) for title in (*titles, "Failures")),
        Column("Expectation"),
    )
    return Table("points", "Every combination", columns, tuple(_rows(page, has_classes)))


def _rows(page: SweepPage, has_classes: bool) -> Sequence[tuple[Cell, ...]]:
    return [
        (
            *(Cell(value) for value in p.values),
            *(value_cell(v) for v in (p.mean, p.sd, p.worst)),
            *(share_cell(a) for a in (p.accuracy,) if has_classes),
            counted_cell(p.failures),
            _expectation(p, page.seeds),
        )
        for p in page.points
    ]


def _expectation(point: DrawnPoint, seeds: int) -> Cell:
    """For how many seeds the expectation of the design is met."""
    tone = GOOD if point.kept == seeds else BAD
    return Cell(f"met by {point.kept} of {seeds}", point.kept, tone)
