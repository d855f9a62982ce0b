"""`ncrn-dsd analyse` by the command line: host actions, and learners with errors."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from varied_designs import change_design

from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.model.disturbances import FormalDisturbance
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.training import train
from ncrn_dsd.study.stages.disturb_formal import disturbed_program

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]
KINDS = ["rates", "doses", "overlap", "reads", "all together"]


def figures_of(file: Path) -> dict[str, Any]:
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert isinstance(figures, dict)
    return figures


def drawn(folder: Path) -> dict[Path, int]:
    """Finished draws and when they were written."""
    artefacts = folder / "build" / ".artefacts"
    return {file: file.stat().st_mtime_ns for file in artefacts.glob("disturbed*")}


@pytest.mark.long
def test_closed_learners_only_need_doses_waits_and_reads(run: Run, small: Path) -> None:
    code, out, err = run("analyse", "autonomy", small)
    assert (code, err) == (0, "")
    assert "small (closed): closed: the host only doses, waits and reads\n" in out
    code, out, _ = run("analyse", "autonomy", "--json", small)
    (row,) = json.loads(out)
    assert row["mode"] == "closed"
    assert row["is_closed"] is True
    # x0, x1, y and Phase; forward and feedback phase; the prediction.
    assert row["per_sample"] == {"dose": 4.0, "wait": 2.0, "read": 1.0, "dilute": 0.0}


@pytest.mark.long
def test_a_folder_of_designs_gives_one_row_each(run: Run) -> None:
    code, out, err = run("analyse", "autonomy", "--json", ROOT / "designs")
    assert (code, err) == (0, "")
    rows = {row["path"]: row for row in json.loads(out)}
    assert len(rows) == len(list((ROOT / "designs").rglob("design.toml")))
    for path, row in rows.items():
        # Moving weights into a fresh solution is the host's.
        is_moved = row["per_sample"].get("transfer", 0) > 0
        assert is_moved == ("_exchanged" in path), path
        assert row["is_closed"] == ("/published/" not in path and not is_moved), path
        assert (row["mode"] == "as-published") == ("/published/" in path)
    xor = rows[str(ROOT / "designs/published/xor_cubic/design.toml")]
    beyond = sum(n for kind, n in xor["per_sample"].items() if kind != "read")
    assert xor["verdict"].startswith(f"not closed: {beyond:g} host actions per sample")
    assert {"integrate", "copy", "overwrite", "cancel rails"} <= set(xor["per_sample"])
    rossler = rows[str(ROOT / "designs/rossler/design.toml")]
    assert (rossler["mode"], rossler["per_sample"]) == ("dynamics", {})


@pytest.mark.long
def test_words_in_a_table_stay_whole(run: Run) -> None:
    _, out, _ = run("analyse", "autonomy", ROOT / "designs/published")
    _, heads, *rows = out.splitlines()
    assert "…" not in out
    assert len({len(row) for row in (heads, *rows[:3])}) == 1
    assert any(row.startswith("minimal_linear_regression  as-published ") for row in rows)


def test_a_broken_design_does_not_hide_the_others(run: Run, small: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "design.toml").write_text("schema = = 1", encoding="utf-8")
    code, out, err = run("analyse", "autonomy", tmp_path)
    assert code == 2
    assert "error[D003]" in err
    assert f"{small.name} (closed): closed" in out
    code, out, err = run("analyse", "autonomy", broken)
    assert (code, out) == (2, "")
    assert "error[D003]" in err


@pytest.mark.long
def test_every_kind_of_error_and_finished_draws_are_used_again(
    run: Run, small: Path, tmp_path: Path
) -> None:
    run("analyse", "robustness", small, "--draws", "1")
    kept = drawn(tmp_path)
    # Rates, doses, overlap and all together; what only reads suffer from is not trained.
    assert len(kept) == 4
    code, out, err = run("analyse", "robustness", small, "--draws", "2")
    file = tmp_path / "build" / "robustness" / "small.json"
    figures = figures_of(file)
    assert code == (1 if figures["stopped"] + figures["runaway"] else 0), err
    assert [k["kind"] for k in figures["kinds"]] == KINDS
    assert [k["drawn"] for k in figures["kinds"]] == [2, 2, 1, 2, 2]
    assert figures["bounds"]["ideal"]["accuracy"] is None
    assert {"ncrn_dsd", "numpy", "scipy", "numba", "python"} <= set(figures["versions"])
    ideal = figures["ideal_loss"]
    for kind in figures["kinds"]:
        assert kind["definition"] in out
        losses = [draw["outcome"]["loss"] for draw in kind["draws"]]
        assert all(loss != ideal for loss in losses)
        assert len(set(losses)) == len(losses) == kind["drawn"]
        assert kind["loss_worst"] == max(losses)
    assert sorted(p.name for p in file.parent.iterdir()) == ["small.html", "small.json"]
    assert len(drawn(tmp_path)) == 7
    assert drawn(tmp_path).items() >= kept.items()


@pytest.mark.slow
def test_repeated_elsewhere_it_is_the_same_to_the_byte(
    run: Run, small: Path, tmp_path: Path
) -> None:
    for folder in ("one", "two"):
        arguments = ("--draws", "1", "--seed", "7", "--build", folder, "--out", f"{folder}.json")
        run("analyse", "robustness", small, *arguments)
    one = (tmp_path / "one.json").read_bytes()
    assert one == (tmp_path / "two.json").read_bytes()
    _, out, _ = run("analyse", "robustness", small, *arguments, "--json")
    assert out.encode() == one
    assert figures_of(tmp_path / "one.json")["seed"] == 7


@pytest.mark.long
def test_classes_have_an_accuracy(run: Run, small_xor: Path, tmp_path: Path) -> None:
    _, out, _ = run("analyse", "robustness", small_xor, "--draws", "1")
    # Headings of many columns take two lines.
    assert out.count("accuracy") >= 2
    figures = figures_of(tmp_path / "build" / "robustness" / "small_xor.json")
    assert 0 <= figures["bounds"]["ideal"]["accuracy"] <= 1
    assert all(0 <= k["accuracy_worst"] <= 1 for k in figures["kinds"])


def test_small_errors_change_little_and_none_nothing(small: Path) -> None:
    program = build(read_design(small))
    assert disturbed_program(program, FormalDisturbance(read_noise_fraction=0.1)) == program
    losses = []
    for factor in (1.0, 1.001, 1.5):
        off = disturbed_program(program, FormalDisturbance(rate_error_factor=factor))
        run = train(off, formal_chemistry(off.crn), off.training, off.probes)
        losses.append(run.validation_mse)
    ideal, little, much = losses
    assert little == pytest.approx(ideal, rel=0.02)
    assert little != ideal
    assert abs(much - ideal) > abs(little - ideal)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), ("D001", "nowhere")),
        ((str(ROOT / "designs/rossler"),), ("D040", "dynamics")),
        ((str(ROOT / "designs/published/xor_cubic"),), ("D040", "as-published")),
        (("small", "--out", "small"), ("A008", "folder")),
    ],
)
def test_wrong_inputs_are_one_sentence(
    run: Run, small: Path, tmp_path: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert small == tmp_path / "small"
    code, out, err = run("analyse", "robustness", *arguments)
    assert (code, out) == (2, "")
    (sentence,) = err.splitlines()
    assert all(word in sentence for word in words)
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    "wrong", [("--draws", "0"), ("--seed", "-1"), ("--level", "tube"), ("--out", "a.html")]
)
def test_wrong_usage(run: Run, small: Path, wrong: tuple[str, str]) -> None:
    code, out, err = run("analyse", "robustness", small, *wrong)
    assert (code, out) == (2, "")
    assert wrong[0] in err


@pytest.mark.long
def test_ctrl_c_keeps_finished_draws_and_leaves_nothing_else(small: Path, tmp_path: Path) -> None:
    call = "from ncrn_dsd.cli.main import main; main()"
    options = ["--draws", "2000", "--build", "b"]
    process = subprocess.Popen(
        [sys.executable, "-c", call, "analyse", "robustness", str(small), *options],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    artefacts = tmp_path / "b" / ".artefacts"
    end = time.monotonic() + 120
    while not list(artefacts.glob("disturbed*")) and time.monotonic() < end:
        time.sleep(0.05)
    # As a terminal does, to all processes at once.
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert "goes on from there" in err
    assert list(artefacts.glob("disturbed*"))
    assert not list((tmp_path / "b" / "robustness").glob("*"))
    kept = sorted(artefacts.iterdir())
    time.sleep(0.5)
    assert sorted(artefacts.iterdir()) == kept


def test_a_learner_that_runs_away_is_counted_and_told(
    run: Run, small: Path, tmp_path: Path
) -> None:
    # A step that is just stable in an ideal vessel.
    change_design(small, {"learner.learning_rate": 0.1, "learner.epochs": 6})
    code, out, _ = run("analyse", "robustness", small, "--draws", "1")
    figures = figures_of(tmp_path / "build" / "robustness" / "small.json")
    assert figures["ideal_loss"] < 1
    overlap = next(k for k in figures["kinds"] if k["kind"] == "overlap")
    assert overlap["loss_worst"] > figures["bounds"]["runaway_above"]
    assert (overlap["runaway"], overlap["stopped"], overlap["met"]) == (1, 0, 0)
    assert figures["runaway"] >= 1
    assert code == 1
    assert "overlap: 0 of 1 draws stopped, 1 ran away" in out
