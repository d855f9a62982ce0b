"""Count what the outside world still has to do."""

from __future__ import annotations

from collections import Counter

from ncrn_dsd.ir.result import HostActions
from ncrn_dsd.ir.schedule import Action, Dilute, Dose, Read, Schedule, SegmentKind, Wait

_KINDS: tuple[tuple[str, type[Action]], ...] = (
    ("dose", Dose),
    ("wait", Wait),
    ("read", Read),
    ("dilute", Dilute),
)


def host_actions(schedule: Schedule) -> HostActions:
    """Actions per training sample by kind.

    A schedule can hold nothing but these four kinds, so there is no arithmetic on
    concentrations to count.
    """
    samples = schedule.count(SegmentKind.SAMPLE)
    running: Counter[str] = Counter()
    setup: Counter[str] = Counter()
    for segment in schedule.segments:
        target = setup if segment.kind is SegmentKind.SETUP else running
        for action in segment.actions:
            target[_kind(action)] += 1
    return HostActions(
        per_sample=tuple((kind, running[kind] / max(samples, 1)) for kind, _ in _KINDS),
        setup=tuple((kind, float(setup[kind])) for kind, _ in _KINDS),
    )


def _kind(action: Action) -> str:
    return next(name for name, type_ in _KINDS if isinstance(action, type_))
