"""Concentrations over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ncrn_dsd.drawing.inline_svg import inline_svg, lone_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKS_PER_CURVE = 40
_MAX_CURVES = 12
_COLOURS = ("#0b5fa5", "#c2410d", "#12793f", "#7a3fb0", "#9a7200", "#b0206f")
_DASHES = ("-", "--", "-.", ":")


@dataclass(frozen=True, slots=True)
class Curve:
    """One species over time; `values` may be drawn as marks beside another curve's line."""

    name: str
    times: Sequence[float]
    values: Sequence[float]
    as_marks: bool = False


def trajectory_svg(
    curves: Sequence[Curve], time_label: str, value_label: str, name: str, label: str
) -> str:
    """Lines and marks; a line and marks of the same species have the same colour.

    Parameters
    ----------
    name: identifier of the figure in its page.
    label: the figure in words. At most twelve species are drawn.
    """
    species = list(dict.fromkeys(c.name for c in curves))[:_MAX_CURVES]
    marked = any(c.as_marks for c in curves)

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for curve in curves:
            if curve.name not in species:
                continue
            place = species.index(curve.name)
            colour = _COLOURS[place % len(_COLOURS)]
            if curve.as_marks:
                step = max(1, len(curve.times) // _MARKS_PER_CURVE)
                axes.plot(
                    curve.times[::step],
                    curve.values[::step],
                    color=colour,
                    marker="o",
                    markersize=4.0,
                    markerfacecolor="none",
                    linestyle="none",
                    label=f"{curve.name}, DSD",
                )
            else:
                axes.plot(
                    curve.times,
                    curve.values,
                    color=colour,
                    linestyle=_DASHES[place // len(_COLOURS) % len(_DASHES)],
                    linewidth=1.4,
                    label=f"{curve.name}, formal" if marked else curve.name,
                )
        axes.set_xlabel(time_label)
        axes.set_ylabel(value_label)
        axes.margins(x=0.01)
        axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))

    return inline_svg(draw, (10.0, 4.4), name, label)


def lone_trajectory_svg(
    curves: Sequence[Curve], time_label: str, value_label: str, label: str
) -> str:
    """The same as a picture that needs no page around it."""
    return lone_svg(trajectory_svg(curves, time_label, value_label, "trajectories", label))
