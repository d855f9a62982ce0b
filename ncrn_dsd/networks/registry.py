"""Which learners exist."""

from __future__ import annotations

from collections.abc import Callable

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.program import LearningProgram
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
    DesignError: no learner has this name, or the learner refuses the design.
    """
    try:
        builder = LEARNERS[design.learner.kind]
    except KeyError:
        raise DesignError(
            "D207",
            f"{design.path}: [learner] kind",
            f"there is no learner '{design.learner.kind}'",
            f"use one of: {', '.join(sorted(LEARNERS))}",
        ) from None
    return builder(design)
