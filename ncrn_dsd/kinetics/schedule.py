"""The schedule of a design in M and s, with fuels in the setup and refills between samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dose,
    MoveToFresh,
    Refill,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
    Sink,
    TopUp,
    Wait,
)


def scaled_segment(segment: Segment, realisation: Realisation) -> Segment:
    """The same actions with amounts in M and durations in s."""
    actions: list[Action] = []
    for action in segment.actions:
        match action:
            case Dose(contents):
                actions.append(
                    Dose(
                        tuple(
                            Content(c.species, c.amount * realisation.concentration_unit_M)
                            for c in contents
                        )
                    )
                )
            case Wait(duration):
                actions.append(Wait(duration * realisation.time_unit_s))
            case MoveToFresh(contents=contents):
                dosed = scaled_segment(
                    replace(segment, actions=(Dose(contents),)), realisation
                ).dosed
                fuels = _fuels(realisation).contents
                actions.append(replace(action, contents=(*fuels, *dosed)))
            case _:
                actions.append(action)
    return Segment(segment.kind, segment.label, tuple(actions))


def dsd_schedule(schedule: Schedule, realisation: Realisation) -> Schedule:
    """The training schedule of the DSD system.

    All fuels are dosed in one step at the start; a refill is one premixed dose of all fuels
    that are used up, after every `realisation.refill_every` samples but the last.
    """
    refill = _refill(realisation)
    actions = (refill,) if refill.contents else ()
    return _with_refills(schedule, realisation, lambda: actions)


def refilled_schedule(
    schedule: Schedule, realisation: Realisation, refills: Sequence[Refill]
) -> Schedule:
    """The same with refills that differ from each other.

    Parameters
    ----------
    refills: in M, at least as many as are due.
    """
    planned = iter(refills)
    return _with_refills(schedule, realisation, lambda: refill_actions(next(planned)))


def topped_up_schedule(schedule: Schedule, realisation: Realisation) -> Schedule:
    """The same with refills that bring all fuels to their first levels, whatever is there.

    There is one after the last sample, too: what it adds is what the last samples have used up.
    """
    levels = TopUp(_fuels(realisation).contents, sinks=True)
    return _with_refills(schedule, realisation, lambda: (levels,), at_end=True)


def refill_actions(refill: Refill, *, sinks: bool = True) -> tuple[Action, ...]:
    """One premixed dose of what is added, and a sink, where there are any, of the surplus."""
    added = tuple(c for c in refill if c.amount > 0)
    surplus = tuple(replace(c, amount=-c.amount) for c in refill if sinks and c.amount < 0)
    actions = ((added, Dose), (surplus, Sink))
    return tuple(kind(contents) for contents, kind in actions if contents)


def _with_refills(
    schedule: Schedule,
    realisation: Realisation,
    refilling: Callable[[], tuple[Action, ...]],
    *,
    at_end: bool = False,
) -> Schedule:
    """Fuels in the setup, and after samples what `refilling` says each time a refill is due."""
    fuels = _fuels(realisation)
    due = refills_due(schedule, realisation.refill_every, at_end=at_end)
    segments: list[Segment] = []
    done = 0
    for segment in schedule.segments:
        scaled = scaled_segment(segment, realisation)
        if segment.kind is SegmentKind.SETUP:
            scaled = Segment(scaled.kind, scaled.label, (fuels, *scaled.actions))
        segments.append(scaled)
        if segment.kind is not SegmentKind.SAMPLE:
            continue
        done += 1
        actions = refilling() if done in due else ()
        if actions:
            segments.append(Segment(SegmentKind.REFILL, f"refill after sample {done}", actions))
    return Schedule(tuple(segments), ScheduleUnits.SI)


def refills_due(schedule: Schedule, every: int, *, at_end: bool = False) -> tuple[int, ...]:
    """Numbers of the samples after which fuels are refilled; a fresh vessel needs no refill.

    Parameters
    ----------
    at_end: there is one after the last sample, too.
    """
    samples = [s for s in schedule.segments if s.kind is SegmentKind.SAMPLE]
    return tuple(
        number
        for number, sample in enumerate(samples, start=1)
        if (at_end if number == len(samples) else every > 0 and number % every == 0)
        and not sample.ends_in_fresh_vessel
    )


def refuelled_course(
    realisation: Realisation, start_u: Mapping[str, float], duration_tau: float, stretches: int
) -> tuple[Action, ...]:
    """One course of strands in M and s: fuels and signals at the start, then waits with refills.

    Parameters
    ----------
    start_u: formal species that are there at the start.
    stretches: equal parts of the course, after each of which fuels may be refilled.
    """
    unit_M = realisation.concentration_unit_M
    signals = tuple(Content(name, amount * unit_M) for name, amount in start_u.items())
    refill = _refill(realisation)
    wait = Wait(duration_tau * realisation.time_unit_s / stretches)
    actions: list[Action] = [Dose((*_fuels(realisation).contents, *signals))]
    for done in range(1, stretches + 1):
        actions.append(wait)
        if done % realisation.refill_every == 0 and done < stretches:
            actions.append(refill)
    return tuple(actions)


def _fuels(realisation: Realisation) -> Dose:
    """All fuels at their levels at the start."""
    return Dose(tuple(Content(f.fuel, f.start_M) for f in realisation.fuels))


def _refill(realisation: Realisation) -> Dose:
    """What is used up until the next refill, in one premixed dose."""
    return Dose(tuple(Content(f.fuel, f.refill_M) for f in realisation.fuels if f.refill_M > 0))
