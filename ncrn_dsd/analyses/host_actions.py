"""Count what the host of a published experiment does."""

from __future__ import annotations

from collections import Counter

from ncrn_dsd.ir.host import (
    HOST_ACTION_KINDS,
    AddScaled,
    CancelRails,
    Clear,
    Copy,
    HostAction,
    HostProgram,
    HostRead,
    Integrate,
    Overwrite,
)

Counts = tuple[tuple[str, float], ...]
"""(kind, mean number per training sample) for every kind of action."""


def host_program_actions(program: HostProgram) -> Counts:
    """Actions per training sample by kind; setup, validation and test are left out."""
    counted = Counter(action.kind for s in program.samples for action in s.actions)
    return _per_sample(counted, program)


def host_program_values(program: HostProgram) -> Counts:
    """Numbers that these actions touch per training sample, such as each species of a copy."""
    counted: Counter[str] = Counter()
    for segment in program.samples:
        for action in segment.actions:
            counted[action.kind] += _values(action)
    return _per_sample(counted, program)


def _values(action: HostAction) -> int:
    match action:
        case Integrate() | Overwrite() | AddScaled():
            return 1
        case Clear(species) | Copy(_, _, species) | HostRead(species, _):
            return len(species)
        case CancelRails(pairs):
            return 2 * len(pairs)


def _per_sample(counted: Counter[str], program: HostProgram) -> Counts:
    samples = max(len(program.samples), 1)
    return tuple((kind, counted[kind] / samples) for kind in HOST_ACTION_KINDS)
