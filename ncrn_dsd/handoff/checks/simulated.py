"""What was simulated: with rounded volumes and dilutions (C8), every read (E8), learning (F1), all
else that was asked of the strands (F2), and learning when things go wrong in a tube (F3)."""

from __future__ import annotations

from ncrn_dsd.handoff.analysis.resimulated import Resimulation
from ncrn_dsd.handoff.checks.check import CheckFinding, check, failed, listed, passed, warned
from ncrn_dsd.handoff.liquids.sinks import SINK
from ncrn_dsd.handoff.written import WrittenPackage
from ncrn_dsd.ir.bench import Condition, PredictedCurve, Severity

READ_CHANGE_MAX = 0.05
OPENED_MAX = 0.8
SETTLED_S = 300.0
LEARNING, SURVIVING = "F1", "F3"


@check(
    "C8",
    "simulated with the volumes that are really pipetted and with every dilution, no read changes "
    f"by more than {READ_CHANGE_MAX:.0%} of its scale; the error of a learner is told for "
    "both".replace("%", " %"),
    Severity.ERROR,
    Severity.WARNING,
    limit=f"{READ_CHANGE_MAX:.0%}",
)
def rounded_volumes_read_alike(written: WrittenPackage) -> CheckFinding:
    """By the record of what each vessel would show; one that nothing is read from is a warning."""
    missing = [p.place for p in written.plan.vessels[:1]]
    if not written.resimulated:
        return failed("Nothing was simulated with real volumes.", missing)
    compared = [r for r in written.resimulated if r.difference is not None]
    if not compared:
        return warned("No vessel is read, so that nothing is compared.")
    worst = max(compared, key=_size)
    assert worst.difference is not None
    learning = _learning(written.resimulated)
    value = f"{worst.difference:.2%}"
    if not worst.difference <= READ_CHANGE_MAX:
        sentence = (
            f"With real volumes and dilution the read {worst.where} of {worst.vessel} changes by "
            f"{worst.difference:.1%} of its scale{learning}."
        )
        return failed(sentence, [worst.vessel], value)
    sentence = f"With real volumes and dilution reads change by at most {value}{learning}."
    return passed(sentence, value)


@check(
    "E8",
    f"{SETTLED_S / 60:g} minutes into a read at most {OPENED_MAX:.0%} of its reporter is "
    "open".replace("%", " %"),
    Severity.WARNING,
    limit=f"{OPENED_MAX:.0%}",
)
def reporters_are_not_used_up(written: WrittenPackage) -> CheckFinding:
    """So that a read tells how much there was."""
    dyes = {r.dye: r.name for r in written.plan.reporters}
    amounts = {
        (w.place, a.component): a.nM
        for w in written.plan.wells
        if w.condition is Condition.READ
        for a in w.wanted
    }
    full = sorted(
        {
            c.well
            for c in written.curves
            if (c.well, dyes[c.channel]) in amounts
            and _settled(c) > OPENED_MAX * amounts[c.well, dyes[c.channel]]
        }
    )
    if full:
        sentence = (
            f"{listed(full)} opens nearly all of its reporter: raise reporter_floor_nM or take a "
            "smaller aliquot."
        )
        return warned(sentence, full)
    return passed("No read uses up its reporter.")


@check(
    LEARNING,
    "the strands learn when they are simulated; of a part, those of the learner that it is a part "
    "of",
    Severity.WARNING,
)
def strands_learn(written: WrittenPackage) -> CheckFinding:
    """As the design, or the record of the whole learner, says."""
    known = written.model.learning
    if known is None:
        return passed("Nothing of it has to learn.")
    if not known.learns:
        return warned(known.sentence)
    return passed(known.sentence)


@check(
    "F2",
    "everything that was asked of the strands is proved or holds, condensation and the agreement "
    "with the formal network included, and was asked of all strands; of sinks nothing is",
    Severity.WARNING,
)
def obligations_are_met(written: WrittenPackage) -> CheckFinding:
    """As the verification said when the package was made, of a system without sinks."""
    sinks = sum(c.role == SINK for c in written.plan.components)
    unasked = (
        f"{sinks} of the strands are sinks, not enumerated with the others: each may also bind "
        "what shares domains with its fuel, and that is not simulated"
    )
    unmet = (*written.model.unmet, *([unasked] if sinks else []))
    if unmet:
        return warned(f"{'; '.join(unmet)}.")
    return passed("Everything that was asked of the strands is proved or holds.")


@check(
    SURVIVING,
    "the strands learn in as many draws of a tube in which things go wrong as the design asks for; "
    "of a part, those of the learner that it is a part of",
    Severity.WARNING,
)
def strands_survive(written: WrittenPackage) -> CheckFinding:
    """As the draws of the design, or the record of the whole learner, say."""
    known = written.model.survival
    if known is None:
        return passed("Nothing of it has to learn.")
    if not known.survives:
        return warned(known.sentence)
    return passed(known.sentence)


def _settled(curve: PredictedCurve) -> float:
    pairs = zip(curve.times_s, curve.opened_nM, strict=True)
    return max((v for t, v in pairs if t <= SETTLED_S), default=0.0)


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
