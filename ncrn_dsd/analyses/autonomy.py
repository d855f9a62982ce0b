"""Count what the outside world still has to do."""

from __future__ import annotations

from collections import Counter

from ncrn_dsd.ir.result import HostActions
from ncrn_dsd.ir.schedule import (
    Action,
    Dilute,
    Dose,
    MoveToFresh,
    Read,
    Schedule,
    SegmentKind,
    Sink,
    TopUp,
    Wait,
    Wash,
)

_KINDS: tuple[tuple[str, type[Action]], ...] = (
    ("dose", Dose),
    ("wait", Wait),
    ("read", Read),
    ("dilute", Dilute),
)
_BENCH: tuple[tuple[str, type[Action]], ...] = (
    ("top up", TopUp),
    ("sink", Sink),
    ("wash", Wash),
    ("transfer", MoveToFresh),
)
"""Of a bench that keeps a vessel going, by hand where it washes or moves."""


def host_actions(schedule: Schedule) -> HostActions:
    """Actions per training sample by kind.

    A schedule of a design can hold nothing but doses, waits, reads, washes and moves into fresh
    vessels, so there is no arithmetic on concentrations to count. Kinds that keep a vessel going
    are told where there are any.
    """
    samples = schedule.count(SegmentKind.SAMPLE)
    running: Counter[str] = Counter()
    setup: Counter[str] = Counter()
    for segment in schedule.segments:
        target = setup if segment.kind is SegmentKind.SETUP else running
        for action in segment.actions:
            target[_kind(action)] += 1
    kinds = [kind for kind, _ in _KINDS]
    kinds += [kind for kind, _ in _BENCH if running[kind] or setup[kind]]
    return HostActions(
        per_sample=tuple((kind, running[kind] / max(samples, 1)) for kind in kinds),
        setup=tuple((kind, float(setup[kind])) for kind in kinds),
    )


def count_transfers(schedule: Schedule) -> int:
    """Transfers of liquid into and out of the vessel, each content of a dose by itself.

    Stocks that are mixed before they are dosed make it less.
    """
    return sum(_transfers(action) for action in schedule.actions)


def _transfers(action: Action) -> int:
    match action:
        case Wait():
            return 0
        case Dose() | TopUp() | MoveToFresh():
            return len(action.contents)
        case Sink():
            return len(action.bound)
        case _:
            return 1


def _kind(action: Action) -> str:
    return next(name for name, type_ in (*_KINDS, *_BENCH) if isinstance(action, type_))
