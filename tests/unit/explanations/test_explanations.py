"""Every code that the program can raise is explained, and nothing else is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest
from pydantic import ValidationError

import ncrn_dsd
from ncrn_dsd.explanations.catalogue import (
    CODE,
    explanation_of,
    explanations,
    explanations_in,
    modules_with,
    nearest_codes,
    obligations,
)
from ncrn_dsd.verification.crn_view import ComparisonNotion, Notion

ROOT = Path(ncrn_dsd.__file__).parent


def codes_in(source: str) -> set[str]:
    """String constants that are a code."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    }


def raised() -> set[str]:
    return set().union(*(codes_in(f.read_text(encoding="utf-8")) for f in ROOT.rglob("*.py")))


def test_every_code_is_explained_and_no_explanation_is_dead() -> None:
    explained = {e.code for e in explanations()}
    assert raised() - explained == set(), "explain these in ncrn_dsd/explanations/"
    assert explained - raised() == set(), "nothing raises these any more"
    assert len(explained) > 250


def test_codes_are_found_by_their_syntax_alone() -> None:
    source = 'raise E(\n    "D001", f"{x}", "D002 in a sentence")\nwrap("F777")'
    assert codes_in(source) == {"D001", "F777"}


def notions() -> set[str]:
    """What `Obligation` is made with: constants, and the members of the two enumerations."""
    constants: dict[str, str] = {}
    used: set[str] = set()
    outside = (ROOT / "ir" / "verdict.py", ROOT / "pipeline" / "survival.py")
    for file in (*outside, *sorted((ROOT / "verification").glob("*.py"))):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(name)], value=ast.Constant(str(text))):
                    constants[name] = text
                case ast.Assign(
                    targets=[ast.Tuple([ast.Name(name), *_])],
                    value=ast.Tuple([ast.Constant(str(text)), *_]),
                ):
                    constants[name] = text
                case ast.Call(
                    func=ast.Name(
                        "Obligation"
                        | "check_obligation"
                        | "learning_obligation"
                        | "survival_obligation"
                    ),
                    args=[ast.Name(name), *_],
                ):
                    used.add(name)
    members = {n.value for n in (*Notion, *ComparisonNotion)}
    return members | {constants[name] for name in used if name in constants}


def test_every_obligation_is_explained_and_no_explanation_is_dead() -> None:
    assert {o.code for o in obligations()} == notions()
    assert {"kinetic agreement", "no crosstalk between modules"} <= notions()


def test_obligations_are_found_by_their_words() -> None:
    found = explanation_of("Modules  compose")
    assert found is not None
    assert found.code == "modules compose"
    assert "modules compose" in nearest_codes("module composes")


def test_texts_are_sentences_and_titles_are_not() -> None:
    for one in (*explanations(), *obligations()):
        assert not one.title.endswith("."), one.code
        for text in (one.meaning, one.cause, one.remedy, one.arises):
            assert text.endswith("."), (one.code, text)
            assert not re.search(r"\s\s|\bTODO\b", text), one.code


def test_no_two_codes_are_explained_alike() -> None:
    titles = [e.title for e in explanations()]
    assert {t for t in titles if titles.count(t) > 1} == set()
    meanings = [e.meaning for e in explanations()]
    twice = {m for m in meanings if meanings.count(m) > 1}
    # PIL and Visual DSD refuse concentrations for the same two reasons.
    assert len(twice) <= 2


def test_options_and_commands_that_are_named_exist() -> None:
    from ncrn_dsd.cli.main import cli
    from ncrn_dsd.cli.overview import commands_of

    options: set[str] = set()
    commands: set[str] = set()
    pending: list[click.Group] = [cli]
    while pending:
        group = pending.pop()
        for name, command in commands_of(group).items():
            commands.add(name)
            options |= {o for p in command.params for o in p.opts}
            if isinstance(command, click.Group):
                pending.append(command)
    options |= {"--traceback"}
    for one in (*explanations(), *obligations()):
        text = f"{one.meaning} {one.cause} {one.remedy} {one.arises}"
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= options, one.code
        for name in re.findall(r"ncrn-dsd ([a-z]+)", text):
            assert name in commands, (one.code, name)


def test_a_code_is_found_in_a_message() -> None:
    found = explanation_of("error[d001]")
    assert found is not None
    assert found.code == "D001"
    assert explanation_of("nonsense") is None


@pytest.mark.parametrize(
    ("text", "near"), [("D428", "D228"), ("A013", "A012"), ("A1", "A001"), ("D0O1", "D001")]
)
def test_near_codes(text: str, near: str) -> None:
    assert near in nearest_codes(text)


def test_modules_that_raise_a_code() -> None:
    assert modules_with("D003") == ("ncrn_dsd.formats.design_toml",)
    assert modules_with("D001", [("a", 'x("D001")'), ("b", "D001")]) == ("a",)


def test_output_that_cannot_be_delivered_has_a_code_of_its_own() -> None:
    """A folder that cannot be written once had the same one."""
    assert modules_with("A010") == ("ncrn_dsd.cli.main",)


@pytest.mark.parametrize(
    "text",
    [
        'stage = "Some stage"\ngroups = []\n',
        'stage = "Some stage"\n[[groups]]\narises = "Here."\n[groups.codes]\n',
        'stage = "Some stage"\n[[groups]]\narises = "Here."\n[groups.codes.Z001]\ntitle = "It"\n',
    ],
)
def test_files_that_break_the_schema_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        explanations_in(text, "Z")


def test_a_code_in_the_file_of_another_letter_is_refused() -> None:
    text = (
        'stage = "Some stage"\n[[groups]]\narises = "Here."\n[groups.codes.Z001]\n'
        'title = "Title"\nmeaning = "It is."\ncause = "Some."\nremedy = "Fix."\n'
    )
    assert explanations_in(text, "Z")[0].code == "Z001"
    with pytest.raises(ValueError, match="Z001"):
        explanations_in(text, "Y")
