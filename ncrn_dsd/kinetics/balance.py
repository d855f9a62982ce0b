"""All clusters together: each signal is shared by the gates that hold it.

Rate constants are meant per total concentration of each signal, free and held. With H_A the sum
of the holds of A over all clusters, A_free = A / (1 + H_A), so that a gate must run at
k (1 + H_A) (1 + H_B) per free concentration. The holds follow from the rates and the rates from
the holds; the fixed point exists up to a largest common speed (Soloveichik, Seelig & Winfree
2010, supplement).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.kinetics.clusters import Cluster
from ncrn_dsd.kinetics.constants import Constants
from ncrn_dsd.kinetics.pace import Pace, scales_for
from ncrn_dsd.kinetics.response import NoSteadyStateError, Response, Vector

_ROUNDS = 200
_TOO_MUCH = 10.0
"""A signal held this many times its free form is out of control."""


@dataclass(frozen=True, slots=True)
class Part:
    """A cluster with what is needed to tune it; clusters of one shape share the latter."""

    cluster: Cluster
    response: Response
    pace: Pace


@dataclass(frozen=True, slots=True)
class Balance:
    """A consistent state of all clusters.

    Parameters
    ----------
    log_scales: per part, of its knobs.
    states: per part, rate constants per free concentration and holds.
    held: per formal species, the sum of all holds.
    """

    log_scales: tuple[Vector, ...]
    states: tuple[Constants, ...]
    held: dict[str, float]


def targets_of(crn: FormalCrn, speed: float, unit_M: float) -> list[float]:
    """Wanted constants per total concentration [M^(1-n)/s].

    Parameters
    ----------
    speed: what makes a formal constant of the highest order N into one in M and s. The time
        unit is then u^(1-N) / speed, so that lower orders get the factor speed u^(N-n).
    """
    order = crn.max_order
    return [r.rate * speed * unit_M ** (order - r.order) for r in crn.reactions]


def balance(crn: FormalCrn, parts: Sequence[Part], targets: Sequence[float]) -> Balance | None:
    """The scales at which every reaction has its target, or None when there are none."""
    held = dict.fromkeys(crn.names, 0.0)
    for _ in range(_ROUNDS):
        try:
            found = _tuned(crn, parts, targets, held)
        except NoSteadyStateError:
            return None
        new = held_in_all(crn, parts, [state for _, state in found])
        if max(new.values(), default=0.0) > _TOO_MUCH:
            return None
        close = all(abs(new[s] - held[s]) <= 1e-10 * (1 + new[s]) for s in held)
        held = new
        if close:
            return Balance(tuple(z for z, _ in found), tuple(s for _, s in found), held)
    return None


def held_in_all(
    crn: FormalCrn, parts: Sequence[Part], states: Sequence[Constants]
) -> dict[str, float]:
    """Per formal species, the sum of the holds of all parts."""
    held = dict.fromkeys(crn.names, 0.0)
    for part, state in zip(parts, states, strict=True):
        for signal, hold in zip(part.cluster.signals, state.holds, strict=True):
            held[signal] += float(hold)
    return held


def _tuned(
    crn: FormalCrn,
    parts: Sequence[Part],
    targets: Sequence[float],
    held: dict[str, float],
) -> list[tuple[Vector, Constants]]:
    done: dict[tuple[int, bytes], tuple[Vector, Constants]] = {}
    found: list[tuple[Vector, Constants]] = []
    for part in parts:
        rates = np.array([targets[r] for r in part.cluster.reactions])
        for place, r in enumerate(part.cluster.reactions):
            for reactant in crn.reactions[r].reactants:
                rates[place] *= 1 + held[reactant]
        key = id(part.pace), rates.tobytes()
        if key not in done:
            done[key] = scales_for(part.response, part.pace, rates)
        found.append(done[key])
    return found
