"""C1 to C3, C5 to C7: volumes, sources, buffer and mass, by carrying out every transfer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ncrn_dsd.handoff.checks.findings import Mixes, failed, listed, passed
from ncrn_dsd.handoff.worklists.echo import DEAD_UL, FILLED_UL, echo_loads
from ncrn_dsd.ir.bench import CheckResult, ComplexPart, PlaceKind, Severity, Transfer, Work

TOTAL_TOLERANCE_UL = 0.01
MAGNESIUM_WARN, MAGNESIUM_ERROR = 0.02, 0.05
_TINY = 1e-6


def check_totals(examined: Mixes) -> CheckResult:
    """C1: what goes into a well or a first mix is what it should hold."""
    put: dict[str, float] = {}
    for t in examined.plan.transfers:
        if t.work is Work.ASSEMBLE or t.work is Work.READ:
            put[t.target] = put.get(t.target, 0.0) + t.volume_uL
    wanted = {w.place: w.total_uL for w in examined.plan.wells}
    wanted |= {p.place: p.start_uL for p in examined.plan.pots}
    off = {
        name: put.get(name, 0.0) - total
        for name, total in wanted.items()
        if abs(put.get(name, 0.0) - total) > TOTAL_TOLERANCE_UL
    }
    limit = f"{TOTAL_TOLERANCE_UL:g} uL"
    if off:
        worst = max(off, key=lambda name: (abs(off[name]), name))
        kind = "over" if off[worst] > 0 else "under"
        sentence = (
            f"{worst} gets {put.get(worst, 0.0):g} uL and should hold {wanted[worst]:g} uL, "
            f"{abs(off[worst]):g} uL {kind}: its stocks are too thin, or a step is wrong."
        )
        return failed("C1", Severity.ERROR, sentence, sorted(off), f"{off[worst]:g} uL", limit)
    return passed("C1", f"All {len(wanted)} mixes add up to their volume.", limit=limit)


def check_overfill(examined: Mixes) -> CheckResult:
    """C2: no place is ever fuller than it may be, additions of the schedule included."""
    over = [
        p.name
        for p in examined.plan.places
        if examined.outcome.liquids[p.name].peak_uL > p.working_uL + _TINY
    ]
    if over:
        peak = examined.outcome.liquids[over[0]].peak_uL
        most = examined.plan.place(over[0]).working_uL
        sentence = f"{over[0]} would hold {peak:g} uL, and {most:g} uL is the most."
        return failed("C2", Severity.ERROR, sentence, over, f"{peak:g} uL", f"{most:g} uL")
    return passed("C2", "No well, tube or pot is ever overfilled.")


def check_steps(examined: Mixes) -> CheckResult:
    """C3: every step can be pipetted, and is a whole number of droplets."""
    settings = examined.settings
    bad = [t for t in examined.plan.transfers if not _possible(t, examined)]
    if bad:
        sentence = (
            f"Step {bad[0].number} moves {bad[0].volume_uL:g} uL from {bad[0].source} to "
            f"{bad[0].target}, which no pipette or droplet does."
        )
        limit = f"{settings.smallest_hard_uL:g} uL, multiples of {settings.droplet_uL * 1000:g} nL"
        return failed("C3", Severity.ERROR, sentence, [str(t.number) for t in bad], "", limit)
    small = [t for t in examined.plan.transfers if t.volume_uL < settings.smallest_uL - _TINY]
    if small:
        sentence = (
            f"{len(small)} of {len(examined.plan.transfers)} steps move less than "
            f"{settings.smallest_uL:g} uL."
        )
        return failed("C3", Severity.WARNING, sentence, [str(t.number) for t in small])
    return passed("C3", f"All {len(examined.plan.transfers)} steps can be pipetted.")


def _possible(t: Transfer, examined: Mixes) -> bool:
    settings = examined.settings
    droplets = t.volume_uL / settings.droplet_uL
    whole = abs(droplets - round(droplets)) < 1e-3
    return whole and t.volume_uL >= settings.smallest_hard_uL - _TINY


def check_sources(examined: Mixes) -> CheckResult:
    """C5: no source is drawn below what stays behind."""
    over = []
    for place in examined.plan.places:
        liquid = examined.outcome.liquids[place.name]
        had = place.filled_uL + liquid.put_uL
        keeps = place.dead_uL if place.kind is not PlaceKind.POT else 0.0
        if liquid.drawn_uL > 0 and liquid.drawn_uL + keeps > had + _TINY:
            over.append((place.name, liquid.drawn_uL, had))
    if over:
        name, drawn, had = over[0]
        sentence = f"{name} holds {had:g} uL and {drawn:g} uL are drawn from it."
        return failed("C5", Severity.ERROR, sentence, [n for n, _, _ in over])
    acoustic = [
        (name, filled, used)
        for name, filled, used in echo_loads(examined.plan)
        if filled > FILLED_UL + _TINY or filled - used < DEAD_UL - _TINY
    ]
    limit = f"Echo wells {DEAD_UL:g} to {FILLED_UL:g} uL"
    if acoustic:
        name, filled, used = acoustic[0]
        sentence = f"{name} is filled with {filled:g} uL, of which an Echo takes {used:g} uL."
        return failed("C5", Severity.ERROR, sentence, [n for n, _, _ in acoustic], "", limit)
    return passed("C5", "Every source holds what is drawn and what stays behind.", limit=limit)


def check_magnesium(examined: Mixes) -> CheckResult:
    """C6: the buffer of wells and pots is the stated one; stocks in water dilute it."""
    aim = examined.settings.magnesium_mM
    names = [w.place for w in examined.plan.wells] + [p.place for p in examined.plan.pots]
    errors = {n: abs(examined.outcome.liquids[n].magnesium_mM / aim - 1) for n in names}
    worst = max(errors, key=lambda n: (errors[n], n), default=None)
    if worst is None or errors[worst] <= MAGNESIUM_WARN:
        return passed("C6", f"Mg2+ is {aim:g} mM everywhere.", limit=f"{MAGNESIUM_WARN:.0%}")
    severity = Severity.ERROR if errors[worst] > MAGNESIUM_ERROR else Severity.WARNING
    holds = examined.outcome.liquids[worst].magnesium_mM
    sentence = f"{worst} holds {holds:.3g} mM Mg2+ and should hold {aim:g} mM."
    off = [n for n in names if errors[n] > MAGNESIUM_WARN]
    return failed("C6", severity, sentence, off, f"{errors[worst]:.1%}", f"{MAGNESIUM_WARN:.0%}")


def check_mass(examined: Mixes) -> CheckResult:
    """C7: every strand that was bought is somewhere at the end, bound or free."""
    start = {
        p.holds: p.filled_uL * p.holds_nM
        for p in examined.plan.places
        if p.kind is PlaceKind.BOUGHT
    }
    end = dict.fromkeys(start, 0.0)
    parts = {c.name: c.parts for c in examined.plan.components if c.annealed}
    for strand, fmol in _contents(examined, parts):
        end[strand] = end.get(strand, 0.0) + fmol
    lost = sorted(
        s for s in end if abs(end[s] - start.get(s, 0.0)) > 1e-6 * max(start.get(s, 0.0), 1.0)
    )
    if lost:
        sentence = (
            f"{listed(lost)}: {end[lost[0]] / 1e6:.3g} nmol are in all tubes and wells, and "
            f"{start.get(lost[0], 0.0) / 1e6:.3g} nmol were bought."
        )
        return failed("C7", Severity.ERROR, sentence, lost)
    return passed("C7", f"The {len(start)} strands are all accounted for.")


def _contents(
    examined: Mixes, parts: Mapping[str, tuple[ComplexPart, ...]]
) -> Iterator[tuple[str, float]]:
    for liquid in examined.outcome.liquids.values():
        for name, fmol in liquid.fmol.items():
            if name in parts:
                for part in parts[name]:
                    yield part.strand, fmol
            else:
                yield name, fmol
