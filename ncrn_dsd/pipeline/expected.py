"""Recorded figures of a design, and how a new run differs from them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ncrn_dsd.errors import ArtefactError, reason_of
from ncrn_dsd.formats.result_json import read_part, result_content, result_json
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.formats.whole_file import write_bytes
from ncrn_dsd.ir.summary import RunSummary, Sizes
from ncrn_dsd.ir.survival import AskedSurvival
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.expect import ExpectSpec, is_recorded
from ncrn_dsd.verification.learning import STRANDS

FILE = Path("expected") / "figures.json"
_LEARNS = re.compile(rf"{Verdict.LEARNS.value} (\d{{1,9}}) of (\d{{1,9}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """The part of a run of a learner that is recorded: sizes and verdicts exactly, losses about.

    Parameters
    ----------
    survives: with the seeds of its draws; None where it is not tested.
    dsd_validation_mse: None of a training that runs away, which is on record in the design.
    """

    scheme: str
    sizes: Sizes
    verdicts: Mapping[str, int] = field(hash=False)
    learns: Mapping[str, str] = field(hash=False)
    survives: AskedSurvival | None
    sequences_found: bool
    enumeration_complete: bool
    host_actions_per_sample: Mapping[str, float] = field(hash=False)
    abstract_validation_mse: float | None
    dsd_validation_mse: float | None


@dataclass(frozen=True, slots=True)
class RecordedDynamics:
    """The part of a run of a design of kind "dynamics" that is recorded."""

    scheme: str
    sizes: Sizes
    verdicts: Mapping[str, int] = field(hash=False)
    enumeration_complete: bool
    deviation_rms: float


@dataclass(frozen=True, slots=True)
class RecordedFailure:
    """The same where the deviation is on record in the design, with a tolerance of its own."""

    scheme: str
    sizes: Sizes
    verdicts: Mapping[str, int] = field(hash=False)
    enumeration_complete: bool


@dataclass(frozen=True, slots=True)
class RecordedTraining:
    """The part of an experiment as published that is recorded."""

    mode: str
    host_actions_per_sample: Mapping[str, float] = field(hash=False)
    abstract_validation_mse: float


RecordedFigures = RecordedRun | RecordedDynamics | RecordedFailure | RecordedTraining


def figures(summary: RunSummary, expect: ExpectSpec) -> RecordedRun:
    """What is recorded of a run, of which the design expects this by its kinetics."""
    return RecordedRun(
        scheme=summary.scheme,
        sizes=summary.sizes,
        verdicts=summary.verdicts,
        learns=summary.learns,
        survives=summary.survival,
        sequences_found=summary.unbuilt is None,
        enumeration_complete=summary.enumeration_complete,
        host_actions_per_sample=summary.host_actions_per_sample,
        abstract_validation_mse=summary.abstract.validation_mse,
        dsd_validation_mse=summary.dsd.validation_mse if expect.uncondensed_loss is None else None,
    )


def accept(design_folder: Path, found: RecordedFigures) -> None:
    """Record the figures of this run as the expected ones."""
    write_bytes(design_folder / FILE, result_json(found).encode())


def recorded_learning(design_folder: Path, scheme: str) -> tuple[int, int] | None:
    """How many of how many seeds learn as strands, as it is recorded.

    None when nothing is recorded, or for another translation scheme.

    Raises
    ------
    ArtefactError: the record is damaged.
    """
    if not (design_folder / FILE).exists():
        return None
    recorded = _recorded(design_folder)
    if recorded.get("scheme") != scheme:
        return None
    match = _LEARNS.fullmatch(recorded.get("learns", {}).get(STRANDS, ""))
    return None if match is None else (int(match[1]), int(match[2]))


def recorded_survival(design_folder: Path, scheme: str) -> AskedSurvival | None:
    """What is on record of the draws of a tube; None when nothing is, or for another scheme.

    Raises
    ------
    ArtefactError: the record is damaged.
    """
    if not (design_folder / FILE).exists():
        return None
    recorded = _recorded(design_folder)
    found = recorded.get("survives")
    if recorded.get("scheme") != scheme or found is None:
        return None
    try:
        return read_part(AskedSurvival, found)
    except ValueError as problem:
        raise _damaged(design_folder, problem) from None


def differences(design_folder: Path, found: RecordedFigures) -> tuple[str, ...]:
    """One sentence per figure that differs from the recorded one.

    Raises
    ------
    ArtefactError: nothing is recorded for this design, or the record is damaged.
    """
    return tuple(_compare(_recorded(design_folder), result_content(found), ""))


def _recorded(design_folder: Path) -> Any:
    try:
        return json.loads(read_text_of(design_folder / FILE))
    except (OSError, RecursionError, ValueError) as problem:
        raise _damaged(design_folder, problem) from None


def _damaged(design_folder: Path, problem: Exception) -> ArtefactError:
    return ArtefactError(
        "A005",
        str(design_folder / FILE),
        f"the recorded figures cannot be read ({reason_of(problem)})",
        "record them with `ncrn-dsd verify --accept` after looking at the report",
    )


def _compare(recorded: Any, found: Any, name: str) -> list[str]:
    if isinstance(recorded, dict) and isinstance(found, dict):
        keys = dict.fromkeys((*recorded, *found))
        return [
            line
            for key in keys
            for line in _compare(recorded.get(key), found.get(key), f"{name}.{key}".lstrip("."))
        ]
    if isinstance(recorded, float) and isinstance(found, float):
        if is_recorded(recorded, found):
            return []
    elif recorded == found:
        return []
    return [f"{name} is {found}, recorded is {recorded}"]
