"""Choices of a laboratory from a TOML file, for those that differ from the usual ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ncrn_dsd.errors import DesignError, HandoffError, reason_of
from ncrn_dsd.formats.design_toml import validated
from ncrn_dsd.formats.text_file import read_text_of
from ncrn_dsd.formats.toml_lines import lines_of
from ncrn_dsd.formats.toml_text import toml_of
from ncrn_dsd.model.design import Source
from ncrn_dsd.model.lab import LabSettings

_HINT = "docs/reference/lab-settings.md lists the keys and their usual values"


def read_settings(path: Path) -> LabSettings:
    """The usual settings with what the file changes.

    Raises
    ------
    HandoffError: H023, the file is no TOML, or a key or value is not possible.
    """
    try:
        text = read_text_of(path)
        given = toml_of(text)
    except (OSError, UnicodeDecodeError) as problem:
        what = f"the file cannot be read ({reason_of(problem)})"
        raise HandoffError("H023", str(path), what, _HINT) from problem
    except tomllib.TOMLDecodeError as problem:
        raise HandoffError("H023", str(path), f"this is no TOML: {problem}", _HINT) from problem
    try:
        return validated(LabSettings, given, Source(str(path), lines=lines_of(text)))
    except DesignError as problem:
        hint = f"{problem.hint}; {_HINT}"
        raise HandoffError("H023", problem.where, problem.what, hint) from problem
