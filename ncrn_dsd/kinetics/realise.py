"""Choose scales, fuel levels and refills so that a DSD system runs at the formal rates."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import Crn
from ncrn_dsd.ir.design import DsdSpec
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation, RealisedRate
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.kinetics.gates import GateKinetics, gates_of
from ncrn_dsd.kinetics.holds import fastest, held_per_signal
from ncrn_dsd.units import show_concentration, show_time

_START_SHARE = 0.5
"""Part of the ceiling that fuels start at; spent gates give back strands that fill the rest."""


def realise(
    system: DsdSystem,
    crn: Crn,
    network: ReactionNetwork,
    spec: DsdSpec,
    firings: Sequence[float],
    samples: int,
) -> Realisation:
    """An operating point at which every formal reaction has its formal rate.

    The common speed is the largest that `spec.max_hold` allows. The concentration unit is the
    largest at which no back strand exceeds the ceiling by the end of the training, and no fuel
    loses more than `spec.refill_tolerance` of its level within one sample. Every firing uses up
    one load and sets one back strand free; refills replace the load and keep load / back, hence
    the rate, constant.

    Parameters
    ----------
    firings: how often each formal reaction fires in the whole training [u].
    samples: number of training samples.

    Raises
    ------
    KineticsError: a module has an unsupported form, or has only one reactant (its rate then
        depends on the concentration scale and cannot be held by this method).
    """
    gates = gates_of(system, crn, network)
    _refuse_first_order(crn, gates)
    speed, holds = fastest(crn, gates, spec.max_hold)
    start_M = _START_SHARE * spec.fuel_ceiling_M
    unit_M, reason = _concentration_unit(crn, gates, holds, firings, samples, spec)
    time_s = 1 / (speed * unit_M)
    usage = _usage_M(system, gates, holds, [f * unit_M / samples for f in firings])
    levels = _levels(system, gates, holds, start_M)
    refill_every = _refill_every(levels, usage, spec.refill_tolerance, samples)
    refills = (samples - 1) // refill_every
    back = {g.back for g in gates if g.back is not None}
    held = held_per_signal(crn, gates, holds)
    slowest = max(range(len(gates)), key=lambda i: holds[i])
    return Realisation(
        concentration_unit_M=unit_M,
        time_unit_s=time_s,
        rates=tuple(
            RealisedRate(
                g.reaction,
                str(crn.reactions[g.reaction]),
                crn.plain_rate(crn.reactions[g.reaction]),
                crn.plain_rate(crn.reactions[g.reaction]) * speed,
                h,
            )
            for g, h in zip(gates, holds, strict=True)
        ),
        fuels=tuple(
            FuelLevel(
                fuel.name,
                levels[fuel.name],
                0.0 if fuel.name in back else usage[fuel.name] * refill_every,
                levels[fuel.name]
                + (usage[fuel.name] * samples if fuel.name in back else 0.0)
                + _growth(fuel.name, gates, holds, usage, refills * refill_every),
            )
            for fuel in system.fuels
        ),
        free=tuple(FreeFraction(s, 1 / (1 + h)) for s, h in held.items()),
        refill_every=refill_every,
        speed_limit=(
            f"{crn.reactions[gates[slowest].reaction]}: its gate already holds "
            f"{holds[slowest]:.2f} of {crn.reactions[gates[slowest].reaction].reactants[0]} per "
            f"free strand (max_hold {spec.max_hold:g}); one tau is {show_time(time_s)}"
        ),
        concentration_limit=f"{reason}; one u is {show_concentration(unit_M)}",
    )


def _refuse_first_order(crn: Crn, gates: Sequence[GateKinetics]) -> None:
    for gate in gates:
        if gate.back is None:
            reaction = crn.reactions[gate.reaction]
            raise KineticsError(
                "K002",
                f"{reaction} ({reaction.origin})",
                "a reaction with one reactant drains its gate at a rate that the gate's own "
                "concentration sets, which this version does not keep constant",
                "let a dosed species such as a pace catalyse it, which makes it second order",
            )


def _concentration_unit(
    crn: Crn,
    gates: Sequence[GateKinetics],
    holds: Sequence[float],
    firings: Sequence[float],
    samples: int,
    spec: DsdSpec,
) -> tuple[float, str]:
    """The largest concentration unit [M], and what keeps it from being larger."""
    start_M = _START_SHARE * spec.fuel_ceiling_M
    limits: list[tuple[float, str]] = []
    for gate, hold in zip(gates, holds, strict=True):
        total = firings[gate.reaction]
        if total <= 0:
            continue
        text = str(crn.reactions[gate.reaction])
        limits.append(
            (
                (spec.fuel_ceiling_M - start_M) / total,
                f"{text}: the back strands it sets free reach the fuel ceiling by the end",
            )
        )
        per_sample = total * (1 + hold) / samples
        limits.append(
            (
                spec.refill_tolerance * hold * start_M / per_sample,
                f"{text}: one sample uses {spec.refill_tolerance:.0%} of its gate",
            )
        )
    if not limits:
        raise KineticsError(
            "K003",
            "firings",
            "no reaction ever fires, so there is nothing to realise",
            "check the schedule and the initial concentrations of the design",
        )
    return min(limits)


def _levels(
    system: DsdSystem, gates: Sequence[GateKinetics], holds: Sequence[float], start_M: float
) -> dict[str, float]:
    """Start concentrations: loads so that each gate holds what it should, all others equal."""
    levels = {fuel.name: start_M for fuel in system.fuels}
    for gate, hold in zip(gates, holds, strict=True):
        levels[gate.load] = hold * start_M * gate.release_rate / gate.hold_rate
    return levels


def _usage_M(
    system: DsdSystem,
    gates: Sequence[GateKinetics],
    holds: Sequence[float],
    firings_M: Sequence[float],
) -> dict[str, float]:
    """Per fuel: what one sample uses up, or sets free of a back strand [M]."""
    usage = {fuel.name: 0.0 for fuel in system.fuels}
    for gate, hold in zip(gates, holds, strict=True):
        fired = firings_M[gate.reaction]
        usage[gate.load] += fired * (1 + hold * gate.release_rate / gate.hold_rate)
        for name in (gate.back, *gate.others):
            if name is not None:
                usage[name] += fired
    return usage


def _growth(
    fuel: str,
    gates: Sequence[GateKinetics],
    holds: Sequence[float],
    usage: dict[str, float],
    samples: int,
) -> float:
    """How far a load ends above its start, because it follows its back strand [M]."""
    for gate, hold in zip(gates, holds, strict=True):
        if gate.load == fuel:
            ratio = hold * gate.release_rate / gate.hold_rate
            return usage[fuel] * samples * ratio / (1 + ratio)
    return 0.0


def _refill_every(
    levels: dict[str, float], usage: dict[str, float], tolerance: float, samples: int
) -> int:
    """The largest number of samples within which no fuel loses more than the tolerance."""
    lasting = [tolerance * levels[name] / used for name, used in usage.items() if used > 0]
    return max(1, min(samples, math.floor(min(lasting) * (1 + 1e-9))))
