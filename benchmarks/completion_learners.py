"""Two classifiers whose reactions run to completion, as plain networks with a schedule.

W_i + F_i -> W_i + F_i + Z predicts from features F_i, the label L of the sample annihilates with
the prediction of its own sign, and what is left of it takes traces: T_i + L -> W_i, so that a step
is as large as the dose of T_i. A cleaner removes traces, labels and predictions before the next
sample.
One u is 10 nM and one tau 150 s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation
from ncrn_dsd.ir.network import Kinetics, ReactionNetwork
from ncrn_dsd.ir.program import Encoding, LearningProgram, RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.schedule import (
    Action,
    Content,
    Dose,
    Read,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
    Wait,
)
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.study.stages.enumerate import enumerate_system
from ncrn_dsd.study.stages.leak import add_leaks
from ncrn_dsd.study.stages.toeholds import limits_for, with_toeholds
from ncrn_dsd.study.stages.uncondense import uncondense_network
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

SCHEME = "soloveichik2010_noEmpty"
TOEHOLD_NT = 5
GATES_M, BACK_STRANDS_M = 300e-9, 200e-9
UNIT_M, UNIT_S = 10e-9, 150.0
LEAKY_COMPLEXES = 30_000
"""Beyond them, what complexes do that only leaks make is not followed."""
_RAILS = ("p", "m")
_PACE_u, _CLEANER_u, _LABEL_u = 1.5, 15.0, 10.0
_FEATURE_u, _TRACE_u = 5.0, 6.0
_FIRST_WEIGHT_u = 0.01

Point = tuple[float, ...]


@dataclass(frozen=True)
class CompletionLearner:
    """What differs between the two.

    Parameters
    ----------
    features: F_i and T_i, each worth one value or the smaller one of two.
    has_ands: a feature is the smaller one of two values, by A_i + B_i -> F_i.
    waits_tau: for the prediction, the update and the cleaner.
    label: the class of a point, and its distance to the boundary.
    """

    name: str
    features: Callable[[Point], tuple[Point, ...]]
    has_ands: bool
    waits_tau: tuple[float, float, float]
    label: Callable[[Point], tuple[float, float]]
    highest_input: float
    least_distance: float
    samples: int

    @property
    def size(self) -> int:
        """How many features there are."""
        return len(self.features((0.0, 0.0)))

    def dosed(self, point: Point, trace: bool) -> Iterator[tuple[str, float]]:
        """The species that bring the features of a point, with amounts in u."""
        amount = _TRACE_u if trace else _FEATURE_u
        names = ("ab" if trace else "AB") if self.has_ands else ("T" if trace else "F")
        for i, values in enumerate(self.features(point)):
            for name, value in zip(names, values, strict=True):
                yield f"{name}{i}", amount * value


def _quadrants(point: Point) -> tuple[Point, ...]:
    low, high = zip(*((x, 1 - x) for x in point), strict=True)
    return tuple((a, b) for a in (low[0], high[0]) for b in (low[1], high[1]))


HALF_PLANE = CompletionLearner(
    "half plane",
    lambda x: ((1 - (x[0] + x[1]) / 4,), (x[0] / 2,), (x[1] / 2,)),
    has_ands=False,
    waits_tau=(8.0, 10.0, 8.0),
    label=lambda x: (float(np.sign(x[0] + 2 * x[1] - 2)), abs(x[0] + 2 * x[1] - 2)),
    highest_input=2.0,
    least_distance=0.2,
    samples=66,
)
XOR = CompletionLearner(
    "XOR",
    _quadrants,
    has_ands=True,
    waits_tau=(10.0, 12.0, 10.0),
    label=lambda x: (
        float(-np.sign((x[0] - 0.5) * (x[1] - 0.5))),
        min(abs(x[0] - 0.5), abs(x[1] - 0.5)),
    ),
    highest_input=1.0,
    least_distance=0.1,
    samples=72,
)


def program_of(learner: CompletionLearner, held_out: int) -> LearningProgram:
    """The network with its schedule; classes alternate, and the held-out points are tested last."""
    train = _samples(learner, learner.samples, seed=1, balanced=True)
    test = _samples(learner, held_out, seed=2, balanced=False)
    reactions = tuple(_reactions(learner))
    names = sorted({x for r in reactions for x in (*r.reactants, *r.products)})
    weights = tuple(RailedQuantity(f"w{i}", f"W{i}_p", f"W{i}_m", 4.0) for i in range(learner.size))
    start = (("Pace", _PACE_u), *((w, _FIRST_WEIGHT_u) for q in weights for w in q.species))
    training = (
        Segment(SegmentKind.SETUP, "setup", tuple(_doses(start))),
        *(_lesson(learner, number, s) for number, s in enumerate(train, start=1)),
    )
    dosed = {name for trace in (False, True) for name, _ in learner.dosed((0.0, 0.0), trace)}
    return LearningProgram(
        name=learner.name,
        crn=FormalCrn(tuple(map(Species, names)), reactions),
        encoding=Encoding(
            weights,
            (),
            (RailedQuantity("y", "Z_p", "Z_m", _LABEL_u),),
            ("Z_p", "Z_m", "Clean"),
        ),
        task=LearningTask(learner.name, train, test[:1], None, None, 1, test, threshold=0.0),
        training=Schedule(training, ScheduleUnits.ABSTRACT),
        probes=tuple(_probe(learner, s) for s in (*test[:1], *test)),
        epochs=1,
        learning_rate=0.0,
        initial_weights=(0.0,) * learner.size,
        reference=Reference(held_out, 1.0, 1.0),
        loss=Loss.MARGIN,
        may_dose=tuple(sorted(dosed | {"L_p", "L_m", "Z_p", "Z_m", "Clean", "Pace"})),
    )


def _samples(
    learner: CompletionLearner, count: int, seed: int, *, balanced: bool
) -> tuple[Sample, ...]:
    stream, found = np.random.default_rng(seed), list[Sample]()
    while len(found) < count:
        point = tuple(map(float, stream.uniform(0.0, learner.highest_input, 2)))
        label, distance = learner.label(point)
        wanted = 1.0 if len(found) % 2 == 0 else -1.0
        if distance >= learner.least_distance and (label == wanted or not balanced):
            found.append(Sample(point, (label,)))
    return tuple(found)


def _reactions(learner: CompletionLearner) -> Iterator[FormalReaction]:
    def reaction(reactants: str, products: str, rate: float, item: str) -> FormalReaction:
        return FormalReaction(
            tuple(reactants.split()), tuple(products.split()), rate, Origin("completion", item)
        )

    dosed = [name for trace in (False, True) for name, _ in learner.dosed((0.0, 0.0), trace)]
    for i in range(learner.size):
        if learner.has_ands:
            yield reaction(f"A{i} B{i}", f"F{i}", 1.2, f"and of F{i}")
            yield reaction(f"a{i} b{i}", f"T{i}", 1.2, f"and of T{i}")
        for s in _RAILS:
            yield reaction(f"W{i}_{s} F{i}", f"W{i}_{s} F{i} Z_{s}", 0.4, f"forward {i} {s}")
            yield reaction(f"T{i} L_{s}", f"W{i}_{s}", 0.225, f"update {i} {s}")
        yield reaction(f"W{i}_p W{i}_m", "", 0.45, f"rails of W{i}")
    forward = {n for n in dosed if n[0] in "AB"} | {f"F{i}" for i in range(learner.size)}
    for name in sorted(forward):
        yield reaction(f"{name} Pace", "Pace", 1 / _PACE_u, f"drain of {name}")
    yield reaction("Z_p Z_m", "", 1.2, "rails of Z")
    for s in _RAILS:
        yield reaction(f"L_{s} Z_{s}", "", 1.2, f"comparison {s}")
    traces = {n for n in dosed if n[0] in "ab"} | {f"T{i}" for i in range(learner.size)}
    for name in (*sorted(traces), "L_p", "L_m", "Z_p", "Z_m"):
        yield reaction(f"{name} Clean", "Clean", 0.5, f"cleaning of {name}")
    yield reaction("Clean Pace", "Pace", 1.875 / _PACE_u, "drain of the cleaner")


def _doses(amounts: Sequence[tuple[str, float]]) -> Iterator[Dose]:
    return (Dose((Content(name, amount),)) for name, amount in amounts)


def _lesson(learner: CompletionLearner, number: int, sample: Sample) -> Segment:
    predicting, updating, cleaning = map(Wait, learner.waits_tau)
    label = "L_p" if sample.targets[0] > 0 else "L_m"
    actions: tuple[Action, ...] = (
        *_doses(tuple(learner.dosed(sample.inputs, trace=False))),
        *_doses(((label, _LABEL_u),)),
        predicting,
        Read(("Z_p", "Z_m"), f"prediction {number}"),
        *_doses(tuple(learner.dosed(sample.inputs, trace=True))),
        updating,
        *_doses((("Clean", _CLEANER_u),)),
        cleaning,
    )
    return Segment(SegmentKind.SAMPLE, f"epoch 1, sample {number}", actions)


def _probe(learner: CompletionLearner, sample: Sample) -> Segment:
    actions: tuple[Action, ...] = (
        *_doses(tuple(learner.dosed(sample.inputs, trace=False))),
        Wait(learner.waits_tau[0]),
        Read(("Z_p", "Z_m"), "prediction"),
    )
    return Segment(SegmentKind.PROBE, "probe", actions)


@dataclass(frozen=True)
class Strands:
    """A learner as strands, with every step of what they do.

    Parameters
    ----------
    condensed: without toehold complexes.
    leaky: with leaks of 1 /(M s) for every pair that can leak.
    """

    system: DsdSystem
    condensed: ReactionNetwork
    network: ReactionNetwork
    leaky: ReactionNetwork
    point: Realisation


def strands_of(program: LearningProgram) -> Strands:
    """Translate, enumerate, uncondense and add leaks; all gates have the same levels."""
    scheme = load_scheme(SCHEME)
    system = with_toeholds(translate(program.crn, scheme), TOEHOLD_NT)
    limits = limits_for(
        EnumerationOptions(
            max_complexes=100_000,
            max_reactions=500_000,
            reject_remote=scheme.meta.reject_remote,
        ),
        TOEHOLD_NT,
    )
    dosed = frozenset(program.may_dose) | {x for q in program.encoding.weights for x in q.species}
    condensed = enumerate_system.alone(program.crn, system, dosed, limits)
    network = uncondense_network.alone(system, condensed, limits)
    first = add_leaks.alone(
        program.crn,
        system,
        network,
        dosed,
        replace(limits, max_complexes=LEAKY_COMPLEXES, leak_per_M_s=1.0),
        Kinetics.UNCONDENSED,
    )
    point = Realisation(
        concentration_unit_M=UNIT_M,
        time_unit_s=UNIT_S,
        rates=(),
        fuels=tuple(
            FuelLevel(f.name, GATES_M if len(f.complex.strands) > 1 else BACK_STRANDS_M, 0.0, 0.0)
            for f in system.fuels
        ),
        free=tuple(FreeFraction(s, 1.0) for s in program.crn.names),
        refill_every=len(program.training.segments),
        speed_limit="as given",
        concentration_limit="as given",
    )
    return Strands(system, condensed, network, first.network, point)
