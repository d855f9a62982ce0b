"""Learners that complete move their weights by the dose that theory says, and nothing else."""

from __future__ import annotations

from itertools import takewhile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from varied_designs import (
    Keys,
    in_sample,
    instead,
    published_of_tables,
    tables_of,
    varied,
    without,
)

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Content, Dose, MoveToFresh, Segment, SegmentKind
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.model.completion import CompletionLearner
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.schedule import DoseStep, WaitStep
from ncrn_dsd.networks.completion import feature_values
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.logistic import parting_value
from ncrn_dsd.simulation.training import SimulatedVessel, train

TIGHT = Tolerances(1e-8, 1e-10)


def design(name: str = "completion_half_plane") -> Design:
    return varied(f"learners/{name}")


def learner_of(base: Design) -> CompletionLearner:
    assert isinstance(base.learner, CompletionLearner)
    return base.learner


def unhurried(base: Design, samples: int = 1, **doses: float) -> Design:
    """With waits in which every reaction of a sample comes to its end."""
    steps = tuple(
        changed(s, wait=8 * s.wait) if isinstance(s, WaitStep) else s for s in base.schedule.sample
    )
    learner = learner_of(base)
    return changed(
        base,
        task=changed(base.task, train_samples=samples, validation_samples=1, test_samples=0)
        if base.task.has_classes
        else changed(base.task, train_samples=samples, validation_samples=1),
        learner=changed(learner, encoding=changed(learner.encoding, **doses)),
        schedule=changed(base.schedule, sample=steps),
    )


def step_of_one_sample(
    program: LearningProgram, weights_u: list[float]
) -> tuple[np.ndarray, np.ndarray]:
    """What a sample adds to every weight, and the weights before it, in u.

    Parameters
    ----------
    weights_u: differences of the two rails before the sample.
    """
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    quantities = program.encoding.weights
    rails = [
        q.species[0] if w > 0 else q.species[-1] for q, w in zip(quantities, weights_u, strict=True)
    ]
    start = Dose(tuple(Content(r, abs(w)) for r, w in zip(rails, weights_u, strict=True)))
    vessel.carry_out(program.training.segments[0])
    vessel.carry_out(Segment(SegmentKind.SETUP, "weights", (start,)))

    def values() -> np.ndarray:
        return np.array(
            [q.scale * q.decode({s: vessel.seen(s) for s in q.species}) for q in quantities]
        )

    before = values()
    vessel.carry_out(program.training.segments[1])
    return values() - before, before


WEIGHTS = st.lists(st.floats(-12.0, 12.0), min_size=3, max_size=3)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(WEIGHTS, st.integers(1, 999), st.floats(0.5, 20.0), st.floats(2.0, 20.0))
def test_a_label_moves_weights_by_what_is_left_of_it_or_by_the_dose_of_traces(
    weights: list[float], seed: int, trace: float, label: float
) -> None:
    base = unhurried(design(), trace=trace, output=label)
    base = changed(base, task=changed(base.task, seed=seed, balanced=False))
    spec, program = learner_of(base), build(base)
    sample = program.task.train[0]
    step, before = step_of_one_sample(program, weights)
    features = np.array(feature_values(spec, sample.inputs))
    gain = spec.rates.forward * spec.encoding.feature / spec.rates.drain
    right = sample.targets[0] * gain * before @ features
    left = np.clip(label - right, 0.0, label)
    size = min(trace, left / features.sum())
    # Where both run out together they meet ever more slowly.
    assert step == pytest.approx(sample.targets[0] * size * features, abs=0.02 * trace + 0.02)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(st.lists(st.floats(0.5, 8.0), min_size=3, max_size=3), st.integers(1, 999))
def test_a_number_moves_weights_by_the_dose_of_traces_and_the_sign_of_the_error(
    weights: list[float], seed: int
) -> None:
    base = unhurried(design("completion_plane"))
    base = changed(base, task=changed(base.task, seed=seed))
    spec, program = learner_of(base), build(base)
    sample = program.task.train[0]
    step, before = step_of_one_sample(program, weights)
    features = np.array(feature_values(spec, sample.inputs))
    gain = spec.rates.forward * spec.encoding.feature / spec.rates.drain
    # The rail that raises a weight predicts alone, and nothing has lowered it yet.
    error = sample.targets[0] * spec.encoding.output - gain * before @ features
    if abs(error) < 1:
        return
    wanted = np.sign(error) * spec.encoding.trace * features
    assert step == pytest.approx(wanted, rel=0.02, abs=0.02)


