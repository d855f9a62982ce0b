"""One design, many seeds: other samples and other initial weights."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.ir.design import Design, TableTaskSpec


def with_seed(design: Design, seed: int) -> Design:
    """The design with its samples and initial weights drawn anew.

    Where the samples are cut into folds, consecutive seeds, from 1, go through the folds of one
    order of the rows before the next order is drawn, so that as many seeds as folds are one
    cross-validation.
    """
    task, learner = design.task, replace(design.learner, seed=seed)
    if isinstance(task, TableTaskSpec) and task.folds:
        order, fold = divmod(seed - 1, task.folds)
        return replace(design, task=replace(task, seed=order, fold=fold), learner=learner)
    return replace(design, task=replace(task, seed=seed), learner=learner)
