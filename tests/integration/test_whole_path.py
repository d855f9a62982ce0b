"""All stages on a small design, by the command line."""

from __future__ import annotations

import csv
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
from varied_designs import change_design, small_tables, write_design

from ncrn_dsd.formats.verify_json import read_verification

Run = Callable[..., tuple[int, str, str]]
FILES = {
    "certificate.json",
    "domains.csv",
    "enumerated.pil",
    "formal.crn",
    "kinetics.json",
    "learning_curve.csv",
    "network.json",
    "predictions.csv",
    "report.html",
    "schedule.json",
    "strands.csv",
    "summary.json",
    "system.pil",
    "verify.json",
}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the CPU times in the summary and in the report."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in {"summary.json", "report.html"}
    }


def test_a_design_becomes_a_lab_package(run: Run, small: Path, tmp_path: Path) -> None:
    code, out, err = run("run", small, "--out", "build/first")
    assert code == 0, err
    first = tmp_path / "build/first"
    assert {p.name for p in first.iterdir()} == FILES
    summary = json.loads((first / "summary.json").read_text(encoding="utf-8"))
    for level in ("abstract", "dsd"):
        untrained, *_, trained = summary[level]["validation_mse_per_epoch"]
        assert trained < untrained / 20
        assert trained == summary[level]["validation_mse"]
    # Its files hold the same system: the gates are proved from them too.
    for name in ("system.pil", "enumerated.pil"):
        verified = run("verify", "--crn", first / "formal.crn", "--system", first / name)
        assert verified[0] == 0, verified
    assert json.loads((first / "network.json").read_text())["initial_M"]["g0_1"] > 0
    text = (first / "verify.json").read_text(encoding="utf-8")
    report = read_verification(text, "verify.json")
    assert report.counts == summary["verdicts"]
    assert report.bad_notions == {"condensation"}
    assert summary["expectations_met"] is True
    verdicts = {w: n for w, n in summary["verdicts"].items() if w != "PROVED"}
    assert verdicts == {"REFUTED": 0, "UNDECIDED": 3, "HOLDS": 2, "FAILS": 2}
    assert summary["learns"] == {"abstract level": "LEARNS 1 of 1", "DSD level": "UNDECIDED"}
    assert set(summary["host_actions_per_sample"]) == {"dose", "wait", "read", "dilute"}
    assert summary["host_actions_per_sample"]["dilute"] == 0
    with (first / "strands.csv").open(encoding="utf-8", newline="") as file:
        strands = [row["sequence"] for row in csv.DictReader(file)]
    assert len(set(strands)) == summary["sizes"]["strands"]
    # Nothing in the folder can be sent to a vendor.
    assert not list(first.rglob("*.xlsx"))
    bench = summary["bench"]
    assert f"{bench['verdict'].capitalize()}" in out
    assert "days; a " in out
    assert " with every dose (at most " in out
    assert "UNDECIDED (DSD level); not tested for leak and spread; condensed kinetics\n" in out

    code, _, _ = run("run", small, "--out", "build/second")
    assert code == 0
    second = tmp_path / "build/second"
    again = json.loads((second / "summary.json").read_text(encoding="utf-8"))
    assert len(again["cpu"]["reused"]) == len(again["cpu"]["stages_s"])
    assert contents(first) == contents(second)

    code, out, _ = run("verify", small)
    assert code == 2
    assert "A005" in out
    code, out, _ = run("verify", small, "--accept")
    assert (code, "AS EXPECTED" in out) == (0, True)
    record = small / "expected" / "figures.json"
    record.write_text(record.read_text().replace('"fuels": ', '"fuels": 1'), encoding="utf-8")
    code, out, _ = run("verify", small)
    assert (code, "sizes.fuels is" in out) == (1, True)

    change_design(small, {"expect.dsd.r2_min": 1.0})
    code, _, _ = run("run", small, "--out", "build/third")
    assert code == 1


