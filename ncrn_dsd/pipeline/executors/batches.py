"""Many small trainings as jobs of as many as one process follows side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from ncrn_dsd.pipeline.executors.executor import Executor
from ncrn_dsd.simulation.engine.layout import LANES

Item = TypeVar("Item")
Result = TypeVar("Result")


def run_in_batches(
    executor: Executor,
    work: Callable[[Path, Sequence[Item]], Sequence[Result]],
    root: Path,
    items: Sequence[Item],
    report: Callable[[int], None],
) -> list[Result]:
    """The results for all items, in their order.

    Parameters
    ----------
    work: of `Executor.run`, with a batch of items.
    report: told how many items are done.
    """
    batches = [items[first : first + LANES] for first in range(0, len(items), LANES)]
    found = executor.run(
        work,
        [(root, batch) for batch in batches],
        lambda done, _: report(min(done * LANES, len(items))),
    )
    return [result for batch in found for result in batch]
