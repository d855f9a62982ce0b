"""Choices of a laboratory from a TOML file, for those that differ from the usual ones."""

from __future__ import annotations

import difflib
import math
import tomllib
from dataclasses import fields
from pathlib import Path

from ncrn_dsd.errors import HandoffError, reason_of
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.formats.toml_text import toml_of
from ncrn_dsd.handoff.liquids.rounding import FINEST_STEP_UL
from ncrn_dsd.handoff.liquids.settings import LabSettings, Vessel

_HINT = "docs/to-the-bench.md lists the keys and their usual values"
_WHOLE = {"replicates", "read_replicates", "reporters_per_well"}
_SHARES = {"fill_fraction", "dead_fraction", "dose_share"}


def read_settings(path: Path) -> LabSettings:
    """The usual settings with what the file changes.

    Raises
    ------
    HandoffError: H023, the file is no TOML, or a key or value is not possible.
    """
    try:
        given = toml_of(read_text_of(path))
    except (OSError, UnicodeDecodeError) as problem:
        what = f"the file cannot be read ({reason_of(problem)})"
        raise HandoffError("H023", str(path), what, _HINT) from problem
    except tomllib.TOMLDecodeError as problem:
        raise HandoffError("H023", str(path), f"this is no TOML: {problem}", _HINT) from problem
    known = {field.name for field in fields(LabSettings)}
    values: dict[str, object] = {}
    for key, value in given.items():
        where = f"{path}: {key}"
        if key not in known:
            near = difflib.get_close_matches(key, sorted(known), 1)
            hint = f"did you mean {near[0]}? {_HINT}" if near else _HINT
            raise HandoffError("H023", where, "there is no such key", hint)
        values[key] = _value(where, key, value)
    settings = LabSettings(**values)  # type: ignore[arg-type]
    _refuse_contradictions(path, settings)
    return settings


def _value(where: str, key: str, value: object) -> object:
    if key == "stock_levels_uM":
        if not isinstance(value, list) or not value:
            raise _wrong(where, "a list of concentrations is wanted")
        return tuple(_number(where, key, level) for level in value)
    if key == "vessels":
        if not isinstance(value, list) or not value:
            raise _wrong(where, "a list of tables with name and working_uL is wanted")
        return tuple(_vessel(where, one) for one in value)
    return _number(where, key, value)


def _vessel(where: str, value: object) -> Vessel:
    if not isinstance(value, dict) or value.keys() != {"name", "working_uL"}:
        raise _wrong(where, "a vessel has a name and working_uL, and nothing else")
    if not isinstance(value["name"], str) or not value["name"]:
        raise _wrong(where, "the name of a vessel is a text")
    return Vessel(value["name"], float(_number(where, "working_uL", value["working_uL"])))


def _number(where: str, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise _wrong(where, f"{value!r} is no positive number")
    if key in _WHOLE and value != int(value):
        raise _wrong(where, f"{value!r} is no whole number")
    if key in _SHARES and value >= 1:
        raise _wrong(where, f"{value!r} is not below 1")
    return int(value) if key in _WHOLE else float(value)


def _refuse_contradictions(path: Path, s: LabSettings) -> None:
    droplets = FINEST_STEP_UL / s.droplet_uL
    for bad, what in (
        (s.smallest_hard_uL > s.smallest_uL, "smallest_hard_uL is above smallest_uL"),
        (
            abs(droplets - round(droplets)) > 1e-6,
            f"droplet_uL does not divide the {FINEST_STEP_UL:g} uL by which pipettes are set",
        ),
        (s.well_uL > s.well_working_uL, "well_uL is above well_working_uL"),
        (s.read_aliquot_uL >= s.well_uL, "read_aliquot_uL does not leave room in well_uL"),
        (s.magnesium_mM >= s.buffer_10x_mM, "magnesium_mM is not below buffer_10x_mM"),
        (list(s.stock_levels_uM) != sorted(s.stock_levels_uM), "stock_levels_uM do not rise"),
        (
            [v.working_uL for v in s.vessels] != sorted(v.working_uL for v in s.vessels),
            "vessels do not grow",
        ),
        (s.replicates < 2, "replicates is below 2"),
    ):
        if bad:
            raise _wrong(str(path), what)


def _wrong(where: str, what: str) -> HandoffError:
    return HandoffError("H023", where, what, _HINT)
