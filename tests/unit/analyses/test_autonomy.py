from __future__ import annotations

from ncrn_dsd.analyses.autonomy import count_transfers, host_actions
from ncrn_dsd.ir.schedule import (
    Content,
    Dose,
    Read,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
    Sink,
    Wait,
)

DOSE = Dose((Content("X", 1.0),))


def test_refills_count_and_the_setup_does_not() -> None:
    sample = Segment(SegmentKind.SAMPLE, "s", (DOSE, Wait(1.0), Read(("Z",), "s"), DOSE, Wait(2.0)))
    schedule = Schedule(
        (
            Segment(SegmentKind.SETUP, "setup", (DOSE, DOSE, DOSE)),
            sample,
            Segment(SegmentKind.REFILL, "r", (DOSE,)),
            sample,
        ),
        ScheduleUnits.ABSTRACT,
    )
    actions = host_actions(schedule)
    assert dict(actions.per_sample) == {"dose": 2.5, "wait": 2.0, "read": 1.0, "dilute": 0.0}
    assert dict(actions.setup) == {"dose": 3.0, "wait": 0.0, "read": 0.0, "dilute": 0.0}


def test_every_content_is_a_transfer() -> None:
    both = (Content("X", 1.0), Content("Y", 2.0))
    actions = (DOSE, Wait(1.0), Dose(both), Read(("Z",), "s"), Sink(both))
    sample = Segment(SegmentKind.SAMPLE, "s", actions)
    assert count_transfers(Schedule((sample, sample), ScheduleUnits.ABSTRACT)) == 12
