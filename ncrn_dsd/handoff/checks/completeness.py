"""E: the experiment can be interpreted: controls, replicates and channels are all there."""

from __future__ import annotations

from collections import Counter

from ncrn_dsd.handoff.checks.check import CheckFinding, check, failed, listed, passed, warned
from ncrn_dsd.handoff.written import WrittenPackage
from ncrn_dsd.ir.bench import Condition, Severity
from ncrn_dsd.ir.schedule import Read

REPLICATES_MIN = 2
_SCALE = (Condition.REPORTER_MIN, Condition.REPORTER_MAX, Condition.CALIBRATION)


@check("E1", "every reporter has wells without signal, with all of it open, and a dilution series")
def reporters_have_a_scale(written: WrittenPackage) -> CheckFinding:
    """In wells of their own."""
    there = {
        (r, w.condition) for w in written.plan.wells if len(w.reporters) == 1 for r in w.reporters
    }
    missing = [
        f"{r.name}: {c.value}"
        for r in written.plan.reporters
        for c in _SCALE
        if (r.name, c) not in there
    ]
    if missing:
        return failed(f"No well for {listed(missing)}.", missing)
    count = len(written.plan.reporters)
    return passed(f"All {count} reporters have zero, full scale and a series.")


@check("E2", "every gate has a well without input")
def gates_have_leak_wells(written: WrittenPackage) -> CheckFinding:
    """Gates are the fuels of several strands."""
    gates = set(written.model.gates)
    seen = {w.subject for w in written.plan.wells if w.condition is Condition.GATE_LEAK}
    missing = sorted(gates - seen)
    if missing:
        return failed(f"No well without input for the gate {listed(missing)}.", missing)
    return passed(f"All {len(gates)} gates have a well without input.")


@check(
    "E3",
    "no well holds two reporters of one dye, or more reporters than the reader tells apart",
)
def channels_are_apart(written: WrittenPackage) -> CheckFinding:
    """Those that are measured together are told."""
    dyes = {r.name: r.dye for r in written.plan.reporters}
    together = [w for w in written.plan.wells if len(w.reporters) > 1]
    wrong = [
        w.place
        for w in together
        if len({dyes[r] for r in w.reporters}) < len(w.reporters)
        or len(w.reporters) > written.settings.reporters_per_well
    ]
    if wrong:
        return failed(f"Channels overlap in {listed(wrong)}.", wrong)
    pairs = sorted({" and ".join(dyes[r] for r in w.reporters) for w in together})
    measured = f" (measured together: {'; '.join(pairs)})" if pairs else ""
    return passed(f"No well holds two reporters of one dye{measured}.")


@check("E4", f"every condition is there at least {REPLICATES_MIN} times", limit=str(REPLICATES_MIN))
def conditions_have_replicates(written: WrittenPackage) -> CheckFinding:
    """Standards between plates are replicates of each other."""
    groups = Counter(w.group for w in written.plan.wells if w.condition is not Condition.STANDARD)
    few = sorted(g for g, n in groups.items() if n < REPLICATES_MIN)
    if few:
        return failed(f"Fewer than {REPLICATES_MIN} wells for {listed(few)}.", few)
    return passed("Every condition has replicates.")


@check("E5", "there is a buffer blank, and on every control plate a standard")
def plates_have_blank_and_standard(written: WrittenPackage) -> CheckFinding:
    """A standard is a reporter, so that without reporters there is none."""
    wells = written.plan.wells
    if not any(w.condition is Condition.BLANK for w in wells):
        return failed("There is no buffer blank.")
    places = {p.name: p.plate for p in written.plan.places}
    controls = {places[w.place] for w in wells if w.condition is not Condition.READ}
    with_standard = {places[w.place] for w in wells if w.condition is Condition.STANDARD}
    bare = sorted(controls - with_standard)
    if bare and written.plan.reporters:
        return failed(f"{listed(bare)} has no standard well.", bare)
    return passed("There is a buffer blank, and a standard on every plate.")


@check(
    "E6",
    "every species that is read has a reporter (warning), every vessel is read",
    Severity.ERROR,
    Severity.WARNING,
)
def vessels_are_read(written: WrittenPackage) -> CheckFinding:
    """By the reads of the schedules, and by the wells that hold an aliquot."""
    reported = {r.species for r in written.plan.reporters}
    asked = dict.fromkeys(
        name
        for run in written.model.runs
        for action in run.schedule.actions
        if isinstance(action, Read)
        for name in action.species
    )
    without = [name for name in asked if name not in reported]
    if without:
        sentence = f"{listed(without)} is read but has no open toehold for a plain reporter."
        return warned(sentence, without)
    read = {w.subject for w in written.plan.wells if w.condition is Condition.READ}
    unread = [p.place for p in written.plan.vessels if p.place not in read]
    if unread:
        return failed(f"Nothing is read from {listed(unread)}.", unread)
    return passed("Every species that is read has a reporter, and every vessel is read.")


@check(
    "E7",
    "leak of all fuels, of all but one gate, rates of gates, and inputs on foreign reporters are "
    "controlled",
)
def causes_can_be_told_apart(written: WrittenPackage) -> CheckFinding:
    """Many gates may be left out module by module instead of one by one."""
    there = Counter(w.condition for w in written.plan.wells)
    needed = [Condition.SYSTEM_LEAK, Condition.MINUS_ONE, Condition.GATE_RATE]
    if len(written.plan.reporters) > 1:
        needed.append(Condition.CROSS_TALK)
    left_out = {w.subject for w in written.plan.wells if w.condition is Condition.MINUS_ONE}
    missing = [c.value for c in needed if not there[c]]
    if not any(s.startswith("without module") for s in left_out):
        missing += [f"without {g}" for g in written.model.gates if f"without {g}" not in left_out]
    if missing:
        return failed(f"No well for: {listed(missing)}.", missing)
    return passed("Leak, attribution and cross-talk are controlled.")
