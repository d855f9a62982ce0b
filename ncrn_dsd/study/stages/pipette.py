"""Strands at levels that are given -> their training as a bench pipettes it.

Every dose takes room, and all else is thinned by it. Refills are poured from a few premixed
stocks, and what a refill pours of each is what brings the fuels nearest to their levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np
from scipy.optimize import nnls

from ncrn_dsd.enumeration.removal import removable_by
from ncrn_dsd.handoff.liquids.components import components_of
from ncrn_dsd.handoff.liquids.premixes import Premix, premix_nM, shares_of, wanted_of
from ncrn_dsd.handoff.liquids.sinks import sink_of
from ncrn_dsd.handoff.liquids.stocks import stock_concentration_nM
from ncrn_dsd.handoff.liquids.vessels import dose_share
from ncrn_dsd.ir.bench import NM_PER_UM
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dose,
    MoveToFresh,
    Read,
    Refill,
    Schedule,
    Segment,
    Sink,
    TopUp,
    Wait,
)
from ncrn_dsd.kinetics.schedule import topped_up_schedule
from ncrn_dsd.model.lab import LabSettings
from ncrn_dsd.simulation.chemistry import chemistry_at
from ncrn_dsd.simulation.mass_action import Vector
from ncrn_dsd.simulation.training import SimulatedVessel
from ncrn_dsd.study.stage import Work, stage
from ncrn_dsd.units import M_PER_NM

_WINDOW = 3
"""Refills that are looked at together for what is used up in one proportion: a sample of its own
says less of that than some."""
_LEAST_SHARE = 0.003
"""What is less of a premix is left to the others."""
_ROUNDS = 5
"""A refill thins what it refills, so that its size is found in rounds."""
_ITERATIONS, _TINY = 2000, 1e-12


@dataclass(frozen=True, slots=True)
class Pipetted:
    """A training as it is pipetted.

    Parameters
    ----------
    schedule: with the room that every dose takes.
    missing: what fuels were below their levels before each refill, and after the last sample;
        below zero what was above [M].
    """

    schedule: Schedule
    missing: tuple[Refill, ...]


@dataclass(frozen=True)
class _Stocks:
    """What doses are drawn from.

    Parameters
    ----------
    nM: of every undiluted fuel, signal and sink.
    annealed: names of those that stand in buffer.
    """

    nM: Mapping[str, float]
    annealed: frozenset[str]

    @classmethod
    def of(cls, system: DsdSystem, lab: LabSettings) -> _Stocks:
        """Those that a plan takes when all mixes fit at the usual concentrations."""
        strand_uM = lab.stock_levels_uM[0]
        complexes = [s.complex for s in system.signals] + [f.complex for f in system.fuels]
        called = {strand: " ".join(strand) for c in complexes for strand in c.strands}
        components = components_of(system, called, (), lab.excess_ratio)
        each_uM = dict.fromkeys(called.values(), strand_uM)
        nM = {c.name: stock_concentration_nM(c, each_uM, lab.anneal_uM) for c in components}
        nM |= {sink_of(f.name): strand_uM * NM_PER_UM for f in system.fuels}
        return cls(nM, frozenset(c.name for c in components if c.annealed))

    def premix(self, shares: Mapping[str, float]) -> Premix:
        """A premix of so much of each."""
        kept = shares_of(tuple(shares.items()))
        return Premix("", kept, premix_nM(kept, self.nM, self.annealed.__contains__))


@dataclass
class _Filling:
    """How full a vessel is, and what room doses take in it."""

    stocks: _Stocks
    lab: LabSettings
    volume_uL: float = 0.0
    has_begun: bool = False

    def __post_init__(self) -> None:
        assert self.lab.first_mix_uL is not None
        self.volume_uL = self.lab.first_mix_uL

    def dosed(self, action: Dose) -> Dose:
        """A dose with the room that it takes; what is mixed before the first wait takes none."""
        return replace(action, takes=self._share(action) if self.has_begun else 0.0)

    def note(self, action: Action) -> None:
        """What an action leaves of the volume."""
        self.has_begun |= isinstance(action, Wait)
        match action:
            case Dose(_, takes) | Sink(_, takes):
                self.volume_uL /= 1 - takes
            case MoveToFresh():
                assert self.lab.first_mix_uL is not None
                self.volume_uL = self.lab.first_mix_uL
            case Read(species, _):
                taken = self.lab.read_uL(len(species))
                self.volume_uL = max(self.volume_uL - taken, taken)

    def _share(self, action: Dose) -> float:
        wanted = wanted_of(action)
        return dose_share(
            wanted,
            self.volume_uL,
            self.stocks.nM,
            self.lab.smallest_uL,
            self.stocks.annealed.__contains__,
        )


@dataclass
class _Bench:
    """A vessel that is trained, and the notes of what is done to it.

    Parameters
    ----------
    refills, sinks: premixes; None to add exactly what is missing, each time from a premix of its
        own.
    """

    vessel: SimulatedVessel
    filling: _Filling
    single: frozenset[str]
    refills: Sequence[Premix] | None = None
    sinks: Premix | None = None
    missing: list[Refill] = field(default_factory=list)

    def carry_out(self, segment: Segment, *, is_last: bool) -> Segment | None:
        """The segment as it is pipetted; None for a refill in which nothing is done."""
        done: list[Action] = []
        for action in segment.actions:
            match action:
                case TopUp(levels):
                    self.missing.append(self.vessel.missing(levels))
                    found = [] if is_last else self._refill(levels)
                case Dose():
                    found = [self.filling.dosed(action)]
                case _:
                    found = [action]
            for one in found:
                self.vessel.carry_out(Segment(segment.kind, segment.label, (one,)))
                self.filling.note(one)
            done += found
        return Segment(segment.kind, segment.label, tuple(done)) if done else None

    def _refill(self, levels: Refill) -> list[Action]:
        refills = self.refills
        if refills is None:
            refills = self._exactly(levels)
        amounts, takes = self._amounts(levels, refills)
        actions: list[Action] = []
        for amount, premix in zip(amounts, refills, strict=True):
            if self._can_be_poured(amount, premix):
                actions.append(Dose(_contents(amount, premix), amount / premix.nM))
        return [*self._sunk(levels, takes), *actions]

    def _exactly(self, levels: Refill) -> list[Premix]:
        below = {c.species: c.amount for c in self.vessel.missing(levels) if c.amount > 0}
        return [self.filling.stocks.premix(below)] if below else []

    def _amounts(self, levels: Refill, premixes: Sequence[Premix]) -> tuple[list[float], float]:
        """Of every premix what brings fuels nearest to their levels [nM], and the room it takes."""
        index = {c.species: i for i, c in enumerate(levels)}
        columns = np.zeros((len(levels), len(premixes)))
        for k, premix in enumerate(premixes):
            for name, share in premix.shares:
                columns[index[name], k] = share
        wanted = np.array([self.vessel.amount(c) for c in levels])
        held = np.array([self.vessel.found(c.species) for c in levels])
        is_sunk = np.array([c.species in self.single for c in levels])
        dosed = columns.any(axis=1)
        amounts, takes = np.zeros(len(premixes)), 0.0
        for _ in range(_ROUNDS if premixes else 0):
            below = wanted - held * (1 - takes)
            # What is above its level asks for less of a premix, unless a sink lowers it.
            below[is_sunk] = np.maximum(below[is_sunk], 0.0)
            amounts = nnls(columns[dosed], below[dosed])[0]
            takes = sum(a / p.nM for a, p in zip(amounts, premixes, strict=True))
        return [float(a) for a in amounts], float(takes)

    def _can_be_poured(self, nM: float, premix: Premix) -> bool:
        return nM / premix.nM * self.filling.volume_uL >= self.filling.lab.smallest_uL

    def _sunk(self, levels: Refill, takes: float) -> list[Action]:
        """A sink of what is still above its level once the refill is in."""
        above = {
            c.species: float(self.vessel.found(c.species) * (1 - takes) - self.vessel.amount(c))
            for c in levels
            if c.species in self.single
        }
        premix = self.sinks
        if premix is None:
            surplus = {sink_of(name): nM for name, nM in above.items() if nM > 0}
            if not surplus:
                return []
            premix = self.filling.stocks.premix(surplus)
        named = {sink_of(name): name for name in above}
        shares = [(named[name], share) for name, share in premix.shares]
        amount = sum(above[n] * s for n, s in shares) / sum(s * s for _, s in shares)
        # A sink that finds nothing to bind would take away what comes later.
        amount = min(amount, *(self.vessel.found(n) / s for n, s in shares))
        if not self._can_be_poured(amount, premix):
            return []
        bound = Premix("", tuple(shares), premix.nM)
        return [Sink(_contents(amount, bound), amount / premix.nM)]


def _contents(nM: float, premix: Premix) -> Refill:
    return tuple(Content(name, nM * share * M_PER_NM) for name, share in premix.shares)


def with_room(schedule: Schedule, system: DsdSystem, lab: LabSettings) -> Schedule:
    """A schedule without refills, with the room that every dose takes.

    Parameters
    ----------
    lab: with a volume of the first mix.
    """
    filling = _Filling(_Stocks.of(system, lab), lab)

    def filled(action: Action) -> Action:
        done = filling.dosed(action) if isinstance(action, Dose) else action
        filling.note(done)
        return done

    segments = [
        replace(s, actions=tuple(filled(action) for action in s.actions)) for s in schedule.segments
    ]
    return replace(schedule, segments=tuple(segments))


@stage("plan pipetting")
def plan_pipetting(
    work: Work,
    program: LearningProgram,
    system: DsdSystem,
    network: ReactionNetwork,
    point: Realisation,
    lab: LabSettings,
) -> Pipetted:
    """The training with refills from premixes, and with the room that every dose takes.

    Where nothing is refilled, volumes follow from doses and reads alone. Else it is carried out
    twice without disturbance. First every refill adds exactly what is missing,
    which says what is used up together; non-negative factors of that (Lee and Seung 2001,
    multiplicative updates for the squared error) are the proportions of the premixes. Then every
    refill pours of these what brings the fuels nearest to their levels, and sinks take out what
    piled up of single strands.

    Parameters
    ----------
    network: that is simulated.
    lab: with a volume of the first mix.

    Raises
    ------
    SimulationError: fuels are refilled, and the undisturbed training stops.
    """
    training = topped_up_schedule(program.training, point)
    if not any(isinstance(action, TopUp) for action in training.actions):
        return Pipetted(with_room(training, system, lab), ())
    chemistry = chemistry_at(network, point).removing(removable_by(training, system, network))
    single = frozenset(f.name for f in system.fuels if len(f.complex.strands) == 1)
    steps = 2 * len(training.segments)

    def carried_out(bench: _Bench, before: int) -> Pipetted:
        done: list[Segment] = []
        for number, segment in enumerate(training.segments, start=1):
            found = bench.carry_out(segment, is_last=number == len(training.segments))
            done += [] if found is None else [found]
            work.report(before + number, steps)
        return Pipetted(replace(training, segments=tuple(done)), tuple(bench.missing))

    stocks = _Stocks.of(system, lab)

    def bench() -> _Bench:
        vessel = SimulatedVessel(chemistry, chemistry.tolerances)
        return _Bench(vessel, _Filling(stocks, lab), single)

    refills = carried_out(bench(), 0).missing[:-1]
    if not refills:
        return carried_out(bench(), len(training.segments))
    mixes = [stocks.premix(shares) for shares in _used_together(refills, lab.refill_mixes)]
    surplus = {name: -nM for name, nM in _summed(refills).items() if name in single and nM < 0}
    sinks = stocks.premix({sink_of(n): nM for n, nM in surplus.items()}) if surplus else None
    return carried_out(replace(bench(), refills=mixes, sinks=sinks), len(training.segments))


def _summed(refills: Iterable[Refill]) -> dict[str, float]:
    found: dict[str, float] = {}
    for content in chain.from_iterable(refills):
        found[content.species] = found.get(content.species, 0.0) + content.amount
    return found


def _used_together(refills: Sequence[Refill], number: int) -> list[dict[str, float]]:
    """Proportions of fuels, of which sums come near what is missing at every refill."""
    windows = [refills[i : i + _WINDOW] for i in range(0, len(refills), _WINDOW)]
    sums = [_summed(window) for window in windows]
    names = sorted({name for each in sums for name, amount in each.items() if amount > 0})
    used = np.array([[max(0.0, each[name]) for name in names] for each in sums])
    factors = _factors(used / used.max(), min(number, len(windows)))
    found = []
    for row in factors / factors.sum(axis=1, keepdims=True):
        kept = {name: float(s) for name, s in zip(names, row, strict=True) if s >= _LEAST_SHARE}
        found.append(kept)
    return found


def _factors(matrix: Vector, number: int) -> Vector:
    """Rows of which non-negative sums come near the rows of a matrix, shape (number, columns)."""
    # Any start does that is equal every time and without symmetry.
    numbers = np.random.default_rng(0)
    weights, rows = (numbers.random(s) for s in ((len(matrix), number), (number, matrix.shape[1])))
    for _ in range(_ITERATIONS):
        rows *= (weights.T @ matrix) / (weights.T @ weights @ rows + _TINY)
        weights *= (matrix @ rows.T) / (weights @ rows @ rows.T + _TINY)
    return rows
