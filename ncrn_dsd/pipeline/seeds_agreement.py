"""Learning agreement of the two levels over many seeds."""

from __future__ import annotations

from ncrn_dsd.ir.design import Design
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.pipeline.learn import Learning
from ncrn_dsd.pipeline.learn_seed import ABSTRACT, DSD
from ncrn_dsd.pipeline.obligations import tolerances_of
from ncrn_dsd.verification.agreement import LEARNING_AGREEMENT, TrainedPair, learning_agreement


def seeds_agreement(learning: Learning) -> Obligation:
    """Coefficients and loss of both levels agree for every seed that was trained.

    A seed that a stage before the training refused, or that ran away, refutes.

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
            return Obligation(
                LEARNING_AGREEMENT,
                "trained weights and loss",
                Verdict.REFUTED,
                f"seed {run.name} has no result at both levels{told}",
            )
        pairs.append(TrainedPair(run.name, abstract, dsd))
    return learning_agreement(pairs, tolerances_of(learning.design))
