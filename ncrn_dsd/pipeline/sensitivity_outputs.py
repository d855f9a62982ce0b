"""A sensitivity analysis as JSON, as a table and as a page."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ncrn_dsd.analyses.sensitivity import Sensitivity
from ncrn_dsd.drawing.sensitivity_page import (
    DrawnEnd,
    DrawnQuantity,
    SensitivityPage,
    sensitivity_page,
)
from ncrn_dsd.drawing.text import given
from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.robustness import Outcome
from ncrn_dsd.pipeline.sensitivity import Sensitivities
from ncrn_dsd.pipeline.versions import versions

STEM = "sensitivity"


def sensitivity_figures(found: Sensitivities) -> dict[str, Any]:
    """All figures; nothing in it depends on the time."""
    bounds = found.bounds
    return {
        "schema": 1,
        "versions": versions(),
        "design": found.design.name,
        "design_sha256": found.design.digest,
        "level": "abstract",
        "rate_factor": found.options.factor,
        "dose_change": found.options.dose_change,
        "loss": "mean squared error of the validation samples, errors being those of the loss",
        "ideal": asdict(bounds.ideal),
        "untrained_loss": bounds.untrained_loss,
        "runaway_above": bounds.runaway_above,
        "expected": {
            "held_out_mse_max": bounds.loss_max,
            "accuracy_min": bounds.accuracy_min,
        },
        "failures": found.failures,
        "quantities": [_quantity(found, row) for row in found.rows],
    }


def _quantity(found: Sensitivities, row: Sensitivity) -> dict[str, Any]:
    v = row.variation
    return {
        "kind": v.kind,
        "name": v.name,
        "elasticity": row.elasticity,
        "low": _end(found, v.low, row.low),
        "high": _end(found, v.high, row.high),
    }


def _end(found: Sensitivities, factor: float, outcome: Outcome) -> dict[str, Any]:
    return {"factor": factor, **asdict(outcome), "kept": found.bounds.keeps(outcome)}


def sensitivity_json(found: Sensitivities) -> str:
    """The figures as text."""
    return json.dumps(sensitivity_figures(found), indent=2, allow_nan=False) + "\n"


def sensitivity_csv(found: Sensitivities) -> str:
    """One row per quantity."""
    out = io.StringIO()
    table = TableWriter(out)
    ends = ("factor", "loss", "accuracy", "failure", "kept")
    heads = [f"{end}_{name}" for end in ("low", "high") for name in ends]
    table.writerow(["kind", "name", "elasticity", *heads])
    for row in sensitivity_figures(found)["quantities"]:
        values = [row[end][name] for end in ("low", "high") for name in ends]
        table.writerow([row["kind"], row["name"], row["elasticity"], *values])
    return out.getvalue()


def sensitivity_html(found: Sensitivities) -> str:
    """The page as text."""
    bounds, design, options = found.bounds, found.design, found.options

    def end(factor: float, outcome: Outcome) -> DrawnEnd:
        kept = bounds.keeps(outcome)
        return DrawnEnd(factor, outcome.loss, outcome.accuracy, outcome.failure, kept)

    quantities = tuple(
        DrawnQuantity(
            row.variation.kind,
            row.variation.name,
            end(row.variation.low, row.low),
            end(row.variation.high, row.high),
            row.elasticity,
        )
        for row in found.rows
    )
    provenance = (
        ("Design", design.name),
        ("SHA-256 of the design", design.digest),
        ("Level", "abstract"),
        ("Factor of rate constants", given(options.factor)),
        ("Change of doses", f"{given(100 * options.dose_change)} %"),
    )
    ideal = bounds.ideal.loss
    return sensitivity_page(
        SensitivityPage(
            design.title, quantities, ideal, bounds.loss_max, bounds.accuracy_min, provenance
        )
    )


def write_sensitivity(found: Sensitivities, folder: Path) -> None:
    """Write three files, each whole or not at all.

    Raises
    ------
    ArtefactError: one cannot be written.
    """
    write_bytes(folder / f"{STEM}.html", sensitivity_html(found).encode())
    write_bytes(folder / f"{STEM}.csv", sensitivity_csv(found).encode())
    write_bytes(folder / f"{STEM}.json", sensitivity_json(found).encode())
