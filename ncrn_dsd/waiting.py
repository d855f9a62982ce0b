"""Wait for jobs in a way that Ctrl-C always ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TypeVar

Result = TypeVar("Result")

_WAKE_S = 0.2


def as_they_end(futures: Collection[Future[Result]]) -> Iterator[Future[Result]]:
    """The futures in the order in which they are done, or were given up.

    Some libraries (polars is one) have the system resume a wait after a signal. A wait without
    an end would then never come back to the interpreter, which is what raises the interrupt.
    """
    # No lock of a future is held while waiting, which an interrupt could leave behind.
    done: SimpleQueue[Future[Result]] = SimpleQueue()
    for future in futures:
        future.add_done_callback(done.put)
    for _ in futures:
        yield _next(done)


def _next(done: SimpleQueue[Future[Result]]) -> Future[Result]:
    while True:
        try:
            return done.get(timeout=_WAKE_S)
        except Empty:
            continue
