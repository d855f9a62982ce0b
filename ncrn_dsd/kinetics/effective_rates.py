"""Effective rate constants of a system at the fuel levels that its operating point starts with."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.kinetics.clusters import Cluster, ClusterShape, clusters_of
from ncrn_dsd.kinetics.constants import Constants, constants
from ncrn_dsd.kinetics.response import ClusterPoint, NoSteadyStateError, Response


def effective_rates(
    system: DsdSystem, crn: FormalCrn, network: ReactionNetwork, realisation: Realisation
) -> tuple[float, ...]:
    """Per formal reaction, its constant per total concentration of its reactants [M^(1-n)/s].

    Gates are calibrated on `network` with signals at one u and fuels as first dosed, without
    any strand that later builds up. NaN for a reaction whose gate has no steady state in which
    it does what it should.

    Raises
    ------
    KineticsError: K001, a formal reaction has no gate module.
    """
    levels = {f.fuel: f.start_M for f in realisation.fuels}
    found = [
        (cluster, state)
        for cluster, state in _states(
            clusters_of(system, crn, network), levels, realisation.concentration_unit_M
        )
        if state is not None
    ]
    held = dict.fromkeys(crn.names, 0.0)
    for cluster, state in found:
        for signal, hold in zip(cluster.signals, state.holds, strict=True):
            held[signal] += float(hold)
    rates = [math.nan] * len(crn.reactions)
    for cluster, state in found:
        for index, rate in zip(cluster.reactions, state.rates, strict=True):
            free = math.prod(1 + held[x] for x in crn.reactions[index].reactants)
            rates[index] = float(rate) / free
    return tuple(rates)


def _states(
    clusters: Sequence[Cluster], levels: dict[str, float], unit_M: float
) -> list[tuple[Cluster, Constants | None]]:
    """Clusters of one shape at equal levels are calibrated once."""
    responses: dict[ClusterShape, Response] = {}
    done: dict[tuple[int, bytes], Constants | None] = {}
    states: list[tuple[Cluster, Constants | None]] = []
    for cluster in clusters:
        shape = cluster.shape
        response = responses.setdefault(shape, responses.get(shape) or Response(shape))
        fuels = np.array([levels[name] for name in cluster.fuels])
        key = id(response), fuels.tobytes()
        if key not in done:
            done[key] = _constants(response, ClusterPoint(fuels, np.zeros(shape.inner), unit_M))
        states.append((cluster, done[key]))
    return states


def _constants(response: Response, point: ClusterPoint) -> Constants | None:
    try:
        return constants(response, point)
    except NoSteadyStateError:
        return None
