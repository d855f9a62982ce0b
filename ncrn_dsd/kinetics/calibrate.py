"""Calibrate one gate module at given fuel levels, without choosing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.kinetics.clusters import clusters_of
from ncrn_dsd.kinetics.constants import constants, rate_sensitivities, use_per_firing
from ncrn_dsd.kinetics.failures import not_calibrated
from ncrn_dsd.kinetics.response import ClusterPoint, NoSteadyStateError, Response


@dataclass(frozen=True, slots=True)
class FuelEffect:
    """What a fuel does for one formal reaction.

    Parameters
    ----------
    sensitivity: d ln k / d ln level: near 1 for a fuel that sets the pace, near 0 for one that
        is merely in excess, near -1 for a back strand.
    per_firing: net production per firing; negative when it is used up.
    """

    fuel: str
    sensitivity: float
    per_firing: float


@dataclass(frozen=True, slots=True)
class ReactionCalibration:
    """The effective rate constant of one formal reaction [M^(1-n)/s].

    Parameters
    ----------
    per_free, per_total: per product of the free reactants, and of free and held together when
        no other module holds them.
    """

    reaction: int
    per_free: float
    per_total: float
    fuels: tuple[FuelEffect, ...]


@dataclass(frozen=True, slots=True)
class ModuleCalibration:
    """A gate module, with those that share intermediates with it.

    Parameters
    ----------
    holds: per signal, concentration held over concentration free.
    """

    modules: tuple[int, ...]
    reactions: tuple[ReactionCalibration, ...]
    holds: tuple[tuple[str, float], ...]

    def hold(self, signal: str) -> float:
        """Zero for a signal that the module does not know."""
        return dict(self.holds).get(signal, 0.0)


def calibrate_module(
    system: DsdSystem,
    crn: FormalCrn,
    network: ReactionNetwork,
    module: int,
    levels_M: Mapping[str, float],
    signal_M: float = 1e-9,
) -> ModuleCalibration:
    """Rate constants, holds and roles of fuels of a gate module.

    Parameters
    ----------
    module: index of the gate module.
    levels_M: level of every fuel of the module.
    signal_M: concentration at which free reactants are held; it should be small against levels.

    Raises
    ------
    KineticsError: K001 the module does not do its formal reactions, K006 a level is missing.
    """
    cluster = next(c for c in clusters_of(system, crn, network) if module in c.modules)
    missing = [f for f in cluster.fuels if not levels_M.get(f, 0.0) > 0]
    if missing:
        raise KineticsError(
            "K006",
            f"module {module}",
            f"the level of its fuel {missing[0]} is missing or not above zero",
            "state a concentration for every fuel of the module",
        )
    response = Response(cluster.shape)
    levels = np.array([levels_M[f] for f in cluster.fuels])
    point = ClusterPoint(levels, np.zeros(cluster.shape.inner), signal_M)
    try:
        found = constants(response, point)
        slopes = rate_sensitivities(response, point)
        use = use_per_firing(response, point)
    except NoSteadyStateError as problem:
        raise not_calibrated(crn, cluster, problem) from problem
    held = dict(zip(cluster.signals, found.holds.tolist(), strict=True))
    calibrations = []
    for place, index in enumerate(cluster.reactions):
        rate = float(found.rates[place])
        free = np.prod([1 + held[s] for s in crn.reactions[index].reactants])
        effects = zip(cluster.fuels, slopes[place].tolist(), use.fuels[place].tolist(), strict=True)
        calibrations.append(
            ReactionCalibration(
                index, rate, rate / float(free), tuple(FuelEffect(*e) for e in effects)
            )
        )
    return ModuleCalibration(cluster.modules, tuple(calibrations), tuple(held.items()))
