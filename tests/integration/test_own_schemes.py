"""Schemes of the user's own: where they are written, found and recorded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import ncrn_dsd
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


@pytest.fixture
def faulty(run: Run, tmp_path: Path) -> Path:
    """A scheme that reads an attribute which no signal has, but only for one shape."""
    run("schemes", "new", "mine")
    file = tmp_path / "translators/mine/scheme.ts"
    text = file.read_text(encoding="utf-8")
    assert "product.first" in text
    file.write_text(text.replace("product.first", "product.frist"), encoding="utf-8")
    return file


def test_an_error_of_a_scheme_is_no_refusal(run: Run, faulty: Path) -> None:
    code, out, _ = run("schemes", "check", "mine", "--accept")
    assert code == 2
    row = next(line for line in out.splitlines() if line.startswith("mine "))
    assert row.split().count("error") == 2
    assert row.split().count("-") == 19
    assert "mine: 1-1: error[S049] translators/mine/scheme.ts:" in out
    assert "has no attribute 'frist'" in out
    assert "mine: nothing is recorded, because of the errors" in out
    assert not (faulty.parent / "cases").exists()
    code, out, _ = run("schemes", "check", "mine", "--details", "--json")
    (cell,) = [c for c in json.loads(out)["schemes"]["mine"] if c["shape"] == "1-1"]
    assert code == 2
    assert cell["refused"] is None
    assert cell["failed"].startswith("error[S049]")


def test_an_error_does_not_agree_with_a_recorded_refusal(run: Run, faulty: Path) -> None:
    text = faulty.read_text(encoding="utf-8")
    refusing = text.replace("module main(crn) =", 'module main(crn) = abort("no") + ', 1)
    faulty.write_text(refusing, encoding="utf-8")
    assert run("schemes", "check", "mine", "--accept")[0] == 0
    faulty.write_text(text, encoding="utf-8")
    code, out, _ = run("schemes", "check", "mine")
    assert code == 2
    assert "S049" in out


@pytest.fixture
def faulty_everywhere(faulty: Path) -> Path:
    """The same for all shapes."""
    meta = faulty.parent / "meta.toml"
    meta.write_text(meta.read_text("utf-8").replace("[1, 1]", "[0, 9]"), encoding="utf-8")
    text = faulty.read_text(encoding="utf-8")
    faulty.write_text(text.replace("abort(", "map(tail, "), encoding="utf-8")
    return faulty


def test_other_commands_do_not_take_an_error_for_a_refusal(
    run: Run, faulty_everywhere: Path
) -> None:
    code, _, err = run("schemes", "show", "mine")
    assert code == 2
    assert "S049" in err
    # Published sizes are derived with the scheme of that name, which now is the faulty one.
    folder = faulty_everywhere.parent
    folder.rename(folder.with_name("qian2011_3D"))
    code, out, err = run("schemes", "sizes")
    assert (code, out) == (2, "")
    assert "translators/qian2011_3D/scheme.ts:" in err


@pytest.mark.slow
def test_a_comparison_says_that_a_scheme_failed(
    run: Run, faulty_everywhere: Path, small: Path
) -> None:
    code, out, _ = run("compare", small, "--schemes", "mine", "--json")
    assert code == 2
    cell = json.loads(out)["designs"]["small"]["cells"]["mine"]
    assert cell["standing"] == "scheme failed"
    assert cell["reason"].startswith("S0")


def test_the_installed_package_is_not_changed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages/ncrn_dsd"
    root = Path(ncrn_dsd.__file__).parent
    published = "schemes/literature/srinivas2015"
    shutil.copytree(root / published, package / published)
    shutil.copytree(
        root.parent / "designs/linear_regression", package / "designs/linear_regression"
    )
    before = {p: p.read_bytes() for p in package.rglob("*") if p.is_file()}
    monkeypatch.setattr(ncrn_dsd, "__file__", str(package / "__init__.py"))
    for words in (
        ("schemes", "check", "srinivas2015", "--accept"),
        ("--schemes", package / "schemes", "schemes", "new", "mine"),
        ("verify", "linear_regression", "--accept"),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "error[U131]" in err
    assert {p: p.read_bytes() for p in package.rglob("*") if p.is_file()} == before
