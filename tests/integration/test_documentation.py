"""The documentation keeps its word: commands run, snippets parse, links lead somewhere."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from documentation_pages import (
    REASONS_ALLOWED,
    ROOT,
    Block,
    Command,
    blocks,
    commands,
    inline_calls,
    links,
    missing_line,
    pages,
)

from ncrn_dsd.cli.main import cli
from ncrn_dsd.cli.overview import commands_of
from ncrn_dsd.formats.design_toml import is_dynamics, parse_design, parse_dynamics, parse_published
from ncrn_dsd.translation.scheme import parse_scheme
from ncrn_dsd.translation.scheme_meta import parse_meta

Run = Callable[..., tuple[int, str, str]]
PAGES = pages()
BLOCKS = [block for page in PAGES for block in blocks(page)]
BASH = shutil.which("bash") or "bash"
SLOW_PAGES = {"docs/to-the-bench.md", "docs/tutorial.md"}
"""Every block of these takes long."""
LANGUAGES = {
    "sh",
    "python",
    "toml",
    "text",
    "json",
    "ts",
    "crn",
    "csv",
    "make",
    "mermaid",
    "yaml",
    "",
}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of stages, shared by all pages."""
    return tmp_path_factory.mktemp("artefacts")


@pytest.fixture
def place(tmp_path: Path, artefacts: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data of the repository, where pages may write what they like."""
    for name in ("designs", "ncrn_dsd/schemes", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "build").mkdir()
    (tmp_path / "build/.artefacts").symlink_to(artefacts)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def in_shell(command: Command) -> tuple[int, str]:
    # Programs of this environment come first, as after activating it.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [BASH, "-o", "pipefail", "-c", command.text],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def carry_out(block: Block, run: Run) -> str:
    """Run every line of a block and return what all of them print."""
    printed = []
    for command in commands(block):
        if command.text.startswith("make ") and "-C" not in command.text.split():
            check_targets(block, command)
            continue
        if command.words:
            code, out, errors = run(*command.words[1:])
            output = out + errors
        else:
            code, output = in_shell(command)
        good = code != 0 if command.fails else code == command.exit_code
        assert good, f"{block.place}: `{command.text}` ended with {code}\n{output}"
        printed.append(output)
    return "".join(printed)


def save_block(block: Block, folder: Path) -> None:
    """Save a block where the page says."""
    if block.file is not None:
        (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.file).write_text(f"{block.text}\n", encoding="utf-8")


def save(page: Path, folder: Path) -> None:
    """Save all files of a page."""
    for block in blocks(page):
        save_block(block, folder)


def check_targets(block: Block, command: Command) -> None:
    """Targets of our own Makefile make an environment first; here they only have to exist."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for word in command.text.split("#")[0].split()[1:]:
        assert word in known or "=" in word, f"{block.place}: no target {word}"


def is_slow(block: Block) -> bool:
    return block.slow or named(block.page) in SLOW_PAGES


def play(page: Path, run: Run, *, slow: bool) -> None:
    """Run the blocks of a page in order, and compare what it shows with what is printed."""
    names: dict[str, Any] = {"__name__": "documentation"}
    printed: str | None = None
    for block in blocks(page):
        if block.file is not None:
            save_block(block, Path())
        elif block.skip is not None or (is_slow(block) and not slow):
            printed = None
        elif block.language == "sh":
            printed = carry_out(block, run)
        elif block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(block.text, block.place, "exec"), names)  # noqa: S102
            printed = out.getvalue()
        elif block.language == "text" and printed is not None:
            lacking = missing_line(block.text, printed)
            assert lacking is None, f"{block.place}: not printed: {lacking}\n{printed}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_of_a_page_run(page: Path, place: Path, run: Run) -> None:
    play(page, run, slow=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [p for p in PAGES if any(is_slow(b) for b in blocks(p))], ids=named
)
def test_slow_commands_of_a_page_run(page: Path, place: Path, run: Run) -> None:
    play(page, run, slow=True)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda b: b.place)
def test_blocks_are_of_a_known_language_or_say_why_they_are_not_run(block: Block) -> None:
    assert block.language in LANGUAGES
    assert block.skip is None or len(block.skip) >= REASONS_ALLOWED


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language == "toml"], ids=lambda b: b.place
)
def test_toml_is_read(block: Block, tmp_path: Path) -> None:
    table = tomllib.loads(block.text)
    if "shapes" in table and "title" in table:
        parse_meta(block.text, block.place)
    elif table.get("mode") == "as-published":
        parse_published(block.text, block.place)
    elif "schema" in table and "name" in table:
        save(block.page, tmp_path)
        file = tmp_path / (block.file or "design.toml")
        file.write_text(block.text, encoding="utf-8")
        (parse_dynamics if is_dynamics(file) else parse_design)(block.text, str(file))


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language in ("json", "ts")], ids=lambda b: b.place
)
def test_json_and_schemes_are_read(block: Block) -> None:
    if block.language == "json":
        json.loads(block.text)
    elif "main(" in block.text:
        parse_scheme(block.text, block.place, "shown")


def options_of(call: str) -> Iterator[tuple[str, bool]]:
    """Every option in a call, and whether its command has it."""
    command: click.Command = cli
    for word in call.split()[1:]:
        if isinstance(command, click.Group) and word in commands_of(command):
            command = commands_of(command)[word]
            continue
        for name in re.findall(r"--[a-z][a-z0-9-]*", word):
            known = {o for p in (*command.params, *cli.params) for o in p.opts}
            yield name, name in known | {"--help"}


def test_calls_in_the_text_name_commands_and_options_that_exist() -> None:
    found = 0
    for page in PAGES:
        for call in inline_calls(page):
            first = call.split()[1].rstrip(".,;:")
            found += 1
            # A word in capitals or an option stands for any command.
            known = first in commands_of(cli) or first.startswith("-") or first.isupper()
            assert known, f"{named(page)}: `{call}`"
            for option, known in options_of(call):
                assert known, f"{named(page)}: `{call}`: no option {option}"
    assert found > 20


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for target in links(page):
        assert (page.parent / target).exists(), f"{named(page)}: {target}"


def test_every_page_is_on_the_map() -> None:
    index = ROOT / "docs/index.md"
    listed = {(index.parent / target).resolve() for target in links(index)}
    missing = [p for p in PAGES if p.resolve() not in listed and p != index]
    assert missing == []


def test_excerpts_are_compared_line_by_line() -> None:
    printed = "one\n two  three\nfour\nfive\n"
    assert missing_line("one\ntwo three", printed) is None
    assert missing_line("...\nfour", printed) is None
    assert missing_line("one\n...\nfive", printed) is None
    assert missing_line("one\nfour", printed) == "four"
    assert missing_line("six", printed) == "six"
    assert missing_line("two ...\nfo...r", printed) is None
    assert missing_line("two ... two", printed) == "two ... two"
