"""The fastest time unit and the largest concentration unit that the bounds allow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.kinetics.balance import Balance, Part, balance, targets_of
from ncrn_dsd.kinetics.response import Matrix

START_SHARE = 0.5
"""Part of the ceiling that fuels start at; spent gates give back strands that fill the rest."""
_SLOW = 0.01
"""Pace fuels of reactions with fewer than two reactants stay at most at this part of the start.

Such a reaction is as fast as its first step; at the same level the later steps of its gate
would be no faster, and what is on its way through the gate would no longer be negligible.
"""

_CLOSE = 1 + 1e-6


class Scales(Protocol):
    """What the units of a formal network stand for."""

    @property
    def concentration_unit_M(self) -> float | None:
        """One u [M]; None for the largest that the bounds allow."""
        ...

    @property
    def time_unit_s(self) -> float | None:
        """One tau [s]; None for the shortest that the bounds allow."""
        ...


class OperatingBounds(Protocol):
    """What an operating point must keep; the table [dsd] of a design says it."""

    @property
    def fuel_ceiling_M(self) -> float:
        """Highest concentration that any fuel may reach."""
        ...

    @property
    def max_hold(self) -> float:
        """Largest part of a signal, relative to its free form, that one gate may hold."""
        ...

    @property
    def refill_tolerance(self) -> float:
        """Part of a fuel that may be used up between two refills."""
        ...

    @property
    def scales(self) -> Scales | None:
        """What one u and one tau are to be; None to find both."""
        ...


@dataclass(frozen=True, slots=True)
class Demand:
    """What the whole training asks of the system.

    Parameters
    ----------
    firings: per formal reaction, in the whole training [u].
    samples: number of training samples.
    """

    firings: tuple[float, ...]
    samples: int


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of a bound is used: 1 is just allowed. `part` and `reaction` say where."""

    used: float
    reaction: int
    why: str

    @property
    def is_kept(self) -> bool:
        """The bound is met."""
        return self.used <= _CLOSE


def start_level_M(spec: OperatingBounds) -> float:
    """Level of every fuel that sets no pace [M]."""
    return START_SHARE * spec.fuel_ceiling_M


def speed_limits(
    crn: FormalCrn,
    parts: Sequence[Part],
    found: Balance,
    spec: OperatingBounds,
    top_order_only: bool,
) -> Iterator[Limit]:
    """Holds, and pace fuels against their highest level.

    Parameters
    ----------
    top_order_only: leave out pace fuels of lower orders, which the concentration unit bounds.
    """
    top = crn.max_order
    for part, z, state in zip(parts, found.log_scales, found.states, strict=True):
        for signal, hold in zip(part.cluster.signals, state.holds, strict=True):
            reaction = _holder(crn, part, signal)
            yield Limit(
                hold / spec.max_hold,
                reaction,
                f"its gate already holds {hold:.2f} of {signal} per free strand "
                f"(max_hold {spec.max_hold:g})",
            )
        for knob, log_scale in enumerate(z):
            reaction = paced(part, knob)
            order = crn.reactions[reaction].order
            if order < top and top_order_only:
                continue
            fuel = part.pace.knobs[knob][0]
            level = math.exp(log_scale) * float(part.pace.base.fuels[fuel])
            yield Limit(
                level / start_level_M(spec) / _highest_part(order, spec),
                reaction,
                f"its pace fuel {part.cluster.fuels[fuel]} cannot be any higher",
            )


def _highest_part(order: int, spec: OperatingBounds) -> float:
    if order >= 2:
        return 1.0
    # Two fuels that meet by themselves last for as long as the fewer of them.
    return _SLOW if order == 1 else _SLOW * spec.refill_tolerance


def _holder(crn: FormalCrn, part: Part, signal: str) -> int:
    takers = [r for r in part.cluster.reactions if signal in crn.reactions[r].reactants[:1]]
    return (takers or list(part.cluster.reactions))[0]


def paced(part: Part, knob: int) -> int:
    """Index of the formal reaction that a knob acts on most."""
    return part.cluster.reactions[int(np.argmax(part.pace.exponents[:, knob]))]


