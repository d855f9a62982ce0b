"""Designs that come with the project with other values of some keys, as tables or as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ncrn_dsd.formats.design_toml import parse_design, parse_dynamics, parse_published
from ncrn_dsd.formats.toml_text import document_of, toml_of, with_key
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.dynamics import DynamicsDesign
from ncrn_dsd.model.published import PublishedDesign

DESIGNS = Path(__file__).parents[2] / "designs"

Tables = dict[str, Any]
Keys = Mapping[str, Any]
"""Values by names of tables and key, joined by dots.

None leaves a key or a table out, and a function makes the value of the one that is there.
"""

Steps = list[dict[str, Any]]
"""Of a schedule, as they stand in the file."""

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
        new = value(_value(tables, name)) if callable(value) else value
        tables = _without(tables, name) if new is None else _with(tables, name, new)
    return tables


def instead(part: Keys, *others: Keys) -> Callable[[Steps], Steps]:
    """The steps with others in the place of each that has these keys; with none, without it."""

    def changed(steps: Steps) -> Steps:
        assert any(part.items() <= step.items() for step in steps), f"no step has {part}"
        pieces = (others if part.items() <= step.items() else (step,) for step in steps)
        return [dict(step) for piece in pieces for step in piece]

    return changed


def without(**part: Any) -> Callable[[Steps], Steps]:
    """The steps but for those that have these keys."""
    return instead(part)


def in_sample(change: Callable[[Steps], Steps]) -> Keys:
    """Steps of a sample that are changed."""
    return {"schedule.sample": change}


def small_tables(keys: Keys | None = None) -> Tables:
    """The design of the integration tests, which runs from end to end in seconds."""
    tables = tables_of("linear_regression", SMALL)
    undosed = {f"schedule.{name}": without(dose="X2") for name in ("sample", "probe")}
    return with_keys(with_keys(tables, undosed), keys or {})


def varied(design: str, keys: Keys | None = None) -> Design:
    """A design in a folder of `designs`, with other values of some keys."""
    return design_of_tables(tables_of(design, keys))


def design_of_tables(tables: Tables) -> Design:
    """As it would be read from a file."""
    return parse_design(document_of(tables), "design.toml")


def dynamics_of_tables(tables: Tables) -> DynamicsDesign:
    """As it would be read from a file."""
    return parse_dynamics(document_of(tables), "design.toml")


def published_of_tables(tables: Tables) -> PublishedDesign:
    """As it would be read from a file."""
    return parse_published(document_of(tables), "design.toml")


def write_design(folder: Path, tables: Tables) -> Path:
    """Write the file of a design into a folder, which is made; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "design.toml").write_text(document_of(tables), encoding="utf-8")
    return folder


def change_design(folder: Path, keys: Keys) -> Path:
    """Write a design again with other values of some keys."""
    tables = toml_of((folder / "design.toml").read_text(encoding="utf-8"))
    return write_design(folder, with_keys(tables, keys))


def _value(tables: Tables, name: str) -> Any:
    for part in name.split("."):
        tables = tables[part]
    return tables


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
