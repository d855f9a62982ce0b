"""Choices of a laboratory as a TOML file, which may hold those only that differ."""

from __future__ import annotations

import tomllib
from itertools import starmap
from pathlib import Path

from ncrn_dsd.errors import DesignError, HandoffError
from ncrn_dsd.formats.design_toml import validated
from ncrn_dsd.formats.text_file import read_text_or
from ncrn_dsd.formats.toml_lines import lines_of
from ncrn_dsd.formats.toml_text import assigned, toml_of
from ncrn_dsd.model.describe import fields_of
from ncrn_dsd.model.design import Source
from ncrn_dsd.model.lab import LabSettings

LAB_TOML = "bench/lab.toml"
_HINT = "docs/reference/lab-settings.md lists the keys and their usual values"


def read_settings(path: Path) -> LabSettings:
    """The usual settings with what the file changes.

    Raises
    ------
    HandoffError: H023, the file is no TOML, or a key or value is not possible.
    """
    text = read_text_or(path, lambda what: HandoffError("H023", str(path), what, _HINT))
    return settings_of(text, str(path))


def settings_of(text: str, where: str) -> LabSettings:
    """The same out of a text.

    Raises
    ------
    HandoffError: H023, the text is no TOML, or a key or value is not possible.
    """
    try:
        given = toml_of(text)
    except tomllib.TOMLDecodeError as problem:
        raise HandoffError("H023", where, f"this is no TOML: {problem}", _HINT) from problem
    try:
        return validated(LabSettings, given, Source(where, lines=lines_of(text)))
    except DesignError as problem:
        hint = f"{problem.hint}; {_HINT}"
        raise HandoffError("H023", problem.where, problem.what, hint) from problem


def settings_toml(settings: LabSettings) -> str:
    """All choices with their meaning, to be given to `ncrn-dsd handoff --lab` again."""
    lines, tables = ["# What this package was planned with."], []
    for name, field in fields_of(LabSettings):
        value = getattr(settings, name)
        if name == "vessels":
            tables = [
                f"[[{name}]]\n{''.join(starmap(assigned, vessel.model_dump().items()))}"
                for vessel in value
            ]
        else:
            given = f"# {name} is not given.\n" if value is None else assigned(name, value)
            lines += ["", f"# {field.description}", given]
    return "\n".join([*lines, "", *tables])
