"""What was simulated: with rounded volumes and dilutions (C8), and that strands learn (F1)."""

from __future__ import annotations

from ncrn_dsd.handoff.checks.findings import Examined, Resimulation, failed, passed
from ncrn_dsd.ir.bench import CheckResult, Severity

READ_CHANGE_MAX = 0.05
LEARNING = "F1"


def check_resimulated(examined: Examined) -> CheckResult:
    """C8: no read changes by more than a twentieth of its scale."""
    limit = f"{READ_CHANGE_MAX:.0%}"
    missing = [p.place for p in examined.plan.pots[:1]]
    if not examined.resimulated:
        return failed("C8", Severity.ERROR, "Nothing was simulated with real volumes.", missing)
    compared = [r for r in examined.resimulated if r.difference is not None]
    if not compared:
        return failed("C8", Severity.WARNING, "No pot is read, so that nothing is compared.")
    worst = max(compared, key=_size)
    assert worst.difference is not None
    learning = _learning(examined.resimulated)
    value = f"{worst.difference:.2%}"
    if not worst.difference <= READ_CHANGE_MAX:
        sentence = (
            f"With real volumes and dilution the read {worst.where} of {worst.pot} changes by "
            f"{worst.difference:.1%} of its scale{learning}."
        )
        return failed("C8", Severity.ERROR, sentence, [worst.pot], value, limit)
    sentence = f"With real volumes and dilution reads change by at most {value}{learning}."
    return passed("C8", sentence, value, limit)


def check_learning(examined: Examined) -> CheckResult:
    """F1: the strands learn, or those of the learner that this is a part of."""
    known = examined.design.learning
    if known is None:
        return passed(LEARNING, "Nothing of it has to learn.")
    if not known.learns:
        return failed(LEARNING, Severity.WARNING, known.sentence)
    return passed(LEARNING, known.sentence)


def _size(one: Resimulation) -> float:
    # A difference that is not a number is the worst of all.
    assert one.difference is not None
    return one.difference if one.difference == one.difference else float("inf")


def _learning(found: tuple[Resimulation, ...]) -> str:
    for one in found:
        if one.ideal_error is not None and one.actual_error is not None:
            return (
                f"; the mean squared error is {one.ideal_error:.4g} with ideal and "
                f"{one.actual_error:.4g} with real volumes"
            )
    return ""
