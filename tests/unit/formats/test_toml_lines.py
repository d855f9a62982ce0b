"""Every value of a TOML text is found at its line, however it is written."""

from __future__ import annotations

import tomllib
from pathlib import Path as File
from typing import Any

import pytest

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.formats.design_toml import parse_design
from ncrn_dsd.formats.toml_lines import Path, line_of, lines_of

DESIGNS = File(__file__).parents[3] / "designs"
TEXT = '''a.b.c = 1
x = """
[not.a.table]
y = 2
"""
[t . u]  # a table
b = [
  { c = "x" },  # [
  { c = "[y", d = [1,
     2] },
]
d = 2
[[q]]
n = 1
[[q]]
n = 2
[q.sub]
k."l m".n = { z.y = 3 }
[[q.r]]
v = 'a'
[q2]
w = \'\'\'it's
a = 5\'\'\'
z = -1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a", "b", "c"), 1),
        (("x",), 2),
        (("t", "u"), 6),
        (("t", "u", "b"), 7),
        (("t", "u", "b", 0, "c"), 8),
        (("t", "u", "b", 1, "c"), 9),
        (("t", "u", "b", 1, "d", 1), 10),
        (("t", "u", "d"), 12),
        (("q", 0, "n"), 14),
        (("q", 1), 15),
        (("q", 1, "n"), 16),
        (("q", 1, "sub", "k", "l m", "n", "z", "y"), 18),
        (("q", 1, "r", 0, "v"), 20),
        (("q2", "w"), 22),
        (("q2", "z"), 24),
        (("q2", "nowhere"), 21),
        (("nowhere",), 1),
    ],
)
def test_lines(path: Path, line: int) -> None:
    assert line_of(TEXT, path) == line


def paths_in(value: Any, path: Path = ()) -> list[Path]:
    found = [path] if path else []
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    for name, one in inner.items() if isinstance(inner, dict) else ():
        found += paths_in(one, (*path, name))
    return found


@pytest.mark.parametrize("file", sorted(DESIGNS.rglob("design.toml")), ids=lambda f: f.parent.name)
def test_every_value_of_every_design_has_a_line_that_names_it(file: File) -> None:
    text = file.read_text(encoding="utf-8")
    found, lines = lines_of(text), text.splitlines()
    assert set(found) == set(paths_in(tomllib.loads(text)))
    for path, line in found.items():
        if isinstance(path[-1], str):
            assert path[-1] in lines[line - 1]


def test_what_is_no_toml_ends() -> None:
    for text in ("a = [", "[", "= 3", "a", "[[x]", '"""', "a = { b = ", "\x00"):
        lines_of(text)


LEARNER = (DESIGNS / "linear_regression" / "design.toml").read_text(encoding="utf-8")


def assert_points_at(text: str, wrong: str) -> None:
    with pytest.raises(NcrnError) as caught:
        parse_design(text, "design.toml")
    line = text[: text.index(wrong)].count("\n") + 1
    assert caught.value.where == f"design.toml:{line}"


def test_a_message_points_at_a_dotted_key() -> None:
    head, tail = LEARNER.split("[dsd.limits]\n")
    limits, rest = tail.split("\n\n", 1)
    dotted = "\n".join(f"limits.{row}" for row in limits.splitlines())
    text = f"{head.rstrip()}\n{dotted}\n\n{rest}"
    assert_points_at(text.replace("complex_size = 10", "complex_size = 0"), "limits.complex_size")


def test_a_message_points_behind_a_text_of_many_lines() -> None:
    many = LEARNER.replace('title = "', 'title = """a\n[learner]\nepochs = 7\n')
    text = many.replace('intercept"', 'intercept"""').replace("epochs = 5", "epochs = 0")
    assert_points_at(text, "epochs = 0")


def test_a_message_points_at_a_table_of_an_array() -> None:
    start, end = LEARNER.index("sample = ["), LEARNER.index("# A probe runs")
    steps = [line for line in LEARNER[start:end].splitlines() if line.startswith("  {")]
    tables = "".join(f"\n[[schedule.sample]]\n{_pairs(step)}" for step in steps)
    text = LEARNER[:start] + LEARNER[end:].replace("\n[dsd]\n", f"{tables}\n[dsd]\n", 1)
    assert_points_at(text.replace('amount = "20 u"', 'amount = "20 V"'), 'amount = "20 V"')


def _pairs(step: str) -> str:
    """A step as lines of a table."""
    name, _, rest = step.strip(" {},").partition(" = ")
    first, comma, second = rest.partition(", amount")
    return f"{name} = {first}\n" + (f"amount{second}\n" if comma else "")
