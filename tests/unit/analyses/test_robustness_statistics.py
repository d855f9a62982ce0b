"""Draws have seeds of their own, and statistics hide no draw."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from learning_fixture import training

from ncrn_dsd.analyses.robustness import (
    DOSES,
    DYING,
    KINDS,
    LEAKING,
    OVERLAP,
    PIPETTING,
    RATES,
    READS,
    STOCKS,
    TOGETHER,
    USUAL,
    VESSEL,
    WAITS,
    disturbances,
    outcome_of,
)
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.outcome import Outcome, OutcomeBounds
from ncrn_dsd.ir.robustness import Draw, ErrorsOfKind
from ncrn_dsd.ir.schedule import Wait
from ncrn_dsd.model.keys import changed
from ncrn_dsd.networks.registry import build
from ncrn_dsd.study.stages.disturb_formal import measured

DESIGN = Path(__file__).parents[3] / "designs" / "linear_regression"

BOUNDS = OutcomeBounds(Outcome(0.1, 0.9), untrained_loss=2.0, loss_max=None, accuracy_min=0.8)

OWN = [KINDS.load(name) for name in USUAL]


def of_kind(*outcomes: Outcome) -> ErrorsOfKind:
    draws = (Draw.of("kind", i, i, outcome, BOUNDS) for i, outcome in enumerate(outcomes, start=1))
    return ErrorsOfKind("kind", "a definition", RATES.disturbance, tuple(draws))


def test_statistics_by_hand() -> None:
    row = of_kind(Outcome(0.2, 0.9), Outcome(0.4, 0.7), Outcome(0.6, 1.0))
    assert row.drawn == 3
    assert row.loss_mean == pytest.approx(0.4)
    assert row.loss_sd == pytest.approx(0.2)
    assert row.loss_worst == 0.6
    assert row.accuracy_mean == pytest.approx(2.6 / 3)
    assert row.accuracy_worst == 0.7
    assert (row.failures, row.worse_than_untrained, row.met) == (0, 0, 2)


def test_the_worst_draw_can_be_looked_at() -> None:
    assert of_kind(Outcome(0.2, None), Outcome(0.6, None), Outcome(0.4, None)).worst_draw == 2
    stopped = outcome_of([0.1], None, "the solver stopped")
    assert of_kind(Outcome(20.1, None), stopped, stopped).worst_draw == 2
    assert of_kind().worst_draw is None


@pytest.mark.parametrize("scale", [0.0, 2.0])
def test_a_draw_that_stops_before_its_first_prediction_says_why(scale: float) -> None:
    stopped = replace(training(), predictions=(), test_predictions=(), failure="it stopped")
    program = build(read_design(DESIGN))
    assert measured(program, stopped, scale, READS.disturbance) == Outcome(
        None, None, failure="it stopped"
    )


def test_draws_that_stopped_or_ran_away_are_counted() -> None:
    stopped = outcome_of([0.1], None, "the solver stopped")
    not_a_number = outcome_of([0.1, math.nan], 1.0, None)
    endless = outcome_of([1e200], None, None)
    assert stopped.failure == "the solver stopped"
    assert stopped.loss is not_a_number.loss is endless.loss is None
    row = of_kind(
        stopped, not_a_number, Outcome(20.1, None), Outcome(19.9, None), Outcome(1.0, None)
    )
    assert (row.drawn, row.stopped, row.runaway, row.failures) == (5, 2, 1, 3)
    assert row.worse_than_untrained == 2
    assert row.loss_worst == 20.1
    assert row.loss_mean == pytest.approx(41 / 3)


def test_no_draw_with_a_loss_gives_no_figures() -> None:
    row = of_kind(outcome_of([], None, None))
    assert (row.loss_mean, row.loss_sd, row.loss_worst, row.accuracy_worst) == (None,) * 4
    assert row.stopped == 1
    assert row.met == 0


def test_a_single_draw_has_no_deviation() -> None:
    assert of_kind(Outcome(0.2, None)).loss_sd is None


def test_an_expectation_of_accuracy_needs_an_accuracy() -> None:
    assert not BOUNDS.keeps(Outcome(0.2, None))
    assert not BOUNDS.keeps(Outcome(0.2, 0.79))
    assert BOUNDS.keeps(Outcome(0.5, 0.8))
    assert not BOUNDS.keeps(Outcome(None, 0.8))


def test_an_expectation_of_a_loss_is_about_the_held_out_samples() -> None:
    bounds = replace(BOUNDS, loss_max=0.5, accuracy_min=None)
    assert bounds.keeps(Outcome(7.0, None, 0.5))
    assert not bounds.keeps(Outcome(0.1, None, 0.51))
    assert not bounds.keeps(Outcome(0.1, None))


def test_seeds_differ_among_draws_kinds_and_seeds_and_stay() -> None:
    seeds = [d.seed for kind in OWN for seed in (1, 2) for d in disturbances(kind, seed, draws=5)]
    assert len(set(seeds)) == len(seeds)
    assert disturbances(RATES, 1, 5) == disturbances(RATES, 1, 20)[:5]


def test_what_leaves_nothing_to_chance_is_drawn_once() -> None:
    assert [len(disturbances(kind, 1, 20)) for kind in OWN] == [20, 20, 1, 20, 20]


def test_all_together_is_the_union() -> None:
    every = TOGETHER.disturbance
    assert every.rate_error_factor == RATES.disturbance.rate_error_factor == 2.0
    assert every.dose_error_fraction == DOSES.disturbance.dose_error_fraction == 0.2
    assert every.phase_overlap_fraction == OVERLAP.disturbance.phase_overlap_fraction == 0.1
    assert every.read_noise_fraction == READS.disturbance.read_noise_fraction == 0.05


def test_a_wrong_stock_is_wrong_in_every_dose_of_its_species() -> None:
    program = build(read_design(DESIGN))
    off = changed(STOCKS.disturbance, seed=3).disturb(program)
    factors: dict[str, set[float]] = {}
    pairs = zip(
        (*program.training.segments, *program.probes),
        (*off.training.segments, *off.probes),
        strict=True,
    )
    for right, wrong in pairs:
        for before, after in zip(right.dosed, wrong.dosed, strict=True):
            if before.amount:
                factor = round(after.amount / before.amount, 12)
                factors.setdefault(before.species, set()).add(factor)
    assert all(len(of_species) == 1 for of_species in factors.values())
    every = [factor for of_species in factors.values() for factor in of_species]
    assert len(set(every)) == len(factors) > 5
    assert all(0.7 < factor < 1.3 for factor in every)
    assert changed(STOCKS.disturbance, seed=4).disturb(program) != off
    assert STOCKS.disturbance.is_random


def test_every_wait_is_off_by_an_error_of_its_own() -> None:
    program = build(read_design(DESIGN))
    off = changed(WAITS.disturbance, seed=3).disturb(program)
    pairs = list(
        zip(
            (*program.training.segments, *program.probes),
            (*off.training.segments, *off.probes),
            strict=True,
        )
    )
    assert all(right.dosed == wrong.dosed for right, wrong in pairs)
    late = [
        after.duration / before.duration
        for right, wrong in pairs
        for before, after in zip(right.actions, wrong.actions, strict=True)
        if isinstance(before, Wait) and isinstance(after, Wait)
    ]
    assert len(set(late)) == len(late) > 5
    assert 0.8 <= min(late) < 0.85
    assert 1.15 < max(late) <= 1.2
    assert changed(WAITS.disturbance, seed=4).disturb(program) != off
    assert WAITS.disturbance.is_random


def test_a_vessel_leaks_what_its_reactions_make_within_a_factor_of_three() -> None:
    program = build(read_design(DESIGN))
    off = changed(LEAKING.disturbance, seed=3).disturb(program)
    designed = len(program.crn.reactions)
    assert off.crn.reactions[:designed] == program.crn.reactions
    leaks = off.crn.reactions[designed:]
    made = [(name,) for r in program.crn.reactions for name in r.products]
    assert [(r.reactants, r.products) for r in leaks] == [((), name) for name in made]
    # 1 /(M s) times 300 nM squared is 9e-5 nM/s, which is 1.35e-3 u/tau.
    factors = [r.rate / 1.35e-3 for r in leaks]
    assert 1 / 3 <= min(factors) < 0.6
    assert 1.7 < max(factors) <= 3


def test_dead_copies_slow_reactions_and_pipetting_moves_single_doses() -> None:
    program = build(read_design(DESIGN))
    dead = changed(DYING.disturbance, seed=3).disturb(program)
    slower = [
        b.rate / a.rate for a, b in zip(program.crn.reactions, dead.crn.reactions, strict=True)
    ]
    assert len(set(slower)) == len(slower)
    assert 0.9 <= min(slower) < 0.93
    assert 0.97 < max(slower) < 1
    poured = changed(PIPETTING.disturbance, seed=3).disturb(program)
    off = [
        b.amount / a.amount - 1
        for right, wrong in zip(program.training.segments, poured.training.segments, strict=True)
        for a, b in zip(right.dosed, wrong.dosed, strict=True)
        if a.amount
    ]
    assert len(set(off)) == len(off) > 100
    assert sum(x * x for x in off) / len(off) == pytest.approx(0.02**2, rel=0.2)


def test_a_vessel_has_all_of_it_and_draws_follow_from_the_seed() -> None:
    every = VESSEL.disturbance
    assert every.is_random
    assert every.rate_error_factor == RATES.disturbance.rate_error_factor
    program = build(read_design(DESIGN))
    one, other = (changed(every, seed=seed).disturb(program) for seed in (3, 4))
    assert one == changed(every, seed=3).disturb(program) != other
    assert [r.products for r in one.crn.reactions] == [r.products for r in other.crn.reactions]
