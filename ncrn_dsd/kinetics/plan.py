"""Fuel levels over the whole training: start, refills, end, and the rates they give."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.kinetics.balance import Balance, Part, held_in_all
from ncrn_dsd.kinetics.constants import Constants, constants
from ncrn_dsd.kinetics.response import Vector
from ncrn_dsd.kinetics.scales import Demand, OperatingBounds, start_level_M

_CLOSE = 1 + 1e-6
_FELT = 0.05
"""Sensitivity from which on a fuel is worth following."""
_FELT_HOLD = 1e-3
"""Hold from which on it is worth keeping."""
_STEP = 1e-4
_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class FuelPlan:
    """Levels of every fuel [M], by name.

    Parameters
    ----------
    change: net production by the chemistry in one sample; negative for what is used up.
    refill_every: samples between two refills.
    refill: what one refill adds.
    """

    start: Mapping[str, float]
    change: Mapping[str, float]
    refill: Mapping[str, float]
    refill_every: int
    samples: int

    @property
    def refills(self) -> int:
        """Number of refills in the whole training; none follows the last sample."""
        return (self.samples - 1) // self.refill_every

    def level(self, fuel: str, samples: int, refills: int) -> float:
        """Level after this many samples and refills [M]."""
        moved = self.change[fuel] * samples + self.refill[fuel] * refills
        return max(0.0, self.start[fuel] + moved)

    def end(self, fuel: str) -> float:
        """Level after the last sample [M]."""
        return self.level(fuel, self.samples, self.refills)

    def checkpoints(self) -> tuple[tuple[int, int], ...]:
        """Samples and refills at the start, around the first and a middle refill, at the end."""
        every, middle = self.refill_every, self.refills // 2
        first = min(every, self.samples)
        last = min(every * (middle + 1), self.samples)
        points = ((0, 0), (first, 0), (every * middle, middle), (last, middle))
        return tuple(dict.fromkeys((*points, (self.samples, self.refills))))


def plan_of(
    system: DsdSystem,
    parts: Sequence[Part],
    found: Balance,
    unit_M: float,
    demand: Demand,
    spec: OperatingBounds,
) -> FuelPlan:
    """Refills that make up for what is used, and let pace fuels follow strands that build up.

    Rates are right in the middle between two refills. A strand that every firing sets free and
    that slows its gate down (a back strand) ends higher than it starts, and the fuels that work
    against it must end higher too. Their rise is spread evenly over the refills.
    """
    start = {fuel.name: start_level_M(spec) for fuel in system.fuels}
    change = dict.fromkeys(start, 0.0)
    for part, z in zip(parts, found.log_scales, strict=True):
        fired = np.array([demand.firings[r] for r in part.cluster.reactions])
        per_sample = fired * unit_M / demand.samples
        levels = part.pace.levels(z)
        for f, name in enumerate(part.cluster.fuels):
            start[name] = float(levels[f])
            change[name] += float(per_sample @ part.pace.use.fuels[:, f])
    every = _refill_every(parts, start, change, spec.refill_tolerance, demand.samples)
    used = {f: max(0.0, -moved) for f, moved in change.items()}
    half, rise = every / 2, dict.fromkeys(start, 0.0)
    for part, state in zip(parts, found.states, strict=True):
        names = part.cluster.fuels
        begun = np.array([start[f] for f in names])
        grown = np.array([max(0.0, change[f]) for f in names])
        early, late = (
            followed(
                part,
                state,
                begun + grown * at,
                left_over(part, unit_M, demand, at / demand.samples),
            )
            for at in (half, demand.samples - half)
        )
        for f in followers(part):
            rise[names[f]] = float(late[f] - early[f]) / max(1.0, demand.samples - every)
            start[names[f]] = float(early[f]) - rise[names[f]] * half
    # Everything that is used up oscillates around its level; the highest point follows a refill.
    start = {f: level + used[f] * half for f, level in start.items()}
    refill = {f: max(0.0, (used[f] + rise[f]) * every) for f in start}
    return FuelPlan(start, change, refill, every, demand.samples)


def _refill_every(
    parts: Sequence[Part],
    start: Mapping[str, float],
    change: Mapping[str, float],
    tolerance: float,
    samples: int,
) -> int:
    """The largest number of samples in which no fuel and no rate loses more than the tolerance."""
    lasting = [tolerance * start[f] / -moved for f, moved in change.items() if moved < 0]
    for part in parts:
        relative = np.array([change[f] / start[f] for f in part.cluster.fuels])
        drifts = np.abs(part.pace.sensitivities @ relative)
        lasting += [tolerance / float(drift) for drift in drifts if drift > 0]
    return max(1, min(samples, math.floor(min(lasting, default=samples) * _CLOSE)))


def followers(part: Part) -> list[int]:
    """Fuels that may be raised so that a cluster stays as it is: its own, and they speed it up."""
    best = part.pace.sensitivities.max(axis=0)
    shared = part.cluster.shape.shared
    return [f for f in range(len(best)) if not shared[f] and best[f] > _FELT]


def followed(part: Part, wanted: Constants, fuels: Vector, left: Vector) -> Vector:
    """Fuel levels [M] at which a cluster keeps its rates and its holds, by chord iteration.

    Parameters
    ----------
    fuels: levels that are given, and first guesses for the followers.
    """
    places = followers(part)
    felt = wanted.holds > _FELT_HOLD

    def gap(levels: Vector) -> Vector:
        state = constants(part.response, replace(part.pace.base, fuels=levels, left=left))
        ratios = (wanted.rates / state.rates, wanted.holds[felt] / state.holds[felt])
        return np.log(np.concatenate(ratios))

    levels = fuels.copy()
    now = gap(levels)
    slopes = []
    for f in places:
        moved = levels.copy()
        moved[f] *= math.exp(_STEP)
        slopes.append((now - gap(moved)) / _STEP)
    inverse = np.linalg.pinv(np.array(slopes).T, rcond=1e-6)
    for _ in range(_ROUNDS):
        step = np.clip(inverse @ now, -0.5, 0.5)
        if np.abs(step).max() < 1e-7:
            break
        levels[places] *= np.exp(step)
        now = gap(levels)
    return levels


def left_over(part: Part, unit_M: float, demand: Demand, done: float) -> Vector:
    """Inner strands that have built up after a part `done` of the training [M].

    Only those that something reads: another inner species meets them.
    """
    shape = part.cluster.shape
    first = shape.fuels + shape.signals
    read = np.zeros(shape.inner, dtype=bool)
    for step in shape.steps:
        if len(step.reactants) == 2 and min(step.reactants) >= first:
            read[[p - first for p in step.reactants]] = True
    fired = np.array([demand.firings[r] for r in part.cluster.reactions]) * unit_M * done
    return np.where(read, np.maximum(0.0, fired @ part.pace.use.inner), 0.0)


def rates_over_training(
    crn: FormalCrn, parts: Sequence[Part], plan: FuelPlan, unit_M: float, demand: Demand
) -> list[list[float]]:
    """Per checkpoint, the constant of every reaction per total concentration [M^(1-n)/s]."""
    table: list[list[float]] = []
    for samples, refills in plan.checkpoints():
        done: dict[tuple[int, bytes, bytes], Constants] = {}
        states: list[Constants] = []
        for part in parts:
            names = part.cluster.fuels
            fuels = np.array([plan.level(f, samples, refills) for f in names])
            left = left_over(part, unit_M, demand, samples / plan.samples)
            key = id(part.response), fuels.tobytes(), left.tobytes()
            if key not in done:
                point = replace(part.pace.base, fuels=fuels, left=left)
                done[key] = constants(part.response, point)
            states.append(done[key])
        held = held_in_all(crn, parts, states)
        rates = [0.0] * len(crn.reactions)
        for part, state in zip(parts, states, strict=True):
            for r, rate in zip(part.cluster.reactions, state.rates, strict=True):
                free = math.prod(1 + held[s] for s in crn.reactions[r].reactants)
                rates[r] = float(rate) / free
        table.append(rates)
    return table
