"""The networks of a design, by the learner or the published model that it names."""

from __future__ import annotations

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.host import HostProgram
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.learner import LEARNERS
from ncrn_dsd.model.published import MODELS, PublishedDesign
from ncrn_dsd.networks.schedules import with_removals


def build(design: Design) -> LearningProgram:
    """The learning program of `design`, with what is done between its samples.

    Raises
    ------
    DesignError: the learner refuses the design.
    """
    program = LEARNERS.load(design.learner.kind).build(design)
    return with_removals(program, design.schedule.between)


def build_published(design: PublishedDesign) -> HostProgram:
    """The networks of an experiment and everything its host does.

    Raises
    ------
    DesignError: D301, no model has this name; or the model refuses the design.
    """
    kind = design.model.kind
    if kind not in MODELS:
        raise DesignError(
            "D301",
            design.where("model", "kind"),
            f"there is no published model '{kind}'",
            f"use one of: {', '.join(sorted(MODELS.names))}"
            if MODELS.names
            else "these models are not installed",
        )
    return MODELS.load(kind).build(design)
