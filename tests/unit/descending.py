"""The learner of a design whose step is a rate times an error times a feature."""

from __future__ import annotations

from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import DescendingLearner


def descending(design: Design) -> DescendingLearner:
    """That learner, with its keys."""
    assert isinstance(design.learner, DescendingLearner)
    return design.learner
