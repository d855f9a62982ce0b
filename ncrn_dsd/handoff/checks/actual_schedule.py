"""The schedule that the pipetted volumes amount to, dilution included."""

from __future__ import annotations

from dataclasses import replace

from ncrn_dsd.handoff.checks.replay import Replay, VesselEvent, key_of
from ncrn_dsd.handoff.liquids.sinks import SINK, fuel_of
from ncrn_dsd.ir.bench import BenchPlan, BenchVessel
from ncrn_dsd.ir.schedule import Action, Content, Dilute, Dose, MoveToFresh, Schedule, Segment, Sink
from ncrn_dsd.units import M_PER_NM


def actual_schedule(plan: BenchPlan, vessel: BenchVessel, outcome: Replay) -> Schedule:
    """The schedule of a vessel with rounded amounts, and with what every dose dilutes.

    Components that no signal or fuel is, such as spare strands of gates, are left out. So is what
    a sink should take out and no strand was added for.
    """
    names = {
        key_of(c): c.name for c in reversed(plan.components) if c.role not in ("reporter", SINK)
    }
    sunk = {key_of(c): fuel_of(c) for c in plan.components if c.role == SINK}
    by_step: dict[int, list[VesselEvent]] = {}
    for event in outcome.events[vessel.place]:
        by_step.setdefault(event.transfer.step, []).append(event)
    segments: list[Segment] = []
    step = 0
    leading = True
    for segment in vessel.schedule.segments:
        actions: list[Action] = []
        for action in segment.actions:
            leading = leading and isinstance(action, Dose)
            if isinstance(action, Dose | Dilute) and (step == 0 or not leading):
                actions += _carried_out(by_step.get(step, []), names, Dose, first=step == 0)
            elif isinstance(action, MoveToFresh):
                put = _carried_out(by_step.get(step, []), names, Dose, first=True)
                actions += [
                    replace(action, contents=d.contents) for d in put if isinstance(d, Dose)
                ]
            elif isinstance(action, Sink):
                actions += _carried_out(by_step.get(step, []), sunk, Sink)
            elif not isinstance(action, Dose | Dilute):
                actions.append(action)
            step += 1
        segments.append(replace(segment, actions=tuple(actions)))
    return replace(vessel.schedule, segments=tuple(segments))


def _carried_out(
    events: list[VesselEvent],
    names: dict[str, str],
    kind: type[Dose | Sink],
    *,
    first: bool = False,
) -> list[Action]:
    factor = 1.0
    rises: dict[str, float] = {}
    for event in events:
        factor *= event.factor
        for name in rises:
            rises[name] *= event.factor
        for name, nM in event.rises_nM:
            if name in names:
                rises[names[name]] = rises.get(names[name], 0.0) + nM
    put = kind(tuple(Content(name, nM * M_PER_NM) for name, nM in rises.items()))
    # Before the first mix there is nothing to dilute.
    return [put] if first or not events else [Dilute(factor), put]
