"""E8: reporters of reads are never used up, so that a read tells how much there was."""

from __future__ import annotations

from collections.abc import Sequence

from ncrn_dsd.handoff.checks.findings import failed, listed, passed
from ncrn_dsd.ir.bench import BenchPlan, CheckResult, Condition, PredictedCurve, Severity

OPENED_MAX = 0.8
SETTLED_S = 300.0


def check_saturation(plan: BenchPlan, curves: Sequence[PredictedCurve]) -> CheckResult:
    """E8: five minutes into a read at most four fifths of its reporter is open."""
    dyes = {r.dye: r.name for r in plan.reporters}
    amounts = {
        (w.place, a.component): a.nM
        for w in plan.wells
        if w.condition is Condition.READ
        for a in w.wanted
    }
    full = sorted(
        {
            c.well
            for c in curves
            if (c.well, dyes[c.channel]) in amounts
            and _settled(c) > OPENED_MAX * amounts[c.well, dyes[c.channel]]
        }
    )
    limit = f"{OPENED_MAX:.0%}"
    if full:
        sentence = (
            f"{listed(full)} opens nearly all of its reporter: raise reporter_floor_nM or take a "
            "smaller aliquot."
        )
        return failed("E8", Severity.WARNING, sentence, full, limit=limit)
    return passed("E8", "No read uses up its reporter.", limit=limit)


def _settled(curve: PredictedCurve) -> float:
    pairs = zip(curve.times_s, curve.opened_nM, strict=True)
    return max((v for t, v in pairs if t <= SETTLED_S), default=0.0)
