"""The page of a sensitivity analysis: a tornado chart, and a table of all quantities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ncrn_dsd
from ncrn_dsd.drawing.figures import log_scale
from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.drawing.measure_cells import share_cell, value_cell
from ncrn_dsd.drawing.outcome import BAD, GOOD
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import Cell, Column, Table
from ncrn_dsd.drawing.text import count, counted, expected_words, given, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 20
"""Quantities in the chart; the table has all."""

_LONGEST_NAME = 48


@dataclass(frozen=True, slots=True)
class DrawnEnd:
    """The learner with a quantity at one of its ends.

    Parameters
    ----------
    loss: None when the simulation stopped; `failure` then says why.
    """

    factor: float
    loss: float | None
    accuracy: float | None
    failure: str | None
    kept: bool


@dataclass(frozen=True, slots=True)
class DrawnQuantity:
    """One quantity.

    Parameters
    ----------
    kind: "rate" or "dose".
    elasticity: d ln(loss) / d ln(quantity); None without two losses.
    """

    kind: str
    name: str
    low: DrawnEnd
    high: DrawnEnd
    elasticity: float | None


@dataclass(frozen=True, slots=True)
class SensitivityPage:
    """What the page tells; quantities come with the most harmful one first."""

    title: str
    quantities: tuple[DrawnQuantity, ...]
    ideal_loss: float | None
    loss_max: float | None
    accuracy_min: float | None
    provenance: tuple[tuple[str, str], ...]


def sensitivity_page(page: SensitivityPage) -> str:
    """The page as text; equal input gives equal text."""
    ends = [end for q in page.quantities for end in (q.low, q.high)]
    kept = all(end.kept for end in ends)
    return (
        page_environment()
        .get_template("sensitivity.html")
        .render(
            title=page.title,
            word="Meets its expectation" if kept else "Sensitive",
            tone=GOOD if kept else BAD,
            sentence=_sentence(page, ends),
            tornado=tornado(page),
            shown=min(SHOWN, len(page.quantities)),
            quantities=_table(page.quantities),
            provenance=(*page.provenance, ("Program", f"ncrn_dsd {ncrn_dsd.__version__}")),
        )
    )


def _sentence(page: SensitivityPage, ends: Sequence[DrawnEnd]) -> str:
    unmet = sum(not end.kept for end in ends)
    expected = expected_words(page.loss_max, page.accuracy_min)
    return (
        f"Of {counted(len(ends), 'training')} with one quantity off, {count(unmet)} did not meet "
        f"what the design expects ({expected}). As designed, the "
        f"learner ends with a loss of {_loss(page.ideal_loss)}."
    )


def tornado(page: SensitivityPage) -> str:
    """A bar from the loss at the low end to that at the high end of each quantity."""
    drawn = page.quantities[:SHOWN]

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        _bars(axes, drawn, page)
        axes.set_yticks(range(len(drawn)), [_short(q.name) for q in drawn])
        axes.set_ylim(len(drawn) - 0.5, -0.5)
        figure.legend(loc="outside lower center", ncols=4)

    words = "; ".join(f"{q.name}: {_loss(q.low.loss)} to {_loss(q.high.loss)}" for q in drawn[:5])
    height = 1.6 + 0.3 * max(1, len(drawn))
    return inline_svg(draw, (10.0, height), "tornado", f"Losses at both ends. {words}")


def _bars(axes: Axes, drawn: Sequence[DrawnQuantity], page: SensitivityPage) -> None:
    known = [v for q in drawn for v in (q.low.loss, q.high.loss) if v is not None]
    lines = ((page.ideal_loss, "-", "as designed"), (page.loss_max, "--", "expected"))
    for value, style, label in lines:
        if value is not None and value > 0:
            axes.axvline(value, color=INK, linewidth=1.0, linestyle=style, label=label)
            known.append(value)
    for place, q in enumerate(drawn):
        ends = [v for v in (q.low.loss, q.high.loss) if v is not None]
        base = [page.ideal_loss] if page.ideal_loss is not None else []
        if ends:
            axes.plot([min(ends + base), max(ends + base)], [place] * 2, color=INK, linewidth=1.2)
    for end, colour, marker, label in (
        ("low", ABSTRACT, "o", "lowered"),
        ("high", DSD, "^", "raised"),
    ):
        points = [(getattr(q, end).loss, i) for i, q in enumerate(drawn)]
        seen = [(v, i) for v, i in points if v is not None]
        axes.plot(
            [v for v, _ in seen],
            [i for _, i in seen],
            color=colour,
            marker=marker,
            linestyle="none",
            label=label,
        )
    log_scale(axes, known, across=True)
    axes.set_xlabel("loss of the validation set [(task units)²]")


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _loss(value: float | None) -> str:
    return "no loss" if value is None else number(value)


def _table(quantities: Sequence[DrawnQuantity]) -> Table:
    has_classes = any(q.low.accuracy is not None for q in quantities)
    accuracies = ("Accuracy, low", "Accuracy, high") if has_classes else ()
    columns = (
        Column("Quantity"),
        Column("Kind"),
        *(
            Column(title, numeric=True)
            for title in ("Low", "Loss, low", "High", "Loss, high", *accuracies, "Elasticity")
        ),
        Column("Expectation"),
    )
    rows = tuple(
        (
            Cell(q.name),
            Cell(q.kind),
            *_end(q.low),
            *_end(q.high),
            *(share_cell(e.accuracy) for e in (q.low, q.high) if has_classes),
            value_cell(q.elasticity, 2),
            _expectation(q),
        )
        for q in quantities
    )
    return Table("quantities", "Every quantity, one at a time", columns, rows)


def _end(end: DrawnEnd) -> tuple[Cell, Cell]:
    factor = Cell(f"×{given(round(end.factor, 4))}", end.factor)
    return factor, value_cell(end.loss) if end.failure is None else Cell(end.failure)


def _expectation(q: DrawnQuantity) -> Cell:
    unmet = [name for name, end in (("low", q.low), ("high", q.high)) if not end.kept]
    if not unmet:
        return Cell("met", None, GOOD)
    return Cell(f"not met {' and '.join(unmet)}", None, BAD)
