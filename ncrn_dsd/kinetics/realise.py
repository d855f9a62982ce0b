"""Choose scales, fuel levels and refills so that a DSD system runs at the formal rates.

Every gate module is calibrated on its own enumerated network, whatever scheme made it: see
`response` for the steady state, `constants` for what is read off it, `pace` for the fuels that
set rates, `balance` for signals that several gates hold, `scales` for the bounds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation, RealisedRate
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.kinetics.balance import Balance, Part, balance, targets_of
from ncrn_dsd.kinetics.clusters import Cluster, ClusterShape, clusters_of
from ncrn_dsd.kinetics.failures import FuelUsedUpError, ScalesError, not_calibrated
from ncrn_dsd.kinetics.pace import Pace, pace_of
from ncrn_dsd.kinetics.plan import FuelPlan, plan_of, rates_over_training
from ncrn_dsd.kinetics.response import ClusterPoint, NoSteadyStateError, Response
from ncrn_dsd.kinetics.scales import (
    Demand,
    Limit,
    OperatingBounds,
    Scales,
    fastest,
    largest_unit,
    start_level_M,
    unit_limits,
)
from ncrn_dsd.units import show_concentration, show_time

_FIRST_UNIT_M = 1e-9
_PASSES = 12
_PER_DECADE = 20
_UNITS_M = tuple(1e-12 * 10 ** (step / _PER_DECADE) for step in range(6 * _PER_DECADE + 1))
_TIMES_S = tuple(1e-3 * 10 ** (step / _PER_DECADE) for step in range(9 * _PER_DECADE + 1))
"""Units that are tried where one is given and the other is not, or none does with it."""


def realise(
    system: DsdSystem,
    crn: FormalCrn,
    network: ReactionNetwork,
    spec: OperatingBounds,
    firings: Sequence[float],
    samples: int,
) -> Realisation:
    """An operating point at which every formal reaction has its formal rate.

    What one u and one tau are is found, or given by `spec.scales`. Found, the speed is the largest
    at which no gate holds more than `spec.max_hold` of a signal and no pace fuel exceeds half the
    ceiling. The concentration unit is the largest at which no fuel exceeds the ceiling by the end
    of the training, and no fuel and no rate loses more than `spec.refill_tolerance` within one
    sample. Rates are calibrated with reactants at one u.

    Parameters
    ----------
    firings: how often each formal reaction fires in the whole training [u].
    samples: number of training samples.

    Raises
    ------
    KineticsError: K001 a module does not do its formal reactions or has no fuel that sets its
        pace, K002 (`FuelUsedUpError`) a fuel that sets a pace would not last for one sample,
        K003 nothing fires, K004 no speed satisfies the bounds, K005 a fuel exceeds the ceiling,
        K011 (`ScalesError`) the scales that are given are outside the bounds.
    """
    if not any(fired > 0 for fired in firings):
        raise KineticsError(
            "K003",
            "firings",
            "no reaction ever fires, so there is nothing to realise",
            "check the schedule and the initial concentrations of the design",
        )
    demand = Demand(tuple(firings), samples)
    clusters = clusters_of(system, crn, network)
    responses = {cluster.shape: Response(cluster.shape) for cluster in clusters}

    @cache
    def calibrated(unit_M: float) -> tuple[Part, ...]:
        return _parts(crn, clusters, responses, spec, unit_M)

    if spec.scales is None:
        chosen = _found_point(crn, calibrated, demand, spec)
    else:
        chosen = _given_point(crn, calibrated, demand, spec, spec.scales)
    unit_M, time_s, parts, exact = chosen.unit_M, chosen.time_s, chosen.parts, chosen.state
    targets = targets_of(crn, _speed(crn, unit_M, time_s), unit_M)
    plan = plan_of(system, parts, exact, unit_M, demand, spec)
    _refuse_above_ceiling(plan, spec)
    return Realisation(
        concentration_unit_M=unit_M,
        time_unit_s=time_s,
        rates=_rates(crn, parts, exact, targets, plan, unit_M, demand),
        fuels=tuple(
            FuelLevel(f.name, plan.start[f.name], plan.refill[f.name], plan.end(f.name))
            for f in system.fuels
        ),
        free=tuple(FreeFraction(s, 1 / (1 + exact.held[s])) for s in crn.names),
        refill_every=plan.refill_every,
        speed_limit=f"{chosen.speed_limit}; one tau is {show_time(time_s)}",
        concentration_limit=f"{chosen.unit_limit}; one u is {show_concentration(unit_M)}",
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """Units, with the gates and their fuels there.

    Parameters
    ----------
    speed_limit, unit_limit: why they are no shorter and no larger, in words.
    """

    unit_M: float
    time_s: float
    parts: tuple[Part, ...]
    state: Balance
    speed_limit: str
    unit_limit: str


_Calibrated: TypeAlias = Callable[[float], tuple[Part, ...]]
"""Gates at a concentration unit [M]."""


def _speed(crn: FormalCrn, unit_M: float, time_s: float) -> float:
    """Rate constants of the highest order in M and s, over those in u and tau."""
    return unit_M ** (1 - crn.max_order) / time_s


def _found_point(
    crn: FormalCrn, calibrated: _Calibrated, demand: Demand, spec: OperatingBounds
) -> _Point:
    """The largest concentration unit at the shortest time unit."""
    unit_M, parts = _FIRST_UNIT_M, calibrated(_FIRST_UNIT_M)
    for _ in range(_PASSES):
        speed, found, speed_limit = _fastest(crn, parts, unit_M, spec)
        new, unit_limit = _largest_unit(crn, parts, speed, demand, spec)
        settled = abs(new / unit_M - 1) < 1e-4
        unit_M, parts = new, calibrated(new)
        if settled:
            break
    exact = balance(crn, parts, targets_of(crn, speed, unit_M)) or found
    return _Point(
        unit_M=unit_M,
        time_s=unit_M ** (1 - crn.max_order) / speed,
        parts=parts,
        state=exact,
        speed_limit=_describe_limit(crn, speed_limit),
        unit_limit=_describe_limit(crn, unit_limit),
    )


def _given_point(
    crn: FormalCrn, calibrated: _Calibrated, demand: Demand, spec: OperatingBounds, scales: Scales
) -> _Point:
    """The units that are given, and the best of those that are not, within the bounds."""

    def nearest(units_M: Iterable[float], times_s: Iterable[float]) -> _Point | None:
        tried = (_kept_at(crn, calibrated, u, t, demand, spec) for u in units_M for t in times_s)
        return next((point for point in tried if point is not None), None)

    unit_M, time_s = scales.concentration_unit_M, scales.time_unit_s
    if unit_M is None and time_s is None:
        return _found_point(crn, calibrated, demand, spec)
    units_M = sorted(_UNITS_M, reverse=True) if unit_M is None else [unit_M]
    times_s = _TIMES_S if time_s is None else [time_s]
    found = nearest(units_M, times_s)
    if found is not None:
        return found
    if unit_M is None or time_s is None:
        given = (
            f"one u is {show_concentration(unit_M)}"
            if unit_M is not None
            else f"one tau is {show_time(time_s or 0.0)}"
        )
        why = f"where {given}, the bounds of gates and fuels are kept at no scale of the other unit"
        raise ScalesError(crn, None, why)
    near_s = nearest(units_M, sorted(_TIMES_S, key=lambda t: abs(math.log(t / time_s))))
    near_M = nearest(sorted(_UNITS_M, key=lambda u: abs(math.log(u / unit_M))), times_s)
    units = f"where one u is {show_concentration(unit_M)} and one tau {show_time(time_s)}"
    _, limit = _within(crn, calibrated(unit_M), unit_M, time_s, demand, spec)
    if limit is not None:
        why = f"{limit.why}, {limit.used:.3g} times"
    else:
        why = "no levels of fuels make it so fast"
        # What is hardest where it can be done is what cannot be done here.
        allowed = near_s or near_M
        if allowed is not None:
            _, limit = _within(crn, allowed.parts, allowed.unit_M, allowed.time_s, demand, spec)
    raise ScalesError(
        crn,
        None if limit is None else limit.reaction,
        f"{why}, {units}",
        None if near_s is None else near_s.time_s,
        None if near_M is None else near_M.unit_M,
    )


def _kept_at(
    crn: FormalCrn,
    calibrated: _Calibrated,
    unit_M: float,
    time_s: float,
    demand: Demand,
    spec: OperatingBounds,
) -> _Point | None:
    """The point at these units, or None where it is not within the bounds."""
    parts = calibrated(unit_M)
    found, limit = _within(crn, parts, unit_M, time_s, demand, spec)
    if found is None or limit is None or not limit.is_kept:
        return None
    text = f"nearest to its bound ({limit.used:.0%} of it): {_describe_limit(crn, limit)}"
    return _Point(unit_M, time_s, parts, found, text, text)


def _within(
    crn: FormalCrn,
    parts: Sequence[Part],
    unit_M: float,
    time_s: float,
    demand: Demand,
    spec: OperatingBounds,
) -> tuple[Balance | None, Limit | None]:
    """The state of the gates at these units and the bound that they come nearest to."""
    found = balance(crn, parts, targets_of(crn, _speed(crn, unit_M, time_s), unit_M))
    if found is None:
        return None, None
    limits = unit_limits(crn, parts, found, unit_M, demand, spec)
    return found, max(limits, key=lambda limit: limit.used)


def _describe_limit(crn: FormalCrn, limit: Limit) -> str:
    return f"{crn.reactions[limit.reaction]}: {limit.why}"


def _parts(
    crn: FormalCrn,
    clusters: Sequence[Cluster],
    responses: dict[ClusterShape, Response],
    spec: OperatingBounds,
    unit_M: float,
) -> tuple[Part, ...]:
    """Clusters of one shape are calibrated once."""
    paces: dict[ClusterShape, Pace] = {}
    for cluster in clusters:
        shape = cluster.shape
        if shape in paces:
            continue
        levels = np.full(shape.fuels, start_level_M(spec))
        try:
            paces[shape] = pace_of(
                responses[shape], ClusterPoint(levels, np.zeros(shape.inner), unit_M)
            )
        except NoSteadyStateError as problem:
            raise not_calibrated(crn, cluster, problem) from problem
    return tuple(Part(c, responses[c.shape], paces[c.shape]) for c in clusters)


def _fastest(
    crn: FormalCrn, parts: Sequence[Part], unit_M: float, spec: OperatingBounds
) -> tuple[float, Balance, Limit]:
    found = fastest(crn, parts, unit_M, spec)
    if found is None:
        raise KineticsError(
            "K004",
            "kinetics",
            f"at no speed do all gates hold less than {spec.max_hold:g} of their signals",
            "raise max_hold or fuel_ceiling in [dsd]",
        )
    return found


def _largest_unit(
    crn: FormalCrn, parts: Sequence[Part], speed: float, demand: Demand, spec: OperatingBounds
) -> tuple[float, Limit]:
    unit_M, limit, exists = largest_unit(crn, parts, speed, demand, spec)
    if exists:
        return unit_M, limit
    reaction = crn.reactions[limit.reaction]
    raise FuelUsedUpError(
        limit.used,
        f"{reaction} ({reaction.origin})",
        f"{limit.why.replace('one sample uses', 'one sample uses more than')}, "
        f"{limit.used:.3g} times what is allowed, at any concentration unit",
        "let a dosed species catalyse it so that it becomes second order, make it faster against "
        "the other reactions, let it fire less per sample, or raise refill_tolerance or max_hold",
    )


def _refuse_above_ceiling(plan: FuelPlan, spec: OperatingBounds) -> None:
    highest = max(plan.start, key=lambda f: max(plan.start[f], plan.end(f)))
    level = max(plan.start[highest], plan.end(highest))
    if level > spec.fuel_ceiling_M * (1 + 1e-3):
        raise KineticsError(
            "K005",
            f"fuel {highest}",
            f"it would have to reach {show_concentration(level)} by the end of the training, to "
            "make up for strands that slow its gate down",
            "lower max_hold, or raise fuel_ceiling",
        )


def _rates(
    crn: FormalCrn,
    parts: Sequence[Part],
    found: Balance,
    targets: Sequence[float],
    plan: FuelPlan,
    unit_M: float,
    demand: Demand,
) -> tuple[RealisedRate, ...]:
    table = rates_over_training(crn, parts, plan, unit_M, demand)
    rates: list[RealisedRate] = []
    for part, state in zip(parts, found.states, strict=True):
        for place, r in enumerate(part.cluster.reactions):
            reaction = crn.reactions[r]
            worst = max((row[r] for row in table), key=lambda k: abs(k / targets[r] - 1))
            first = reaction.reactants[:1]
            rates.append(
                RealisedRate(
                    reaction=r,
                    text=str(reaction),
                    formal_rate=reaction.rate,
                    target_rate=targets[r],
                    hold=float(state.holds[part.cluster.signals.index(first[0])]) if first else 0.0,
                    realised_rate=worst,
                    relative_error=worst / targets[r] - 1,
                    limited_by=_pace_in_words(part, place),
                )
            )
    return tuple(sorted(rates, key=lambda rate: rate.reaction))


def _pace_in_words(part: Part, place: int) -> str:
    """Which fuels set the pace of a reaction, and how strongly."""
    row = part.pace.sensitivities[place]
    order = sorted(range(len(row)), key=lambda f: (-abs(row[f]), f))
    fuels = [f"{part.cluster.fuels[f]} ({row[f]:+.2f})" for f in order if abs(row[f]) > 0.05]
    return ", ".join(fuels)
