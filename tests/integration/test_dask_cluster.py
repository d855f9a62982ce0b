"""A real cluster on loopback, one of whose two workers is killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pipeline.batch_jobs import outcomes_in_time
from pipeline.executor_jobs import impossible, slow_square

from ncrn_dsd.analyses.robustness import RATES, disturbances
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.formats.result_json import results_json
from ncrn_dsd.model.keys import changed
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.executors.batches import run_in_batches
from ncrn_dsd.pipeline.executors.dask_adapter import DaskCluster
from ncrn_dsd.pipeline.robustness import outcomes_in_store
from ncrn_dsd.simulation.engine.layout import LANES

pytest.importorskip("distributed", reason="the extra dask is not installed")

Run = Callable[..., tuple[int, str, str]]
UNIT = Path(__file__).parents[1] / "unit"
DESIGNS = Path(__file__).parents[2] / "designs"


@dataclass(frozen=True)
class Cluster:
    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join(filter(None, (str(UNIT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    file = folder / "scheduler.json"
    with ExitStack() as stack:
        scheduler = ("dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
        stack.enter_context(started(folder, *scheduler, "--scheduler-file", str(file)))
        address = address_in(file)
        options = (address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        workers = []
        for name in ("one", "two"):
            (folder / name).mkdir()
            workers.append(stack.enter_context(started(folder / name, "dask_worker", *options)))
        yield Cluster(address, tuple(workers))


def address_in(file: Path) -> str:
    for _ in range(600):
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    pytest.fail("the scheduler did not start")


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(folder) as running:
        yield running


def test_a_killed_worker_loses_nothing(two_workers: Cluster, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    told: list[int] = []

    def report(done: int, total: int) -> None:
        told.append(done)
        if done == 3:
            two_workers.workers[0].send_signal(signal.SIGKILL)

    jobs = [(marks, n) for n in range(12)]
    found = DaskCluster(two_workers.address).run(slow_square, jobs, report)
    assert found == tuple(n * n for n in range(12))
    assert told == list(range(1, 13))
    assert two_workers.workers[0].wait() == -signal.SIGKILL
    assert {f.name.split("-")[0] for f in marks.iterdir()} == {str(n) for n in range(12)}


@pytest.mark.long
def test_a_batch_of_draws_is_done_again_when_its_worker_is_killed(
    two_workers: Cluster, tmp_path: Path
) -> None:
    design = read_design(DESIGNS / "linear_regression")
    task = changed(design.task, train_samples=2, validation_samples=2)
    program = build(changed(design, task=task, learner=changed(design.learner, epochs=1)))
    draws = [(program, 1.0, off) for off in disturbances(RATES, 1, 2 * LANES + 3)]
    first = two_workers.workers[0]
    killed: list[str] = []

    def kill_in_a_batch() -> None:
        for _ in range(1200):
            killed.extend(f.name for f in tmp_path.glob(f"begun-*-{first.pid}"))
            if killed:
                first.send_signal(signal.SIGKILL)
                return
            time.sleep(0.05)

    killer = threading.Thread(target=kill_in_a_batch)
    killer.start()
    told: list[int] = []
    cluster = DaskCluster(two_workers.address)
    found = run_in_batches(cluster, outcomes_in_time, tmp_path, draws, told.append)
    killer.join()
    assert first.wait() == -signal.SIGKILL
    began = [f.name.split("-")[1] for f in tmp_path.glob("begun-*")]
    assert began.count(killed[0].split("-")[1]) == 2
    assert len(began) == 3 + 1
    assert told == [LANES, 2 * LANES, 2 * LANES + 3]
    here = outcomes_in_store(tmp_path / "here", draws)
    assert results_json(found) == results_json(here)
    assert len({outcome.loss for outcome in found}) == len(draws)


@pytest.mark.slow
def test_a_mistake_on_a_worker_of_a_cluster_ends_with_2(
    run: Run, small: Path, two_workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ncrn_dsd.pipeline.learn.level_run", impossible)
    cluster = ("--cluster", two_workers.address)
    code, out, err = run("learn", small, "--seeds", "2", "--out", "learned", *cluster)
    assert (code, out) == (2, "")
    assert "error[A120] ncrn-dsd: an error that nobody expected" in err
    assert "KeyError: 'not on any worker'" in err
    assert "Traceback" not in err


@pytest.mark.long
def test_learning_on_a_cluster_has_the_bytes_of_learning_here(
    run: Run, small: Path, two_workers: Cluster, tmp_path: Path
) -> None:
    arguments = ("learn", small, "--seeds", "4")
    code, _, err = run(*arguments, "--out", "far/learned", "--cluster", two_workers.address)
    assert code == 0, err
    assert run(*arguments, "--out", "near/learned")[0] == 0
    far, near = (tmp_path / name / "learned" for name in ("far", "near"))
    figures = [json.loads((f / "learn.json").read_text(encoding="utf-8")) for f in (far, near)]
    assert all(f.pop("cpu_s") for f in figures)
    assert figures[0] == figures[1]
    # What came from the cluster is kept here.
    again = run(*arguments, "--out", "far/learned", "--jobs", "1", "--json")
    assert json.loads(again[1])["cpu_s"] == json.loads((far / "learn.json").read_text())["cpu_s"]
