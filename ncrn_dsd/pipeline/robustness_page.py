"""What the page of a robustness analysis needs, from its result."""

from __future__ import annotations

from ncrn_dsd.analyses.robustness import Draw, Kind, Row
from ncrn_dsd.drawing.robustness_page import (
    DrawnKind,
    DrawnOutcome,
    RobustnessPage,
    robustness_page,
)
from ncrn_dsd.drawing.text import given
from ncrn_dsd.pipeline.robustness import Robustness


def robustness_html(found: Robustness) -> str:
    """The page as text; equal results give equal text."""
    return robustness_page(page_of(found))


def page_of(found: Robustness) -> RobustnessPage:
    """The content of the page."""
    bounds, design = found.bounds, found.design
    return RobustnessPage(
        title=design.title,
        kinds=tuple(
            _kind(found, kind, row) for kind, row in zip(found.kinds, found.rows, strict=True)
        ),
        ideal_loss=bounds.ideal.loss,
        ideal_accuracy=bounds.ideal.accuracy,
        untrained_loss=bounds.untrained_loss,
        runaway_above=bounds.runaway_above,
        loss_max=bounds.loss_max,
        accuracy_min=bounds.accuracy_min,
        left_out=found.left_out,
        provenance=(
            ("Design", design.name),
            ("SHA-256 of the design", design.digest),
            ("Level", "abstract"),
            ("Seed of the draws", str(found.seed)),
            ("Draws per kind", str(found.draws_per_kind)),
            ("Full scale of reads", f"{given(found.full_scale)} task units"),
        ),
    )


def _kind(found: Robustness, kind: Kind, row: Row) -> DrawnKind:
    draws = tuple(_outcome(found, d) for d in found.draws if d.kind == kind.name)
    return DrawnKind(
        name=kind.name,
        definition=kind.definition,
        loss_mean=row.loss_mean,
        loss_sd=row.loss_sd,
        loss_worst=row.loss_worst,
        accuracy_mean=row.accuracy_mean,
        accuracy_worst=row.accuracy_worst,
        stopped=row.stopped,
        runaway=row.runaway,
        worse_than_untrained=row.worse_than_untrained,
        draws=draws,
    )


def _outcome(found: Robustness, draw: Draw) -> DrawnOutcome:
    outcome = draw.outcome
    return DrawnOutcome(
        number=draw.number,
        seed=draw.seed,
        loss=outcome.loss,
        accuracy=outcome.accuracy,
        failure=outcome.failure,
        kept=found.bounds.keeps(outcome),
    )
