"""The page of a robustness analysis: what every kind of errors does to a learner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import ncrn_dsd
from ncrn_dsd.drawing.figures import log_scale, plot_draws
from ncrn_dsd.drawing.inline_svg import INK, inline_svg
from ncrn_dsd.drawing.outcome import BAD, GOOD
from ncrn_dsd.drawing.pages import page_environment
from ncrn_dsd.drawing.table import DrawnTable, about, table_of
from ncrn_dsd.drawing.text import count, counted, expected_words, number
from ncrn_dsd.ir.robustness import Draw, ErrorsOfKind, Robustness

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def robustness_page(found: Robustness) -> str:
    """The page as text; equal input gives equal text."""
    draws = tuple(draw for kind in found.kinds for draw in kind.draws)
    return (
        page_environment()
        .get_template("robustness.html")
        .render(
            title=found.title,
            word="Not robust" if found.failures else "Robust",
            tone=BAD if found.failures else GOOD,
            sentence=_sentence(found),
            strips=loss_strips(found),
            runaway=number(found.bounds.runaway_above),
            summary=kinds_table(found),
            definitions=[(k.kind, k.definition) for k in found.kinds],
            left_out=found.left_out,
            every_draw=table_of(
                "every-draw", "Every draw with the seed that repeats it", Draw, draws
            ),
            provenance=(*about(found), ("Program", f"ncrn_dsd {ncrn_dsd.__version__}")),
        )
    )


def kinds_table(found: Robustness) -> DrawnTable:
    """One row per kind of errors."""
    caption = "Losses and accuracies over all draws of a kind"
    return table_of("summary-table", caption, ErrorsOfKind, found.kinds)


def _sentence(found: Robustness) -> str:
    draws = sum(len(k.draws) for k in found.kinds)
    met, loss = sum(k.met for k in found.kinds), found.ideal_loss
    ideal = "no loss" if loss is None else f"a loss of {number(loss)}"
    expected = expected_words(found.bounds.loss_max, found.bounds.accuracy_min)
    return (
        f"Of {counted(draws, 'training')} with errors, {count(met)} met what the design expects "
        f"({expected}), {count(found.failures)} stopped or ran away. "
        f"Without errors the learner ends with {ideal}."
    )


def loss_strips(found: Robustness) -> str:
    """One strip per kind of errors with a mark per draw, beside what they are held against."""
    has_classes = _has_classes(found)

    def draw(figure: Figure) -> None:
        panels = figure.subplots(
            1,
            2 if has_classes else 1,
            squeeze=False,
            sharey=True,
            width_ratios=[3, 2][: 1 + has_classes],
        )[0]
        _losses(panels[0], found)
        if has_classes:
            _accuracies(panels[1], found)
        panels[0].set_yticks(range(len(found.kinds)), [k.kind for k in found.kinds])
        panels[0].set_ylim(len(found.kinds) - 0.5, -0.5)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3)

    words = "; ".join(f"{k.kind}: {_range(k)}" for k in found.kinds)
    height = 1.7 + 0.55 * max(1, len(found.kinds))
    return inline_svg(draw, (10.0, height), "strips", f"Loss of every draw. {words}")


def _range(kind: ErrorsOfKind) -> str:
    if kind.loss_mean is None or kind.loss_worst is None:
        return "no draw has a loss"
    return f"mean {number(kind.loss_mean)}, worst {number(kind.loss_worst)}"


def _losses(axes: Axes, found: Robustness) -> None:
    shown = [d.outcome.loss for k in found.kinds for d in k.draws if d.outcome.loss is not None]
    for place, kind in enumerate(found.kinds):
        known = [(d.outcome.loss, d.met) for d in kind.draws if d.outcome.loss is not None]
        plot_draws(axes, place, known, is_named=not place)
        if kind.loss_mean is not None:
            axes.plot(
                [kind.loss_mean] * 2,
                [place - 0.32, place + 0.32],
                color=INK,
                linewidth=2.0,
                label=None if place else "mean",
            )
    lines = (
        (found.ideal_loss, "-", "without errors"),
        (found.bounds.loss_max, "--", "expected"),
        (found.bounds.untrained_loss, ":", "untrained"),
    )
    for value, style, label in lines:
        if value is not None and math.isfinite(value):
            axes.axvline(value, color=INK, linewidth=1.0, linestyle=style, label=label)
            shown.append(value)
    log_scale(axes, shown, across=True)
    axes.set_xlabel("loss of the validation set [(task units)²]")
    axes.set_title("Loss of every draw")


def _accuracies(axes: Axes, found: Robustness) -> None:
    for place, kind in enumerate(found.kinds):
        known = [
            (100 * d.outcome.accuracy, d.met) for d in kind.draws if d.outcome.accuracy is not None
        ]
        plot_draws(axes, place, known, is_named=False)
    for value, style in ((found.bounds.ideal.accuracy, "-"), (found.bounds.accuracy_min, "--")):
        if value is not None:
            axes.axvline(100 * value, color=INK, linewidth=1.0, linestyle=style)
    axes.set_xlabel("accuracy [%]")
    axes.set_title("Accuracy of every draw")


def _has_classes(found: Robustness) -> bool:
    return any(d.outcome.accuracy is not None for k in found.kinds for d in k.draws)
