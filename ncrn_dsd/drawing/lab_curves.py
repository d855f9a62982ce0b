"""Predicted curves as figures: the reads of the experiment, and every kind of control."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ncrn_dsd.drawing.inline_svg import inline_svg
from ncrn_dsd.ir.bench import AssayWell, BenchPlan, Condition, PredictedCurve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = ("#0b5fa5", "#c2410d", "#12793f", "#7a3fb0", "#9a7200", "#b0206f")
READ_AFTER_S = 300.0
"""When the reporter of a read has settled."""
_LINES_PER_PANEL = 12
_COLUMNS = 2
_DASHES = ("-", "--", ":", "-.")
"""Equal curves lie upon each other; different dashes leave all of them to be seen."""
_PANELS = (
    Condition.REPORTER_MIN,
    Condition.CALIBRATION,
    Condition.REPORTER_MAX,
    Condition.GATE_LEAK,
    Condition.GATE_RATE,
    Condition.SYSTEM_LEAK,
    Condition.MINUS_ONE,
    Condition.CROSS_TALK,
)


def reads_svg(
    plan: BenchPlan,
    curves: Sequence[PredictedCurve],
    aliquot_uL: float,
    measured: Sequence[PredictedCurve] = (),
) -> str:
    """What the reads of the main vessel say its free signals are, over the time of the experiment.

    Parameters
    ----------
    aliquot_uL: what a read takes from the vessel.
    """
    lines = _read_lines(plan, curves, aliquot_uL)
    points_of = _read_lines(plan, measured, aliquot_uL)

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for i, (name, points) in enumerate(lines.items()):
            axes.plot(
                [t for t, _ in points],
                [v for _, v in points],
                marker="o",
                markersize=4.0,
                linewidth=1.2,
                color=_COLOURS[i % len(_COLOURS)],
                linestyle=_DASHES[i // len(_COLOURS) % len(_DASHES)],
                label=name,
            )
            seen = points_of.get(name, [])
            if seen:
                axes.plot(
                    [t for t, _ in seen],
                    [v for _, v in seen],
                    marker="x",
                    linestyle="none",
                    color=_COLOURS[i % len(_COLOURS)],
                    label=f"{name}, measured",
                )
        axes.set_xlabel("time of the read [h]")
        axes.set_ylabel("signal in the vessel [nM]")
        axes.set_ylim(bottom=0)
        axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))

    label = f"Predicted signal of {', '.join(lines)} at every read"
    return inline_svg(draw, (10.0, 4.2), "reads", label)


def _read_lines(
    plan: BenchPlan, curves: Sequence[PredictedCurve], aliquot_uL: float
) -> dict[str, list[tuple[float, float]]]:
    """Time [h] and signal [nM] of reads of the main vessel, by species, first replicates only."""
    settled = {(c.well, c.channel): _settled(c) for c in curves}
    dyes = {r.name: (r.dye, r.species) for r in plan.reporters}
    main = plan.vessels[0].place
    lines: dict[str, list[tuple[float, float]]] = {}
    for well in plan.wells:
        if well.condition is not Condition.READ or well.replicate != 1 or well.subject != main:
            continue
        for reporter in well.reporters:
            dye, species = dyes[reporter]
            if (well.place, dye) in settled:
                value = settled[well.place, dye] * well.total_uL / aliquot_uL
                lines.setdefault(species, []).append((well.start_s / 3600, value))
    return dict(list(lines.items())[:_LINES_PER_PANEL])


def controls_svg(
    plan: BenchPlan,
    curves: Sequence[PredictedCurve],
    measured: Sequence[PredictedCurve] = (),
) -> str:
    """One panel per kind of control, one line per condition and channel."""
    by_well: dict[str, list[PredictedCurve]] = {}
    for curve in curves:
        by_well.setdefault(curve.well, []).append(curve)
    seen = {(c.well, c.channel): c for c in measured}
    panels = {
        kind: wells
        for kind in _PANELS
        if (wells := [w for w in plan.wells if w.condition is kind and w.replicate == 1])
    }
    rows = max(1, math.ceil(len(panels) / _COLUMNS))

    def draw(figure: Figure) -> None:
        grid = figure.subplots(rows, _COLUMNS, squeeze=False)
        flat = [axes for row in grid for axes in row]
        for axes, (kind, wells) in zip(flat, panels.items(), strict=False):
            _panel(axes, kind, wells, by_well, seen)
        for axes in flat[len(panels) :]:
            axes.set_axis_off()

    label = f"Predicted curves of {', '.join(k.value for k in panels)}"
    return inline_svg(draw, (11.0, 2.7 * rows), "controls", label)


def _settled(curve: PredictedCurve) -> float:
    """Opened reporter once it has taken up what was free, before gates in the well go on."""
    return next(
        (v for t, v in zip(curve.times_s, curve.opened_nM, strict=True) if t >= READ_AFTER_S),
        curve.opened_nM[-1],
    )


def _panel(
    axes: Axes,
    kind: Condition,
    wells: Sequence[AssayWell],
    by_well: dict[str, list[PredictedCurve]],
    seen: dict[tuple[str, str], PredictedCurve],
) -> None:
    drawn = [(w, c) for w in wells for c in by_well.get(w.place, ())]
    for i, (well, curve) in enumerate(drawn[:_LINES_PER_PANEL]):
        axes.plot(
            [t / 3600 for t in curve.times_s],
            curve.opened_nM,
            color=_COLOURS[i % len(_COLOURS)],
            linestyle=_DASHES[i % len(_DASHES)],
            linewidth=1.5,
            label=well.subject if len(well.reporters) < 2 else f"{well.subject} {curve.channel}",
        )
        points = seen.get((well.place, curve.channel))
        if points is not None:
            axes.plot(
                [t / 3600 for t in points.times_s],
                points.opened_nM,
                color=_COLOURS[i % len(_COLOURS)],
                marker="x",
                markersize=3.0,
                linestyle="none",
            )
    more = len(drawn) - _LINES_PER_PANEL
    title = f"{kind.value} ({more} more lines in predicted.csv)" if more > 0 else kind.value
    axes.set_title(title, fontsize=10)
    axes.set_xlabel("time [h]", fontsize=8)
    axes.set_ylabel("open reporter [nM]", fontsize=8)
    # A line at zero should look like one: not like noise, and not like the axis.
    top = max(1.0, axes.get_ylim()[1])
    axes.set_ylim(-0.03 * top, top)
    axes.tick_params(labelsize=8)
    axes.legend(fontsize=7, loc="center left", bbox_to_anchor=(1.01, 0.5))
