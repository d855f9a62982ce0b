"""The formal network of a design, by the learner that it names."""

from __future__ import annotations

from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import LEARNERS


def build(design: Design) -> LearningProgram:
    """The learning program of `design`.

    Raises
    ------
    DesignError: the learner refuses the design.
    """
    return LEARNERS.load(design.learner.kind).build(design)
