"""Every command refuses files of another kind and names what takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from ncrn_dsd.cli.arguments import FileKind, SchemeName, SourcePath, kind_of
from ncrn_dsd.cli.main import cli
from ncrn_dsd.cli.overview import commands_of

Run = Callable[..., tuple[int, str, str]]

FILES = {
    "x.crn": (FileKind.CRN, "A -> B\n"),
    "x.xml": (FileKind.SBML, "<sbml/>\n"),
    "x.pil": (FileKind.PIL, "length a = 5\nA = a\n"),
    "x.ts": (FileKind.SCHEME, "class formal(s) = 1\n"),
    "data.csv": (FileKind.TABLE, "x,y\n1,2\n"),
    "certificate.json": (FileKind.JSON, "{}\n"),
    "design.toml": (FileKind.DESIGN, "schema = 1\n"),
}


def leaves() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in commands_of(cli).items():
        if isinstance(command, click.Group):
            yield from (((name, inner), c) for inner, c in command.commands.items())
        else:
            yield (name,), command


def taken(parameter: click.Parameter) -> tuple[FileKind, ...]:
    if isinstance(parameter.type, SchemeName):
        return (FileKind.SCHEME,)
    return parameter.type.kinds if isinstance(parameter.type, SourcePath) else ()


ARGUMENTS = {
    words: parameter
    for words, command in leaves()
    # The first of several.
    for parameter in reversed(command.params)
    if isinstance(parameter, click.Argument) and taken(parameter)
}


REQUIRED = {
    "translate": ("--scheme", "soloveichik2010"),
    "handoff": ("--out", "y"),
    "calibrate": ("y.csv",),
    "add": ("--out", "y.json"),
    "sweep": ("--vary", "learner.learning_rate=1,2"),
}
"""Options without which a command does not begin."""


def test_every_argument_that_is_a_path_says_what_it_takes() -> None:
    plain = [
        words
        for words, command in leaves()
        for p in command.params
        if isinstance(p, click.Argument)
        and isinstance(p.type, click.Path)
        and not isinstance(p.type, SourcePath)
    ]
    assert plain == []
    assert len(ARGUMENTS) >= 16


@pytest.mark.parametrize("words", ARGUMENTS, ids=" ".join)
def test_other_kinds_are_refused_with_a_command_that_takes_them(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    for name, (kind, text) in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        if kind in taken(ARGUMENTS[words]):
            continue
        code, out, err = run(*words, name)
        assert (code, out) == (2, ""), name
        (sentence,) = err.splitlines()
        assert sentence.startswith(f"error[U130] {name}: `{' '.join(words)}` takes ")
        assert kind.what in sentence
        assert kind.hint(Path(name)) in sentence


@pytest.mark.parametrize("kind", FileKind)
def test_what_is_advised_is_possible(kind: FileKind) -> None:
    found = dict(leaves())
    for use in kind.uses:
        words = use.split()
        path = tuple(w for w in words[:2] if w.isidentifier() and w.islower())
        command = found[path]
        before = words[words.index("{}") - 1]
        options = [p for p in command.params if before in p.opts]
        (parameter,) = options or [p for p in command.params if isinstance(p, click.Argument)]
        assert kind in taken(parameter), use


def test_options_refuse_other_kinds_too(run: Run, tmp_path: Path) -> None:
    for name, (_, text) in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for words in (
        ("translate", "x.crn", "--scheme", "x.pil"),
        ("verify", "--crn", "x.crn", "--system", "data.csv"),
        ("verify", "--crn", "x.pil", "--system", "x.pil"),
        ("verify", "--check", "x.crn"),
        ("simulate", "x.crn", "--schedule", "data.csv"),
        ("handoff", "linear_regression", "--out", "y", "--stocks", "x.pil"),
        ("handoff", "linear_regression", "--out", "y", "--lab", "data.csv"),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, ""), words
        assert "takes " in err
        assert err.startswith("error[U130]"), words


def test_suffixes_are_told_in_either_case(run: Run, tmp_path: Path) -> None:
    (tmp_path / "X.CRN").write_text("A -> B\nA @i 1\n", encoding="utf-8")
    assert kind_of(tmp_path / "X.CRN") is FileKind.CRN
    assert run("translate", "X.CRN", "--scheme", "soloveichik2010", "--json")[0] == 0
    assert run("simulate", "X.CRN", "--duration", "1 s", "--points", "1")[0] == 0
    assert run("run", "X.CRN")[0] == 2


def test_a_scheme_folder_is_no_design(run: Run, tmp_path: Path) -> None:
    run("schemes", "new", "mine")
    code, _, err = run("run", "translators/mine")
    assert code == 2
    assert "this is a translation scheme; use `ncrn-dsd schemes show translators/mine`" in err


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("lern",), "learn"),
        (("Verify",), "verify"),
        (("schemes", "chekc"), "check"),
        (("analyse", "robustnes"), "robustness"),
    ],
)
def test_a_mistyped_command_is_answered_by_the_nearest(
    run: Run, words: tuple[str, ...], near: str
) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert err.splitlines()[-1] == f"Error: No such command '{words[-1]}'. Did you mean '{near}'?"


def test_a_file_in_the_place_of_a_command_is_answered_by_what_takes_it(run: Run) -> None:
    code, _, err = run("x.crn")
    assert code == 2
    assert "'x.crn' is a formal network and no command; use `ncrn-dsd simulate x.crn`" in err


def test_a_design_of_the_package_is_found_by_name(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("analyse", "autonomy", "linear_regression", "learners/xor", "--json")
    assert code == 0
    assert "linear_regression" in out
    assert "xor" in out
    code, _, err = run("run", "linear_regresion")
    assert code == 2
    assert "D001" in err
    assert "did you mean linear_regression" in err
    assert "did you mean learners/rings" in run("run", "rings")[2]
    # What is here is meant first.
    (tmp_path / "linear_regression").mkdir()
    (tmp_path / "linear_regression/design.toml").write_text("schema = = 1\n", encoding="utf-8")
    assert "D003" in run("run", "linear_regression")[2]


@pytest.mark.parametrize("words", ARGUMENTS, ids=" ".join)
def test_no_number_of_the_system_is_shown(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Files that are absent, and folders in the place of files."""
    suffixes = {s for kind in taken(ARGUMENTS[words]) for s in kind.suffixes}
    for suffix in sorted(suffixes):
        (tmp_path / f"folder{suffix}").mkdir(exist_ok=True)
        for name in (f"absent{suffix}", f"folder{suffix}"):
            code, out, err = run(*words, name, *REQUIRED.get(words[-1], ()))
            assert code == 2, (name, err)
            assert "Errno" not in out + err
            assert name in out + err
