"""The plots of the report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ncrn_dsd.drawing.inline_svg import ABSTRACT, DSD, INK, inline_svg
from ncrn_dsd.drawing.text import given, number
from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.training import TrainingRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class _Look:
    """How a level is drawn: told apart by colour, marker and line."""

    name: str
    colour: str
    marker: str
    line: str


_LOOKS = {
    "abstract": _Look("abstract", ABSTRACT, "o", "-"),
    "dsd": _Look("DSD", DSD, "^", "--"),
}


def learning_curves(run: DesignRun) -> str:
    """Validation error against epoch, and squared error of every training sample."""
    levels = (run.abstract, run.dsd)

    def draw(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        _validation(left, levels, run.program.task.noise_floor)
        _online(right, levels)

    ends = [f"{_LOOKS[t.level].name} {number(t.validation_mse)}" for t in levels if t.epochs]
    words = ", ".join(ends)
    label = f"Learning curves of both levels; validation error after the last epoch: {words}"
    return inline_svg(draw, (10.0, 4.0), "learning", label)


def training_curve(training: TrainingRun) -> str:
    """Both errors of one training at one level."""

    def draw(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        _validation(left, [training], None)
        _online(right, [training])

    shown = number(training.validation_mse) if training.epochs else "none"
    name = _LOOKS[training.level].name
    label = f"Learning curve of the {name} level; validation error after the last epoch: {shown}"
    return inline_svg(draw, (10.0, 4.0), f"{training.level}-curve", label)


def predictions(run: DesignRun) -> str:
    """Predicted against target for the validation set, one panel per level."""
    levels = (run.abstract, run.dsd)
    shown = [o for t in levels for o in (*t.targets, *t.predictions)]
    values = [v for outputs in shown for v in outputs if math.isfinite(v)]
    low, high = min(values, default=0.0), max(values, default=1.0)
    margin = 0.05 * (high - low) or 1.0

    def draw(figure: Figure) -> None:
        for axes, training in zip(figure.subplots(1, 2), levels, strict=True):
            scatter(axes, training, (low - margin, high + margin))

    label = "Predicted against target values of the validation set at both levels"
    return inline_svg(draw, (10.0, 4.6), "predictions", label)


def _validation(axes: Axes, levels: Sequence[TrainingRun], noise_floor: float | None) -> None:
    from matplotlib.ticker import MaxNLocator

    for training in levels:
        look = _LOOKS[training.level]
        axes.plot(
            [e.epoch for e in training.epochs],
            [e.validation_mse for e in training.epochs],
            color=look.colour,
            marker=look.marker,
            linestyle=look.line,
            label=look.name,
        )
    # An error of zero has no place on a logarithmic axis.
    if noise_floor:
        floor = f"noise floor, {given(noise_floor)}"
        axes.axhline(noise_floor, color=INK, linewidth=1.0, linestyle=":", label=floor)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("epoch")
    axes.set_ylabel("mean squared error [(task units)²]")
    axes.set_title("Validation set")
    log_scale(axes, [e.validation_mse for t in levels for e in t.epochs])
    axes.legend()


def _online(axes: Axes, levels: Sequence[TrainingRun]) -> None:
    for training in levels:
        look = _LOOKS[training.level]
        axes.plot(
            range(1, len(training.online_errors) + 1),
            _squares(training),
            color=look.colour,
            linestyle=look.line,
            linewidth=0.8,
            label=look.name,
        )
    axes.set_xlabel("training sample, all epochs")
    axes.set_ylabel("squared error [(task units)²]")
    axes.set_title("Every training sample, before its update")
    log_scale(axes, [e for t in levels for e in _squares(t)])
    axes.legend()


def _squares(training: TrainingRun) -> list[float]:
    """Squared error of every training sample, the mean over the outputs."""
    return [sum(e * e for e in errors) / len(errors) for errors in training.online_errors]


def log_scale(axes: Axes, values: Sequence[float], *, across: bool = False) -> None:
    """Logarithmic where there is anything to show on such an axis, with plain tick labels.

    Parameters
    ----------
    across: the horizontal axis instead of the upright one.
    """
    from matplotlib.ticker import FuncFormatter, NullFormatter

    shown = [v for v in values if math.isfinite(v) and v > 0]
    if not shown:
        return
    scale, axis = (axes.set_xscale, axes.xaxis) if across else (axes.set_yscale, axes.yaxis)
    scale("log", nonpositive="mask")
    plain = FuncFormatter(lambda value, _: number(value, 1))
    axis.set_major_formatter(plain)
    # Within a decade or two there may be one power of ten, which gives no scale.
    narrow = max(shown) / min(shown) < 20
    axis.set_minor_formatter(plain if narrow else NullFormatter())


def plot_draws(
    axes: Axes, place: int, known: Sequence[tuple[float, bool]], *, is_named: bool
) -> None:
    """One mark per draw in a strip, by whether it meets the expectation.

    Parameters
    ----------
    place: of the strip on the upright axis.
    known: value of every draw, and whether it does.
    is_named: the legend names the marks.
    """
    for kept, colour, marker, words in (
        (True, ABSTRACT, "o", "meets the expectation"),
        (False, DSD, "^", "does not meet it"),
    ):
        points = [(v, place + _spread(i)) for i, (v, k) in enumerate(known) if k is kept]
        axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=colour,
            marker=marker,
            markersize=5.0,
            markerfacecolor="none",
            linestyle="none",
            label=words if is_named else None,
        )


def _spread(index: int) -> float:
    """A little up or down, so that equal draws do not hide each other."""
    return ((index * 0.618034) % 1 - 0.5) * 0.45


def scatter(axes: Axes, training: TrainingRun, limits: tuple[float, float]) -> None:
    """Predicted against target of every validation sample and output."""
    look = _LOOKS[training.level]
    axes.plot(limits, limits, color=INK, linewidth=1.0, linestyle=":", label="predicted = target")
    # A run that failed may have recorded fewer predictions than there are targets.
    pairs = [
        pair
        for outputs in zip(training.targets, training.predictions, strict=False)
        for pair in zip(*outputs, strict=True)
    ]
    axes.plot(
        [t for t, _ in pairs],
        [p for _, p in pairs],
        color=look.colour,
        marker=look.marker,
        markersize=4.5,
        markerfacecolor="none",
        linestyle="none",
        label=look.name,
    )
    axes.set_xlim(limits)
    axes.set_ylim(limits)
    axes.set_aspect("equal")
    axes.set_xlabel("target [task units]")
    axes.set_ylabel("predicted [task units]")
    axes.set_title(f"{look.name[0].upper()}{look.name[1:]} level")
    axes.legend(loc="upper left")
