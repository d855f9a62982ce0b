"""Answers bisimulation questions in worker processes that are killed when their time is up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ncrn_dsd.formats.whole_file import scratch_folder
from ncrn_dsd.verification.crn_view import BisimulationQuestion
from ncrn_dsd.verification.crnverifier_adapter import BisimulationAnswer
from ncrn_dsd.verification.worker import dump_question, load_answer

_POLL_S = 0.01

Outcome = BisimulationAnswer | str
"""An answer, or the reason why there is none."""


def answer_all(
    questions: tuple[BisimulationQuestion, ...], budget_s: float, workers: int
) -> Iterator[tuple[BisimulationQuestion, Outcome]]:
    """Answer questions, at most `workers` at a time, and yield outcomes as they come.

    Parameters
    ----------
    budget_s: wall-clock time of one question, start of its process included.
    """
    waiting = list(questions)[::-1]
    running: list[_Worker] = []
    with scratch_folder() as folder, _killing(running):
        while waiting or running:
            while waiting and len(running) < max(workers, 1):
                question = waiting.pop()
                running.append(_Worker(question, Path(folder) / str(len(waiting)), budget_s))
            finished = [w for w in running if w.is_finished()]
            if not finished:
                time.sleep(_POLL_S)
            for worker in finished:
                running.remove(worker)
                yield worker.question, worker.outcome()


class _Worker:
    def __init__(self, question: BisimulationQuestion, stem: Path, budget_s: float) -> None:
        self.question, self._budget_s = question, budget_s
        asked = stem.with_suffix(".ask")
        self._answer, self._complaint = stem.with_suffix(".out"), stem.with_suffix(".err")
        asked.write_text(dump_question(question), encoding="utf-8")
        with (
            asked.open("rb") as source,
            self._answer.open("wb") as answer,
            self._complaint.open("wb") as complaint,
        ):
            self._deadline = time.monotonic() + budget_s
            self._timed_out = False
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "ncrn_dsd.verification.worker"],
                stdin=source,
                stdout=answer,
                stderr=complaint,
                # The order in which interpretations are tried follows sets of names.
                env={**os.environ, "PYTHONHASHSEED": "0"},
            )

    def is_finished(self) -> bool:
        if self.process.poll() is not None:
            return True
        if time.monotonic() < self._deadline:
            return False
        self._timed_out = True
        self.process.kill()
        self.process.wait()
        return True

    def outcome(self) -> Outcome:
        if self._timed_out:
            return f"no answer within {self._budget_s:g} s"
        if self.process.returncode != 0:
            lines = self._complaint.read_text(errors="replace").strip().splitlines()
            return f"the verifier failed: {lines[-1] if lines else self.process.returncode}"
        return load_answer(self._answer.read_text(encoding="utf-8"))


@contextmanager
def _killing(running: list[_Worker]) -> Iterator[None]:
    """Leave no process behind, whatever ends the block."""
    try:
        yield
    finally:
        for worker in running:
            worker.process.kill()
            worker.process.wait()
