"""Jobs in several processes of this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from ncrn_dsd.errors import ExecutorError
from ncrn_dsd.processes import LostProcessError, Processes
from ncrn_dsd.units import BYTES_PER_GB

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ThisProcess:
    """An `Executor` that starts no process, for jobs that are in one of many."""

    def run(
        self,
        work: Callable[..., Result],
        arguments: Sequence[tuple[Any, ...]],
        report: Callable[[int, int], None],
    ) -> tuple[Result, ...]:
        """See `Executor.run`."""
        found = []
        for each in arguments:
            found.append(work(*each))
            report(len(found), len(arguments))
        return tuple(found)


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
        found: dict[int, Result] = {}
        with closing(Processes(self.processes, self.memory_bytes).run(work, arguments)) as ended:
            for each in ended:
                try:
                    found[each.index] = each.result()
                except LostProcessError:
                    raise ExecutorError(
                        "X001",
                        "parallel work",
                        "a worker process was ended from outside",
                        "make room in memory, or give fewer --jobs, and repeat the command, which "
                        "goes on from there",
                    ) from None
                except MemoryError:
                    raise self._too_small() from None
                report(len(found), len(arguments))
        return tuple(found[index] for index in range(len(arguments)))

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
