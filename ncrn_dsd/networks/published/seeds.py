"""One published design, many seeds."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.ir.design import TableTaskSpec
from ncrn_dsd.ir.host import PublishedDesign


def with_seed(design: PublishedDesign, seed: int) -> PublishedDesign:
    """The design with its samples and initial weights drawn anew.

    Where the samples are cut into folds, seeds from 1 go through the folds of one order of the
    rows before the next order is drawn.
    """
    task = design.task
    if isinstance(task, TableTaskSpec) and task.folds:
        order, fold = divmod(seed - 1, task.folds)
        return replace(design, task=replace(task, seed=order, fold=fold), seed=seed)
    return replace(design, task=replace(task, seed=seed), seed=seed)
