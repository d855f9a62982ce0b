"""Runs enumeration jobs in worker processes, one process per job."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ncrn_dsd.enumeration.condensed import (
    CondensedNetwork,
    EnumerationJob,
    dump_job,
    load_network,
)
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.formats.whole_file import scratch_folder

_POLL_S = 0.01


def run_jobs(
    jobs: dict[str, EnumerationJob], options: EnumerationOptions, workers: int
) -> Iterator[tuple[str, CondensedNetwork]]:
    """Run jobs, at most `workers` at a time, and yield results as they come.

    Parameters
    ----------
    jobs: by the name that an error message shall carry.

    Raises
    ------
    EnumerationError: E001, a worker failed.
    """
    waiting = list(jobs.items())[::-1]
    running: list[_Worker] = []
    # Files instead of pipes: nobody has to read while a process runs.
    with scratch_folder() as folder, _killing(running):
        while waiting or running:
            while waiting and len(running) < max(workers, 1):
                name, job = waiting.pop()
                stem = Path(folder) / str(len(waiting))
                running.append(_Worker(name, dump_job(job, options), stem))
            finished = [w for w in running if w.process.poll() is not None]
            if not finished:
                time.sleep(_POLL_S)
            for worker in finished:
                running.remove(worker)
                yield worker.name, worker.result()


class _Worker:
    def __init__(self, name: str, job: str, stem: Path) -> None:
        self.name = name
        question = stem.with_suffix(".job")
        self._answer, self._complaint = stem.with_suffix(".net"), stem.with_suffix(".err")
        question.write_text(job, encoding="utf-8")
        with (
            question.open("rb") as source,
            self._answer.open("wb") as answer,
            self._complaint.open("wb") as complaint,
        ):
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "ncrn_dsd.enumeration.worker"],
                stdin=source,
                stdout=answer,
                stderr=complaint,
                # Peppercorn iterates over sets of hashed names; a fixed seed makes which of
                # several parallel moves it keeps, and so the rates, reproducible.
                env={**os.environ, "PYTHONHASHSEED": "0"},
            )

    def result(self) -> CondensedNetwork:
        if self.process.returncode != 0:
            lines = self._complaint.read_text(errors="replace").strip().splitlines()
            reason = lines[-1] if lines else f"exit status {self.process.returncode}"
            raise EnumerationError(
                "E001",
                f"module {self.name}",
                f"the enumerator failed: {reason}",
                "try smaller limits or reject remote branch migration",
            )
        return load_network(self._answer.read_text(encoding="utf-8"))


@contextmanager
def _killing(running: list[_Worker]) -> Iterator[None]:
    """Leave no process behind, whatever ends the block."""
    try:
        yield
    finally:
        for worker in running:
            worker.process.kill()
            worker.process.wait()
