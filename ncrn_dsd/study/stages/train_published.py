"""Experiment as it was published -> what it learns; its host acts between the networks."""

from __future__ import annotations

from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.registry import build_published
from ncrn_dsd.simulation.host_driver import train_published
from ncrn_dsd.study.stage import Work, stage


@stage("train, as published")
def train_as_published(work: Work, design: PublishedDesign) -> TrainingRun:
    """The training, in the units of the publication.

    Raises
    ------
    DesignError: the learner refuses the design.
    """
    return train_published(
        build_published(design),
        lambda progress: work.report(progress.done, progress.total),
    )