@pytest.mark.long
def test_labels_that_compete_move_all_weights_by_no_more_than_the_dose() -> None:
    base = unhurried(design("completion_iris_three"), trace=2.0)
    program = build(changed(base, task=changed(base.task, folds=0)))
    features = feature_values(learner_of(base), program.task.train[0].inputs)
    step, _ = step_of_one_sample(program, [0.0] * len(program.encoding.weights))
    moved = np.abs(step).reshape(3, len(features)).sum(axis=0)
    assert moved == pytest.approx(2.0 * np.array(features), rel=1e-2, abs=1e-3)


def test_a_joined_feature_is_the_smaller_dose() -> None:
    base = unhurried(design("completion_xor"), trace=0.5)
    program = build(base)
    features = feature_values(learner_of(base), program.task.train[0].inputs)
    x1, x2 = program.task.train[0].inputs
    expected = [min(x1, x2), min(x1, 1 - x2), min(1 - x1, x2), min(1 - x1, 1 - x2)]
    assert features == pytest.approx(expected)
    step, _ = step_of_one_sample(program, [0.0] * 4)
    sign = program.task.train[0].targets[0]
    assert step == pytest.approx(sign * 0.5 * np.array(features), abs=0.02)


def test_with_held_drains_what_is_left_of_two_doses_stays_until_the_cleaner_comes() -> None:
    base = design("completion_xor")
    held = changed(base, learner=changed(learner_of(base), drains="held"))
    crn = build(changed(held, schedule=changed(base.schedule, setup=()))).crn
    fleeting = [r.reactants[0] for r in crn.reactions if len(r.reactants) == 1]
    assert fleeting == ["F0", "F1", "F2", "F3", "Clean"]
    cleaned = {r.reactants[1] for r in crn.reactions if r.reactants[0] == "Clean" and r.products}
    assert {"FA0", "FB3", "TA0", "T0", "L_p", "Z_m"} <= cleaned


UNCLEANED: Keys = {
    **in_sample(without(dose="Clean")),
    "learner.rates.clean": None,
    "learner.rates.drain_cleaner": None,
    "schedule.between": [{"transfer": 1, "takes": "2 tau", "at_end": True}],
}
"""Nothing but the exchange of the solution takes away what a sample leaves."""


def test_an_exchange_takes_away_what_a_cleaner_would() -> None:
    varied_by = {**UNCLEANED, "learner.encoding.output": "1 u"}
    base = unhurried(varied("learners/completion_xor", varied_by), trace=2.0)
    program = build(base)
    assert "Clean" not in program.crn.names
    drained = {r.reactants[0] for r in program.crn.reactions if r.products == ("Pace",)}
    assert drained == {"F0", "F1", "F2", "F3"}
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    vessel.carry_out(program.training.segments[0])
    sample = program.training.segments[1]
    exchanged = next(n for n, a in enumerate(sample.actions) if isinstance(a, MoveToFresh))
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "before", sample.actions[:exchanged]))
    names = [n for n in program.encoding.residues if vessel.seen(n) > 0.01]
    before = {n: vessel.seen(n) for n in ("W0_p", "W0_m", *names)}
    # The label is used up, and traces and what is left of pairs of doses are there.
    assert {"T0", "T1", "T2", "T3"} <= set(names)
    assert any(n[:2] in ("FA", "FB") for n in names)
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "exchange", (sample.actions[exchanged],)))
    for name, amount in before.items():
        stays = 0.99 if name.startswith("W") else 0.1
        assert vessel.seen(name) == pytest.approx(stays * amount)
    assert vessel.seen("Pace") == pytest.approx(1.5 + 0.1 * 1.5)


def test_a_trace_that_drains_is_used_up_by_the_part_that_rates_say() -> None:
    # So few traces leave the label as it is.
    base = unhurried(design(), trace=0.01)
    rates = changed(learner_of(base).rates, drain_trace=0.7)
    program = build(changed(base, learner=changed(learner_of(base), rates=rates)))
    sample = program.task.train[0]
    features = np.array(feature_values(learner_of(base), sample.inputs))
    step, _ = step_of_one_sample(program, [0.0] * 3)
    updates = rates.update * learner_of(base).encoding.output
    used = updates / (updates + 0.7)
    assert step == pytest.approx(sample.targets[0] * 0.01 * used * features, rel=1e-2, abs=1e-6)
    cleaned = {r.reactants for r in program.crn.reactions if "Clean" in r.products}
    assert not any("T0" in pair for pair in cleaned)
    assert any("L_p" in pair for pair in cleaned)


