"""One value is set in a text, and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.toml_edit import parsed_values, with_value

TEXT = (Path(__file__).parents[3] / "designs/learners/xor/design.toml").read_text("utf-8")


def keys(table: dict[str, Any], above: str = "") -> list[str]:
    found = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += keys(value, f"{above}{name}.")
        else:
            found.append(f"{above}{name}")
    return found


ONE_LINE = [k for k in keys(tomllib.loads(TEXT)) if not k.startswith("schedule")]


@given(st.sampled_from(ONE_LINE), st.one_of(st.integers(-9, 9), st.floats(0, 9), st.text('a u#"')))
def test_only_that_value_changes(key: str, value: Any) -> None:
    edited = with_value(TEXT, "design.toml", key, value)
    assert edited.count("\n") == TEXT.count("\n")
    wanted = tomllib.loads(TEXT)
    table = wanted
    *tables, last = key.split(".")
    for name in tables:
        table = table[name]
    table[last] = value
    assert tomllib.loads(edited) == wanted


@pytest.mark.parametrize("key", ["learner.clear", "dsd.limits.new", "new"])
def test_a_key_that_is_not_there_comes_into_its_table(key: str) -> None:
    edited = tomllib.loads(with_value(TEXT, "design.toml", key, 3))
    assert key in keys(edited)
    assert len(keys(edited)) == len(keys(tomllib.loads(TEXT))) + 1


@pytest.mark.parametrize("key", ["learner", "none.such", "name.more", "schedule.sample", ""])
def test_others_are_refused(key: str) -> None:
    with pytest.raises(DesignError, match="D046"):
        with_value(TEXT, "design.toml", key, 3)


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
