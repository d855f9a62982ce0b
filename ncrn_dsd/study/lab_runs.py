"""What a laboratory carries out of a learner: its training, and controls of what it learns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ncrn_dsd.ir.lab_design import LabRun
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Read, Schedule, Segment, SegmentKind


def lab_runs(
    program: LearningProgram, whole: Schedule, samples: int | None = None
) -> tuple[LabRun, ...]:
    """The training first, then its controls.

    The controls are vessels without training, and with the first two samples alone and in both
    orders; their weights are read at the end.

    Parameters
    ----------
    whole: the training, in any units.
    samples: so many of the training are carried out; None for all.
    """
    main = whole if samples is None else first_samples(whole, samples)
    runs = [LabRun("SAMPLE", program.name, main)]
    setup = [s for s in whole.segments if s.kind is SegmentKind.SETUP]
    taught = [s for s in whole.segments if s.kind is SegmentKind.SAMPLE][:2]
    if setup and len(taught) == 2:
        a, b = taught
        weights = tuple(n for w in program.encoding.weights for n in w.species)
        last = Segment(SegmentKind.PROBE, "end", (Read(weights, "weights"),))
        orders: tuple[tuple[str, str, list[Segment]], ...] = (
            ("BLANK_MEMORY", "no training", []),
            ("ORDER_TEST", "A only", [a]),
            ("ORDER_TEST", "B only", [b]),
            ("ORDER_TEST", "A then B", [a, b]),
            ("ORDER_TEST", "B then A", [b, a]),
        )
        runs += [
            LabRun(kind, label, Schedule((*setup, *middle, last), whole.units))
            for kind, label, middle in orders
        ]
    return tuple(runs)


def first_samples(schedule: Schedule, samples: int) -> Schedule:
    """Setup and the first training samples, with the refills in between."""
    kept: list[Segment] = []
    seen = 0
    for segment in schedule.segments:
        if segment.kind is SegmentKind.SAMPLE:
            seen += 1
        if seen > samples or (segment.kind is SegmentKind.REFILL and seen == samples):
            break
        kept.append(segment)
    return replace(schedule, segments=tuple(kept))


def species_read(runs: Iterable[LabRun]) -> tuple[str, ...]:
    """In the order in which they are first read."""
    reads = (a for run in runs for a in run.schedule.actions if isinstance(a, Read))
    return tuple(dict.fromkeys(name for read in reads for name in read.species))
