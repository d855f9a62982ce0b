"""One value is set in tables, and nothing else; and values are read as users write them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ncrn_dsd.formats.toml_text import document_of, parsed_values, with_key

TEXT = (Path(__file__).parents[3] / "designs/learners/xor/design.toml").read_text("utf-8")


def keys(table: dict[str, Any], above: str = "") -> list[str]:
    found = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += keys(value, f"{above}{name}.")
        else:
            found.append(f"{above}{name}")
    return found


@pytest.mark.parametrize("key", [*keys(tomllib.loads(TEXT)), "dsd.limits.new", "a.b.new", "new"])
def test_only_that_value_changes(key: str) -> None:
    tables, wanted = tomllib.loads(TEXT), tomllib.loads(TEXT)
    found = with_key(tables, key, 3)
    assert tables == wanted, "what was read stays as it is"
    table = wanted
    *names, last = key.split(".")
    for name in names:
        table = table.setdefault(name, {})
    table[last] = 3
    assert found == wanted


@pytest.mark.parametrize("before", ["", "a line\n"])
def test_every_character_is_read_as_it_was_written(before: str) -> None:
    for text in map(chr, range(0x100)):
        tables = {"value": before + text, text: {"list": [text]}}
        assert tomllib.loads(document_of(tables)) == tables, hex(ord(text))


@pytest.mark.parametrize("key", ["learner", "name.more", "", "learner.", "learner..seed"])
def test_others_are_refused(key: str) -> None:
    assert with_key(tomllib.loads(TEXT), key, 3) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1, 2.5", [1, 2.5]),
        ("0.1 /u/tau,0.2 /u/tau", ["0.1 /u/tau", "0.2 /u/tau"]),
        ('"a, b", "c"', ["a, b", "c"]),
        ("true,soloveichik2010", [True, "soloveichik2010"]),
        ("[1, 2], [3, 4]", [[1, 2], [3, 4]]),
    ],
)
def test_values_are_read_as_toml_or_as_words(text: str, values: list[Any]) -> None:
    assert parsed_values(text) == values
