"""Everything the outside world does to the vessel.

There is no other way to act on a system: no copying, no zeroing, no arithmetic on
concentrations. The same schedule drives the formal simulation and the DSD simulation.
`ScheduleUnits` says whether amounts are in u and durations in tau, or in M and s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum


@dataclass(frozen=True, slots=True)
class Content:
    """One species of a dose; `amount` is the rise of its concentration in the vessel."""

    species: str
    amount: float


Refill = tuple[Content, ...]
"""What is added, and where an amount is below zero what a sink takes out."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One pipetting step. Several contents are one premixed stock.

    Parameters
    ----------
    takes: the part of the vessel that the dose is once it is in, by which all else is thinned; 0
        where doses take no room.
    """

    contents: tuple[Content, ...]
    takes: float = 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Let the chemistry run for `duration`."""

    duration: float


@dataclass(frozen=True, slots=True)
class Dilute:
    """Add plain buffer until every concentration is multiplied by `factor` (0 < factor <= 1)."""

    factor: float


@dataclass(frozen=True, slots=True)
class Read:
    """Measure the named formal species; it changes nothing in the vessel."""

    species: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class TopUp:
    """Measure every species and add what it is below its level, from one premixed stock.

    The amounts of `contents` are the levels.

    Parameters
    ----------
    sinks: what a species is above its level is bound by strands that do nothing else.
    """

    contents: tuple[Content, ...]
    sinks: bool = False


@dataclass(frozen=True, slots=True)
class Sink:
    """Add strands that bind so much of every species, as far as it is there, and nothing else.

    Parameters
    ----------
    bound: what is taken out; not called contents, by which a sink that is read from a file would
        be taken for a dose.
    takes: as of a dose.
    """

    bound: tuple[Content, ...]
    takes: float = 0.0


@dataclass(frozen=True, slots=True)
class Wash:
    """Take the waste out of the vessel; some stays, and some of what is kept is lost.

    Parameters
    ----------
    kept: formal species that are held back, as the weights are by beads.
    waste_left: share of the waste that stays.
    kept_lost: share of what is held back that is lost.
    """

    kept: tuple[str, ...]
    waste_left: float = 0.0
    kept_lost: float = 0.0


@dataclass(frozen=True, slots=True)
class MoveToFresh:
    """Move the kept species into a fresh vessel, along with some of all else.

    Amounts are moved, into the volume of the first mix: what doses have thinned is gathered, and
    what reads took is missing.

    Parameters
    ----------
    kept: formal species that are moved.
    contents: what the fresh vessel has, fuels of strands among it.
    waste_left: share of all else that comes along.
    kept_lost: share of the kept species that is lost.
    """

    kept: tuple[str, ...]
    contents: tuple[Content, ...]
    waste_left: float = 0.0
    kept_lost: float = 0.0


Removal = Wash | MoveToFresh
"""What a person does by hand, whoever pipettes all else."""
Action = Dose | Wait | Dilute | Read | TopUp | Sink | Wash | MoveToFresh


class SegmentKind(Enum):
    """Why a stretch of the schedule is there."""

    SETUP = "setup"
    SAMPLE = "sample"
    REFILL = "refill"
    PROBE = "probe"


@dataclass(frozen=True, slots=True)
class Segment:
    """A named stretch of actions, such as one training sample."""

    kind: SegmentKind
    label: str
    actions: tuple[Action, ...]

    @property
    def steps(self) -> tuple[tuple[str, Action], ...]:
        """Every action with a name that is there once in a schedule."""
        return tuple((f"{self.label}, step {i}", a) for i, a in enumerate(self.actions, start=1))

    @property
    def duration(self) -> float:
        return sum(a.duration for a in self.actions if isinstance(a, Wait))

    @property
    def dosed(self) -> tuple[Content, ...]:
        """Contents of every dose, in their order."""
        return tuple(c for a in self.actions if isinstance(a, Dose) for c in a.contents)

    @property
    def ends_in_fresh_vessel(self) -> bool:
        """Whether it moves into a vessel whose fuels are at their levels."""
        return any(isinstance(a, MoveToFresh) for a in self.actions)

    def with_contents(self, change: Callable[[Content], Content]) -> Segment:
        """The same actions with every content of every dose changed, in their order."""
        return replace(
            self,
            actions=tuple(
                replace(a, contents=tuple(map(change, a.contents))) if isinstance(a, Dose) else a
                for a in self.actions
            ),
        )


class ScheduleUnits(Enum):
    """Units of amounts and durations."""

    ABSTRACT = "u, tau"
    SI = "M, s"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Segments in the order in which they are carried out."""

    segments: tuple[Segment, ...]
    units: ScheduleUnits

    @property
    def duration(self) -> float:
        return sum(s.duration for s in self.segments)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Of all segments, in their order."""
        return tuple(action for segment in self.segments for action in segment.actions)

    @property
    def dosed(self) -> tuple[Content, ...]:
        """Contents of every dose, in their order."""
        return tuple(content for segment in self.segments for content in segment.dosed)

    def count(self, kind: SegmentKind) -> int:
        return sum(1 for s in self.segments if s.kind is kind)
