"""Settings and data that a published model has no network for."""

from __future__ import annotations

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.task import LearningTask
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.published.presentation import Presentation


def refuse_settings(
    design: PublishedDesign, gradients: tuple[str, ...], updates: tuple[str, ...]
) -> None:
    """Allow only the given kinds of gradient and update.

    Raises
    ------
    DesignError: D303.
    """
    model = design.model
    for key, value, known in (
        ("gradient", model.gradient, gradients),
        ("update", model.update, updates),
    ):
        if value not in known:
            raise DesignError(
                "D303",
                design.where("model", key),
                f"the model '{model.kind}' has no {key} '{value}'",
                f"use one of: {', '.join(known)}",
            )


def refuse_outputs(design: PublishedDesign, task: LearningTask, outputs: int) -> None:
    """Allow only as many outputs as the model has.

    Raises
    ------
    DesignError: D305.
    """
    if task.outputs != outputs:
        raise DesignError(
            "D305",
            design.where("task"),
            f"the task has {task.outputs} outputs and the model '{design.model.kind}' {outputs}",
            "choose two classes, or the model 'trilinear'",
        )


def refuse_negative(design: PublishedDesign, task: LearningTask, shown: Presentation) -> None:
    """Allow only inputs and targets that one rail can hold.

    Raises
    ------
    DesignError: D306.
    """
    for sample in (*task.train, *task.validation, *task.test):
        if min(*shown.values(sample), *sample.targets) < 0:
            raise DesignError(
                "D306",
                design.where("task"),
                f"a sample is negative, which the model '{design.model.kind}' has no rail for",
                "choose ranges above zero",
            )