def fastest(
    crn: FormalCrn, parts: Sequence[Part], unit_M: float, spec: OperatingBounds
) -> tuple[float, Balance, Limit] | None:
    """The largest speed within the bounds, the state there, and the bound it meets."""

    def at(log_speed: float) -> tuple[Balance, Limit] | None:
        found = balance(crn, parts, targets_of(crn, math.exp(log_speed), unit_M))
        if found is None:
            return None
        limit = max(speed_limits(crn, parts, found, spec, True), key=lambda x: x.used)
        return (found, limit) if limit.is_kept else None

    low, best = 0.0, at(0.0)
    while best is None and low > -100:
        low -= 2.0
        best = at(low)
    if best is None:
        return None
    high = low
    while (found := at(high + 2.0)) is not None and high < 100:
        high, low, best = high + 2.0, high + 2.0, found
    high += 2.0
    for _ in range(36):
        middle = (low + high) / 2
        found = at(middle)
        if found is None:
            high = middle
        else:
            low, best = middle, found
    return math.exp(low), *best


def unit_limits(
    crn: FormalCrn,
    parts: Sequence[Part],
    found: Balance,
    unit_M: float,
    demand: Demand,
    spec: OperatingBounds,
) -> Iterator[Limit]:
    """What the training takes from the fuels at this concentration unit."""
    yield from speed_limits(crn, parts, found, spec, False)
    net: dict[str, float] = {}
    level: dict[str, float] = {}
    takers: dict[str, list[tuple[float, int]]] = {}
    for part, z in zip(parts, found.log_scales, strict=True):
        moved = _moved(part, demand, unit_M)
        levels = part.pace.levels(z)
        for f, name in enumerate(part.cluster.fuels):
            net[name] = net.get(name, 0.0) + float(moved[:, f].sum())
            level[name] = float(levels[f])
            takers.setdefault(name, []).extend(
                (float(change), r)
                for change, r in zip(moved[:, f], part.cluster.reactions, strict=True)
            )
    share = f"one sample uses {spec.refill_tolerance:.0%} of"
    for name, changes in takers.items():
        # What other reactions give back in the meantime does not count.
        taken = -sum(min(0.0, change) for change, _ in changes) / demand.samples
        used = taken / level[name] / spec.refill_tolerance
        yield Limit(used, min(changes)[1], f"{share} its fuel {name}")
        used = net[name] / (spec.fuel_ceiling_M - start_level_M(spec))
        why = f"the strands {name} it sets free reach the fuel ceiling by the end"
        yield Limit(used, max(changes)[1], why)
    for part, z in zip(parts, found.log_scales, strict=True):
        levels = part.pace.levels(z)
        own = part.pace.sensitivities @ (_moved(part, demand, unit_M) / levels).T
        relative = np.array([net[f] for f in part.cluster.fuels]) / levels
        others = part.pace.sensitivities @ relative - own.sum(axis=1)
        drifts = (np.abs(own).sum(axis=1) + np.abs(others)) / demand.samples
        for place, drift in enumerate(drifts):
            used = float(drift) / spec.refill_tolerance
            yield Limit(used, part.cluster.reactions[place], f"{share} what sets its pace")


def _moved(part: Part, demand: Demand, unit_M: float) -> Matrix:
    """Net production of fuels in the whole training [M], shape (reactions, fuels)."""
    fired = np.array([demand.firings[r] for r in part.cluster.reactions])
    moved: Matrix = part.pace.use.fuels * fired[:, None] * unit_M
    return moved


def largest_unit(
    crn: FormalCrn, parts: Sequence[Part], speed: float, demand: Demand, spec: OperatingBounds
) -> tuple[float, Limit, bool]:
    """The largest concentration unit [M] at a speed, the bound it meets, and whether it exists."""

    one_order = len({r.order for r in crn.reactions}) == 1
    always = balance(crn, parts, targets_of(crn, speed, 1.0)) if one_order else None

    def at(log_unit: float) -> Limit | None:
        unit = math.exp(log_unit)
        found = always or balance(crn, parts, targets_of(crn, speed, unit))
        if found is None:
            return None
        limits = unit_limits(crn, parts, found, unit, demand, spec)
        return max(limits, key=lambda x: x.used)

    low, high = math.log(1e-15), math.log(spec.fuel_ceiling_M)
    best = at(low)
    if best is None or not best.is_kept:
        return math.exp(low), best or Limit(math.inf, 0, "no fuel levels exist"), False
    for _ in range(48):
        middle = (low + high) / 2
        limit = at(middle)
        if limit is None or not limit.is_kept:
            high = middle
        else:
            low, best = middle, limit
    return math.exp(low), best, True
