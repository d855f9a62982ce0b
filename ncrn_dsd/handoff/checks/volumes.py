"""C1 to C3, C5 to C7: volumes, sources, buffer and mass, by carrying out every transfer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ncrn_dsd.handoff.checks.check import CheckFinding, check, failed, listed, passed, warned
from ncrn_dsd.handoff.worklists.echo import DEAD_UL, FILLED_UL
from ncrn_dsd.handoff.written import Mixes
from ncrn_dsd.ir.bench import ComplexPart, PlaceKind, ProtocolPart, Severity, Transfer
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.units import MOL_PER_FMOL, show_amount

TOTAL_TOLERANCE_UL = 0.01
MAGNESIUM_WARN, MAGNESIUM_ERROR = 0.02, 0.05
_TINY = 1e-6
_USUAL = LabSettings()


@check(
    "C1",
    "the steps into every well and first mix add up to its volume within "
    f"{TOTAL_TOLERANCE_UL:g} uL",
    limit=f"{TOTAL_TOLERANCE_UL:g} uL",
)
def mixes_add_up(written: Mixes) -> CheckFinding:
    """What goes into a place beside what its table says that it should hold."""
    put: dict[str, float] = {}
    for t in written.plan.transfers:
        if t.work is ProtocolPart.ASSEMBLE or t.work is ProtocolPart.READ:
            put[t.target] = put.get(t.target, 0.0) + t.volume_uL
    wanted = {w.place: w.total_uL for w in written.plan.wells}
    wanted |= {p.place: p.start_uL for p in written.plan.vessels}
    off = {
        name: put.get(name, 0.0) - total
        for name, total in wanted.items()
        if abs(put.get(name, 0.0) - total) > TOTAL_TOLERANCE_UL
    }
    if off:
        worst = max(off, key=lambda name: (abs(off[name]), name))
        kind = "over" if off[worst] > 0 else "under"
        sentence = (
            f"{worst} gets {put.get(worst, 0.0):g} uL and should hold {wanted[worst]:g} uL, "
            f"{abs(off[worst]):g} uL {kind}: its stocks are too thin, or a step is wrong."
        )
        return failed(sentence, sorted(off), f"{off[worst]:g} uL")
    return passed(f"All {len(wanted)} mixes add up to their volume.")


@check(
    "C2",
    "no well, tube or vessel is ever fuller than it may be, additions of the schedule included",
)
def nothing_overflows(written: Mixes) -> CheckFinding:
    """At its fullest, whatever is taken out later."""
    over = [
        p.name
        for p in written.plan.places
        if written.outcome.liquids[p.name].peak_uL > p.working_uL + _TINY
    ]
    if over:
        peak = written.outcome.liquids[over[0]].peak_uL
        most = written.plan.place(over[0]).working_uL
        sentence = f"{over[0]} would hold {peak:g} uL, and {most:g} uL is the most."
        return failed(sentence, over, f"{peak:g} uL", f"{most:g} uL")
    return passed("No well, tube or vessel is ever overfilled.")


@check(
    "C3",
    "every step is at least `smallest_hard_uL` of the laboratory and a whole number of droplets; "
    "below `smallest_uL` is a warning",
    Severity.ERROR,
    Severity.WARNING,
    limit=f"usually {_USUAL.smallest_hard_uL:g} uL, {_USUAL.smallest_uL:g} uL warn",
)
def steps_can_be_pipetted(written: Mixes) -> CheckFinding:
    """By the settings that the package was planned with."""
    settings = written.settings
    bad = [t for t in written.plan.transfers if not _possible(t, written)]
    if bad:
        sentence = (
            f"Step {bad[0].number} moves {bad[0].volume_uL:g} uL from {bad[0].source} to "
            f"{bad[0].target}, which no pipette or droplet does."
        )
        limit = f"{settings.smallest_hard_uL:g} uL, multiples of {settings.droplet_uL * 1000:g} nL"
        return failed(sentence, [str(t.number) for t in bad], limit=limit)
    small = [t for t in written.plan.transfers if t.volume_uL < settings.smallest_uL - _TINY]
    if small:
        sentence = (
            f"{len(small)} of {len(written.plan.transfers)} steps move less than "
            f"{settings.smallest_uL:g} uL."
        )
        return warned(
            sentence, [str(t.number) for t in small], limit=f"{settings.smallest_uL:g} uL"
        )
    return passed(f"All {len(written.plan.transfers)} steps can be pipetted.")


def _possible(t: Transfer, written: Mixes) -> bool:
    settings = written.settings
    droplets = t.volume_uL / settings.droplet_uL
    whole = abs(droplets - round(droplets)) < 1e-3
    return whole and t.volume_uL >= settings.smallest_hard_uL - _TINY


@check(
    "C5",
    "no source is drawn below what stays behind; wells of an Echo source hold "
    f"{DEAD_UL:g} to {FILLED_UL:g} uL",
    limit=f"Echo wells {DEAD_UL:g} to {FILLED_UL:g} uL",
)
def sources_last(written: Mixes) -> CheckFinding:
    """Of tubes by the transfers, of Echo wells by the picklists."""
    over = []
    for place in written.plan.places:
        liquid = written.outcome.liquids[place.name]
        had = place.filled_uL + liquid.put_uL
        keeps = place.dead_uL if place.kind is not PlaceKind.VESSEL else 0.0
        if liquid.drawn_uL > 0 and liquid.drawn_uL + keeps > had + _TINY:
            over.append((place.name, liquid.drawn_uL, had))
    if over:
        name, drawn, had = over[0]
        sentence = f"{name} holds {had:g} uL and {drawn:g} uL are drawn from it."
        return failed(sentence, [n for n, _, _ in over])
    acoustic = [
        (name, filled, used)
        for name, filled, used in _echo_loads(written)
        if filled > FILLED_UL + _TINY or filled - used < DEAD_UL - _TINY
    ]
    if acoustic:
        name, filled, used = acoustic[0]
        sentence = f"{name} is filled with {filled:g} uL, of which an Echo takes {used:g} uL."
        return failed(sentence, [n for n, _, _ in acoustic])
    return passed("Every source holds what is drawn and what stays behind.")


def _echo_loads(written: Mixes) -> Iterator[tuple[str, float, float]]:
    """Every well of the source plates, what it is filled with and what is taken out [uL]."""
    used: dict[str, float] = {}
    for picks in written.picklists.values():
        for pick in picks:
            used[pick.well] = used.get(pick.well, 0.0) + pick.volume_uL
    for one in written.echo_wells:
        yield one.well, one.filled_uL, used.pop(one.well, 0.0)
    # What is taken out of a well that nobody fills.
    for well, volume in used.items():
        yield well, 0.0, volume


@check(
    "C6",
    f"Mg2+ of wells and vessels is the stated one within {MAGNESIUM_WARN:.0%} (warning) or "
    f"{MAGNESIUM_ERROR:.0%} (error), what stocks in water dilute included".replace("%", " %"),
    Severity.ERROR,
    Severity.WARNING,
    limit=f"{MAGNESIUM_WARN:.0%} warn, {MAGNESIUM_ERROR:.0%} error",
)
def buffers_are_right(written: Mixes) -> CheckFinding:
    """Of the mixes as they come out."""
    aim = written.settings.magnesium_mM
    names = [w.place for w in written.plan.wells] + [p.place for p in written.plan.vessels]
    errors = {n: abs(written.outcome.liquids[n].magnesium_mM / aim - 1) for n in names}
    worst = max(errors, key=lambda n: (errors[n], n), default=None)
    if worst is None or errors[worst] <= MAGNESIUM_WARN:
        return passed(f"Mg2+ is {aim:g} mM everywhere.")
    judged = failed if errors[worst] > MAGNESIUM_ERROR else warned
    holds = written.outcome.liquids[worst].magnesium_mM
    sentence = f"{worst} holds {holds:.3g} mM Mg2+ and should hold {aim:g} mM."
    off = [n for n in names if errors[n] > MAGNESIUM_WARN]
    return judged(sentence, off, f"{errors[worst]:.1%}")


@check("C7", "every strand that was bought is somewhere at the end")
def strands_are_accounted_for(written: Mixes) -> CheckFinding:
    """In all tubes and wells together, bound or free."""
    start = {
        p.holds: p.filled_uL * p.holds_nM for p in written.plan.places if p.kind is PlaceKind.BOUGHT
    }
    end = dict.fromkeys(start, 0.0)
    parts = {c.name: c.parts for c in written.plan.components if c.annealed}
    for strand, fmol in _contents(written, parts):
        end[strand] = end.get(strand, 0.0) + fmol
    lost = sorted(
        s for s in end if abs(end[s] - start.get(s, 0.0)) > 1e-6 * max(start.get(s, 0.0), 1.0)
    )
    if lost:
        sentence = (
            f"{listed(lost)}: {show_amount(end[lost[0]] * MOL_PER_FMOL)} are in all tubes and "
            f"wells, and {show_amount(start.get(lost[0], 0.0) * MOL_PER_FMOL)} were bought."
        )
        return failed(sentence, lost)
    return passed(f"The {len(start)} strands are all accounted for.")


def _contents(
    written: Mixes, parts: Mapping[str, tuple[ComplexPart, ...]]
) -> Iterator[tuple[str, float]]:
    for liquid in written.outcome.liquids.values():
        for name, fmol in liquid.fmol.items():
            if name in parts:
                for part in parts[name]:
                    yield part.strand, fmol
            else:
                yield name, fmol