def test_rails_of_weights_stay_where_no_rate_makes_them_cancel() -> None:
    base = design()
    rates = changed(learner_of(base).rates, annihilate=None)
    crn = build(changed(base, learner=changed(learner_of(base), rates=rates))).crn
    assert ("W0_p", "W0_m") in {r.reactants for r in build(base).crn.reactions}
    assert ("W0_p", "W0_m") not in {r.reactants for r in crn.reactions}
    assert len(crn.reactions) == len(build(base).crn.reactions) - 3


def test_traces_fall_to_their_last_dose() -> None:
    base = unhurried(design("completion_plane"), samples=40)
    spec, program = learner_of(base), build(base)
    first, last = (
        sum(c.amount for c in segment.dosed if c.species.startswith("T"))
        / sum(feature_values(spec, sample.inputs))
        for segment, sample in zip(
            (program.training.segments[1], program.training.segments[-1]),
            (program.task.train[0], program.task.train[-1]),
            strict=True,
        )
    )
    assert first == pytest.approx(spec.encoding.trace)
    assert spec.encoding.last_trace is not None
    fallen = spec.encoding.last_trace / spec.encoding.trace
    assert last == pytest.approx(spec.encoding.trace * fallen ** ((39 / 40) ** 1.2))


def test_a_zero_of_reads_needs_two_classes_of_validation_samples() -> None:
    zero = {"learner.read_zero": "validation"}
    for design, more, what in (
        ("completion_iris_three", {}, "none or more"),
        ("completion_half_plane", {"task.validation_samples": 1}, "validation_samples"),
    ):
        with pytest.raises(DesignError, match=f"D235.*{what}"):
            build(varied(f"learners/{design}", zero | more))
    assert build(varied("learners/completion_half_plane", zero)).has_read_zero


def test_reads_of_tests_count_from_what_parts_the_validation_samples() -> None:
    asked = {"task.train_samples": 12, "task.validation_samples": 12}
    keys = asked | {"learner.read_zero": "validation"}
    plain, calibrated = (
        trained_by(build(varied("learners/completion_half_plane", k))) for k in (asked, keys)
    )
    assert calibrated.predictions == plain.predictions
    zero = parting_value(plain.predictions, plain.targets, 0.0)
    assert calibrated.read_zero == zero != 0 == plain.read_zero
    shifts = np.subtract(plain.test_predictions, calibrated.test_predictions)
    assert shifts == pytest.approx(np.full_like(shifts, zero))


def test_a_line_of_reads_needs_numbers_and_samples_that_test() -> None:
    line = {"learner.read_line": "validation"}
    for design, more, what in (
        ("completion_half_plane", {}, "for numbers"),
        ("completion_plane", {"task.validation_samples": 1}, "one target"),
        ("completion_plane", {}, "test_samples"),
    ):
        with pytest.raises(DesignError, match=f"D235.*{what}"):
            build(varied(f"learners/{design}", line | more))


def test_reads_of_tests_stand_for_what_the_line_of_the_validation_samples_says() -> None:
    asked = {"task.train_samples": 6, "task.validation_samples": 6, "task.test_samples": 3}
    keys = asked | {"learner.read_line": "validation"}
    plain, calibrated = (
        trained_by(build(varied("learners/completion_plane", k))) for k in (asked, keys)
    )
    assert calibrated.predictions == plain.predictions
    assert plain.read_lines == ()
    slope, offset = np.polyfit(np.ravel(plain.predictions), np.ravel(plain.targets), 1)
    assert calibrated.read_lines[0] == pytest.approx((offset, slope))
    expected = offset + slope * np.array(plain.test_predictions)
    assert calibrated.test_predictions == pytest.approx(expected)


def test_targets_are_dosed_as_what_they_are_above_the_lowest() -> None:
    keys = {"task.train_samples": 4, "task.validation_samples": 4}
    low = keys | {"learner.encoding.output_low": 3.0, "task.intercept": 4.0}
    plain, raised = (varied("learners/completion_plane", k) for k in (keys, low))
    without, above = (trained_by(build(one)) for one in (plain, raised))
    # The same doses mean as much more as the targets are higher.
    for of in ("predictions", "targets"):
        assert np.subtract(getattr(above, of), getattr(without, of)) == pytest.approx(
            np.full((4, 1), 3.0)
        )
    assert above.online_errors == pytest.approx(np.array(without.online_errors))
    gained = np.subtract(above.epochs[-1].coefficients, without.epochs[-1].coefficients)
    assert gained == pytest.approx((3.0, 0.0, 0.0))
    with pytest.raises(DesignError, match=r"D230.*not below 30, its output_low"):
        build(varied("learners/completion_plane", {"learner.encoding.output_low": 30.0}))
    with pytest.raises(DesignError, match=r"D230.*classes"):
        build(varied("learners/completion_half_plane", {"learner.encoding.output_low": 1.0}))


