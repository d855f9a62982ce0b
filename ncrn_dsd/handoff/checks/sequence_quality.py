"""D: sequences are better than random ones, and unintended pairs are far weaker."""

from __future__ import annotations

from ncrn_dsd.handoff.checks.check import CheckFinding, check, failed, listed, passed, warned
from ncrn_dsd.handoff.written import WrittenPackage
from ncrn_dsd.ir.bench import Severity
from ncrn_dsd.ir.gate_rates import (
    BETWEEN_RAILS,
    K_APART,
    RAILS_APART,
    RATES_APART,
    WITHIN_GROUP,
)
from ncrn_dsd.ir.lab_quality import (
    LEAST_GAP_KCAL,
    LEAST_INVASION_MARGIN_KCAL,
    QualityMeasure,
)

PERCENTILE_MIN = 50.0
LEVEL = 0.1
"""Of a measure: what random sequences differ by among themselves."""
RANGE_MAX_KCAL = 2.0


@check(
    "D1",
    "by no measure are the sequences worse than half of the random ones, and by more than a tenth",
    Severity.WARNING,
    limit=f"percentile {PERCENTILE_MIN:g}",
)
def random_sequences_are_worse(written: WrittenPackage) -> CheckFinding:
    """Level with random ones is good enough."""
    compared = [m for m in written.measures if m.percentile_vs_random is not None]
    if not compared:
        return warned("The sequences were not compared with random ones.")
    worse = [m.name for m in compared if _worse_than_most(m) and _is_clearly_worse(m)]
    if worse:
        return warned(
            f"By {listed(worse)} the sequences are worse than random ones.",
            worse,
        )
    return passed(f"By all {len(compared)} measures the sequences are as good as random or better.")


def _worse_than_most(measure: QualityMeasure) -> bool:
    percentile = measure.percentile_vs_random
    return percentile is not None and percentile < PERCENTILE_MIN


def _is_clearly_worse(measure: QualityMeasure) -> bool:
    """Random sequences differ among themselves, and a few sets of them tell no small difference."""
    base = measure.random_baseline
    if base is None:
        return False
    behind = measure.value - base if measure.better == "low" else base - measure.value
    return behind > LEVEL * max(1.0, abs(base))


@check(
    "D2",
    f"the strongest unintended duplex of long domains is at least {LEAST_GAP_KCAL:g} kcal/mol "
    "weaker than the weakest intended one",
    Severity.ERROR,
    Severity.WARNING,
    limit=f"{LEAST_GAP_KCAL:g} kcal/mol",
)
def unintended_duplexes_are_weak(written: WrittenPackage) -> CheckFinding:
    """A gap that was not measured is a warning."""
    gap = _value(written, "gap")
    if gap is None:
        return warned("The gap of long domains was not measured.")
    if gap < LEAST_GAP_KCAL:
        sentence = f"Unintended duplexes are only {gap:.1f} kcal/mol weaker than intended ones."
        return failed(sentence, (), f"{gap:.2f} kcal/mol")
    return passed(f"Unintended duplexes are {gap:.1f} kcal/mol weaker.", f"{gap:.2f} kcal/mol")


@check(
    "D3",
    f"toeholds of one length differ by at most {RANGE_MAX_KCAL:g} kcal/mol, or gates are alike all "
    "the same",
    Severity.WARNING,
    limit=f"{RANGE_MAX_KCAL:g} kcal/mol",
)
def toeholds_bind_alike(written: WrittenPackage) -> CheckFinding:
    """In the energy of binding their complement; letters beside them can make up for it."""
    spread = _value(written, "dG range")
    if spread is None:
        return passed("There are no toeholds of one length to compare.")
    gates = [_value(written, name) for name in (K_APART, RATES_APART)]
    apart = [value for value in gates if value is not None]
    if spread > RANGE_MAX_KCAL and apart and max(apart) <= WITHIN_GROUP:
        sentence = (
            f"The energies of toeholds differ by {spread:.1f} kcal/mol, and with the letters "
            f"beside them K and k of alike gates by {max(apart):.3g} times at most."
        )
        return passed(sentence, f"{spread:.2f} kcal/mol")
    if spread > RANGE_MAX_KCAL:
        sentence = f"The energies of toeholds differ by {spread:.1f} kcal/mol."
        return warned(sentence, (), f"{spread:.2f} kcal/mol")
    return passed("Toeholds are within the window.", f"{spread:.2f} kcal/mol")


@check(
    "D4",
    f"no foreign strand comes within {LEAST_INVASION_MARGIN_KCAL:g} kcal/mol of the strand that a "
    "gate is made for",
    Severity.ERROR,
    Severity.WARNING,
    limit=f"{LEAST_INVASION_MARGIN_KCAL:g} kcal/mol",
)
def gates_are_not_invaded(written: WrittenPackage) -> CheckFinding:
    """A margin that was not measured is a warning."""
    margin = _value(written, "invasion margin")
    if margin is None:
        return warned("Invasion of gates by foreign strands was not measured.")
    if margin < LEAST_INVASION_MARGIN_KCAL:
        sentence = f"A foreign strand invades a gate within {margin:.1f} kcal/mol of its own."
        return failed(sentence, (), f"{margin:.2f} kcal/mol")
    return passed("No foreign strand invades a gate.", f"{margin:.2f} kcal/mol")


@check("D5", "no more distinct toeholds of a length than can live side by side")
def toeholds_have_room(written: WrittenPackage) -> CheckFinding:
    """As many as the judgement of feasibility counts."""
    needs = written.feasibility.toeholds
    counts = ", ".join(
        f"{n.needed} of {'an unknown number' if n.room is None else n.room} ({n.length_nt} nt)"
        for n in needs
    )
    over = [f"{n.length_nt} nt" for n in needs if n.room is not None and n.needed > n.room]
    if over:
        sentence = f"More distinct toeholds than keep apart from each other: {counts}."
        return failed(sentence, over, counts)
    return passed(f"Distinct toeholds of those possible: {counts or 'none'}.", counts)


@check(
    "D6",
    "gates of one formal rate have K and k within a factor, and those of two rails within a "
    "smaller one",
    Severity.WARNING,
    limit=f"{WITHIN_GROUP:g}, {BETWEEN_RAILS:g} times",
)
def alike_gates_are_equally_fast(written: WrittenPackage) -> CheckFinding:
    """As the rates are predicted from nucleotides."""
    limits = {K_APART: WITHIN_GROUP, RATES_APART: WITHIN_GROUP, RAILS_APART: BETWEEN_RAILS}
    known = {name: _value(written, name) for name in limits}
    apart = {name: value for name, value in known.items() if value is not None}
    if not apart:
        return passed("There are no gates of one formal rate to compare.")
    told = ", ".join(f"{name} {value:.3g} times" for name, value in apart.items())
    over = [name for name, value in apart.items() if value > limits[name]]
    if over:
        return warned(f"Gates that should be alike are predicted not to be: {told}.", over, told)
    return passed(f"Gates of one formal rate are predicted to be alike: {told}.", told)


def _value(written: WrittenPackage, name: str) -> float | None:
    return next((m.value for m in written.measures if m.name == name), None)
