"""Measurements of the plate reader beside what was predicted."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path

from ncrn_dsd.errors import HandoffError, reason_of
from ncrn_dsd.formats.csv_table import TableError
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.handoff.analysis.fit_leak import Readout, fit, placed, readout_of, scale_of
from ncrn_dsd.handoff.analysis.predicted import calibration, channels_of
from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.ir.bench import BenchPlan, PredictedCurve

_HINT = "fill in analysis/template_readout.csv of this package"
MEASURED_CSV, LEAKS_JSON = "analysis/measured.csv", "analysis/leaks.json"
COLUMNS = ("well", "t_s", "channel", "measured_nM", "predicted_nM")


def read_table(path: Path) -> Readout:
    """Fluorescence by well and channel, from a filled-in ``template_readout.csv``.

    Raises
    ------
    HandoffError: H018, the table is none, or nothing is filled in.
    """
    try:
        readout = readout_of(read_text_of(path))
    except (OSError, UnicodeDecodeError) as problem:
        what = f"it cannot be read as a table ({reason_of(problem)})"
        raise HandoffError("H018", str(path), what, _HINT) from problem
    except TableError as problem:
        where = f"{path}:{problem.line}"
        raise HandoffError("H018", where, problem.what, problem.hint) from problem
    if not readout:
        raise HandoffError("H018", str(path), "no value is filled in", _HINT)
    return readout


def read_measured(path: Path, plan: BenchPlan) -> Readout:
    """The same, of the wells of a plan.

    Raises
    ------
    HandoffError: H018, as `read_table`, or a well or channel is not that of the plan.
    """
    readout = read_table(path)
    try:
        return placed(readout, channels_of(plan))
    except TableError as problem:
        raise HandoffError("H018", str(path), problem.what, problem.hint) from problem


def measured_curves(plan: BenchPlan, readout: Readout) -> tuple[PredictedCurve, ...]:
    """Opened reporter [nM] of every measured well, on the scale of its calibration wells.

    Raises
    ------
    HandoffError: H019, the zero or full scale of a reporter was not measured.
    """
    reporters = calibration(plan)["reporters"]
    found = []
    for well in plan.wells:
        for name in well.reporters:
            channel = reporters[name]["channel"]
            points = readout.get((well.place, channel))
            if not points:
                continue
            scale = scale_of(readout, reporters[name])
            if scale is None:
                raise HandoffError(
                    "H019",
                    f"reporter {name}",
                    "its wells without and with saturating signal give no scale",
                    "measure these wells too; they are listed in analysis/calibration.json",
                )
            low, per_nM = scale
            times, values = zip(*points, strict=True)
            opened = tuple((v - low) / per_nM for v in values)
            found.append(PredictedCurve(well.place, channel, times, opened))
    return tuple(found)


def measured_files(
    plan: BenchPlan,
    readout: Readout,
    measured: Sequence[PredictedCurve],
    predicted: Sequence[PredictedCurve],
) -> dict[str, bytes]:
    """Measured beside predicted values, and the leaks that fit the measurements."""
    curves = {(c.well, c.channel): c for c in predicted}
    rows = (
        (c.well, t, c.channel, nM, _at(curves, c, t))
        for c in measured
        for t, nM in zip(c.times_s, c.opened_nM, strict=True)
    )
    leaks = fit(readout, calibration(plan))
    return {
        MEASURED_CSV: csv_bytes(MEASURED_CSV, COLUMNS, rows),
        LEAKS_JSON: (json.dumps(leaks, indent=2) + "\n").encode(),
    }


def _at(
    curves: Mapping[tuple[str, str], PredictedCurve], measured: PredictedCurve, t_s: float
) -> object:
    """The predicted value at a time, between the neighbours on the line."""
    curve = curves.get((measured.well, measured.channel))
    if curve is None or not curve.times_s[0] <= t_s <= curve.times_s[-1]:
        return ""
    right = min(bisect_right(curve.times_s, t_s), len(curve.times_s) - 1)
    before, after = curve.times_s[right - 1], curve.times_s[right]
    low, high = curve.opened_nM[right - 1], curve.opened_nM[right]
    return low + (high - low) * (t_s - before) / (after - before)