def trained_by(program: LearningProgram) -> TrainingRun:
    return train(program, formal_chemistry(program.crn), program.training, program.probes)


def test_classes_take_turns() -> None:
    labels = [
        next(c.species for c in s.dosed if "L_" in c.species)
        for s in build(design()).training.segments
        if s.kind is SegmentKind.SAMPLE
    ]
    assert labels == ["L_p", "L_m"] * 33


@pytest.mark.parametrize("drains", ["alone", "held"])
def test_the_same_network_without_hubs_learns_the_same(drains: str) -> None:
    hub, free = (
        changed(d, task=changed(d.task, train_samples=4, test_samples=0))
        for d in (design(), design("completion_half_plane_without_hubs"))
    )
    alike = changed(
        free,
        learner=changed(learner_of(free), encoding=learner_of(hub).encoding, drains=drains),
        schedule=changed(free.schedule, sample=hub.schedule.sample),
    )
    programs = [build(d) for d in (hub, alike)]
    assert not any("Pace" in r.reactants for r in programs[1].crn.reactions)
    runs = [train(p, formal_chemistry(p.crn), p.training, p.probes[:10], TIGHT) for p in programs]
    assert runs[0].coefficients == pytest.approx(runs[1].coefficients, rel=1e-4)


def test_errors_are_seen_whether_labels_come_before_or_after_the_read() -> None:
    late = unhurried(design())
    doses = [s for s in late.schedule.sample if isinstance(s, DoseStep) and s.dose[0] == "L"]
    others = [s for s in late.schedule.sample if s not in doses]
    inputs = list(takewhile(lambda s: not isinstance(s, WaitStep), others))
    steps = [*inputs, *doses, *others[len(inputs) :]]
    read = next(i for i, s in enumerate(steps) if "read" in type(s).model_fields)
    steps[read] = changed(steps[read], read=("Z_p", "Z_m", "L_p", "L_m"))
    early = changed(late, schedule=changed(late.schedule, sample=tuple(steps)))
    programs = [build(d) for d in (late, early)]
    assert [len(p.encoding.opposing) for p in programs] == [0, 1]
    errors = [
        train(p, formal_chemistry(p.crn), p.training, p.probes[:1], TIGHT).online_errors
        for p in programs
    ]
    assert errors[0][0][0] == pytest.approx(errors[1][0][0], abs=1e-3)


@pytest.mark.parametrize(
    ("name", "keys", "code"),
    [
        ("half_plane", {"learner.features": ["x1 x2"]}, "D018"),
        ("half_plane", {"learner.features": ["x1", "x1"]}, "D018"),
        ("half_plane", {"learner.features": ["x3"]}, "D212"),
        ("half_plane", {"learner.encoding.input_high": [2.0, 2.0, 2.0]}, "D215"),
        ("half_plane", {"learner.encoding.input_high": [0.0]}, "D228"),
        ("xor", {"learner.rates.join": None}, "D229"),
        ("plane", {"learner.rates.amplify": None}, "D229"),
        ("plane", {"learner.rates.annihilate": None}, "D229"),
        ("plane", {"task.intercept": -9.0}, "D230"),
        ("half_plane", {"learner.learning_rate": 0.1}, "D231"),
        ("half_plane", in_sample(without(dose="T1")), "D232"),
        ("half_plane", in_sample(without(dose="Clean")), "D232"),
        ("half_plane", {"learner.rates.clean": None}, "D229"),
        ("half_plane", {"learner.rates.drain_cleaner": None}, "D229"),
        ("xor", {**UNCLEANED, "schedule.between": [{"wash": 2, "takes": "2 tau"}]}, "D236"),
        # A wash takes out waste, and what a sample leaves is none.
        ("xor", {**UNCLEANED, "schedule.between": [{"wash": 1, "takes": "2 tau"}]}, "D236"),
        ("half_plane", {"schedule.setup": without(dose="Pace")}, "D203"),
        ("half_plane", in_sample(instead({"read": ["Z_p", "Z_m"]}, {"read": ["Z_p"]})), "D208"),
    ],
)
def test_what_does_not_fit_is_refused(name: str, keys: Keys, code: str) -> None:
    with pytest.raises(DesignError) as refused:
        build(varied(f"learners/completion_{name}", keys))
    assert refused.value.code == code


def test_an_experiment_as_published_draws_its_own_samples() -> None:
    balanced = tables_of("published/linear_classification", {"task.balanced": True})
    with pytest.raises(DesignError) as refused:
        published_of_tables(balanced)
    assert refused.value.code == "D311"
