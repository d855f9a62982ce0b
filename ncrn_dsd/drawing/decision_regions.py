"""What a classifier of two inputs says where, in the units of the task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Outputs, balanced_accuracy, class_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS, _MARKERS = (DSD, ABSTRACT), ("^", "o")
_MAX_MARKS = 400


@dataclass(frozen=True, slots=True)
class Regions:
    """Answers of one trained learner.

    Parameters
    ----------
    title: of its panel.
    samples: where it was asked.
    predictions: its answers, in their order.
    targets_known: the samples have targets that the answers can be compared with.
    """

    title: str
    samples: tuple[Sample, ...]
    predictions: tuple[Outputs, ...]
    targets_known: bool = True


def has_regions(task: LearningTask) -> bool:
    """Two classes by one output of two inputs: what a plane can show."""
    return task.threshold is not None and task.dimension == 2 and task.outputs == 1


def decision_regions(task: LearningTask, panels: Sequence[Regions], name: str = "regions") -> str:
    """One panel per learner: areas of its answers, training samples, and mistakes.

    Where the samples are no grid, each is drawn as a mark of the class that was answered.

    Parameters
    ----------
    task: whose training samples are drawn; it has regions.
    name: identifier of the figure in its page.
    """
    threshold = task.threshold
    assert threshold is not None

    def draw(figure: Figure) -> None:
        axes_of = np.ravel(figure.subplots(1, len(panels), squeeze=False))
        for axes, panel in zip(axes_of, panels, strict=True):
            _panel(axes, task, panel, threshold)
        # Panels differ in what they show: areas or answers, with mistakes or without.
        named = {
            label: handle
            for axes in axes_of
            for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
        }
        handles, labels = list(named.values()), list(named)
        figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 3))

    words = "; ".join(_words(panel, threshold) for panel in panels)
    return inline_svg(draw, (10.0, 6.0), name, f"Decision regions over both inputs. {words}")


def class_names(task: LearningTask) -> tuple[str, str]:
    """Names of the lower and the upper class."""
    if len(task.classes) == 2:
        return task.classes[0], task.classes[1]
    return "lower class", "upper class"


def _words(panel: Regions, threshold: float) -> str:
    if not panel.targets_known:
        return panel.title
    targets = [s.targets for s in panel.samples]
    right = balanced_accuracy(panel.predictions, targets, threshold)
    if right is None:
        return panel.title
    return f"{panel.title}: balanced accuracy {100 * right:.1f} %"


def _panel(axes: Axes, task: LearningTask, panel: Regions, threshold: float) -> None:
    lattice = _lattice(panel.samples)
    if lattice is None:
        for upper in (False, True):
            _answers(axes, task, panel, threshold, upper=upper)
    else:
        _areas(axes, panel, lattice, threshold)
    _training(axes, task, threshold)
    if panel.targets_known:
        _mistakes(axes, panel, threshold)
    first, second = task.input_names
    axes.set_xlabel(f"{first} [task units]")
    axes.set_ylabel(f"{second} [task units]")
    axes.set_title(panel.title)
    axes.set_aspect("equal")
    axes.grid(visible=False)


def _lattice(samples: Sequence[Sample]) -> tuple[list[float], list[float]] | None:
    """The values of both inputs when the samples are all their pairs."""
    first = sorted({s.inputs[0] for s in samples})
    second = sorted({s.inputs[1] for s in samples})
    is_full = len(samples) == len(first) * len(second) and min(len(first), len(second)) > 1
    return (first, second) if is_full else None


def _areas(
    axes: Axes, panel: Regions, lattice: tuple[list[float], list[float]], threshold: float
) -> None:
    first, second = lattice
    said = {s.inputs: z[0] for s, z in zip(panel.samples, panel.predictions, strict=True)}
    # Answers that are no numbers leave a hole.
    values = np.ma.masked_invalid([[said[x, y] for x in first] for y in second])
    if not values.count():
        return
    # Fills are closed by ends beyond every answer.
    low = min(float(values.min()), threshold) - 1.0
    high = max(float(values.max()), threshold) + 1.0
    axes.contourf(first, second, values, [low, threshold, high], colors=_COLOURS, alpha=0.22)
    if values.min() < threshold < values.max():
        axes.contour(first, second, values, [threshold], colors=[INK], linewidths=1.4)


def _answers(
    axes: Axes, task: LearningTask, panel: Regions, threshold: float, *, upper: bool
) -> None:
    pairs = zip(panel.samples, panel.predictions, strict=True)
    chosen = [s.inputs for s, z in pairs if bool(class_of(z, threshold)) == upper]
    axes.plot(
        [x[0] for x in chosen],
        [x[1] for x in chosen],
        color=_COLOURS[upper],
        marker=".",
        markersize=3.0,
        linestyle="none",
        alpha=0.6,
        label=f"answer, {class_names(task)[upper]}",
    )


def _training(axes: Axes, task: LearningTask, threshold: float) -> None:
    names = class_names(task)
    for upper in (False, True):
        # Corners come over and over; one mark tells as much.
        chosen = dict.fromkeys(
            s.inputs for s in task.train if bool(class_of(s.targets, threshold)) == upper
        )
        shown = list(chosen)[:_MAX_MARKS]
        axes.plot(
            [x[0] for x in shown],
            [x[1] for x in shown],
            color=_COLOURS[upper],
            marker=_MARKERS[upper],
            markersize=4.5,
            markeredgewidth=0.9,
            markerfacecolor="none",
            linestyle="none",
            label=f"training, {names[upper]}",
        )


def _mistakes(axes: Axes, panel: Regions, threshold: float) -> None:
    pairs = zip(panel.samples, panel.predictions, strict=True)
    wrong = [s.inputs for s, z in pairs if balanced_accuracy([z], [s.targets], threshold) == 0]
    axes.plot(
        [x[0] for x in wrong],
        [x[1] for x in wrong],
        color=INK,
        marker="x",
        markersize=2.6,
        markeredgewidth=0.6,
        linestyle="none",
        label="test sample, wrong",
    )
