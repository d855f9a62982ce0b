"""What many seeds show: that they learn, and that the two levels agree."""

from __future__ import annotations

from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.verdict import Obligation, check_obligation
from ncrn_dsd.pipeline.learn import Learning, bounds_of
from ncrn_dsd.pipeline.learn_seed import ABSTRACT, DSD
from ncrn_dsd.pipeline.obligations import tolerances_of
from ncrn_dsd.verification.agreement import LEARNING_AGREEMENT, TrainedPair, learning_agreement
from ncrn_dsd.verification.learning import level_learns


def seeds_learn(learning: Learning) -> tuple[Obligation, ...]:
    """LEARNS n of m for every level that was trained."""
    return tuple(
        level_learns(
            name,
            [
                (run.name, None if level.failure is not None else level.training)
                for run in learning.runs
                for level in (run.level(name),)
            ],
            bounds_of(learning.design, name),
        )
        for name in learning.levels
    )


def seeds_agreement(learning: Learning) -> Obligation:
    """Coefficients and loss of both levels agree for every seed that was trained.

    It FAILS with a seed that a stage before the training refused, or that ran away.

    Parameters
    ----------
    learning: of both levels.
    """
    assert isinstance(learning.design, Design)
    pairs = []
    for run in learning.runs:
        levels = tuple(run.level(name) for name in (ABSTRACT, DSD))
        failed = next((level for level in levels if level.failure is not None), None)
        abstract, dsd = (level.training for level in levels)
        if failed is not None or abstract is None or dsd is None:
            told = f": {failed.level} level: {failed.failure}" if failed else ""
            return check_obligation(
                LEARNING_AGREEMENT,
                "trained weights and loss",
                False,
                f"seed {run.name} has no result at both levels{told}",
            )
        pairs.append(TrainedPair(run.name, abstract, dsd))
    return learning_agreement(pairs, tolerances_of(learning.design))
