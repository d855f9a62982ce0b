"""The reference of the scheme language says what the language does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.translation import budget, flattening, lexer, tokens
from ncrn_dsd.translation.natives import Native, library
from ncrn_dsd.translation.scheme import parse_scheme
from ncrn_dsd.translation.scheme_meta import ShapeRange, parse_meta
from ncrn_dsd.translation.translate import translate

TEXT = (Path(__file__).parents[3] / "docs/scheme-language.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


WHOLE_SCHEMES = [b for b in blocks("ts") if "formal(" in b and "main(" in b]


def test_there_is_a_whole_scheme() -> None:
    assert WHOLE_SCHEMES


@pytest.mark.parametrize("text", WHOLE_SCHEMES)
def test_whole_schemes_translate(text: str) -> None:
    scheme = parse_scheme(text, "docs/scheme-language.md", "sample")
    system = translate(read_crn("A -> B; B -> C", "sample.crn").crn, scheme)
    assert [f.complex.kernel() for f in system.fuels] == ["d3( t5 + ) t2*", "d6( t8 + ) t5*"]


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("10 - 2 - 1", "7"),
        ("0 and 1 or 2", "2"),
        ("1 and 0 or 2", "2"),
        ("(if 1 then x else 2) where x = 3", "3"),
        ("[1, 2, 3][-1]", "3"),
        ("range(4 / 2)", "[ 0 1 ]"),
        ("4 / 2", "2.0"),
        ("(1 == 1) == 1", "False"),
        ("tail([])", "[ ]"),
        ("sum([])", "[ ]"),
        ("flip([], 2)", "[ [ ] [ ] ]"),
        ("flip([[1, 2], [3, 4], [5, 6]], 2)", "[ [ 1 3 5 ] [ 2 4 6 ] ]"),
        ("map2(f, 1, [2, 3])", "[ [ 1 2 ] [ 1 3 ] ]"),
        ("g(1)(2, 3)", "[ 2 3 ]"),
        ("b where [a, [b, c]] = [1, [2, 3]]", "2"),
        ("r.b where r = a : 1, b : 2", "2"),
        ("0 or [] or 5", "5"),
        ("1 and 5", "5"),
        ("0 and 5", "False"),
    ],
)
def test_statements_about_values_hold(expression: str, shown: str) -> None:
    text = (
        'class formal(s) = "a" | "." where a = long();\n'
        "function f(x, y) = [x, y]; function g(x) = f;\n"
        f"global void = print({expression});\n"
        "module main(crn) = []"
    )
    said: list[str] = []
    scheme = parse_scheme(text, "values.ts", "values")
    translate(read_crn("A -> B", "sample.crn").crn, scheme, said.append)
    assert set(said) == {shown}


def test_the_library_is_complete() -> None:
    described = set(re.findall(r"`(\w+(?:\([^)`]*\))?)`", section("Library")))
    for name, value in library().items():
        form = f"{name}({', '.join(value.parameters)})" if isinstance(value, Native) else name
        assert form in described, f"{form} is not described"
    left = re.findall(r"^\| (`.*?) \|", section("Library"), re.MULTILINE)
    assert set(re.findall(r"`(\w+)", "".join(left))) == set(library())


def test_the_reserved_words_are_those_of_the_language() -> None:
    found = re.search(r"Reserved words: `([^`]*)`", TEXT)
    assert found is not None
    assert set(found[1].split()) == lexer.RESERVED


def test_the_limits_are_those_of_the_code() -> None:
    limits = budget.Limits.for_reactions(0)
    more = budget.Limits.for_reactions(1)
    row = r"^\| ([^|]*?)(?::[^|]*)? \| ([^|]*) \|$"
    rows = dict(re.findall(row, section("Limits"), re.MULTILINE))
    assert rows["steps"] == f"{limits.steps} + {more.steps - limits.steps} n"
    assert rows["calls inside each other"] == f"{limits.depth} + {more.depth - limits.depth} n"
    assert rows["nesting of brackets, conditionals and where-blocks in the text"] == str(
        tokens.MAX_NESTING
    )
    assert rows["elements of a list"] == str(budget.MAX_LIST)
    assert rows["characters of a text"] == str(budget.MAX_TEXT)
    assert rows["domains of a complex"] == str(flattening.MAX_DOMAINS)
    assert 10 ** int(rows["size of an integer"].removeprefix("10^")) == budget.MAX_INTEGER


def test_the_sample_of_a_meta_file_is_read() -> None:
    (text,) = blocks("toml")
    meta = parse_meta(text, "meta.toml")
    assert meta.shapes == (ShapeRange(1, 2, 0, 8),)
    assert meta.explain_size("oscillator")
