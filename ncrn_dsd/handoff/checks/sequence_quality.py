"""D: sequences are better than random ones, and unintended pairs are far weaker."""

from __future__ import annotations

from ncrn_dsd.handoff.checks.findings import Examined, failed, listed, passed
from ncrn_dsd.ir.bench import CheckResult, Severity
from ncrn_dsd.ir.lab_quality import QualityMeasure

PERCENTILE_MIN = 50.0
GAP_MIN_KCAL = 4.0
RANGE_MAX_KCAL = 2.0
INVASION_MIN_KCAL = 3.0


def check_against_random(examined: Examined) -> CheckResult:
    """D1: every measure is at least as good as that of half of the random sequences."""
    compared = [m for m in examined.quality.measures if m.percentile_vs_random is not None]
    if not compared:
        return failed("D1", Severity.WARNING, "The sequences were not compared with random ones.")
    worse = [m.name for m in compared if _worse_than_most(m) and not _tied(m)]
    if worse:
        return failed(
            "D1",
            Severity.WARNING,
            f"By {listed(worse)} the sequences are no better than random ones.",
            worse,
        )
    return passed("D1", f"By all {len(compared)} measures the sequences beat random ones.")


def _worse_than_most(measure: QualityMeasure) -> bool:
    percentile = measure.percentile_vs_random
    return percentile is not None and percentile < PERCENTILE_MIN


def _tied(measure: QualityMeasure) -> bool:
    """Where all random sequences are as good as ours, there is nothing to be better at."""
    base = measure.random_baseline
    return base is not None and abs(base - measure.value) <= 0.02 * max(1.0, abs(base))


def check_gap(examined: Examined) -> CheckResult:
    """D2: the strongest unintended duplex of long domains is far weaker than intended ones."""
    gap = _value(examined, "gap")
    limit = f"{GAP_MIN_KCAL:g} kcal/mol"
    if gap is None:
        return failed("D2", Severity.WARNING, "The gap of long domains was not measured.")
    if gap < GAP_MIN_KCAL:
        sentence = f"Unintended duplexes are only {gap:.1f} kcal/mol weaker than intended ones."
        return failed("D2", Severity.ERROR, sentence, (), f"{gap:.2f} kcal/mol", limit)
    return passed(
        "D2", f"Unintended duplexes are {gap:.1f} kcal/mol weaker.", f"{gap:.2f} kcal/mol", limit
    )


def check_toeholds(examined: Examined) -> CheckResult:
    """D3: toeholds bind about equally strongly."""
    spread = _value(examined, "dG range")
    limit = f"{RANGE_MAX_KCAL:g} kcal/mol"
    if spread is None:
        return passed("D3", "There are no toeholds of one length to compare.")
    if spread > RANGE_MAX_KCAL:
        sentence = f"The energies of toeholds differ by {spread:.1f} kcal/mol."
        return failed("D3", Severity.WARNING, sentence, (), f"{spread:.2f} kcal/mol", limit)
    return passed("D3", "Toeholds are within the window.", f"{spread:.2f} kcal/mol", limit)


def check_invasion(examined: Examined) -> CheckResult:
    """D4: no foreign strand invades a gate nearly as well as its own."""
    margin = _value(examined, "invasion margin")
    limit = f"{INVASION_MIN_KCAL:g} kcal/mol"
    if margin is None:
        return failed(
            "D4", Severity.WARNING, "Invasion of gates by foreign strands was not measured."
        )
    if margin < INVASION_MIN_KCAL:
        sentence = f"A foreign strand invades a gate within {margin:.1f} kcal/mol of its own."
        return failed("D4", Severity.ERROR, sentence, (), f"{margin:.2f} kcal/mol", limit)
    return passed("D4", "No foreign strand invades a gate.", f"{margin:.2f} kcal/mol", limit)


def check_toehold_budget(examined: Examined) -> CheckResult:
    """D5: there are no more distinct toeholds than can live side by side."""
    needs = examined.feasibility.toeholds
    told = ", ".join(
        f"{n.needed} of {'an unknown number' if n.room is None else n.room} ({n.length_nt} nt)"
        for n in needs
    )
    over = [f"{n.length_nt} nt" for n in needs if n.room is not None and n.needed > n.room]
    if over:
        sentence = f"More distinct toeholds than keep apart from each other: {told}."
        return failed("D5", Severity.ERROR, sentence, over, told)
    return passed("D5", f"Distinct toeholds of those possible: {told or 'none'}.", told)


def _value(examined: Examined, name: str) -> float | None:
    return next((m.value for m in examined.quality.measures if m.name == name), None)
