from __future__ import annotations

import os
import pickle
from dataclasses import dataclass, replace
from importlib.metadata import version

import click
import pytest
from pipeline.executor_jobs import die, hold, refuse, square, threads

from ncrn_dsd.cli.executor_options import executor_from, executor_options
from ncrn_dsd.errors import ExecutorError, SimulationError
from ncrn_dsd.pipeline.executors.dask_adapter import DaskCluster, run_checked
from ncrn_dsd.pipeline.executors.local import LocalProcesses
from ncrn_dsd.plugins import Entry, NamesParts
from ncrn_dsd.study.code import used_parts, whole_code_digest


def ignore(done: int, total: int) -> None:
    del done, total


def test_results_are_in_the_order_of_the_arguments_and_all_are_reported() -> None:
    told: list[tuple[int, int]] = []
    found = LocalProcesses(2).run(
        square, [(n,) for n in (5, 3, 8)], lambda done, total: told.append((done, total))
    )
    assert found == (25, 9, 64)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert LocalProcesses().run(square, [], ignore) == ()


def test_processes_compute_with_one_thread_and_the_parent_is_left_alone() -> None:
    before = os.environ.get("OPENBLAS_NUM_THREADS")
    assert LocalProcesses(1).run(threads, [(0,)], ignore) == ("1",)
    assert os.environ.get("OPENBLAS_NUM_THREADS") == before


def test_the_error_of_a_job_is_raised_as_it_is() -> None:
    with pytest.raises(SimulationError, match="job 4: it is refused"):
        LocalProcesses(1).run(refuse, [(4,)], ignore)


def test_a_lost_process_and_too_little_memory_are_told() -> None:
    with pytest.raises(ExecutorError, match=r"X001.*ended from outside"):
        LocalProcesses(1).run(die, [(9,)], ignore)
    small = LocalProcesses(1, memory_bytes=2 * 10**9)
    assert small.run(hold, [(10**6,)], ignore) == (10**6,)
    with pytest.raises(ExecutorError, match=r"X002.*more memory than 2 GB \(--memory\)"):
        small.run(hold, [(3 * 10**9,)], ignore)


@dataclass(frozen=True)
class NamesPart(NamesParts):
    """An input that names a part of another package."""

    package: str

    @property
    def parts(self) -> tuple[Entry, ...]:
        return (Entry("decoder", "json.decoder:JSONDecoder", self.package),)


def test_a_worker_with_another_package_refuses_in_one_sentence() -> None:
    """It looks before it reads the job, which may need what is not there."""
    ours = whole_code_digest()
    job = pickle.dumps((square, (3,)))
    (used,) = used_parts([(7, [NamesPart("pytest")]), "text"])
    assert used.version == version("pytest")
    assert run_checked(ours, (used,), job) == 9
    for other, here in (
        (replace(used, version="0.1"), used.version),
        (replace(used, code="0"), "other sources of it"),
        (replace(used, entry=replace(used.entry, package="no-such-package")), "not installed"),
    ):
        with pytest.raises(ExecutorError, match="X005") as caught:
            run_checked(ours, (other,), b"no job that could be read")
        told = f"this study uses {other}, and a worker has {here}"
        assert caught.value.what == told
    own = replace(used.entry, package="ncrn_dsd")
    assert own.is_own


def test_a_cluster_that_does_not_answer_is_one_sentence() -> None:
    pytest.importorskip("distributed")
    nobody = DaskCluster("tcp://127.0.0.1:1", patience_s=1)
    with pytest.raises(ExecutorError, match=r"X004.*no Dask scheduler answers"):
        nobody.run(square, [(1,)], ignore)
    assert nobody.run(square, [], ignore) == ()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--memory", "lots"), "is no size"),
        (("--memory", "0GB"), "is no size"),
        (("--cluster", "tcp://x:1", "--jobs", "2"), "--jobs is about processes of this machine"),
    ],
)
def test_wrong_options_are_refused(arguments: tuple[str, ...], told: str) -> None:
    @click.command()
    @executor_options
    def command(**given: object) -> None:
        executor_from(given)

    with pytest.raises(click.UsageError, match=told):
        command.main(list(arguments), standalone_mode=False)


def test_options_choose_the_executor() -> None:
    found: list[object] = []

    @click.command()
    @executor_options
    def command(**given: object) -> None:
        found.append(executor_from(given))

    command.main(["--jobs", "3", "--memory", "1.5 GB"], standalone_mode=False)
    command.main(["--cluster", "tcp://x:1"], standalone_mode=False)
    assert found == [LocalProcesses(3, 1_500_000_000), DaskCluster("tcp://x:1")]
