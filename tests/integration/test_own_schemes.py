"""Schemes of the user's own: where they are written, found and recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.translation import scheme_folders

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def no_named_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    # The option sets the variable for processes that share the work; here it must not last.
    monkeypatch.setenv(scheme_folders.FOLDER_VARIABLE, "")


def test_a_new_scheme_is_written_here_and_found_by_name(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("schemes", "new", "mine")
    assert code == 0
    assert out.startswith("translators/mine: ")
    assert (tmp_path / "translators/mine/scheme.ts").is_file()
    code, out, _ = run("schemes", "list")
    assert code == 0
    assert "translators/mine" in out
    assert "literature" in out
    (tmp_path / "net.crn").write_text("A -> B\n", encoding="utf-8")
    code, out, _ = run("translate", "net.crn", "--scheme", "mine", "--json")
    assert json.loads(out)["scheme"] == "mine"
    code, _, err = run("schemes", "new", "srinivas2015")
    assert code == 2
    assert "S007" in err


def test_a_named_folder_is_searched_first(run: Run, tmp_path: Path) -> None:
    assert run("--schemes", tmp_path / "lab", "schemes", "new", "mine")[0] == 0
    assert (tmp_path / "lab/mine/scheme.ts").is_file()
    code, out, _ = run("--schemes", tmp_path / "lab", "schemes", "show", "mine", "--json")
    assert (code, json.loads(out)["trust"]) == (0, None)
    code, _, err = run("--schemes", "nowhere", "schemes", "list")
    assert code == 2
    assert "S120" in err


def test_the_record_stays_with_a_scheme_that_is_given_by_path(run: Run, tmp_path: Path) -> None:
    run("schemes", "new", "mine")
    (tmp_path / "translators/mine").rename(tmp_path / "other")
    assert run("schemes", "check", "./other", "--accept")[0] == 0
    assert (tmp_path / "other/cases/conformance.json").is_file()


def test_no_schemes_at_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheme_folders, "schemes_root", lambda: tmp_path / "nothing")
    for command in (("list",), ("list", "--json"), ("check",), ("sizes",)):
        code, out, err = run("schemes", *command)
        assert (code, out) == (2, "")
        assert "S121" in err