@pytest.mark.long
def test_what_learns_condensed_is_not_said_of_strands(
    run: Run, known: Path, tmp_path: Path
) -> None:
    # The design is simulated as condensed reactions, and its levels are too high for these.
    where = "in the condensed model, whose condensation FAILS"
    code, out, err = run("run", known, "--out", "build/out")
    assert code == 0, err
    assert out.splitlines()[1].startswith(f"LEARNS {where}. PROVED, FAILS, ")
    for notion in ("kinetic agreement", "learning agreement"):
        assert re.search(rf"UNDECIDED {notion} \(.*\): HOLDS {where}: ", out)
    assert f"UNDECIDED strands learn (DSD level): LEARNS 1 of 1 {where}: " in out
    page = (tmp_path / "build/out/report.html").read_text(encoding="utf-8")
    assert f"reached the bound of the design {where}" in page

    code, out, err = run("learn", known, "--level", "dsd")
    assert code == 0, err
    assert f"UNDECIDED (DSD level): LEARNS 1 of 1 {where}: " in out
    assert "FAILS condensation: largest share of a signal" in out
    page = (tmp_path / "build/learn/small/learn.html").read_text(encoding="utf-8")
    assert f"LEARNS 1 of 1 (DSD level) {where};" in page


@pytest.mark.long
def test_the_stage_alone_shows_what_a_run_shows(run: Run, known: Path, tmp_path: Path) -> None:
    code, out, err = run("verify", known, "--out", "stage")
    assert code == 0, err
    assert ": PROVED, FAILS, LEARNS 1 of 1 (abstract level), UNDECIDED (DSD level); " in out
    assert "FAILS condensation (signals in toehold complexes): " in out
    assert "HOLDS kinetic agreement" not in out
    assert run("run", known, "--out", "build/whole")[0] == 0
    stage, whole = (
        json.loads((tmp_path / name / "verify.json").read_text(encoding="utf-8"))["obligations"]
        for name in ("stage", "build/whole")
    )
    assert stage == whole

    change_design(known, {"expect.fails": None})
    assert run("verify", known, "--out", "stage")[0] == 1


@pytest.mark.long
def test_the_stage_alone_asks_the_same_of_seeds(run: Run, known: Path) -> None:
    code, out, err = run("verify", known, "--seeds", "2", "--budget", "60s")
    assert code == 0, err
    where = "in the condensed model, whose condensation FAILS"
    assert out.count("FAILS condensation (") == 2
    assert f"UNDECIDED strands learn (DSD level): LEARNS 2 of 2 {where}: " in out


@pytest.mark.long
def test_a_design_without_sequences_has_all_but_the_package(
    run: Run, known: Path, tmp_path: Path
) -> None:
    change_design(known, {"sequences.max_shared_run": 4})
    code, out, err = run("run", known, "--out", "build/first")
    assert (code, err) == (1, "")
    first = tmp_path / "build/first"
    assert {p.name for p in first.iterdir()} == FILES - {"domains.csv", "strands.csv"}
    summary = json.loads((first / "summary.json").read_text(encoding="utf-8"))
    assert summary["verdicts"]["REFUTED"] == 0
    assert f"Cannot be built: There are no sequences: {summary['unbuilt']}." in out
    assert summary["not_shown"][-1].startswith("Laboratory: there are no sequences")
    assert "no sequences" in (first / "report.html").read_text(encoding="utf-8")
    code, _, err = run("handoff", known, "--out", "bench", "--force")
    assert code == 2
    assert "error[H024] small: there are no sequences to order" in err

    # That a check is recorded to fail makes nothing of missing sequences.
    code, out, _ = run("verify", known, "--accept")
    assert (code, ": DIFFERS there are no sequences: " in out) == (1, True)

    # A design that says so is good without.
    change_design(known, {"expect.buildable": False})
    code, _, _ = run("run", known, "--out", "build/second")
    assert code == 0
    assert run("verify", known, "--accept")[0] == 0

    # But one that can be built must not say so.
    write_design(known, small_tables({"expect.buildable": False}))
    code, out, _ = run("verify", known, "--accept")
    assert code == 1
    told = "recorded is buildable = false, but it has sequences, and it needs staging"
    assert f": DIFFERS {told}\n" in out


@pytest.mark.slow
def test_an_interrupted_run_leaves_no_result_and_can_go_on(small: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from ncrn_dsd.cli.main import main; main()"]
    arguments = ["run", str(small), "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        [*command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        while not list(tmp_path.glob(".artefacts/verify-*.json")):
            assert process.poll() is None
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 130
    assert "interrupted: finished stages are kept" in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.rglob("*.tmp"))
    result = subprocess.run(
        [*command, *arguments, "--json"], capture_output=True, text=True, check=True
    )
    assert "enumerate" in json.loads(result.stdout)["cpu"]["reused"]
