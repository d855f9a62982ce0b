"""`ncrn-dsd learn` and the learners' table by the command line."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from varied_designs import DESIGNS, SMALL_XOR, change_design, small_tables, tables_of, write_design

Run = Callable[..., tuple[int, str, str]]
ROOT = DESIGNS.parent
WITH_BOUND = {**SMALL_XOR, "expect.accuracy_below_logistic_max": 1.0}


@pytest.fixture
def small_xor(tmp_path: Path) -> Path:
    """It meets its expectation, whatever it learns."""
    return write_design(tmp_path / "small_xor", tables_of("learners/xor", WITH_BOUND))


def figures_in(folder: Path) -> dict[str, Any]:
    figures = json.loads((folder / "learn.json").read_text(encoding="utf-8"))
    assert isinstance(figures, dict)
    return figures


def finished(folder: Path) -> dict[Path, int]:
    """Finished trainings and when they were written."""
    return {f: f.stat().st_mtime_ns for f in (folder / "build/.artefacts").glob("learned-*")}


@pytest.mark.long
def test_seeds_are_trained_and_summed_up(run: Run, small_xor: Path, tmp_path: Path) -> None:
    code, out, _ = run("learn", small_xor, "--seeds", "2", "--first-seed", "5")
    assert code == 0
    assert "Expectation of the design: met (abstract 2 of 2; needed 2)" in out
    folder = tmp_path / "build/learn/small_xor"
    assert sorted(f.name for f in folder.iterdir()) == ["learn.html", "learn.json"]
    figures = figures_in(folder)
    assert [s["seed"] for s in figures["seeds"]] == [5, 6]
    assert figures["levels"] == ["abstract"]
    levels = [s["abstract"] for s in figures["seeds"]]
    assert [len(level["validation_mse_per_epoch"]) for level in levels] == [2, 2]
    mean = sum(level["validation_mse"] for level in levels) / 2
    summary = figures["summary"]["abstract"]
    assert summary["validation_mse"]["mean"] == pytest.approx(mean)
    assert summary["test_accuracy"]["worst"] == min(level["test_accuracy"] for level in levels)
    assert summary["kept"] == 2
    assert levels[0]["host_actions_per_sample"]["dilute"] == 0
    page = (folder / "learn.html").read_text(encoding="utf-8")
    assert "Decision regions" in page
    assert "x1 [task units]" in page


@pytest.mark.long
def test_the_same_command_gives_the_same_files_without_training(
    run: Run, small_xor: Path, tmp_path: Path
) -> None:
    first = run("learn", small_xor, "--seeds", "2", "--json")
    files = {f.name: f.read_bytes() for f in (tmp_path / "build/learn/small_xor").iterdir()}
    trained = finished(tmp_path)
    assert len(trained) == 2
    assert run("learn", small_xor, "--seeds", "2", "--json") == first
    assert finished(tmp_path) == trained
    assert files == {f.name: f.read_bytes() for f in (tmp_path / "build/learn/small_xor").iterdir()}


def test_only_the_times_differ_between_two_places(
    run: Run, small_xor: Path, tmp_path: Path
) -> None:
    found = []
    for place in ("one", "two"):
        assert run("learn", small_xor, "--out", tmp_path / place / "learned")[0] == 0
        figures = figures_in(tmp_path / place / "learned")
        del figures["cpu_s"]
        found.append(figures)
    assert found[0] == found[1]


@pytest.mark.long
def test_a_runaway_is_told_and_makes_the_exit_code_1(run: Run, tmp_path: Path) -> None:
    keys = {**WITH_BOUND, "name": "wild", "learner.learning_rate": 5.0}
    wild = write_design(tmp_path / "wild", tables_of("learners/xor", keys))
    code, out, _ = run("learn", wild, "--seeds", "2")
    assert code == 1
    assert "Failed trainings: 2" in out
    assert "seed 1, abstract: the error ran away" in out
    assert re.search(r"^ +1 +abstract .* failed", out, re.MULTILINE)
    figures = figures_in(tmp_path / "build/learn/wild")
    assert figures["failures"] == 2
    assert figures["expectations_met"] is False


def test_an_unmet_expectation_makes_the_exit_code_1(run: Run, tmp_path: Path) -> None:
    keys = {
        **SMALL_XOR,
        "name": "strict",
        "learner.learning_rate": 1e-6,
        "expect.accuracy_below_logistic_max": 0.0,
    }
    strict = write_design(tmp_path / "strict", tables_of("learners/xor", keys))
    code, out, _ = run("learn", strict)
    assert code == 1
    assert re.search(r"^ *as written +abstract .* not met", out, re.MULTILINE)
    assert "Failed trainings: 0" in out


@pytest.mark.long
def test_an_interrupted_call_goes_on_where_it_was(small_xor: Path, tmp_path: Path) -> None:
    change_design(small_xor, {"learner.epochs": 30, "task.grid": 20})
    command = [sys.executable, "-c", "from ncrn_dsd.cli.main import main; main()"]
    command += ["learn", str(small_xor), "--seeds", "6"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while not finished(tmp_path) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "goes on from there" in errors
    assert "Traceback" not in errors
    before = finished(tmp_path)
    assert 0 < len(before) < 6
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert again.returncode in (0, 1), again.stderr
    assert before.items() <= finished(tmp_path).items(), "finished trainings are not made again"
    assert len(finished(tmp_path)) == 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "error[D001] nowhere"),
        ((ROOT / "designs/rossler",), "error[D041]"),
        ((ROOT / "designs/published/linear_regression", "--level", "dsd"), "error[D042]"),
        ((ROOT / "designs/learners/xor", "--scheme", "srinivas2015"), "add --level dsd"),
        ((ROOT / "designs/learners/xor", "--first-seed", "3"), "add --seeds 1"),
        ((ROOT / "designs/learners/xor", "--seeds", "0"), "'--seeds'"),
        ((ROOT / "designs/learners/xor", "--level", "dsd", "--scheme", "none"), "error[S001]"),
    ],
)
def test_wrong_inputs_are_one_sentence(
    run: Run, arguments: tuple[Path | str, ...], words: str, tmp_path: Path
) -> None:
    code, out, errors = run("learn", *arguments)
    assert code == 2
    assert out == ""
    assert words in errors
    assert not list(tmp_path.rglob("learned-*"))


def test_an_output_folder_that_is_a_file_is_refused_before_the_training(
    run: Run, small_xor: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    code, _, errors = run("learn", small_xor, "--out", tmp_path / "taken")
    assert code == 2
    assert "A002" in errors
    assert not list(tmp_path.rglob("learned-*"))


def test_experiments_as_published_learn(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("learn", ROOT / "designs/published/minimal_linear_regression")
    assert code == 0, out
    folder = tmp_path / "build/learn/as-published/minimal_linear_regression"
    figures = figures_in(folder)
    assert figures["seeds"][0]["abstract"]["host_actions_per_sample"]["copy"] > 0
    assert "Predicted against target" in (folder / "learn.html").read_text(encoding="utf-8")


def tables(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tables", "learners", "--build", str(tmp_path), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_table_has_the_numbers_of_learn(run: Run, tmp_path: Path) -> None:
    chosen = ("--rows", "linear,published_minimal", "--seeds", "2", "--level", "abstract")
    done = tables(tmp_path / "build", *chosen)
    assert done.returncode == 0, done.stderr
    file = tmp_path / "build/tables/learners_part.json"
    figures = json.loads(file.read_text(encoding="utf-8"))
    row = figures["learners"][0]
    assert (row["row"], row["measure"]) == ("linear", "validation MSE")
    assert "at most 1.5 times that of least squares" in row["bounds"]
    trained = finished(tmp_path)
    assert len(trained) == 4
    design = ROOT / "designs/learners/centred_regression"
    run("learn", design, "--seeds", "2")
    assert finished(tmp_path) == trained, "nothing is computed twice"
    learned = figures_in(tmp_path / "build/learn/centred_regression")
    assert [v["value"] for v in row["values"]] == [
        s["abstract"]["validation_mse"] for s in learned["seeds"]
    ]
    assert [v["value"] for v in row["relative"]] == [
        s["abstract"]["loss_over_least_squares"] for s in learned["seeds"]
    ]
    assert (row["kept"], row["reached"]) == (2, True)
    published = figures["published"][0]
    assert published["loss"]["low"] <= published["loss"]["high"]
    assert "linear" in done.stdout
    assert "published_minimal" in done.stdout


def test_a_row_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    done = tables(tmp_path, "--rows", "linear,quadratic")
    assert done.returncode == 2
    assert "there is no row 'quadratic'" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_row_has_its_design(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from ncrn_dsd.errors import DesignError
    from tables.learner_measures import refuse_missing
    from tables.learner_rows import PUBLISHED_ROWS, ROWS

    keys = [row.key for row in (*ROWS, *PUBLISHED_ROWS)]
    assert len(keys) == len(set(keys))
    designs = [*(r.design for r in ROWS), *(r.design for r in PUBLISHED_ROWS)]
    refuse_missing(designs, ROOT)
    assert {r.baseline for r in ROWS} - {None} <= set(keys)
    with pytest.raises(DesignError, match="designs/learners/xor"):
        refuse_missing(["designs/learners/xor"], tmp_path)


def test_a_table_is_learned_in_its_own_names_beside_what_others_reach(
    run: Run, tmp_path: Path
) -> None:
    """y = 2 + 3 light, in a file; the input is presented as (light - 3) / 1.15."""
    task = {
        "kind": "csv",
        "file": "light.csv",
        "inputs": ["light", "tank [water]"],
        "target": "height",
        "train_samples": 40,
        "validation_samples": 10,
        "test_samples": 20,
        "seed": 3,
    }
    tables = {**tables_of("learners/centred_regression"), "task": task}
    folder = write_design(tmp_path / "light", tables)
    rows = [
        (1 + 4 * ((7 * i) % 70) / 70, 1 + 4 * ((11 * i) % 70) / 70, ((13 * i) % 70) / 70 - 0.5)
        for i in range(70)
    ]
    lines = [f"{a},{b},{2 + 3 * a + 0.8 * e}" for a, b, e in rows]
    table = "\n".join(["light,tank [water],height", *lines])
    (folder / "light.csv").write_text(table, encoding="utf-8")
    code, out, _ = run("learn", folder)
    assert code == 0, out
    for words in (
        "test MSE",
        "Loss over least squares, abstract",
        "R²",
        "MSE of the training mean",
    ):
        assert words in out
    assert "Judged by 20 test samples" in out
    assert "tank [water]" in out
    figures = figures_in(next((tmp_path / "build/learn").iterdir()))
    level = figures["seeds"][0]["abstract"]
    assert level["coefficients"] == pytest.approx(
        {"intercept": 2.0, "light": 3.0, "tank [water]": 0.0}, abs=0.3
    )
    assert level["test_mse"] == pytest.approx(
        level["loss_over_least_squares"] * level["least_squares_mse"]
    )
    assert level["r2"] > 0.98
    assert level["mean_mse"] > 30 * level["test_mse"]
    page = next((tmp_path / "build/learn").iterdir()) / "learn.html"
    assert "tank [water]" in page.read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize(
    ("record", "code"), [(["condensation"], 0), (None, 1)], ids=["recorded", "unrecorded"]
)
def test_a_check_that_fails_is_told_by_the_exit_code_of_every_command_that_prints_it(
    run: Run, tmp_path: Path, record: list[str] | None, code: int
) -> None:
    write_design(tmp_path / "small", small_tables({"expect.fails": record}))
    for command in (("learn", "--level", "dsd"), ("run",)):
        found, out, _ = run(*command, "small", "--kinetics", "condensed")
        assert "FAILS condensation" in out
        assert found == code, command
    figures = figures_in(tmp_path / "build/learn/small")
    assert figures["expectations_met"] is (code == 0)
    told = "met" if code == 0 else "not met"
    assert (
        f"Expectation of the design: {told} (abstract 1 of 1, DSD 1 of 1"
        in run("learn", "--level", "dsd", "small")[1]
    )


@pytest.mark.long
def test_condensed_reactions_decide_nothing_of_strands_that_are_to_follow_every_step(
    run: Run, tmp_path: Path
) -> None:
    write_design(tmp_path / "small", small_tables({"dsd.kinetics": "uncondensed"}))
    code, out, _ = run("learn", "--level", "dsd", "small", "--kinetics", "condensed")
    assert code == 3
    where = "in the condensed model, whose condensation FAILS"
    assert f"UNDECIDED (DSD level): LEARNS 1 of 1 {where}" in out
    assert f"Expectation of the design: undecided (abstract 1 of 1, DSD 1 of 1 {where}" in out
    code, out, _ = run("run", "small", "--kinetics", "condensed")
    assert code == 3
    assert f"LEARNS {where}. " in out
