"""Whether trainings without disturbance reached the bound of the design."""

from __future__ import annotations

from collections.abc import Sequence

from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Obligation, learning_obligation
from ncrn_dsd.model.expect import LearningBounds

FORMAL_LEARNS = "formal network learns"
STRANDS_LEARN = "strands learn"
STRANDS = "DSD level"
"""What strands learn at, in words."""

_NAMED = 10
"""Seeds that did not reach the bound and are named."""


def level_learns(
    level: str,
    runs: Sequence[tuple[str, TrainingRun | None]],
    bounds: LearningBounds,
    *,
    condensed: bool = False,
) -> Obligation:
    """LEARNS n of m: so many of the seeds that were trained are within the bound of the design.

    Parameters
    ----------
    level: "abstract" or "dsd".
    runs: per seed its name and its training; None for a seed that has no result.
    bounds: what the design expects.
    condensed: the runs are of condensed reactions.
    """
    missed = [n for n, t in runs if t is None or not t.keeps(bounds)]
    trained = next((t for _, t in runs if t is not None), None)
    reason = "no training"
    if trained is not None:
        words = bounds.in_words(has_classes=trained.threshold is not None)
        reason = f"bound of the design, on held-out samples: {words}"
        if len(runs) == 1:
            reason += f"; found {trained.in_words}"
    if missed:
        more = f" and {len(missed) - _NAMED} more" if len(missed) > _NAMED else ""
        reason += f"; not reached by seed {', '.join(missed[:_NAMED])}{more}"
    reached, seeds = len(runs) - len(missed), len(runs)
    if level == "abstract":
        return learning_obligation(FORMAL_LEARNS, "abstract level", reached, seeds, reason)
    return learning_obligation(STRANDS_LEARN, STRANDS, reached, seeds, reason, condensed=condensed)
