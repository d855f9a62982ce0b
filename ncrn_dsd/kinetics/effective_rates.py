"""Effective rate constants of a system at the fuel levels that its operating point starts with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.kinetics.clusters import Cluster, ClusterShape, clusters_of
from ncrn_dsd.kinetics.constants import Constants, constants
from ncrn_dsd.kinetics.response import ClusterPoint, NoSteadyStateError, Response


@dataclass(frozen=True, slots=True)
class Effective:
    """What gates do at given fuel levels, signals being one u each.

    Parameters
    ----------
    rates: per formal reaction, its constant per total concentration of its reactants
        [M^(1-n)/s]; NaN where its gate has no steady state in which it does what it should.
    holds: per formal reaction, what its gate holds of its first reactant, relative to what is free.
    held: per signal, what all gates hold together, relative to what is free.
    """

    rates: tuple[float, ...]
    holds: tuple[float, ...]
    held: Mapping[str, float]


def effective_rates(
    system: DsdSystem, crn: FormalCrn, network: ReactionNetwork, realisation: Realisation
) -> tuple[float, ...]:
    """The rates of `effective_at`, at the fuel levels that the operating point starts with.

    Raises
    ------
    KineticsError: K001, a formal reaction has no gate module.
    """
    levels = {f.fuel: f.start_M for f in realisation.fuels}
    return effective_at(system, crn, network, levels, realisation.concentration_unit_M).rates


def effective_at(
    system: DsdSystem,
    crn: FormalCrn,
    network: ReactionNetwork,
    levels_M: Mapping[str, float],
    unit_M: float,
) -> Effective:
    """What gates do at given levels of all fuels.

    Gates are calibrated on `network` with signals at one u and fuels as first dosed, without
    any strand that later builds up.

    Raises
    ------
    KineticsError: K001, a formal reaction has no gate module.
    """
    found = [
        (cluster, state)
        for cluster, state in _states(clusters_of(system, crn, network), levels_M, unit_M)
        if state is not None
    ]
    held = dict.fromkeys(crn.names, 0.0)
    for cluster, state in found:
        for signal, hold in zip(cluster.signals, state.holds, strict=True):
            held[signal] += float(hold)
    rates = [math.nan] * len(crn.reactions)
    holds = [0.0] * len(crn.reactions)
    for cluster, state in found:
        own = dict(zip(cluster.signals, state.holds, strict=True))
        for index, rate in zip(cluster.reactions, state.rates, strict=True):
            reactants = crn.reactions[index].reactants
            rates[index] = float(rate) / math.prod(1 + held[x] for x in reactants)
            holds[index] = float(own[reactants[0]]) if reactants else 0.0
    return Effective(tuple(rates), tuple(holds), held)


def _states(
    clusters: Sequence[Cluster], levels: Mapping[str, float], unit_M: float
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
