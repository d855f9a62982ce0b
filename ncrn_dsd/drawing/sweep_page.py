"""The page of a parameter sweep: loss against one key, or over a plane of two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import ncrn_dsd
from ncrn_dsd.drawing.figures import log_scale
from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.drawing.outcome import BAD, GOOD
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import DrawnTable, about, table_of
from ncrn_dsd.drawing.text import count, counted, number
from ncrn_dsd.ir.headings import FAILURES
from ncrn_dsd.ir.sweep import Sweep, SweepPoint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LIGHT, _DARK = "#ffffff", "#000000"
"""Writing on squares, whose colours are the same in every theme."""


def sweep_page(found: Sweep) -> str:
    """The page as text; equal input gives equal text."""
    return (
        page_environment()
        .get_template("sweep.html")
        .render(
            title=found.title,
            word=FAILURES.heading if found.failures else "No failure",
            tone=BAD if found.failures else GOOD,
            sentence=_sentence(found),
            drawing=_drawing(found),
            points=points_table(found),
            provenance=(*about(found), ("Program", f"ncrn_dsd {ncrn_dsd.__version__}")),
        )
    )


def points_table(found: Sweep) -> DrawnTable:
    """One row per combination."""
    return table_of("points", "Every combination", SweepPoint, found.points)


def _sentence(found: Sweep) -> str:
    best, best_words = found.best_point, ""
    if best is not None and best.loss_mean is not None:
        best_words = f" The best is {best}, with a mean loss of {number(best.loss_mean)}."
    return (
        f"{counted(found.combinations, 'combination')} of values, "
        f"{counted(found.seeds_each, 'seed')} each; {count(found.failures)} trainings stopped or "
        f"ran away.{best_words}"
    )


def _drawing(found: Sweep) -> str:
    """Nothing where more than two keys were varied."""
    if len(found.axes) > 2:
        return ""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        if len(found.axes) == 1:
            _line(axes, found)
            figure.legend(loc="outside lower center", ncols=3)
        else:
            _plane(axes, found)

    shown = ((map(str, p.values.values()), p.loss_mean) for p in found.points[:12])
    losses = "; ".join(f"{', '.join(values)}: {_loss(mean)}" for values, mean in shown)
    rows = len(found.axes[0].values) if len(found.axes) == 2 else 0
    height = 4.2 if len(found.axes) == 1 else 1.8 + 0.45 * rows
    return inline_svg(draw, (9.0, height), "sweep", f"Mean losses. {losses}")


def _line(axes: Axes, found: Sweep) -> None:
    places = range(len(found.points))
    seeds = [(i, v) for i, p in enumerate(found.points) for v in p.losses]
    axes.plot(
        [i for i, _ in seeds],
        [v for _, v in seeds],
        color=DSD,
        marker="^",
        markerfacecolor="none",
        linestyle="none",
        label="one seed",
    )
    means = [math.nan if p.loss_mean is None else p.loss_mean for p in found.points]
    axes.plot(places, means, color=ABSTRACT, marker="o", label="mean")
    axes.set_xticks(places, [str(v) for v in found.axes[0].values])
    axes.set_xlabel(found.axes[0].key)
    axes.set_ylabel("loss of the validation set [(task units)²]")
    known = [v for _, v in seeds if v > 0]
    if known and max(known) / min(known) > 20:
        log_scale(axes, known)


def _plane(axes: Axes, found: Sweep) -> None:
    """The darker, the smaller the mean loss; every square says its number."""
    import numpy as np
    from matplotlib.colors import LogNorm

    down, across = ([str(v) for v in axis.values] for axis in found.axes)
    grid = [
        [
            math.nan if (mean := found.points[i * len(across) + j].loss_mean) is None else mean
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
    axes.set_xlabel(found.axes[1].key)
    axes.set_ylabel(found.axes[0].key)


def _ink_on(colour: Sequence[float]) -> str:
    """What stands out more by the relative luminance of sRGB (WCAG 2, 1.4.3)."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return _LIGHT if luminance < 0.179 else _DARK


def _loss(value: float | None) -> str:
    return "no loss" if value is None else number(value)
