"""Results behind links, beside leftovers of killed runs, and in tables that spreadsheets open."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.errors import ArtefactError
from ncrn_dsd.formats.csv_writing import TableWriter
from ncrn_dsd.formats.whole_file import scratch_folder, write_bytes
from ncrn_dsd.pipeline.outputs import check_writable, write_folder
from ncrn_dsd.study.store import ArtefactStore

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def fill(folder: Path) -> None:
    (folder / "summary.json").write_text("new", encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_behind_a_link_is_filled_and_the_link_stays(tmp_path: Path, there: bool) -> None:
    real, link = tmp_path / "disk" / "real", tmp_path / "link"
    real.parent.mkdir()
    if there:
        real.mkdir()
        (real / "summary.json").write_text("old", encoding="utf-8")
    link.symlink_to(real)
    check_writable(link)
    write_folder(link, fill)
    assert link.is_symlink()
    assert (real / "summary.json").read_text() == "new"
    assert (names(tmp_path), names(real.parent)) == (["disk", "link"], ["real"])


def test_a_run_writes_through_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.crn").write_text("A -> B\nA @initial 5\n", encoding="utf-8")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real/results")
    code, _, err = run("simulate", "x.crn", "--duration", "1 s", "--out", "link")
    assert code == 0, err
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "real") == ["results"]
    assert "trajectories.csv" in names(tmp_path / "real/results")


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "null").symlink_to(os.devnull)
    write_bytes(tmp_path / "null", b"content")
    write_bytes(Path(os.devnull), b"content")
    assert not Path(os.devnull).is_file()


def test_a_loop_of_links_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ArtefactError, match="A00"):
        check_writable(tmp_path / "loop" / "out")
    with pytest.raises(ArtefactError, match="A00"):
        write_bytes(tmp_path / "loop" / "x.json", b"")


def test_what_killed_runs_left_is_cleared(tmp_path: Path, dead: int) -> None:
    for kind in ("tmp", "old"):
        (tmp_path / f".out.{dead}.{kind}").mkdir()
        (tmp_path / f".out.{dead}.{kind}" / "part").touch()
    (tmp_path / f".out.{dead}.probe").touch()
    (tmp_path / f".other.{dead}.tmp").mkdir()
    (tmp_path / f".out.{os.getppid()}.tmp").mkdir()
    (tmp_path / "out").mkdir()
    write_folder(tmp_path / "out", fill)
    kept = [f".other.{dead}.tmp", f".out.{os.getppid()}.tmp", "out"]
    assert names(tmp_path) == sorted(kept)
    assert names(tmp_path / "out") == ["summary.json"]


def test_results_that_a_killed_run_had_moved_away_come_back(tmp_path: Path, dead: int) -> None:
    old = tmp_path / f".out.{dead}.old"
    old.mkdir()
    (old / "summary.json").write_text("old", encoding="utf-8")

    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(ArtefactError, match="A004"):
        write_folder(tmp_path / "out", fail)
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out/summary.json").read_text() == "old"


def test_half_written_artefacts_of_killed_runs_are_cleared(tmp_path: Path, dead: int) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / f".a.json.{dead}.tmp").touch()
    (store / f".b.json.{dead}.tmp").touch()
    os.utime(store / f".a.json.{dead}.tmp", (0, 0))
    ArtefactStore(store).get_or_make("stage", 1, int, lambda: 3)
    assert [name for name in names(store) if name.startswith(".")] == [f".b.json.{dead}.tmp"]


def test_folders_between_processes_are_cleared(
    tmp_path: Path, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    parent = tmp_path / f"ncrn-dsd-{os.getuid()}"
    left = parent / f".x.{dead}.tmp"
    left.mkdir(parents=True)
    (left / "question").touch()
    with scratch_folder() as first, scratch_folder() as second:
        assert Path(first).parent == Path(second).parent == parent
        assert sorted(parent.iterdir()) == sorted([Path(first), Path(second)])
    assert names(parent) == []
    parent.rmdir()
    parent.symlink_to(tmp_path / "elsewhere")
    with scratch_folder() as folder:
        assert Path(folder).parent == tmp_path


def test_no_text_of_a_table_is_run_as_a_formula() -> None:
    row = ["=1+1", "+x", "-x*", "@SUM(A1)", "\tx", "-1.5", "+2e-3", -3.5, "A=1", ""]
    out = io.StringIO()
    TableWriter(out).writerows([row])
    (read,) = csv.reader(io.StringIO(out.getvalue()))
    assert read[:5] == [f"'{text}" for text in row[:5]]
    assert read[5:] == ["-1.5", "+2e-3", "-3.5", "A=1", ""]


def test_names_of_a_simulated_system_are_no_formulas(run: Run, tmp_path: Path) -> None:
    text = "length a = 15\n-x = a @initial 5 nM\ny = a* @initial 5 nM\n"
    (tmp_path / "x.pil").write_text(text, encoding="utf-8")
    code, _, err = run("simulate", "x.pil", "--duration", "1 s", "--points", "2", "--out", "t")
    assert code == 0, err
    header = (
        next((tmp_path / "t").glob("*.csv")).read_text(encoding="utf-8").splitlines()[0].split(",")
    )
    assert not [name for name in header if name.startswith(("=", "+", "-", "@"))]
