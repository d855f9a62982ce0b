"""Which learners exist."""

from __future__ import annotations

from collections.abc import Callable

from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.networks import continuous, hidden, polynomial

LEARNERS: dict[str, Callable[[Design], LearningProgram]] = {
    "linear_regression": polynomial.build_linear,
    "polynomial": polynomial.build,
    "hidden": hidden.build,
    "continuous": continuous.build,
}


def build(design: Design) -> LearningProgram:
    """The learning program of `design`.

    Raises
    ------
    DesignError: the learner refuses the design.
    """
    return LEARNERS[design.learner.kind](design)
