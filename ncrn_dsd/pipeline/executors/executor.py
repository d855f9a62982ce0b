"""What everything that can be done in parallel asks of whoever does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Executor(Protocol):
    """Does independent jobs, somewhere and in any order."""

    def run(
        self,
        work: Callable[..., Result],
        arguments: Sequence[tuple[Any, ...]],
        report: Callable[[int, int], None],
    ) -> tuple[Result, ...]:
        """The results of `work` for each tuple of arguments, in their order.

        Parameters
        ----------
        work: a function of a module, free of effects that must not happen twice; arguments and
            results can be pickled.
        report: told (jobs done, jobs in total).

        Raises
        ------
        Exception: whatever `work` raises first; the other jobs are given up.
        ExecutorError: a process or the cluster was lost.
        """
        ...
