"""Designs that come with the project with other values of some keys, as tables or as files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ncrn_dsd.formats.design_toml import parse_design
from ncrn_dsd.formats.toml_text import document_of, toml_of, with_key
from ncrn_dsd.model.design import Design

DESIGNS = Path(__file__).parents[2] / "designs"

Tables = dict[str, Any]
Keys = Mapping[str, Any]
"""Values by names of tables and key, joined by dots; None leaves a key or a table out."""

SMALL: Keys = {
    "name": "small",
    "task.weights": [2.0],
    "task.train_samples": 4,
    "task.validation_samples": 5,
    "learner.epochs": 2,
    "dsd.toehold_lengths": [5, 6],
    "expect.loss_over_least_squares_max": 1e6,
    "expect.r2_min": -1e6,
    "expect.uncondensed": None,
    "expect.uncondensed_loss": None,
    # Two epochs of a fragile learner agree in the ideal vessel alone.
    "dsd.kinetics": "condensed",
}
"""Linear regression in one input; its second must not be dosed, either (`small_tables`)."""

SMALL_XOR: Keys = {
    "name": "small_xor",
    "task.grid": 15,
    "task.train_samples": 6,
    "task.validation_samples": 4,
    "learner.epochs": 1,
}


def tables_of(design: str, keys: Keys | None = None) -> Tables:
    """Tables of a design in a folder of `designs`."""
    text = (DESIGNS / design / "design.toml").read_text(encoding="utf-8")
    return with_keys(toml_of(text), keys or {})


def with_keys(tables: Tables, keys: Keys) -> Tables:
    for name, value in keys.items():
        tables = _without(tables, name) if value is None else _with(tables, name, value)
    return tables


def small_tables(keys: Keys | None = None) -> Tables:
    """The design of the integration tests, which runs from end to end in seconds."""
    tables = tables_of("linear_regression", SMALL)
    schedule = {
        name: [step for step in steps if step.get("dose") != "X2"]
        for name, steps in tables["schedule"].items()
    }
    return with_keys({**tables, "schedule": schedule}, keys or {})


def design_of_tables(tables: Tables) -> Design:
    """As it would be read from a file."""
    return parse_design(document_of(tables), "design.toml")


def write_design(folder: Path, tables: Tables) -> Path:
    """Write the file of a design into a folder, which is made; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "design.toml").write_text(document_of(tables), encoding="utf-8")
    return folder


def change_design(folder: Path, keys: Keys) -> Path:
    """Write a design again with other values of some keys."""
    tables = toml_of((folder / "design.toml").read_text(encoding="utf-8"))
    return write_design(folder, with_keys(tables, keys))


def _with(tables: Tables, name: str, value: Any) -> Tables:
    changed = with_key(tables, name, value)
    assert changed is not None, f"{name} is a table"
    return changed


def _without(tables: Tables, name: str) -> Tables:
    first, dot, rest = name.partition(".")
    assert first in tables, f"there is no {first} to leave out"
    if dot:
        return {**tables, first: _without(tables[first], rest)}
    return {key: value for key, value in tables.items() if key != first}
