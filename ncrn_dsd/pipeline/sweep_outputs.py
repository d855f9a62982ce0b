"""A parameter sweep as JSON, as a table and as a page."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ncrn_dsd.drawing.sweep_page import DrawnPoint, SweepPage, sweep_page
from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.pipeline.learn import bounds_of
from ncrn_dsd.pipeline.learn_seed import SHOWN
from ncrn_dsd.pipeline.sweep import Point, Sweep
from ncrn_dsd.pipeline.versions import versions

STEM = "sweep"
_MEASURES = ("mean_loss", "sd_loss", "worst_loss", "accuracy", "failures", "kept")


def sweep_figures(found: Sweep) -> dict[str, Any]:
    """All figures; nothing in it depends on the time."""
    best = found.best
    return {
        "schema": 1,
        "versions": versions(),
        "design": found.design.name,
        "design_sha256": found.design.digest,
        "level": found.level,
        "seeds": list(found.seeds),
        "expected": asdict(bounds_of(found.design, found.level)),
        "axes": {axis.key: list(axis.values) for axis in found.axes},
        "failures": found.failures,
        "best": None if best is None else _values(found, best),
        "points": [_point(found, point) for point in found.points],
    }


def _values(found: Sweep, point: Point) -> dict[str, Any]:
    return {axis.key: v for axis, v in zip(found.axes, point.values, strict=True)}


def _point(found: Sweep, point: Point) -> dict[str, Any]:
    return {
        "values": _values(found, point),
        "mean_loss": point.mean,
        "sd_loss": point.sd,
        "worst_loss": point.worst,
        "accuracy": point.accuracy,
        "failures": point.failures,
        "kept": found.kept(point),
        "seeds": [
            {
                "seed": seed,
                "loss": None if run.failure is not None else run.validation_mse,
                "failure": run.failure,
            }
            for seed, run in zip(found.seeds, point.runs, strict=True)
        ],
    }


def sweep_json(found: Sweep) -> str:
    """The figures as text."""
    return json.dumps(sweep_figures(found), indent=2, allow_nan=False) + "\n"


def sweep_csv(found: Sweep) -> str:
    """One row per combination."""
    out = io.StringIO()
    table = TableWriter(out)
    table.writerow([*(axis.key for axis in found.axes), *_MEASURES])
    for row in sweep_figures(found)["points"]:
        table.writerow([*row["values"].values(), *(row[name] for name in _MEASURES)])
    return out.getvalue()


def sweep_html(found: Sweep) -> str:
    """The page as text."""
    design = found.design
    drawn = {id(point): _drawn(found, point) for point in found.points}
    return sweep_page(
        SweepPage(
            title=design.title,
            keys=tuple(axis.key for axis in found.axes),
            values=tuple(tuple(map(str, axis.values)) for axis in found.axes),
            points=tuple(drawn.values()),
            best=None if found.best is None else drawn[id(found.best)],
            seeds=len(found.seeds),
            provenance=(
                ("Design", design.name),
                ("SHA-256 of the design", design.digest),
                ("Level", SHOWN[found.level]),
                ("Seeds", ", ".join(map(str, found.seeds))),
            ),
        )
    )


def _drawn(found: Sweep, point: Point) -> DrawnPoint:
    return DrawnPoint(
        values=tuple(map(str, point.values)),
        losses=point.losses,
        mean=point.mean,
        sd=point.sd,
        worst=point.worst,
        accuracy=point.accuracy,
        failures=point.failures,
        kept=found.kept(point),
    )


def write_sweep(found: Sweep, folder: Path) -> None:
    """Write three files, each whole or not at all.

    Raises
    ------
    ArtefactError: one cannot be written.
    """
    write_bytes(folder / f"{STEM}.html", sweep_html(found).encode())
    write_bytes(folder / f"{STEM}.csv", sweep_csv(found).encode())
    write_bytes(folder / f"{STEM}.json", sweep_json(found).encode())
