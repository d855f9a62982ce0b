"""Choose scales, fuel levels and refills so that a DSD system runs at the formal rates.

Every gate module is calibrated on its own enumerated network, whatever scheme made it: see
`response` for the steady state, `constants` for what is read off it, `pace` for the fuels that
set rates, `balance` for signals that several gates hold, `scales` for the bounds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation, RealisedRate
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.kinetics.balance import Balance, Part, balance, targets_of
from ncrn_dsd.kinetics.clusters import Cluster, ClusterShape, clusters_of
from ncrn_dsd.kinetics.failures import FuelUsedUpError, not_calibrated
from ncrn_dsd.kinetics.pace import Pace, pace_of
from ncrn_dsd.kinetics.plan import FuelPlan, plan_of, rates_over_training
from ncrn_dsd.kinetics.response import ClusterPoint, NoSteadyStateError, Response
from ncrn_dsd.kinetics.scales import (
    Demand,
    Limit,
    OperatingBounds,
    fastest,
    largest_unit,
    start_level_M,
)
from ncrn_dsd.units import show_concentration, show_time

_FIRST_UNIT_M = 1e-9
_PASSES = 12


def realise(
    system: DsdSystem,
    crn: FormalCrn,
    network: ReactionNetwork,
    spec: OperatingBounds,
    firings: Sequence[float],
    samples: int,
) -> Realisation:
    """An operating point at which every formal reaction has its formal rate.

    The speed is the largest at which no gate holds more than `spec.max_hold` of a signal and no
    pace fuel exceeds half the ceiling. The concentration unit is the largest at which no fuel
    exceeds the ceiling by the end of the training, and no fuel and no rate loses more than
    `spec.refill_tolerance` within one sample. Rates are calibrated with reactants at one u.

    Parameters
    ----------
    firings: how often each formal reaction fires in the whole training [u].
    samples: number of training samples.

    Raises
    ------
    KineticsError: K001 a module does not do its formal reactions or has no fuel that sets its
        pace, K002 (`FuelUsedUpError`) a fuel that sets a pace would not last for one sample,
        K003 nothing fires, K004 no speed satisfies the bounds, K005 a fuel exceeds the ceiling.
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
    unit_M, parts = _FIRST_UNIT_M, _parts(crn, clusters, responses, spec, _FIRST_UNIT_M)
    for _ in range(_PASSES):
        speed, found, speed_limit = _fastest(crn, parts, unit_M, spec)
        new, unit_limit = _largest_unit(crn, parts, speed, demand, spec)
        settled = abs(new / unit_M - 1) < 1e-4
        unit_M, parts = new, _parts(crn, clusters, responses, spec, new)
        if settled:
            break
    targets = targets_of(crn, speed, unit_M)
    exact = balance(crn, parts, targets) or found
    plan = plan_of(system, parts, exact, unit_M, demand, spec)
    _refuse_above_ceiling(plan, spec)
    time_s = unit_M ** (1 - crn.max_order) / speed
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
        speed_limit=f"{_describe_limit(crn, speed_limit)}; one tau is {show_time(time_s)}",
        concentration_limit=(
            f"{_describe_limit(crn, unit_limit)}; one u is {show_concentration(unit_M)}"
        ),
    )


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
