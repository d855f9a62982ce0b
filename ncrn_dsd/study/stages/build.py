"""Design -> learning program: the formal network, its schedule and its encodings."""

from __future__ import annotations

from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.networks.registry import build
from ncrn_dsd.study.stage import Work, stage


@stage("build")
def build_program(work: Work, design: Design) -> LearningProgram:
    """The learner that a design describes.

    Raises
    ------
    DesignError: the learner refuses the design.
    """
    del work
    return build(design)
