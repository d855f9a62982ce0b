"""The outside world does no part of the learning: it doses, waits, reads and takes waste out."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import zip_longest

from ncrn_dsd.ir.crn import FormalCrn, SpeciesRole
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dose,
    MoveToFresh,
    Read,
    Removal,
    Schedule,
    Segment,
    SegmentKind,
    Sink,
    Wait,
    Wash,
)
from ncrn_dsd.ir.verdict import Obligation, check_obligation

AUTONOMY = "autonomy of the schedule"

_PRESENTED = frozenset({SpeciesRole.INPUT, SpeciesRole.TARGET, SpeciesRole.PHASE, SpeciesRole.PACE})
"""What a sample may bring; everything else is for the chemistry to compute."""

_SAME = 1e-9
_ASSUMPTION = "doses are fixed before the training starts, so that no read can decide on one"


def schedule_autonomy(
    crn: FormalCrn, formal: Schedule, dsd: Schedule, realisation: Realisation
) -> Obligation:
    """Both schedules only dose, wait and read, and the DSD one is the formal one, with fuels.

    A sample may dose inputs, targets, phases and paces. Weights are dosed in the setup only.
    Fuels are dosed in the setup and in refills only, and sinks of a fixed amount may take some out
    in refills. What is held back when waste is taken out is all weights and nothing else, and what
    a fresh vessel has is fuels and what the setup doses beside weights.

    Parameters
    ----------
    formal: in u and tau; `dsd`: in M and s.
    """
    fault = _hidden_action(crn, formal, frozenset())
    fuels = frozenset(f.fuel for f in realisation.fuels)
    fault = fault or _hidden_action(crn, dsd, fuels) or _difference(formal, dsd, fuels, realisation)
    if fault:
        return check_obligation(AUTONOMY, "training schedule", False, fault)
    samples = dsd.count(SegmentKind.SAMPLE)
    sinks = any(isinstance(a, Sink) for a in dsd.actions)
    more = " sinks of fuels apart," if sinks else ""
    removals = [a for a in dsd.actions if isinstance(a, Removal)]
    if removals:
        moves = sum(isinstance(a, MoveToFresh) for a in removals)
        more += f" {len(removals) - moves} washes and {moves} moves into a fresh vessel apart,"
    reason = (
        f"{samples} samples: the host only doses, waits and reads,{more} as the formal schedule "
        f"says (amounts and times within {_SAME:g} of it)"
    )
    return check_obligation(AUTONOMY, "training schedule", True, reason, (_ASSUMPTION,))


def _hidden_action(crn: FormalCrn, schedule: Schedule, fuels: frozenset[str]) -> str | None:
    """The first action that does what the chemistry has to do."""
    roles = {s.name: s.role for s in crn.species}
    trained = False
    for segment in schedule.segments:
        if segment.kind is SegmentKind.SETUP and trained:
            return f"{segment.label}: the setup is repeated after the training has begun"
        trained |= segment.kind is SegmentKind.SAMPLE
        for action in segment.actions:
            fault = _fault(action, segment.kind, roles, fuels)
            if fault:
                return f"{segment.label}: {fault}"
    return None


def _fault(
    action: Action, kind: SegmentKind, roles: dict[str, SpeciesRole], fuels: frozenset[str]
) -> str | None:
    faults: list[str | None] = []
    match action:
        case Sink(bound) if kind is SegmentKind.REFILL:
            foreign = [c.species for c in bound if c.species not in fuels]
            faults += [f"a sink takes {name} out, which is no fuel" for name in foreign]
        case Wash() | MoveToFresh():
            faults.append(_foreign_removal(action, roles, fuels))
        case Wait(duration):
            faults += [] if duration >= 0 else [f"a wait of {duration:g}"]
        case Dose(contents):
            faults += [_foreign_dose(content, kind, roles, fuels) for content in contents]
        case Read():
            pass
        case _:
            faults.append(f"the host does more than dose, wait and read ({action})")
    return next((fault for fault in faults if fault), None)


def _foreign_removal(
    action: Removal, roles: dict[str, SpeciesRole], fuels: frozenset[str]
) -> str | None:
    weights = {name for name, role in roles.items() if role is SpeciesRole.WEIGHT}
    if set(action.kept) != weights:
        odd = min(weights ^ set(action.kept))
        return f"what is held back when waste is taken out is not all weights alone, by {odd}"
    for content in action.contents if isinstance(action, MoveToFresh) else ():
        fault = _foreign_dose(content, SegmentKind.SETUP, roles, fuels)
        if fault or content.species in weights:
            return fault or f"a fresh vessel has {content.species}, a weight, of its own"
    return None


def _foreign_dose(
    content: Content,
    kind: SegmentKind,
    roles: dict[str, SpeciesRole],
    fuels: frozenset[str],
) -> str | None:
    name = content.species
    if not content.amount >= 0:
        return f"the host takes {name} out of the vessel"
    if name in fuels:
        supplied = kind in (SegmentKind.SETUP, SegmentKind.REFILL)
        return None if supplied else f"the fuel {name} is dosed outside of setup and refills"
    if name not in roles:
        return f"{name} is neither a species of the network nor a fuel"
    if kind is SegmentKind.REFILL:
        return f"a refill doses {name}, which is no fuel"
    if kind is SegmentKind.SAMPLE and roles[name] not in _PRESENTED:
        return f"the host doses {name}, a {roles[name].value} that the chemistry has to compute"
    return None


def _difference(
    formal: Schedule, dsd: Schedule, fuels: frozenset[str], realisation: Realisation
) -> str | None:
    """Where the DSD schedule does something else than the formal one, fuels apart."""
    kept = [s for s in dsd.segments if s.kind is not SegmentKind.REFILL]
    for wanted, found in zip_longest(formal.segments, kept):
        if wanted is None or found is None:
            label = (wanted or found).label
            return f"{label}: it is part of one of the two schedules only"
        pairs = zip_longest(_plain(wanted, frozenset()), _plain(found, fuels))
        for asked, done in pairs:
            if not _same(asked, done, realisation):
                return f"{found.label}: {done or 'nothing'} is done where {asked} is asked for"
    return None


def _plain(segment: Segment, fuels: frozenset[str]) -> list[Action]:
    """The actions without fuels."""
    actions: list[Action] = []
    for action in segment.actions:
        if not isinstance(action, Dose | MoveToFresh):
            actions.append(action)
            continue
        contents = tuple(c for c in action.contents if c.species not in fuels)
        if contents or isinstance(action, MoveToFresh):
            actions.append(replace(action, contents=contents))
    return actions


def _same(asked: Action | None, done: Action | None, realisation: Realisation) -> bool:
    if isinstance(asked, Wait) and isinstance(done, Wait):
        seconds = asked.duration * realisation.time_unit_s
        return math.isclose(seconds, done.duration, rel_tol=_SAME)
    if isinstance(asked, MoveToFresh) and isinstance(done, MoveToFresh):
        if replace(asked, contents=()) != replace(done, contents=()):
            return False
        return _same(Dose(asked.contents), Dose(done.contents), realisation)
    if isinstance(asked, Dose) and isinstance(done, Dose):
        if len(asked.contents) != len(done.contents):
            return False
        unit = realisation.concentration_unit_M
        return all(
            a.species == b.species and math.isclose(a.amount * unit, b.amount, rel_tol=_SAME)
            for a, b in zip(asked.contents, done.contents, strict=True)
        )
    return asked == done
