"""Wait for jobs in a way that Ctrl-C always ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

Result = TypeVar("Result")

_WAKE_S = 0.2


def as_they_end(futures: Iterable[Future[Result]]) -> Iterator[Future[Result]]:
    """The futures in the order in which they are done, or were given up.

    Some libraries (polars is one) have the system resume a wait after a signal. A wait without
    an end would then never come back to the interpreter, which is what raises the interrupt.
    """
    pending = set(futures)
    while pending:
        done, pending = wait(pending, timeout=_WAKE_S, return_when=FIRST_COMPLETED)
        yield from done
