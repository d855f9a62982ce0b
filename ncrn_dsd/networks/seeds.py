"""One design, many seeds: other samples and other initial weights."""

from __future__ import annotations

from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.model.task import TableTaskSpec, TaskSpec


def with_seed(design: Design, seed: int) -> Design:
    """The design with its samples and initial weights drawn anew."""
    learner = changed(design.learner, seed=seed)
    return changed(design, task=task_with_seed(design.task, seed), learner=learner)


def task_with_seed(task: TaskSpec, seed: int) -> TaskSpec:
    """The task with its samples drawn anew.

    Where the samples are cut into folds, consecutive seeds, from 1, go through the folds of one
    order of the rows before the next order is drawn, so that as many seeds as folds are one
    cross-validation.
    """
    if isinstance(task, TableTaskSpec) and task.folds:
        order, fold = divmod(seed - 1, task.folds)
        return changed(task, seed=order, fold=fold)
    return changed(task, seed=seed)


def published_with_seed(design: PublishedDesign, seed: int) -> PublishedDesign:
    """An experiment as published, with its samples and initial weights drawn anew."""
    training = changed(design.training, seed=seed)
    return changed(design, task=task_with_seed(design.task, seed), training=training)
