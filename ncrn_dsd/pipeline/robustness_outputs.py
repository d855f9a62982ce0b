"""The figures of a robustness analysis as one JSON file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ncrn_dsd.analyses.robustness import RUNAWAY, Draw, Kind, Row
from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.pipeline.robustness import Robustness
from ncrn_dsd.pipeline.versions import versions

LEVEL = "abstract"


def robustness_figures(found: Robustness) -> dict[str, Any]:
    """All figures, with seeds, versions and definitions; nothing in it depends on the time."""
    bounds = found.bounds
    return {
        "schema": 1,
        "versions": versions(),
        "design": found.design.name,
        "design_sha256": found.design.digest,
        "level": LEVEL,
        "seed": found.seed,
        "draws_per_kind": found.draws_per_kind,
        "loss": "mean squared error of the validation samples, errors being those of the loss",
        "deviation": "loss_sd is that of a sample, with n - 1",
        "full_scale": found.full_scale,
        "ideal": asdict(bounds.ideal),
        "untrained_loss": bounds.untrained_loss,
        "runaway_above": bounds.runaway_above,
        "runaway_definition": f"a loss above {RUNAWAY:g} times that of the untrained learner",
        "expected": {
            "held_out_mse_max": bounds.loss_max,
            "accuracy_min": bounds.accuracy_min,
        },
        "failures": found.failures,
        "kinds": [
            _kind(kind, row, [d for d in found.draws if d.kind == kind.name])
            for kind, row in zip(found.kinds, found.rows, strict=True)
        ],
        "left_out": list(found.left_out),
    }


def _kind(kind: Kind, row: Row, draws: list[Draw]) -> dict[str, Any]:
    size = asdict(kind.disturbance)
    # Every draw has a seed of its own.
    del size["seed"]
    return {
        **asdict(row),
        "definition": kind.definition,
        "disturbance": size,
        "outcomes": [{"draw": d.number, "seed": d.seed, **asdict(d.outcome)} for d in draws],
    }


def robustness_json(found: Robustness) -> str:
    """The figures as text."""
    return json.dumps(robustness_figures(found), indent=2, allow_nan=False) + "\n"


def check_file_writable(file: Path) -> None:
    """Fail before the work starts when its results could not be written after it.

    Raises
    ------
    ArtefactError: the file is a folder, or its folder cannot be made or written.
    """
    if file.is_dir() or not file.name:
        raise ArtefactError(
            "A008", str(file), "this is a folder and not a file to write", "name a file"
        )
    probe = file.with_name(f".{file.name}.probe")
    write_bytes(probe, b"")
    probe.unlink(missing_ok=True)


def write_robustness(found: Robustness, file: Path) -> None:
    """Write the figures whole or not at all.

    Raises
    ------
    ArtefactError: the file cannot be written.
    """
    write_bytes(file, robustness_json(found).encode())
