"""Learning curves over seeds, predicted against target, and confusions of classes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ncrn_dsd.drawing.figures import log_scale, scatter
from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.drawing.table import Cell, Column, DrawnTable
from ncrn_dsd.drawing.text import count, given, percent
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.ir.training import TrainingRun, class_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = {"abstract": ABSTRACT, "dsd": DSD}
_NAMES = {"abstract": "abstract level", "dsd": "DSD level"}


@dataclass(frozen=True, slots=True)
class _Quantity:
    """What a learning curve shows, and how its axis is called."""

    title: str
    axis: str
    is_log: bool


_ERROR = _Quantity("Error of the validation set", "mean squared error [(task units)²]", True)
_RIGHT = _Quantity("Validation set in the right class", "accuracy [%]", False)


def seed_curves(
    levels: Sequence[tuple[str, Sequence[TrainingRun]]], noise_floor: float | None
) -> str:
    """Error, and accuracy where there are classes, against epoch: thin per seed, thick the mean.

    Parameters
    ----------
    levels: (level, trainings of all seeds that recorded anything).
    """
    runs = [t for _, trainings in levels for t in trainings]
    has_classes = any(e.validation_accuracy is not None for t in runs for e in t.epochs)

    def draw(figure: Figure) -> None:
        panels = figure.subplots(1, 2 if has_classes else 1, squeeze=False)[0]
        for level, trainings in levels:
            errors = [[e.validation_mse for e in t.epochs] for t in trainings]
            _curves(panels[0], level, errors)
            if has_classes:
                right = [[100 * (e.validation_accuracy or 0) for e in t.epochs] for t in trainings]
                _curves(panels[1], level, right)
        if noise_floor:
            floor = f"noise floor, {given(noise_floor)}"
            panels[0].axhline(noise_floor, color=INK, linewidth=1.0, linestyle=":", label=floor)
        log_scale(panels[0], [e.validation_mse for t in runs for e in t.epochs])
        for axes, quantity in zip(panels, (_ERROR, _RIGHT), strict=False):
            _named(axes, quantity)

    words = ", ".join(f"{len(trainings)} at the {_NAMES[name]}" for name, trainings in levels)
    label = f"Learning curves of all seeds, with their means: {words}"
    return inline_svg(draw, (10.0, 4.2), "seed-curves", label)


def _curves(axes: Axes, level: str, curves: Sequence[Sequence[float]]) -> None:
    colour, style = _COLOURS[level], "-" if level == "abstract" else "--"
    for curve in curves:
        axes.plot(range(len(curve)), curve, color=colour, linewidth=0.7, alpha=0.45)
    longest = max(map(len, curves), default=0)
    # A seed that stopped early has no say in later epochs.
    at = [[c[i] for c in curves if i < len(c) and math.isfinite(c[i])] for i in range(longest)]
    means = [float(np.mean(values)) if values else math.nan for values in at]
    axes.plot(
        range(longest),
        means,
        color=colour,
        linestyle=style,
        linewidth=2.2,
        label=f"{_NAMES[level]}, mean",
    )


def _named(axes: Axes, quantity: _Quantity) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("epoch")
    axes.set_ylabel(quantity.axis)
    axes.set_title(quantity.title)
    axes.legend()


def prediction_scatter(trainings: Sequence[TrainingRun]) -> str:
    """Predicted against target of the validation set, one panel per level."""
    shown = [o for t in trainings for o in (*t.targets, *t.predictions)]
    values = [v for outputs in shown for v in outputs if math.isfinite(v)]
    low, high = min(values, default=0.0), max(values, default=1.0)
    margin = 0.05 * (high - low) or 1.0

    def draw(figure: Figure) -> None:
        panels = figure.subplots(1, len(trainings), squeeze=False)[0]
        for axes, training in zip(panels, trainings, strict=True):
            scatter(axes, training, (low - margin, high + margin))

    label = "Predicted against target values of the validation set of the first seed"
    return inline_svg(draw, (10.0, 4.6), "seed-predictions", label)


def confusion_table(level: str, task: LearningTask, trainings: Sequence[TrainingRun]) -> DrawnTable:
    """How often which class was taken for which, in the test sets of all seeds.

    Validation sets stand in where there is no test set. An answer with an output that is no
    number is counted in a column of its own.
    """
    threshold = task.threshold
    assert threshold is not None
    names = confusable(task)
    counts = np.zeros((len(names), len(names) + 1), dtype=int)
    for training in trainings:
        asked = bool(training.test_targets)
        targets = training.test_targets if asked else training.targets
        answers = training.test_predictions if asked else training.predictions
        for target, answer in zip(targets, answers, strict=False):
            said = class_of(answer, threshold) if all(map(math.isfinite, answer)) else len(names)
            counts[class_of(target, threshold), said] += 1
    odd = bool(counts[:, -1].any())
    rows = tuple(
        (
            Cell(name),
            *(Cell(count(int(n)), float(n)) for n in (row if odd else row[:-1])),
            _right(int(row[i]), int(row.sum())),
        )
        for i, (name, row) in enumerate(zip(names, counts, strict=True))
    )
    return DrawnTable(
        f"confusion-{level}",
        f"True class by row, answer by column: test samples of all seeds, {_NAMES[level]}",
        (
            Column("True class"),
            *(Column(name, numeric=True) for name in names),
            *((Column("no number", numeric=True),) if odd else ()),
            Column("Right", numeric=True),
        ),
        rows,
        sortable=False,
    )


def confusable(task: LearningTask) -> tuple[str, ...]:
    """Names of the classes of a task."""
    if task.classes:
        return task.classes
    if task.outputs == 1:
        return ("lower class", "upper class")
    return tuple(f"class {i}" for i in range(1, task.outputs + 1))


def _right(right: int, total: int) -> Cell:
    return Cell(percent(right / total), right / total) if total else Cell("none asked")
