"""Predicted curves, and the template that the reader's numbers go into."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ncrn_dsd.handoff.orders.csv_text import csv_bytes
from ncrn_dsd.ir.bench import BenchPlan, Condition, PredictedCurve

PREDICTED_CSV = "analysis/predicted.csv"
TEMPLATE_CSV = "analysis/template_readout.csv"
CALIBRATION_JSON = "analysis/calibration.json"
PREDICTED_COLUMNS = ("well", "t_s", "channel", "nM")
TEMPLATE_COLUMNS = ("well", "t_s", "channel", "value")


def analysis_files(plan: BenchPlan, curves: Sequence[PredictedCurve]) -> dict[str, bytes]:
    """Predicted curves, calibration wells, and an empty table for measurements."""
    rows = (
        (c.well, t, c.channel, nM)
        for c in curves
        for t, nM in zip(c.times_s, c.opened_nM, strict=True)
    )
    dyes = {r.name: r.dye for r in plan.reporters}
    empty = ((w.place, 0, dyes[r], "") for w in plan.wells for r in w.reporters)
    return {
        PREDICTED_CSV: csv_bytes(PREDICTED_CSV, PREDICTED_COLUMNS, rows),
        TEMPLATE_CSV: csv_bytes(TEMPLATE_CSV, TEMPLATE_COLUMNS, empty),
        CALIBRATION_JSON: (json.dumps(calibration(plan), indent=2) + "\n").encode(),
    }


def channels_of(plan: BenchPlan) -> dict[str, list[str]]:
    """The channels that every well is read in."""
    dyes = {r.name: r.dye for r in plan.reporters}
    return {w.place: sorted({dyes[r] for r in w.reporters}) for w in plan.wells}


def calibration(plan: BenchPlan) -> dict[str, Any]:
    """The channels of all wells; which make zero, full scale and the series of each reporter, and
    which leak."""
    reporters = {}
    for one in plan.reporters:
        mine = [w for w in plan.wells if w.reporters == (one.name,)]
        level = next((a.nM for w in mine for a in w.wanted if a.component == one.name), 0.0)
        reporters[one.name] = {
            "species": one.species,
            "channel": one.dye,
            "reporter_nM": level,
            "min": [w.place for w in mine if w.condition is Condition.REPORTER_MIN],
            "max": [w.place for w in mine if w.condition is Condition.REPORTER_MAX],
            "series": [
                {
                    "well": w.place,
                    "signal_nM": next(a.nM for a in w.wanted if a.component == one.species),
                }
                for w in mine
                if w.condition is Condition.CALIBRATION
            ],
        }
    leaks = [
        {
            "well": w.place,
            "gate": w.subject,
            "gate_nM": next((a.nM for a in w.wanted if a.component == w.subject), 0.0),
            "reporters": list(w.reporters),
        }
        for w in plan.wells
        if w.condition is Condition.GATE_LEAK
    ]
    return {"wells": channels_of(plan), "reporters": reporters, "gate_leaks": leaks}
