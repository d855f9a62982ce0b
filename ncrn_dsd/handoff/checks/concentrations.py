"""C4: wells and vessels hold what the design and its schedule ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ncrn_dsd.handoff.checks.check import CheckFinding, check, failed, listed, passed, warned
from ncrn_dsd.handoff.checks.replay import key_of
from ncrn_dsd.handoff.liquids.sinks import sink_of
from ncrn_dsd.handoff.written import Mixes
from ncrn_dsd.ir.bench import BenchVessel, Severity
from ncrn_dsd.ir.schedule import Dose, MoveToFresh, Sink
from ncrn_dsd.units import M_PER_NM, NM_PER_M, show_concentration

WARN, ERROR = 0.02, 0.05
FOREIGN_PART = 0.02
"""Of one unit: more of something that nobody asked for is an error."""


@dataclass(frozen=True, slots=True)
class _Off:
    where: str
    component: str
    wanted_nM: float
    actual_nM: float

    @property
    def error(self) -> float:
        if self.wanted_nM == 0:
            return float("inf")
        return abs(self.actual_nM / self.wanted_nM - 1)


@check(
    "C4",
    f"every concentration is what was designed, within {WARN:.0%} (warning) or {ERROR:.0%} "
    "(error), and the mixes say so step by step; nothing foreign is in a well".replace("%", " %"),
    Severity.ERROR,
    Severity.WARNING,
    limit=f"{WARN:.0%} warn, {ERROR:.0%} error",
)
def concentrations_are_as_designed(written: Mixes) -> CheckFinding:
    """Of every component of every well and dose, when the transfers are carried out."""
    compared = [*_wells(written), *_vessels(written)]
    worst = max(compared, key=lambda o: (o.error, o.where, o.component), default=None)
    if worst is None or worst.error <= ERROR:
        wrong = list(dict.fromkeys(_wrong_steps(written)))
        if wrong:
            sentence = f"{listed(wrong)} would not hold what mix.csv says."
            return failed(sentence, wrong)
    if worst is None or worst.error <= WARN:
        sentence = f"All {len(compared)} concentrations are as designed."
        return passed(sentence, "" if worst is None else f"{worst.error:.2%}")
    judged = failed if worst.error > ERROR else warned
    items = sorted({f"{o.where} {o.component}" for o in compared if o.error > WARN})
    sentence = (
        f"{worst.where} holds {show_concentration(worst.actual_nM * M_PER_NM, digits=4)} of "
        f"{worst.component} instead of {show_concentration(worst.wanted_nM * M_PER_NM, digits=4)}."
    )
    return judged(sentence, items, f"{worst.error:.1%}")


def _wrong_steps(written: Mixes) -> Iterator[str]:
    """Wells of whose mix a step is no transfer, or comes to another concentration."""
    moved = {
        str(t.number): (t.target, t.component, round(t.volume_uL, 3))
        for t in written.plan.transfers
    }
    totals = {w.place: w.total_uL for w in written.plan.wells}
    for step in written.mix:
        total = totals.get(step.place)
        if total is None:
            continue
        planned = (step.place, step.component, round(step.volume_uL, 3))
        if moved.get(step.number) != planned:
            yield step.place
        elif step.stock_nM is not None and step.final_nM is not None:
            held = step.stock_nM * step.volume_uL / total
            if abs(held - step.final_nM) > ERROR * step.final_nM:
                yield step.place


def _wells(written: Mixes) -> Iterator[_Off]:
    components = {c.name: c for c in written.plan.components}
    keys = {c.name: key_of(c) for c in written.plan.components}
    read_from_vessels = {p.place for p in written.plan.vessels}
    small = FOREIGN_PART * written.model.unit_nM
    for well in written.plan.wells:
        liquid = written.outcome.liquids[well.place]
        for amount in well.wanted:
            if amount.component in components:
                actual = liquid.nM(keys[amount.component])
                yield _Off(well.place, amount.component, amount.nM, actual)
        if well.subject in read_from_vessels:
            continue
        asked = {keys[a.component] for a in well.wanted}
        bound = {p.strand for a in well.wanted for p in components[a.component].parts}
        for name in set(keys.values()) - asked - bound:
            if liquid.nM(name) > small:
                yield _Off(well.place, name, 0.0, liquid.nM(name))


def _vessels(written: Mixes) -> Iterator[_Off]:
    for vessel in written.plan.vessels:
        wanted = wanted_rises(vessel, {c.name for c in written.plan.components})
        actual = _actual_rises(written, vessel)
        for (step, component), nM in wanted.items():
            where = f"{vessel.place} step {step}"
            yield _Off(where, component, nM, actual.get((step, component), 0.0))
        for (step, component), nM in actual.items():
            if (step, component) not in wanted and nM > FOREIGN_PART * written.model.unit_nM:
                yield _Off(f"{vessel.place} step {step}", component, 0.0, nM)


def wanted_rises(
    vessel: BenchVessel, components: Collection[str] = ()
) -> dict[tuple[int, str], float]:
    """Rise of every component per dose [nM], out of the schedule; leading doses are step 0.

    Parameters
    ----------
    components: of the plan; what a sink takes out is wanted of it where it is one of them.
    """
    found: dict[tuple[int, str], float] = {}
    leading = True
    for step, action in enumerate(vessel.schedule.actions):
        leading = leading and isinstance(action, Dose)
        match action:
            case Dose(contents) | MoveToFresh(contents=contents):
                put = contents
            case Sink(contents):
                named = (replace(c, species=sink_of(c.species)) for c in contents)
                put = tuple(c for c in named if c.species in components)
            case _:
                continue
        for content in put:
            if content.amount > 0:
                key = (0 if leading else step, content.species)
                found[key] = found.get(key, 0.0) + content.amount * NM_PER_M
    return found


def _actual_rises(written: Mixes, vessel: BenchVessel) -> dict[tuple[int, str], float]:
    """The same out of the transfers.

    The parts of one dose go in one after the other; each dilutes the ones before, which is
    taken off at the end of the step.
    """
    names = {key_of(c): c.name for c in reversed(written.plan.components)}
    found: dict[tuple[int, str], float] = {}
    for event in written.outcome.events[vessel.place]:
        step = event.transfer.step
        for key in [k for k in found if k[0] == step]:
            found[key] *= event.factor
        for name, nM in event.rises_nM:
            if name in names:
                key = (step, names[name])
                found[key] = found.get(key, 0.0) + nM
    return found
