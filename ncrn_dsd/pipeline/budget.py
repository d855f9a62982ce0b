"""Stages that stop when they have had their CPU time."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil

from ncrn_dsd.errors import ExitCode, NcrnError


class BudgetError(NcrnError):
    """A stage was given up because its CPU time was over."""

    exit_code = ExitCode.UNDECIDED


class BudgetWatcher:
    """A `Watcher` that ends a stage, at its next report, after so many CPU seconds of it.

    The time is that of the thread, so that jobs of one process do not pay for each other.
    """

    def __init__(self, budget_s: float) -> None:
        self._budget_s = budget_s

    def stage(self, name: str) -> Callable[[int, int], None]:
        begin = time.thread_time()

        def report(done: int, total: int) -> None:
            spent_s = time.thread_time() - begin
            if done < total and spent_s > self._budget_s:
                # The last steps of a search may take longer than the first ones.
                least_s = ceil(spent_s * total / max(done, 1))
                raise BudgetError(
                    "A122",
                    f"stage '{name}'",
                    f"it was given up after {self._budget_s:g} CPU seconds, "
                    f"{done} of {total} steps done",
                    f"give it more, at this pace at least --stage-budget {least_s}",
                )

        return report
