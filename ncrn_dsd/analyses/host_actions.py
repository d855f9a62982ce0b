"""Count what the host of a published experiment does."""

from __future__ import annotations

from collections import Counter

from ncrn_dsd.ir.host import HOST_ACTION_KINDS, HostProgram

Counts = tuple[tuple[str, float], ...]
"""(kind, mean number per training sample) for every kind of action."""


def host_program_actions(program: HostProgram) -> Counts:
    """Actions per training sample by kind; setup, validation and test are left out."""
    counted = Counter(action.kind for s in program.samples for action in s.actions)
    samples = max(len(program.samples), 1)
    return tuple((kind, counted[kind] / samples) for kind in HOST_ACTION_KINDS)
