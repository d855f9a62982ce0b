"""Set one value in the text of a design, so that the text stays what the design is read from."""

from __future__ import annotations

import json
import re
import tomllib
from copy import deepcopy
from typing import Any

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_tables import parse_toml
from ncrn_dsd.formats.toml_lines import line_of
from ncrn_dsd.formats.toml_text import toml_of


def with_value(text: str, path: str, key: str, value: Any) -> str:
    """The text with `key = value` and nothing else changed.

    Parameters
    ----------
    path: of the design, for messages.
    key: names of tables and of the key, joined by dots.
    value: a number, a text, a truth value, or a list of such.

    Raises
    ------
    DesignError: D046, the key is not one that can be set.
    """
    parts = tuple(key.split("."))
    wanted = _changed(parse_toml(text, path), parts, value)
    spelled = json.dumps(value)
    for trial in (_replaced(text, parts, spelled), _added(text, parts, spelled)):
        if trial is not None and _reads_as(trial, wanted):
            return trial
    raise DesignError(
        "D046",
        path,
        f"'{key}' cannot be varied",
        "name a key of one line by its tables, such as learner.rates.clear",
    )


def parsed_values(text: str) -> list[Any]:
    """What a user lists after the = sign: TOML values, or words where they are none."""
    try:
        values = toml_of(f"values = [{text}]")["values"]
    except tomllib.TOMLDecodeError:
        values = [_parsed(word.strip()) for word in text.split(",")]
    return list(values)


def _parsed(word: str) -> Any:
    try:
        return toml_of(f"value = {word}")["value"]
    except tomllib.TOMLDecodeError:
        return word


def _changed(raw: dict[str, Any], parts: tuple[str, ...], value: Any) -> dict[str, Any] | None:
    """None when a table on the way is no table, or the key stands for a table."""
    found = deepcopy(raw)
    table: Any = found
    for name in parts[:-1]:
        table = table.get(name) if isinstance(table, dict) else None
    if not isinstance(table, dict) or isinstance(table.get(parts[-1]), dict):
        return None
    table[parts[-1]] = value
    return found


def _replaced(text: str, parts: tuple[str, ...], spelled: str) -> str | None:
    lines = text.splitlines(keepends=True)
    index = line_of(text, parts) - 1
    start = re.match(rf"\s*{re.escape(parts[-1])}\s*=\s*", lines[index]) if lines else None
    if start is None:
        return None
    lines[index] = f"{start.group()}{spelled}\n"
    return "".join(lines)


def _added(text: str, parts: tuple[str, ...], spelled: str) -> str | None:
    """At the top of the table, or of the file."""
    lines = text.splitlines(keepends=True)
    table = parts[:-1]
    index = line_of(text, table) if table else 0
    lines.insert(index, f"{parts[-1]} = {spelled}\n")
    return "".join(lines)


def _reads_as(text: str, wanted: dict[str, Any] | None) -> bool:
    try:
        return wanted is not None and toml_of(text) == wanted
    except tomllib.TOMLDecodeError:
        return False
