"""Phases that overlap: part of what starts a phase is in the vessel a phase too early."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from ncrn_dsd.ir.schedule import Action, Content, Dose, Segment, SegmentKind, Wait


def with_phase_overlap(
    segments: Iterable[Segment], fraction: float, phases: Collection[str]
) -> tuple[Segment, ...]:
    """Samples and probes in which every phase begins a little during the phase before.

    A phase begins with a dose of a phase species, and the first one with the segment. Of every
    dose that begins a phase after a wait, `fraction` is given at the beginning of the phase
    before and the rest at its time, so that the whole dose stays what it was. What is dosed
    before the first wait of a segment has no phase before it and stays.

    Parameters
    ----------
    fraction: 0 to below 1.
    phases: species that start phases, such as Phase and labels.
    """
    if not fraction:
        return tuple(segments)
    return tuple(
        replace(s, actions=_overlapped(s.actions, fraction, phases))
        if s.kind in {SegmentKind.SAMPLE, SegmentKind.PROBE}
        else s
        for s in segments
    )


def _overlapped(
    actions: tuple[Action, ...], fraction: float, phases: Collection[str]
) -> tuple[Action, ...]:
    stretches: list[list[Action]] = [[]]
    early: list[list[Action]] = [[]]
    waited = False
    for action in actions:
        if not (isinstance(action, Dose) and any(c.species in phases for c in action.contents)):
            stretches[-1].append(action)
            waited = waited or isinstance(action, Wait)
            continue
        if waited:
            stretches.append([])
            early.append([])
            waited = False
        if len(stretches) == 1:
            stretches[-1].append(action)
            continue
        starting = tuple(c for c in action.contents if c.species in phases)
        early[-2].append(Dose(tuple(_part(c, fraction) for c in starting)))
        rest = (_part(c, 1 - fraction) if c in starting else c for c in action.contents)
        stretches[-1].append(replace(action, contents=tuple(rest)))
    return tuple(a for first, then in zip(early, stretches, strict=True) for a in (*first, *then))


def _part(content: Content, fraction: float) -> Content:
    return Content(content.species, content.amount * fraction)
