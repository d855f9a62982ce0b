"""The page of a sensitivity analysis: a tornado chart, and a table of all quantities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ncrn_dsd
from ncrn_dsd.drawing.figures import log_scale
from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.drawing.outcome import BAD, GOOD
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import DrawnTable, about, table_of
from ncrn_dsd.drawing.text import count, counted, expected_words, number
from ncrn_dsd.ir.sensitivity import Sensitivity, VariedQuantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 20
"""Quantities in the chart; the table has all."""

_LONGEST_NAME = 48


def sensitivity_page(found: Sensitivity) -> str:
    """The page as text; equal input gives equal text."""
    return (
        page_environment()
        .get_template("sensitivity.html")
        .render(
            title=found.title,
            word="Sensitive" if found.unmet else "Meets its expectation",
            tone=BAD if found.unmet else GOOD,
            sentence=_sentence(found),
            tornado=tornado(found),
            shown=min(SHOWN, len(found.quantities)),
            quantities=quantities_table(found.quantities),
            provenance=(*about(found), ("Program", f"ncrn_dsd {ncrn_dsd.__version__}")),
        )
    )


def quantities_table(quantities: Sequence[VariedQuantity]) -> DrawnTable:
    """One row per quantity."""
    return table_of("quantities", "Every quantity, one at a time", VariedQuantity, quantities)


def _sentence(found: Sensitivity) -> str:
    ends = [end for q in found.quantities for end in q.ends]
    unmet = sum(not end.met for end in ends)
    expected = expected_words(found.bounds.loss_max, found.bounds.accuracy_min)
    return (
        f"Of {counted(len(ends), 'training')} with one quantity off, {count(unmet)} did not meet "
        f"what the design expects ({expected}). As designed, the "
        f"learner ends with a loss of {_loss(found.ideal_loss)}."
    )


def tornado(found: Sensitivity) -> str:
    """A bar from the loss at the low end to that at the high end of each quantity."""
    drawn = found.quantities[:SHOWN]

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        _bars(axes, drawn, found)
        axes.set_yticks(range(len(drawn)), [_short(q.name) for q in drawn])
        axes.set_ylim(len(drawn) - 0.5, -0.5)
        figure.legend(loc="outside lower center", ncols=4)

    words = "; ".join(f"{q.name}: {_range(q)}" for q in drawn[:5])
    height = 1.6 + 0.3 * max(1, len(drawn))
    return inline_svg(draw, (10.0, height), "tornado", f"Losses at both ends. {words}")


def _bars(axes: Axes, drawn: Sequence[VariedQuantity], found: Sensitivity) -> None:
    known = [v for q in drawn for v in _losses(q)]
    lines = ((found.ideal_loss, "-", "as designed"), (found.bounds.loss_max, "--", "expected"))
    for value, style, label in lines:
        if value is not None and value > 0:
            axes.axvline(value, color=INK, linewidth=1.0, linestyle=style, label=label)
            known.append(value)
    for place, q in enumerate(drawn):
        ends = _losses(q)
        base = [found.ideal_loss] if found.ideal_loss is not None else []
        if ends:
            axes.plot([min(ends + base), max(ends + base)], [place] * 2, color=INK, linewidth=1.2)
    for end, colour, marker, label in (
        (0, ABSTRACT, "o", "lowered"),
        (1, DSD, "^", "raised"),
    ):
        points = [(q.ends[end].outcome.loss, i) for i, q in enumerate(drawn)]
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


def _losses(q: VariedQuantity) -> list[float]:
    """Those of both ends that are known."""
    return [end.outcome.loss for end in q.ends if end.outcome.loss is not None]


def _range(q: VariedQuantity) -> str:
    low, high = (_loss(end.outcome.loss) for end in q.ends)
    return f"{low} to {high}"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _loss(value: float | None) -> str:
    return "no loss" if value is None else number(value)
