"""Independent jobs in processes of this machine, which end when the user or the parent does.

Not by `multiprocessing`: what it starts runs the main module of the parent once more, which a
script has to be written for, and it cannot end one job whose time is up.
"""

from __future__ import annotations

import os
import pickle
import queue
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

Result = TypeVar("Result")

_WAKE_S = 0.2
"""Some libraries (polars is one) have the system resume a wait after a signal, so none is long."""
_HEAD = 8
"""Bytes that tell the length of what follows."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class LostProcessError(Exception):
    """A process ended without an answer; the text is what it said last."""


class OutOfTimeError(Exception):
    """A job was ended because its time was up."""


@dataclass(frozen=True, slots=True)
class EndedJob(Generic[Result]):
    """What became of a job.

    Parameters
    ----------
    index: of its arguments.
    problem: what it raised, or why there is no answer; None when all is well.
    """

    index: int
    value: Result | None = None
    problem: BaseException | None = None

    @property
    def reason(self) -> str:
        """The problem in words."""
        if isinstance(self.problem, LostProcessError | OutOfTimeError):
            return str(self.problem)
        return f"{type(self.problem).__name__}: {self.problem}"

    def result(self) -> Result:
        """What the job returned.

        Raises
        ------
        LostProcessError, OutOfTimeError: there is no answer.
        BaseException: whatever the job raised.
        """
        if self.problem is not None:
            raise self.problem
        value: Any = self.value
        return value  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes that compute with one thread each, and hash equally.

    Parameters
    ----------
    at_once: at most this many at the same time.
    memory_bytes: of data that each may hold; None for no limit.
    budget_s: wall-clock time of one job [s]; None for no limit.
    fresh: every job has a process of its own, whose start its time includes.
    """

    at_once: int
    memory_bytes: int | None = None
    budget_s: float | None = None
    fresh: bool = False

    def run(
        self, work: Callable[..., Result], arguments: Sequence[tuple[Any, ...]]
    ) -> Generator[EndedJob[Result], None, None]:
        """Do `work` for each tuple of arguments, and yield what becomes of each as it ends.

        Whatever ends the iteration, no process is left behind.

        Parameters
        ----------
        work: a function of a module; arguments and results can be pickled.
        """
        waiting = list(range(len(arguments)))[::-1]
        idle: list[_Process] = []
        with selectors.DefaultSelector() as busy, _ended(idle, busy):
            while waiting or busy.get_map():
                while waiting and len(busy.get_map()) < max(self.at_once, 1):
                    index = waiting.pop()
                    worker = idle.pop() if idle else _Process(self.memory_bytes)
                    busy.register(worker.answers, selectors.EVENT_READ, worker)
                    worker.ask(index, work, arguments[index], self.budget_s)
                for worker in _ready(busy):
                    busy.unregister(worker.answers)
                    ended, is_usable = worker.answer(self.budget_s)
                    if is_usable and waiting and not self.fresh:
                        idle.append(worker)
                    else:
                        worker.end()
                    yield ended


class _Process:
    """One process that does one job after the other."""

    def __init__(self, memory_bytes: int | None) -> None:
        # A file instead of a pipe: nobody has to read it while the process runs.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115
        with _interrupts_held_back():
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-W", "ignore", "-c", _CHILD, str(memory_bytes or "")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                env={
                    **os.environ,
                    **dict.fromkeys(_THREADS, "1"),
                    # The order of sets, and so of what follows from it, is the same everywhere.
                    "PYTHONHASHSEED": "0",
                    "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
                },
            )
        self._index, self._deadline = 0, float("inf")

    @property
    def answers(self) -> IO[bytes]:
        stream = self._process.stdout
        assert stream is not None
        return stream

    @property
    def overdue_s(self) -> float:
        """How long ago the time of the job was up; below zero before that."""
        return time.monotonic() - self._deadline

    def ask(
        self, index: int, work: Callable[..., Any], given: tuple[Any, ...], budget_s: float | None
    ) -> None:
        self._index = index
        self._deadline = time.monotonic() + (float("inf") if budget_s is None else budget_s)
        stream = self._process.stdin
        assert stream is not None
        # A process that is gone tells so by the end of its answers.
        with suppress(BrokenPipeError):
            _write(stream, pickle.dumps((work, given)))

    def answer(self, budget_s: float | None) -> tuple[EndedJob[Any], bool]:
        """What became of the job, and whether the process can do another one."""
        if self.overdue_s > 0 and not _is_readable(self.answers):
            late = OutOfTimeError(f"no answer within {budget_s:g} s")
            return EndedJob(self._index, problem=late), False
        content = _read(self.answers)
        if content is None:
            return EndedJob(self._index, problem=LostProcessError(self._last_words())), False
        value, problem = pickle.loads(content)  # noqa: S301
        return EndedJob(self._index, value, problem), True

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._complaints):
            assert stream is not None
            # What was asked of a process that is gone cannot be handed over.
            with suppress(BrokenPipeError):
                stream.close()

    def _last_words(self) -> str:
        status = self._process.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit status {status}"


def _ready(busy: selectors.BaseSelector) -> list[_Process]:
    """Processes that have answered, ended or run out of time, which one may have to wait for."""
    asked: list[_Process] = [key.data for key in busy.get_map().values()]
    wait_s = min([_WAKE_S, *(max(0.0, -worker.overdue_s) for worker in asked)])
    answered: list[_Process] = [key.data for key, _ in busy.select(wait_s)]
    return answered + [w for w in asked if w.overdue_s > 0 and w not in answered]


@contextmanager
def _ended(idle: list[_Process], busy: selectors.BaseSelector) -> Iterator[None]:
    """Leave no process behind, whatever ends the block."""
    try:
        yield
    finally:
        for worker in (*idle, *(key.data for key in busy.get_map().values())):
            worker.end()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Processes started in here never see Ctrl-C: their parent ends them, without a traceback."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_readable(stream: IO[bytes]) -> bool:
    with selectors.DefaultSelector() as one:
        one.register(stream, selectors.EVENT_READ)
        return bool(one.select(0))


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(_HEAD, "big") + content)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes | None:
    """What `_write` has written; None at the end, or where it ends too early."""
    head = stream.read(_HEAD)
    length = int.from_bytes(head, "big")
    content = stream.read(length) if len(head) == _HEAD else b""
    return content if len(head) == _HEAD and len(content) == length else None


_CHILD = "from ncrn_dsd.processes import _serve; _serve()"


def _serve() -> None:
    """Do the jobs that come in on standard input, one after the other; run by a child."""
    if sys.argv[1]:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[1]), hard))
    jobs: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # What a job prints is no answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    threading.Thread(target=_take_in, args=(jobs,), daemon=True).start()
    while True:
        _write(answers, _done(jobs.get()))


def _take_in(jobs: queue.SimpleQueue[bytes]) -> None:
    """Collect jobs; when the parent is gone, so is this process, in the middle of a job."""
    while (content := _read(sys.stdin.buffer)) is not None:
        jobs.put(content)
    os._exit(1)


def _done(content: bytes) -> bytes:
    try:
        work, given = pickle.loads(content)  # noqa: S301
        return pickle.dumps((work(*given), None))
    except BaseException as problem:  # noqa: BLE001
        problem.add_note("in a process of its own:\n" + traceback.format_exc().rstrip())
        try:
            answer = pickle.dumps((None, problem))
            pickle.loads(answer)  # noqa: S301
        except Exception:  # noqa: BLE001
            # An error that does not travel arrives as its words.
            answer = pickle.dumps((None, RuntimeError(f"{type(problem).__name__}: {problem}")))
        return answer
