"""The page of a robustness analysis: what every kind of errors does to a learner."""

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
from ncrn_dsd.drawing.text import count, counted, expected_words, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class DrawnOutcome:
    """One draw of errors.

    Parameters
    ----------
    loss: None when the simulation stopped or gave no number; `failure` then says why.
    accuracy: None without classes.
    kept: within what the design expects.
    """

    number: int
    seed: int
    loss: float | None
    accuracy: float | None
    failure: str | None
    kept: bool


@dataclass(frozen=True, slots=True)
class DrawnKind:
    """All draws of one kind of errors, with the statistics that the analysis made of them.

    Parameters
    ----------
    loss_sd: None for a single draw; all losses are None when every draw stopped.
    """

    name: str
    definition: str
    loss_mean: float | None
    loss_sd: float | None
    loss_worst: float | None
    accuracy_mean: float | None
    accuracy_worst: float | None
    stopped: int
    runaway: int
    worse_than_untrained: int
    draws: tuple[DrawnOutcome, ...]

    @property
    def kept(self) -> int:
        return sum(draw.kept for draw in self.draws)


@dataclass(frozen=True, slots=True)
class RobustnessPage:
    """What the page tells.

    Parameters
    ----------
    ideal_loss, ideal_accuracy: of the learner without errors.
    untrained_loss: before its first sample.
    runaway_above: a larger loss is a runaway.
    loss_max, accuracy_min: what the design expects; one of them is None.
    left_out: sentences on kinds of errors that mean nothing for this learner.
    provenance: (name, value).
    """

    title: str
    kinds: tuple[DrawnKind, ...]
    ideal_loss: float | None
    ideal_accuracy: float | None
    untrained_loss: float
    runaway_above: float
    loss_max: float | None
    accuracy_min: float | None
    left_out: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]

    @property
    def failures(self) -> int:
        """Draws that stopped or ran away."""
        return sum(k.stopped + k.runaway for k in self.kinds)


def robustness_page(page: RobustnessPage) -> str:
    """The page as text; equal input gives equal text."""
    return (
        page_environment()
        .get_template("robustness.html")
        .render(
            title=page.title,
            word="Not robust" if page.failures else "Robust",
            tone=BAD if page.failures else GOOD,
            sentence=_sentence(page),
            strips=loss_strips(page),
            runaway=number(page.runaway_above),
            summary=_summary(page),
            definitions=[(k.name, k.definition) for k in page.kinds],
            left_out=page.left_out,
            every_draw=_every_draw(page.kinds),
            provenance=(*page.provenance, ("Program", f"ncrn_dsd {ncrn_dsd.__version__}")),
        )
    )


def _sentence(page: RobustnessPage) -> str:
    draws = sum(len(k.draws) for k in page.kinds)
    kept = sum(k.kept for k in page.kinds)
    ideal = "no loss" if page.ideal_loss is None else f"a loss of {number(page.ideal_loss)}"
    expected = expected_words(page.loss_max, page.accuracy_min)
    return (
        f"Of {counted(draws, 'training')} with errors, {count(kept)} met what the design expects "
        f"({expected}), {count(page.failures)} stopped or ran away. "
        f"Without errors the learner ends with {ideal}."
    )


def loss_strips(page: RobustnessPage) -> str:
    """One strip per kind of errors with a mark per draw, beside what they are held against."""
    has_classes = _has_classes(page.kinds)

    def draw(figure: Figure) -> None:
        panels = figure.subplots(
            1,
            2 if has_classes else 1,
            squeeze=False,
            sharey=True,
            width_ratios=[3, 2][: 1 + has_classes],
        )[0]
        _losses(panels[0], page)
        if has_classes:
            _accuracies(panels[1], page)
        panels[0].set_yticks(range(len(page.kinds)), [k.name for k in page.kinds])
        panels[0].set_ylim(len(page.kinds) - 0.5, -0.5)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3)

    words = "; ".join(f"{k.name}: {_range(k)}" for k in page.kinds)
    height = 1.7 + 0.55 * max(1, len(page.kinds))
    return inline_svg(draw, (10.0, height), "strips", f"Loss of every draw. {words}")


def _range(kind: DrawnKind) -> str:
    if kind.loss_mean is None or kind.loss_worst is None:
        return "no draw has a loss"
    return f"mean {number(kind.loss_mean)}, worst {number(kind.loss_worst)}"


