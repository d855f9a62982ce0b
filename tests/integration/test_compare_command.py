"""Schemes side by side on a small learner."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.compared_by import CellOptions
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.result import DsdLevel
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.pipeline import budget
from ncrn_dsd.pipeline.compare_cell import compare_cell
from ncrn_dsd.study.learner import LearnerStudy
from ncrn_dsd.translation.scheme import load_scheme

Run = Callable[..., tuple[int, str, str]]
SCHEMES = ("--schemes", "srinivas2015,qian2011_seesaw", "--leak", "0", "--rate-error", "1.01")
FOLLOWED = (*SCHEMES, "--kinetics", "uncondensed")
COMMAND = (sys.executable, "-c", "from ncrn_dsd.cli.main import main; main()")


def cells_in(folder: Path) -> dict[str, int]:
    return {f.name: f.stat().st_mtime_ns for f in (folder / ".artefacts").glob("cell-*.json")}


@pytest.mark.long
def test_cells_are_measured_ranked_and_kept(run: Run, small: Path, tmp_path: Path) -> None:
    weighed = (*FOLLOWED, "--weight", "nucleotides_nt=2")
    code, out, err = run("compare", small, *weighed, "--jobs", "1")
    assert code == 0, err
    assert re.search(r"^srinivas2015 +proved, condensation fails +FAILS ", out, re.MULTILINE)
    assert "does not support 2->2 reactions" in out
    assert "best by size: srinivas2015" in out
    assert "ranking (weights: Nucleotides [nt] 2; scores within 0.1% share a place)" in out
    folder = tmp_path / "build" / "compare" / "small"
    assert {f.name for f in folder.iterdir()} == {
        f"compare.{s}" for s in ("csv", "html", "json", "tex")
    }
    figures = json.loads((folder / "compare.json").read_text(encoding="utf-8"))
    cells = figures["designs"]["small"]["cells"]
    assert cells["qian2011_seesaw"]["standing"] == "unsupported"
    good = cells["srinivas2015"]
    assert good["standing"] == "done"
    assert good["measures"]["loss_with_rate_errors"] > 0
    assert good["measures"]["detailed_reactions"] > good["measures"]["condensed_reactions"]
    assert (good["kinetics"], good["condensation"]) == ("uncondensed", "FAILS")
    assert good["verdicts"]["condensation"] == {"FAILS": 2}
    assert good["verdicts"]["kinetic agreement"] == {"UNDECIDED": 1}
    assert good["learned"][0]["failure"] is None
    assert good["learning"] == "LEARNS 1 of 1"
    assert good["kept"] == []
    assert good["measures"]["training_days_d"] > 0
    assert good["measures"]["transfers"] > 8
    page = (folder / "compare.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "does not support" in page

    kept = cells_in(tmp_path / "build")
    assert len(kept) == 2
    before = {f.name: f.read_bytes() for f in folder.iterdir()}
    assert run("compare", small, *weighed)[0] == 0
    assert cells_in(tmp_path / "build") == kept
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == before


def test_a_case_that_cannot_be_drawn_is_refused_before_the_first_cell(
    run: Run, small: Path, tmp_path: Path
) -> None:
    code, _, err = run("compare", small, *SCHEMES, "--case", "damp")
    assert code == 2
    assert "P001" in err
    assert not cells_in(tmp_path / "build")


@pytest.mark.long
def test_a_killed_comparison_goes_on(small: Path, tmp_path: Path) -> None:
    call = [*COMMAND, "compare", str(small), *FOLLOWED, "--jobs", "1", "--json"]
    with subprocess.Popen(
        call, cwd=tmp_path, start_new_session=True, stdout=subprocess.DEVNULL
    ) as process:
        # The scheme that refuses the design is done last, and the other one is begun first.
        while not list((tmp_path / "build/.artefacts").glob("enumerate-*.json")):
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
    stages = {f: f.stat().st_mtime_ns for f in (tmp_path / "build/.artefacts").glob("enum*.json")}
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["designs"]["small"]["best_by"]["loss"] == "srinivas2015"
    assert {f: f.stat().st_mtime_ns for f in stages} == stages


@pytest.mark.long
def test_condensed_losses_are_not_ranked_where_condensation_fails(run: Run, small: Path) -> None:
    only = ("--schemes", "srinivas2015", "--leak", "0", "--rate-error", "1")
    code, out, err = run("compare", small, *only, "--kinetics", "condensed")
    assert code == 0, err
    assert re.search(r"^srinivas2015 +a check fails +FAILS ", out, re.MULTILINE)
    assert "not ranked: srinivas2015 (refuted or fails: condensation)" in out


@pytest.mark.long
def test_a_limit_leaves_a_cell_undecided(run: Run, small: Path) -> None:
    code, out, _ = run(
        "compare", small, "--schemes", "srinivas2015", "--max-complexes", "20", "--json"
    )
    assert code == 3
    cell = json.loads(out)["designs"]["small"]["cells"]["srinivas2015"]
    assert cell["standing"] == "undecided"
    assert "the limit of 20 complexes" in cell["reason"]
    assert "raise --max-complexes" in cell["reason"]
    assert cell["measures"]["loss"] is None
    assert json.loads(out)["designs"]["small"]["best_by"]["loss"] is None


def test_a_stage_without_time_is_given_up() -> None:
    report = budget.BudgetWatcher(1e-9).stage("enumerate")
    sum(range(100_000))
    told = r"A122.*3 of 4 steps done.*at this pace at least --stage-budget [1-9]"
    with pytest.raises(budget.BudgetError, match=told):
        report(3, 4)
    report(4, 4)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--schemes", "srinivas"), "error[S001]"),
        (("--weight", "beauty=1"), "there is no such measure"),
        (("--weight", "loss=0"), "the weight must be a number above 0"),
        (("--weight", "loss"), "as in loss=2"),
    ],
)
def test_wrong_input_is_one_sentence(
    run: Run, small: Path, arguments: tuple[str, ...], told: str
) -> None:
    code, _, err = run("compare", small, *arguments)
    assert code == 2
    assert told in err
    assert "Traceback" not in err


def test_only_closed_learners_are_compared(run: Run, small: Path) -> None:
    root = Path(__file__).parents[2] / "designs"
    for wrong, told in (
        ((root / "rossler",), "error[D041]"),
        ((root / "published/minimal_linear_regression",), "error[D044]"),
        ((small, small), "error[D045]"),
    ):
        code, _, err = run("compare", *wrong, "--schemes", "srinivas2015")
        assert code == 2
        assert told in err


@pytest.mark.long
def test_errors_of_rates_are_those_of_merged_variants(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In full, a learner of three features takes seven times as long, and ends at the budget."""
    trained: list[tuple[float, DsdLevel]] = []
    train = LearnerStudy.train

    def observed(
        study: LearnerStudy, disturbance: Disturbance, kinetics: Kinetics, reduce: bool
    ) -> DsdLevel:
        level = train(study, disturbance, kinetics, reduce)
        trained.append((disturbance.rate_error_factor, level))
        return level

    monkeypatch.setattr(LearnerStudy, "train", observed)
    options = CellOptions(leak_per_M_s=0.0, rate_error_factor=1.01)
    scheme = load_scheme("soloveichik2010")
    cell = compare_cell(tmp_path / "store", read_design(small), scheme, options).cell
    assert cell.measures.loss_with_rate_errors is not None
    (level,) = (level for factor, level in trained if factor > 1)
    assert level.reduction is not None
    assert level.reduction.reactions_after < level.reduction.reactions_before
