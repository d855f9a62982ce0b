"""Count what the outside world still has to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ncrn_dsd.ir.result import HostActions
from ncrn_dsd.ir.schedule import Action, Dilute, Dose, Read, Schedule, SegmentKind, Wait

_KINDS: tuple[tuple[str, type[Action]], ...] = (
    ("dose", Dose),
    ("wait", Wait),
    ("read", Read),
    ("dilute", Dilute),
)

HARMLESS = ("dose", "wait", "read")
"""What the host of a closed learner does; anything else acts on what the chemistry computed."""


@dataclass(frozen=True, slots=True)
class Autonomy:
    """What a design leaves to its host.

    Parameters
    ----------
    path: the design file.
    mode: "closed" or "as-published" for a learner, "dynamics" for a network that only runs.
    per_sample: (kind, mean number per training sample); none when there is nothing to train.
    setup: (kind, number) before the first sample.
    """

    design: str
    path: str
    mode: str
    per_sample: tuple[tuple[str, float], ...]
    setup: tuple[tuple[str, float], ...]

    @property
    def beyond(self) -> float:
        """Actions per sample other than dosing, waiting and reading."""
        return sum(count for kind, count in self.per_sample if kind not in HARMLESS)

    @property
    def is_closed(self) -> bool:
        """The host only doses, waits and reads, before the first sample too."""
        return not any(
            count for kind, count in (*self.per_sample, *self.setup) if kind not in HARMLESS
        )

    @property
    def sentence(self) -> str:
        """The finding in one line."""
        if self.is_closed:
            what = "closed: the host only doses, waits and reads"
            return what if self.per_sample else f"{what}, and there is nothing to train"
        return (
            f"not closed: {self.beyond:.4g} host actions per sample beyond dosing, waiting "
            "and reading"
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
