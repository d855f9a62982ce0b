"""Jobs in several processes of this machine, which end when the user or the parent does."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from ncrn_dsd.errors import ExecutorError
from ncrn_dsd.units import BYTES_PER_GB
from ncrn_dsd.waiting import as_they_end

Result = TypeVar("Result")

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class LocalProcesses:
    """An `Executor` of this machine; each process computes with one thread.

    Parameters
    ----------
    processes: at most this many at the same time.
    memory_bytes: of data that each may hold; None for no limit.
    """

    processes: int = 2
    memory_bytes: int | None = None

    def run(
        self,
        work: Callable[..., Result],
        arguments: Sequence[tuple[Any, ...]],
        report: Callable[[int, int], None],
    ) -> tuple[Result, ...]:
        """See `Executor.run`.

        Raises
        ------
        ExecutorError: X001, a process was ended from outside; X002, its memory was not enough.
        """
        if not arguments:
            return ()
        others = set(multiprocessing.active_children())
        workers = min(self.processes, len(arguments))
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            workers, context, initializer=_begin, initargs=(self.memory_bytes,)
        ) as pool:
            try:
                with _interrupts_held_back(), _one_thread():
                    futures = [pool.submit(work, *each) for each in arguments]
                return _collected(futures, report)
            except BrokenProcessPool:
                raise ExecutorError(
                    "X001",
                    "parallel work",
                    "a worker process was ended from outside",
                    "make room in memory, or give fewer --jobs, and repeat the command, which "
                    "goes on from there",
                ) from None
            except BaseException as problem:
                pool.shutdown(wait=False, cancel_futures=True)
                for child in set(multiprocessing.active_children()) - others:
                    child.terminate()
                if isinstance(problem, MemoryError):
                    raise self._too_small() from None
                raise

    def _too_small(self) -> ExecutorError:
        limit = "what the machine has"
        if self.memory_bytes is not None:
            limit = f"{self.memory_bytes / BYTES_PER_GB:g} GB (--memory)"
        return ExecutorError(
            "X002",
            "parallel work",
            f"a job needs more memory than {limit}",
            "raise --memory, or give fewer --jobs",
        )


def _collected(
    futures: Sequence[Future[Result]], report: Callable[[int, int], None]
) -> tuple[Result, ...]:
    for done, future in enumerate(as_they_end(futures), start=1):
        future.result()
        report(done, len(futures))
    return tuple(future.result() for future in futures)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Processes started in here never see Ctrl-C: their parent ends them, without a traceback."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes started in here leave the other cores to each other."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _begin(memory_bytes: int | None) -> None:
    if memory_bytes is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, hard))
    _end_with_parent()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
