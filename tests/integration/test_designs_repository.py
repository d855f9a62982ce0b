"""The example of a repository of designs: its Makefile runs, its pipeline file is in order."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "docs/examples/designs-repository"
MAKE = shutil.which("make") or "make"
PIPELINE = EXAMPLE / ".github/workflows/designs.yml"


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [MAKE, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "repository"))


@pytest.mark.slow
def test_designs_are_recorded_and_checked(repository: Path) -> None:
    first = make(repository, "check")
    assert first.returncode == 2, "nothing is recorded yet"
    assert "A005" in first.stdout
    accepted = make(repository, "accept")
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    record = repository / "designs/line/expected/figures.json"
    figures = json.loads(record.read_text(encoding="utf-8"))
    assert figures["verdicts"]["REFUTED"] == 0
    assert make(repository, "check").returncode == 0
    figures["sizes"]["strands"] += 1
    record.write_text(json.dumps(figures), encoding="utf-8")
    differs = make(repository, "check")
    assert differs.returncode != 0
    assert "strands" in differs.stdout


def test_help_lists_every_target_for_people(repository: Path) -> None:
    shown = make(repository).stdout
    text = (repository / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z%-]+):.*##", text, re.MULTILINE)
    assert len(targets) >= 7
    for target in targets:
        assert re.search(rf"^{re.escape(target)} ", shown, re.MULTILINE), target


def test_learn_takes_every_design(repository: Path) -> None:
    shutil.copytree(repository / "designs/line", repository / "designs/second")
    shown = make(repository, "--dry-run", "learn", "SEEDS=7").stdout
    assert "ncrn-dsd learn designs/line --seeds 7" in shown
    assert "ncrn-dsd learn designs/second --seeds 7" in shown


def test_the_pipeline_runs_targets_that_exist() -> None:
    text = PIPELINE.read_text(encoding="utf-8")
    made = set(re.findall(r"run: make ([a-z]+)", text))
    targets = set(re.findall(r"^([a-z]+):", (EXAMPLE / "Makefile").read_text(), re.MULTILINE))
    assert {"check", "learn"} <= made <= targets
    steps = pytest.importorskip("yaml").safe_load(text)["jobs"]["check"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
