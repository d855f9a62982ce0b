"""How much of each signal its gates must hold so that every reaction has its formal rate.

Signals are counted in total, free and held together. A gate that holds the fraction h_i of its
first reactant (relative to the free form) runs at commit_i h_i A_free B_free, and
A_free = A / (1 + sum of the h of all gates whose first reactant is A). So the h solve

    h_i = k_i (1 + s_A) (1 + s_B) / commit_i

with k_i the wanted constant per total concentration; the buffering of Soloveichik, Seelig &
Winfree 2010 is thereby compensated. The fixed point exists up to a largest common speed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.kinetics.gates import GateKinetics

_ROUNDS = 200


def holds_at(speed: float, crn: Crn, gates: Sequence[GateKinetics]) -> list[float] | None:
    """The holds h_i at a speed [u tau/(M s)], or None when the iteration finds none.

    `speed` times a formal rate constant [1/(u tau)] is the wanted constant [1/(M s)]. Gates of
    reactions with one reactant hold nothing.
    """
    holds = [0.0] * len(gates)
    for _ in range(_ROUNDS):
        held = held_per_signal(crn, gates, holds)
        new = [_hold(speed, crn, gate, held) for gate in gates]
        if max(new, default=0.0) > 10.0:
            return None
        if all(abs(a - b) <= 1e-12 * (1 + a) for a, b in zip(new, holds, strict=True)):
            return new
        holds = new
    return None


def _hold(speed: float, crn: Crn, gate: GateKinetics, held: Mapping[str, float]) -> float:
    reaction = crn.reactions[gate.reaction]
    if gate.back is None:
        return 0.0
    first, second = reaction.reactants
    wanted = crn.plain_rate(reaction) * speed
    return wanted * (1 + held[first]) * (1 + held[second]) / gate.commit_rate


def held_per_signal(
    crn: Crn, gates: Sequence[GateKinetics], holds: Sequence[float]
) -> dict[str, float]:
    """Sum of the holds of all gates with this first reactant, per formal species."""
    held = dict.fromkeys(crn.names, 0.0)
    for gate, hold in zip(gates, holds, strict=True):
        held[crn.reactions[gate.reaction].reactants[0]] += hold
    return held


def fastest(crn: Crn, gates: Sequence[GateKinetics], max_hold: float) -> tuple[float, list[float]]:
    """The largest speed at which no hold exceeds `max_hold`, and the holds there."""
    low, holds = 0.0, [0.0] * len(gates)
    high = 1.0
    while _allowed(holds_at(high, crn, gates), max_hold) is not None:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        found = _allowed(holds_at(middle, crn, gates), max_hold)
        if found is None:
            high = middle
        else:
            low, holds = middle, found
    return low, holds


def _allowed(holds: list[float] | None, max_hold: float) -> list[float] | None:
    return holds if holds is not None and max(holds, default=0.0) <= max_hold else None
