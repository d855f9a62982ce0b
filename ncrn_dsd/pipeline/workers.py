"""Work in several processes that ends when the user or the parent process does."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from ncrn_dsd.errors import SimulationError

Result = TypeVar("Result")


def in_processes(
    work: Callable[..., Result],
    arguments: Sequence[tuple[Any, ...]],
    report: Callable[[int, int], None],
    processes: int = 2,
) -> tuple[Result, ...]:
    """The results of `work` for each tuple of arguments, in their order.

    Parameters
    ----------
    work: a function of a module; arguments and results can be pickled.
    report: told (jobs done, jobs in total).

    Raises
    ------
    SimulationError: M062, a process was ended from outside.
    Exception: whatever `work` raises first; the other jobs are given up.
    """
    if not arguments:
        return ()
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    workers = min(processes, len(arguments))
    with ProcessPoolExecutor(workers, context, initializer=_end_with_parent) as pool:
        try:
            with _interrupts_held_back():
                futures = [pool.submit(work, *given) for given in arguments]
            return _collected(futures, report)
        except BrokenProcessPool:
            raise SimulationError(
                "M062",
                "parallel simulations",
                "a worker process was ended from outside",
                "make room in memory and repeat the command, which goes on from there",
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in set(multiprocessing.active_children()) - others:
                child.terminate()
            raise


def _collected(
    futures: Sequence[Future[Result]], report: Callable[[int, int], None]
) -> tuple[Result, ...]:
    for done, future in enumerate(as_completed(futures), start=1):
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


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
