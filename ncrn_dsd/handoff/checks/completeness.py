"""E: the experiment can be interpreted: controls, replicates and channels are all there."""

from __future__ import annotations

from collections import Counter

from ncrn_dsd.handoff.checks.findings import Examined, failed, listed, passed
from ncrn_dsd.ir.bench import CheckResult, Condition, Severity

REPLICATES_MIN = 2


def check_reporter_scale(examined: Examined) -> CheckResult:
    """E1: every reporter has wells without and with all of it open, and a series between."""
    needed = (Condition.REPORTER_MIN, Condition.REPORTER_MAX, Condition.CALIBRATION)
    there = {
        (r, w.condition) for w in examined.plan.wells if len(w.reporters) == 1 for r in w.reporters
    }
    missing = [
        f"{r.name}: {c.value}"
        for r in examined.plan.reporters
        for c in needed
        if (r.name, c) not in there
    ]
    if missing:
        return failed("E1", Severity.ERROR, f"No well for {listed(missing)}.", missing)
    count = len(examined.plan.reporters)
    return passed("E1", f"All {count} reporters have zero, full scale and a series.")


def check_gates(examined: Examined) -> CheckResult:
    """E2: every gate has a well without input."""
    gates = {f.name for f in examined.design.system.fuels if f.complex.size_strands > 1}
    seen = {w.subject for w in examined.plan.wells if w.condition is Condition.GATE_LEAK}
    missing = sorted(gates - seen)
    if missing:
        return failed(
            "E2", Severity.ERROR, f"No well without input for the gate {listed(missing)}.", missing
        )
    return passed("E2", f"All {len(gates)} gates have a well without input.")


def check_channels(examined: Examined) -> CheckResult:
    """E3: no well holds two reporters of one dye, or more than the reader tells apart."""
    dyes = {r.name: r.dye for r in examined.plan.reporters}
    wrong = [
        w.place
        for w in examined.plan.wells
        if len({dyes[r] for r in w.reporters}) < len(w.reporters)
        or len(w.reporters) > examined.settings.reporters_per_well
    ]
    if wrong:
        return failed("E3", Severity.ERROR, f"Channels overlap in {listed(wrong)}.", wrong)
    pairs = sorted(
        {
            " and ".join(dyes[r] for r in w.reporters)
            for w in examined.plan.wells
            if len(w.reporters) > 1
        }
    )
    together = f" (measured together: {'; '.join(pairs)})" if pairs else ""
    return passed("E3", f"No well holds two reporters of one dye{together}.")


def check_replicates(examined: Examined) -> CheckResult:
    """E4: every condition is there at least twice."""
    groups = Counter(w.group for w in examined.plan.wells if w.condition is not Condition.STANDARD)
    few = sorted(g for g, n in groups.items() if n < REPLICATES_MIN)
    if few:
        return failed(
            "E4",
            Severity.ERROR,
            f"Fewer than {REPLICATES_MIN} wells for {listed(few)}.",
            few,
            limit=str(REPLICATES_MIN),
        )
    return passed("E4", "Every condition has replicates.", limit=str(REPLICATES_MIN))


def check_blank(examined: Examined) -> CheckResult:
    """E5: there is a buffer blank, and a standard on every control plate."""
    wells = examined.plan.wells
    if not any(w.condition is Condition.BLANK for w in wells):
        return failed("E5", Severity.ERROR, "There is no buffer blank.")
    places = {p.name: p.plate for p in examined.plan.places}
    controls = {places[w.place] for w in wells if w.condition is not Condition.READ}
    with_standard = {places[w.place] for w in wells if w.condition is Condition.STANDARD}
    bare = sorted(controls - with_standard)
    if bare and examined.plan.reporters:
        return failed("E5", Severity.ERROR, f"{listed(bare)} has no standard well.", bare)
    return passed("E5", "There is a buffer blank, and a standard on every plate.")


def check_reads(examined: Examined) -> CheckResult:
    """E6: every species that is read has a reporter, and every read of a pot its wells."""
    without = list(examined.without_reporter)
    if without:
        return failed(
            "E6",
            Severity.WARNING,
            f"{listed(without)} is read but has no open toehold for a plain reporter.",
            without,
        )
    read = {w.subject for w in examined.plan.wells if w.condition is Condition.READ}
    unread = [p.place for p in examined.plan.pots if p.place not in read]
    if unread:
        return failed("E6", Severity.ERROR, f"Nothing is read from {listed(unread)}.", unread)
    return passed("E6", "Every species that is read has a reporter, and every pot is read.")


def check_controls(examined: Examined) -> CheckResult:
    """E7: leak of the whole, gates left out one by one, and inputs on foreign reporters."""
    there = Counter(w.condition for w in examined.plan.wells)
    needed = [Condition.SYSTEM_LEAK, Condition.MINUS_ONE, Condition.GATE_RATE]
    if len(examined.plan.reporters) > 1:
        needed.append(Condition.CROSS_TALK)
    gates = [f.name for f in examined.design.system.fuels if f.complex.size_strands > 1]
    left_out = {w.subject for w in examined.plan.wells if w.condition is Condition.MINUS_ONE}
    missing = [c.value for c in needed if not there[c]]
    if not any(s.startswith("without module") for s in left_out):
        missing += [f"without {g}" for g in gates if f"without {g}" not in left_out]
    if missing:
        return failed("E7", Severity.ERROR, f"No well for: {listed(missing)}.", missing)
    return passed("E7", "Leak, attribution and cross-talk are controlled.")