def _losses(axes: Axes, page: RobustnessPage) -> None:
    shown = [d.loss for k in page.kinds for d in k.draws if d.loss is not None]
    for place, kind in enumerate(page.kinds):
        known = [(d.loss, d.kept) for d in kind.draws if d.loss is not None]
        for kept, colour, marker in ((True, ABSTRACT, "o"), (False, DSD, "^")):
            points = [(v, place + _spread(i)) for i, (v, k) in enumerate(known) if k is kept]
            axes.plot(
                [x for x, _ in points],
                [y for _, y in points],
                color=colour,
                marker=marker,
                markersize=5.0,
                markerfacecolor="none",
                linestyle="none",
                label=("meets the expectation" if kept else "does not meet it")
                if not place
                else None,
            )
        if kind.loss_mean is not None:
            axes.plot(
                [kind.loss_mean] * 2,
                [place - 0.32, place + 0.32],
                color=INK,
                linewidth=2.0,
                label=None if place else "mean",
            )
    lines = (
        (page.ideal_loss, "-", "without errors"),
        (page.loss_max, "--", "expected"),
        (page.untrained_loss, ":", "untrained"),
    )
    for value, style, label in lines:
        if value is not None and math.isfinite(value):
            axes.axvline(value, color=INK, linewidth=1.0, linestyle=style, label=label)
            shown.append(value)
    log_scale(axes, shown, across=True)
    axes.set_xlabel("loss of the validation set [(task units)²]")
    axes.set_title("Loss of every draw")


def _accuracies(axes: Axes, page: RobustnessPage) -> None:
    for place, kind in enumerate(page.kinds):
        known = [(100 * d.accuracy, d.kept) for d in kind.draws if d.accuracy is not None]
        for kept, colour, marker in ((True, ABSTRACT, "o"), (False, DSD, "^")):
            points = [(v, place + _spread(i)) for i, (v, k) in enumerate(known) if k is kept]
            axes.plot(
                [x for x, _ in points],
                [y for _, y in points],
                color=colour,
                marker=marker,
                markersize=5.0,
                markerfacecolor="none",
                linestyle="none",
            )
    for value, style in ((page.ideal_accuracy, "-"), (page.accuracy_min, "--")):
        if value is not None:
            axes.axvline(100 * value, color=INK, linewidth=1.0, linestyle=style)
    axes.set_xlabel("accuracy [%]")
    axes.set_title("Accuracy of every draw")


def _spread(index: int) -> float:
    """A little up or down, so that equal draws do not hide each other."""
    return ((index * 0.618034) % 1 - 0.5) * 0.45


def _summary(page: RobustnessPage) -> Table:
    has_classes = _has_classes(page.kinds)
    accuracies = ("Mean accuracy", "Worst accuracy") if has_classes else ()
    ends = ("Stopped", "Ran away", "Worse than untrained", "Kept")
    titles = ("Draws", "Mean loss", "s.d.", "Worst loss", *accuracies, *ends)
    columns = (Column("Errors in"), *(Column(title, numeric=True) for title in titles))
    rows = tuple(
        (
            Cell(k.name),
            counted_cell(len(k.draws)),
            *(value_cell(v) for v in (k.loss_mean, k.loss_sd, k.loss_worst)),
            *(share_cell(v) for v in (k.accuracy_mean, k.accuracy_worst) if has_classes),
            *(counted_cell(n) for n in (k.stopped, k.runaway, k.worse_than_untrained, k.kept)),
        )
        for k in page.kinds
    )
    return Table("summary-table", "Losses and accuracies over all draws of a kind", columns, rows)


def _has_classes(kinds: Sequence[DrawnKind]) -> bool:
    return any(d.accuracy is not None for k in kinds for d in k.draws)


def _every_draw(kinds: Sequence[DrawnKind]) -> Table:
    has_classes = _has_classes(kinds)
    titles = ("Draw", "Seed", "Loss", *(("Accuracy",) if has_classes else ()))
    columns = (
        Column("Errors in"),
        *(Column(title, numeric=True) for title in titles),
        Column("Expectation"),
    )
    rows = tuple(
        (
            Cell(kind.name),
            counted_cell(draw.number),
            Cell(str(draw.seed), float(draw.seed)),
            value_cell(draw.loss) if draw.failure is None else Cell(draw.failure),
            *((share_cell(draw.accuracy),) if has_classes else ()),
            Cell("met", None, GOOD) if draw.kept else Cell("not met", None, BAD),
        )
        for kind in kinds
        for draw in kind.draws
    )
    return Table("every-draw", "Every draw with the seed that repeats it", columns, rows)
