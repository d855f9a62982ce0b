"""One published design, many seeds."""

from __future__ import annotations

from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.seeds import task_with_seed


def with_seed(design: PublishedDesign, seed: int) -> PublishedDesign:
    """The design with its samples and initial weights drawn anew."""
    training = changed(design.training, seed=seed)
    return changed(design, task=task_with_seed(design.task, seed), training=training)
