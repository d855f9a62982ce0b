"""Trainings side by side give what each gives alone, bit by bit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ncrn_dsd.analyses.robustness import RATES, disturbances
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.outcome import Outcome
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.reaction import Formal, Reaction
from ncrn_dsd.ir.schedule import Content, Dilute, Segment, SegmentKind, Wait
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.model.keys import changed
from ncrn_dsd.networks.registry import build
from ncrn_dsd.pipeline.robustness import outcomes_in_store
from ncrn_dsd.simulation import courses, side_by_side
from ncrn_dsd.simulation.chemistry import Chemistry, formal_chemistry
from ncrn_dsd.simulation.courses import Course, Waiting
from ncrn_dsd.simulation.engine import run
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.mass_action import MassAction, Vector
from ncrn_dsd.simulation.population import Trial, train_population
from ncrn_dsd.simulation.side_by_side import Member
from ncrn_dsd.simulation.training import train
from ncrn_dsd.study.graph import Graph
from ncrn_dsd.study.stages.disturb_formal import train_disturbed, train_each_disturbed

DESIGNS = Path(__file__).parents[3] / "designs"
FEW_STEPS = 60


@pytest.fixture(scope="module")
def program() -> LearningProgram:
    design = read_design(DESIGNS / "linear_regression")
    task = changed(design.task, train_samples=4, validation_samples=3)
    return build(changed(design, task=task, learner=changed(design.learner, epochs=2)))


@pytest.fixture(scope="module")
def chemistry(program: LearningProgram) -> Chemistry:
    return formal_chemistry(program.crn)


def draws_of(
    program: LearningProgram, chemistry: Chemistry, count: int, spread: float = 0.02
) -> list[Trial]:
    """Rates and doses that are off, each draw on its own."""
    found = []
    for number in range(count):
        stream = np.random.default_rng(number)

        def poured(content: Content, stream: np.random.Generator = stream) -> Content:
            return replace(content, amount=content.amount * stream.uniform(0.95, 1.05))

        rates = chemistry.system.rate_terms.rate
        schedule = program.training
        found.append(
            Trial(
                rates=rates * np.exp(stream.normal(0.0, spread, len(rates))),
                schedule=replace(
                    schedule, segments=tuple(s.with_contents(poured) for s in schedule.segments)
                ),
                probes=tuple(p.with_contents(poured) for p in program.probes),
            )
        )
    return found


def alone(program: LearningProgram, chemistry: Chemistry, draw: Trial) -> TrainingRun:
    own = replace(chemistry, system=chemistry.system.with_rates(draw.rates))
    return train(program, own, draw.schedule, draw.probes)


def _makes_weights(reaction: FormalReaction) -> bool:
    made = Counter(reaction.products) - Counter(reaction.reactants)
    return any(name.startswith("W") for name in made)


def test_every_draw_is_what_it_is_alone(program: LearningProgram, chemistry: Chemistry) -> None:
    draws = draws_of(program, chemistry, 11)
    told: dict[int, TrainingRun] = {}
    found = train_population(program, chemistry, draws, ended=told.__setitem__)
    assert found == tuple(alone(program, chemistry, d) for d in draws)
    assert len({r.validation_mse for r in found}) == len(draws)
    assert told == dict(enumerate(found))


def test_an_epoch_ends_with_what_is_done_to_the_vessel_after_it(
    program: LearningProgram, chemistry: Chemistry
) -> None:
    epoch, (setup, *samples) = len(program.task.train), program.training.segments
    away = Segment(SegmentKind.REFILL, "nothing is left", (Dilute(1e-9),))
    kept_up = (setup, *samples[:epoch], away, *samples[epoch:])
    found = [
        train(program, chemistry, schedule, program.probes).epochs[1]
        for schedule in (program.training, replace(program.training, segments=kept_up))
    ]
    learned, gone = (max(map(abs, one.coefficients)) for one in found)
    assert gone < 1e-6 * learned


STRANDS = (
    "A X -> B",
    "A Y -> C D",
    "A Z -> C C",
    "A Z -> ",
    "Y X -> D Z",
    "B -> X Y",
    "C -> D",
    "D ->",
    "-> X",
    "X X -> Z",
    "A B -> A C",
    "X Y Z -> D",
)
"""Reactions of every kind that the kernels tell apart, and of some that they do not."""


def test_lanes_follow_reactions_of_every_kind_as_one_alone_does() -> None:
    pairs = [tuple(part.split() for part in line.split("->")) for line in STRANDS]
    names = sorted({name for pair in pairs for part in pair for name in part})
    system: MassAction[Formal] = MassAction(
        names, [Reaction(tuple(a), tuple(b), 1.0) for a, b in pairs]
    )
    met = system.plan.reactions.meetings
    assert (len(met.partner), len(met.also), len(met.hub)) == (6, 4, 3)
    stream = np.random.default_rng(7)
    rates = 10.0 ** stream.uniform(-2.0, 1.0, (9, len(pairs)))
    starts = stream.uniform(0.0, 2.0, (9, len(names)))

    def waits(start: Vector) -> Course[Vector]:
        first = yield Waiting(start, 1.5)
        end: Vector = yield Waiting(first, 3.0)
        return end

    members = [Member(waits(s), r) for s, r in zip(starts, rates, strict=True)]
    side_by_side.follow_side_by_side(members, system, Tolerances())
    for member, own, start in zip(members, rates, starts, strict=True):
        single = courses.alone(waits(start), system.with_rates(own), Tolerances())
        assert np.array_equal(member.result(), single)
        slope = system.with_rates(own).rhs(0.0, start)
        moved = integrate(system.with_rates(own), start, 1e-7, Tolerances())
        assert (moved - start) / 1e-7 == pytest.approx(slope, rel=1e-4, abs=1e-4)


def test_neither_threads_nor_neighbours_change_a_draw(
    program: LearningProgram, chemistry: Chemistry
) -> None:
    draws = draws_of(program, chemistry, 19)
    whole = train_population(program, chemistry, draws, threads=3)
    assert train_population(program, chemistry, draws) == whole
    assert train_population(program, chemistry, draws[7:9], threads=2) == whole[7:9]
    assert train_population(program, chemistry, []) == ()


def test_a_draw_that_fails_says_why_and_leaves_the_others_alone(
    program: LearningProgram, chemistry: Chemistry
) -> None:
    draws = draws_of(program, chemistry, 3)
    # Weights so large that a wait takes many steps, and rate constants that are no numbers.
    few = replace(chemistry, tolerances=replace(chemistry.tolerances, max_steps=FEW_STEPS))
    updates = np.array([_makes_weights(r) for r in program.crn.reactions])
    wild = replace(draws[1], rates=draws[1].rates * np.where(updates, 1e4, 1.0))
    none = replace(draws[0], rates=draws[0].rates * np.nan)
    mixed = [draws[0], wild, none, draws[2]]
    found = train_population(program, few, mixed)
    expected = [alone(program, few, d) for d in mixed]
    assert [r.failure for r in found] == [r.failure for r in expected]
    assert (found[0], found[3]) == (expected[0], expected[3])
    assert found[1].online_errors == expected[1].online_errors
    assert found[1].failure is not None
    assert found[2].failure is not None


def test_pivoting_takes_over_where_no_factorisation_is_trusted(
    program: LearningProgram, chemistry: Chemistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SMALLEST_PIVOT", 2.0)
    draws = draws_of(program, chemistry, 2)
    assert train_population(program, chemistry, draws) == tuple(
        alone(program, chemistry, d) for d in draws
    )


def test_an_interrupted_batch_keeps_the_draws_that_were_through(
    program: LearningProgram, tmp_path: Path
) -> None:
    # Of different length, so that they end one after the other.
    waits = program.training.segments
    short = [replace(program.training, segments=waits[: 2 + n]) for n in range(3)]
    draws = [
        (replace(program, training=schedule), 1.0, off)
        for schedule, off in zip(short, disturbances(RATES, 1, 3), strict=True)
    ]
    made: list[int] = []

    def interrupted(asked: Any, keep: Any) -> None:
        def keep_two(place: int, outcome: Outcome) -> None:
            if len(made) == 2:
                raise KeyboardInterrupt
            made.append(place)
            keep(place, outcome)

        train_each_disturbed(asked, keep_two)

    with pytest.raises(KeyboardInterrupt):
        Graph.in_folder(tmp_path).run_many(train_disturbed, draws, interrupted)
    assert len(made) == 2
    left: list[int] = []

    def counted(asked: Any, keep: Any) -> None:
        left.append(len(asked))
        train_each_disturbed(asked, keep)

    again = Graph.in_folder(tmp_path).run_many(train_disturbed, draws, counted)
    assert left == [1]
    assert again == outcomes_in_store(tmp_path / "fresh", draws)


def test_probes_side_by_side_are_what_they_are_one_after_the_other(
    program: LearningProgram, chemistry: Chemistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = replace(program.probes[1], actions=(Wait(-1.0), *program.probes[1].actions))
    also = replace(program.probes[2], actions=(Wait(-2.0),))
    probes = [program.probes, (program.probes[0], wrong, also)]
    first = [train(program, chemistry, program.training, each) for each in probes]
    followed: list[int] = []
    follow = side_by_side.follow_side_by_side

    def counted(members: Any, *rest: Any) -> None:
        followed.append(len(members))
        follow(members, *rest)

    monkeypatch.setattr(courses, "FEWEST", 2)
    monkeypatch.setattr(courses, "SMALLEST", 0)
    monkeypatch.setattr(side_by_side, "follow_side_by_side", counted)
    assert [train(program, chemistry, program.training, each) for each in probes] == first
    assert followed == [3, 3, 3, 3]
    assert first[0].failure is None
    assert "-1" in str(first[1].failure)
