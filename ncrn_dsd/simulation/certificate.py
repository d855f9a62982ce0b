"""How far a reduced network is from the full one, measured on the first sample."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.schedule import Read, Schedule, Segment, SegmentKind
from ncrn_dsd.simulation.chemistry import Chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import SimulatedVessel

SMALLEST_U = 1e-3
"""Differences of smaller concentrations are relative to this one [u]."""

_TOLERANCES = Tolerances(relative=1e-7, absolute=1e-10)
"""Tight, so that what is measured is the reduction and not the solver."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The largest relative difference of two networks, and the read at which it was found."""

    error: float
    where: str


def largest_difference(
    full: Chemistry, reduced: Chemistry, schedule: Schedule, species: Sequence[str]
) -> Difference:
    """Carry out the schedule up to the end of its first sample on both, and compare all reads.

    Parameters
    ----------
    species: formal species that are compared, at every read and at the end of every segment.

    Raises
    ------
    SimulationError: an integration failed, or M046, the schedule has no sample.
    """
    segments = _to_first_sample(schedule)
    seen = [_reads(chemistry, segments, species) for chemistry in (full, reduced)]
    found = [
        Difference(_relative(approximate[name], exact[name]), f"{name} at {label}")
        for (label, exact), (_, approximate) in zip(*seen, strict=True)
        for name in species
    ]
    # What is not a number is worse than any number.
    worst = max(found, key=lambda d: (math.isnan(d.error), d.error))
    return worst if worst.error != 0 else Difference(0.0, "")


def _relative(found_u: float, exact_u: float) -> float:
    return abs(found_u - exact_u) / max(abs(exact_u), SMALLEST_U)


def _to_first_sample(schedule: Schedule) -> tuple[Segment, ...]:
    for i, segment in enumerate(schedule.segments):
        if segment.kind is SegmentKind.SAMPLE:
            return schedule.segments[: i + 1]
    raise SimulationError(
        "M046",
        "the schedule",
        "there is no sample to compare networks on",
        "give the design at least one training sample",
    )


def _reads(
    chemistry: Chemistry, segments: Sequence[Segment], species: Sequence[str]
) -> Iterator[tuple[str, dict[str, float]]]:
    """The label and the concentrations [u] of every read and of the end of every segment."""
    vessel = SimulatedVessel(chemistry, _TOLERANCES)
    for segment in segments:
        watched = _watched(segment, tuple(species))
        labels = [a.label for a in watched.actions if isinstance(a, Read)]
        yield from zip(labels, vessel.carry_out(watched), strict=True)


def _watched(segment: Segment, species: tuple[str, ...]) -> Segment:
    actions = [
        Read(species, f"the read in {segment.label}") if isinstance(a, Read) else a
        for a in segment.actions
    ]
    return replace(segment, actions=(*actions, Read(species, f"the end of {segment.label}")))
