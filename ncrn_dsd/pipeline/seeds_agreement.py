"""What many seeds show: that they learn, that the two levels agree, and of which kinetics."""

from __future__ import annotations

from collections.abc import Sequence

from ncrn_dsd.ir.learning import LevelRun
from ncrn_dsd.ir.network import Kinetics
from ncrn_dsd.ir.training import ABSTRACT, DSD
from ncrn_dsd.ir.verdict import Obligation, VerificationReport, check_obligation
from ncrn_dsd.model.design import Design
from ncrn_dsd.pipeline.learn import Learning, bounds_of
from ncrn_dsd.study.obligations import condensation_unknown, tolerances_of
from ncrn_dsd.verification.agreement import LEARNING_AGREEMENT, TrainedPair, learning_agreement
from ncrn_dsd.verification.learning import level_learns


def seeds_report(learning: Learning) -> VerificationReport:
    """LEARNS n of m for every level that was trained; of the DSD level also condensation and
    learning agreement."""
    more: tuple[Obligation, ...] = ()
    if DSD in learning.levels:
        runs = [run.level(DSD) for run in learning.runs]
        more = (*seeds_condensation(runs), seeds_agreement(learning))
    return VerificationReport((), ()).extended((*more, *_seeds_learn(learning)))


def meets_expectations(learning: Learning) -> bool | None:
    """What the design expects is so at every level, by the rule of `run`: every obligation has a
    good answer, but for checks that the design records to fail; None while one has none, or where
    condensed reactions in the place of the design's kinetics say nothing of the strands."""
    is_good = seeds_report(learning).is_good_without(recorded_to_fail(learning))
    is_open = not learning.as_designed and in_condensed_model(learning) is not None
    return None if is_good and is_open else is_good


def recorded_to_fail(learning: Learning) -> tuple[str, ...]:
    """Notions whose answer is bad in a design that is as it is recorded."""
    design = learning.design
    return tuple(design.expect.fails) if isinstance(design, Design) else ()


def in_condensed_model(learning: Learning) -> str | None:
    """Where the DSD level was trained, in words, if that says nothing of the strands."""
    return seeds_report(learning).in_condensed_model if _is_condensed(learning) else None


def seeds_condensation(runs: Sequence[LevelRun]) -> tuple[Obligation, ...]:
    """Condensation of the first seed for which it fails, else of the first one.

    Parameters
    ----------
    runs: of the DSD level.
    """
    found = [run.condensation for run in runs if run.condensation]
    if not found:
        return condensation_unknown("no training of the strands shows what they reach")
    failing = (held for held in found if any(not o.is_good for o in held))
    return next(failing, found[0])


def _seeds_learn(learning: Learning) -> tuple[Obligation, ...]:
    return tuple(
        level_learns(
            name,
            [
                (run.name, None if level.failure is not None else level.training)
                for run in learning.runs
                for level in (run.level(name),)
            ],
            bounds_of(learning.design, name),
            condensed=name == DSD and _is_condensed(learning),
        )
        for name in learning.levels
    )


def _is_condensed(learning: Learning) -> bool:
    """The DSD level was simulated by condensed reactions."""
    design = learning.design
    return isinstance(design, Design) and design.dsd.kinetics is Kinetics.CONDENSED


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
            why = f": {failed.level} level: {failed.failure}" if failed else ""
            return check_obligation(
                LEARNING_AGREEMENT,
                "trained weights and loss",
                False,
                f"seed {run.name} has no result at both levels{why}",
            )
        pairs.append(TrainedPair(run.name, abstract, dsd))
    tolerances = tolerances_of(learning.design)
    return learning_agreement(pairs, tolerances, condensed=_is_condensed(learning))
