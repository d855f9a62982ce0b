"""The schedule of a design in M and s, with fuels in the setup and refills between samples."""

from __future__ import annotations

from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dose,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
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
            case _:
                actions.append(action)
    return Segment(segment.kind, segment.label, tuple(actions))


def dsd_schedule(schedule: Schedule, realisation: Realisation) -> Schedule:
    """The training schedule of the DSD system.

    All fuels are dosed in one step at the start; a refill is one premixed dose of all fuels
    that are used up, after every `realisation.refill_every` samples but the last.
    """
    fuels = Dose(tuple(Content(f.fuel, f.start_M) for f in realisation.fuels))
    refill = Dose(tuple(Content(f.fuel, f.refill_M) for f in realisation.fuels if f.refill_M > 0))
    total = schedule.count(SegmentKind.SAMPLE)
    segments: list[Segment] = []
    done = 0
    for segment in schedule.segments:
        scaled = scaled_segment(segment, realisation)
        if segment.kind is SegmentKind.SETUP:
            scaled = Segment(scaled.kind, scaled.label, (fuels, *scaled.actions))
        segments.append(scaled)
        if segment.kind is SegmentKind.SAMPLE:
            done += 1
            if done % realisation.refill_every == 0 and done < total and refill.contents:
                label = f"refill after sample {done}"
                segments.append(Segment(SegmentKind.REFILL, label, (refill,)))
    return Schedule(tuple(segments), ScheduleUnits.SI)
