"""The polynomial learner does what its model says: prediction, step, clearing, refusals."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from descending import descending
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from varied_designs import Keys, in_sample, instead, varied

from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import PolynomialLearner
from ncrn_dsd.model.schedule import WaitStep
from ncrn_dsd.model.task import BooleanTaskSpec
from ncrn_dsd.networks import polynomial
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import SimulatedVessel, train

CLASSES = ("xor", "and", "or", "half_plane", "rings")
REGRESSIONS = ("bilinear_regression", "sine_regression")
SEEN = ["Z_p", "Z_m", "Y_p", "Y_m"]
DESIGNS = (*CLASSES, *REGRESSIONS, "boolean_corners")
TIGHT = Tolerances(1e-9, 1e-11)


def design(name: str) -> Design:
    return varied(f"learners/{name}")


def learner_of(base: Design) -> PolynomialLearner:
    assert isinstance(base.learner, PolynomialLearner)
    return base.learner


def exact(base: Design, seed: int, learning_rate: float) -> Design:
    """One sample and random weights, in the limit of a long forward phase and fast cancelling."""
    rates = changed(descending(base).rates, cancel=100.0)
    if descending(base).loss is Loss.SQUARED:
        rates = descending(base).rates
    sample = tuple(_longer(s) if isinstance(s, WaitStep) else s for s in base.schedule.sample)
    return changed(
        base,
        schedule=changed(base.schedule, sample=sample),
        task=changed(base.task, train_samples=1, validation_samples=1, seed=seed),
        learner=changed(
            base.learner,
            rates=rates,
            epochs=1,
            seed=seed,
            learning_rate=learning_rate,
            initial_weights=(-0.5, 0.5),
        ),
    )


def _longer(step: WaitStep) -> WaitStep:
    return changed(step, wait=2 * step.wait)


def one_sample(program: LearningProgram) -> tuple[float, np.ndarray]:
    """Error as read, and what the sample does to the weights."""
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    encoding = program.encoding
    reads = [read for s in program.training.segments for read in vessel.carry_out(s)]
    error = encoding.predictions[0].decode(reads[0])
    if encoding.opposing:
        error -= encoding.opposing[0].decode(reads[0])
    else:
        error -= program.task.train[0].targets[0]
    seen = {s: vessel.seen(s) for q in encoding.weights for s in q.species}
    moved = [q.decode(seen) for q in encoding.weights]
    return error, np.array(moved) - np.array(program.initial_weights)


def loss(chosen: Design, weights: np.ndarray, sample: Sample) -> complex:
    """The loss of the mathematical model; weights may be complex."""
    z = weights @ np.array(polynomial.feature_values(learner_of(chosen), sample.inputs))
    if descending(chosen).loss is Loss.MARGIN and (z * sample.targets[0]).real > 1:
        return 0.0
    return complex((z - sample.targets[0]) ** 2 / 2)


def gradient(chosen: Design, weights: np.ndarray, sample: Sample) -> np.ndarray:
    """By complex steps, which have no rounding error."""
    step = 1e-30j
    return np.array(
        [loss(chosen, weights + step * axis, sample).imag / 1e-30 for axis in np.eye(len(weights))]
    )


@pytest.mark.long
@pytest.mark.parametrize("name", DESIGNS)
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10_000), learning_rate=st.floats(0.01, 0.2))
def test_the_step_of_one_sample_is_the_gradient(name: str, seed: int, learning_rate: float) -> None:
    chosen = exact(design(name), seed, learning_rate)
    program = build(chosen)
    sample, weights = program.task.train[0], np.array(program.initial_weights)
    wanted = -learning_rate * gradient(chosen, weights, sample)
    error, moved = one_sample(program)
    features = np.array(polynomial.feature_values(learner_of(chosen), sample.inputs))
    assert error == pytest.approx(weights @ features - sample.targets[0], rel=1e-3, abs=1e-4)
    assert moved == pytest.approx(wanted, rel=1e-3, abs=1e-3 * learning_rate)


def with_features(features: tuple[tuple[int, ...], ...]) -> Design:
    base = exact(design("rings"), 3, 0.05)
    return changed(base, learner=changed(base.learner, features=features))


def test_features_of_the_third_and_fourth_degree() -> None:
    chosen = with_features(((1,), (1, 1, 2), (1, 2, 2), (1, 1, 1), (1, 1, 2, 2)))
    program = build(chosen)
    sample, weights = program.task.train[0], np.array(program.initial_weights)
    _, moved = one_sample(program)
    wanted = -descending(chosen).learning_rate * gradient(chosen, weights, sample)
    assert moved == pytest.approx(wanted, rel=1e-3, abs=1e-5)
    assert program.crn.max_order == 2


def test_reactions_grow_linearly_with_the_features() -> None:
    sizes = [
        len(build(with_features(((1,), (2,), *products))).crn.reactions)
        for products in ((), ((1, 1),), ((1, 1), (2, 2)))
    ]
    assert sizes[2] - sizes[1] == sizes[1] - sizes[0]


@pytest.mark.long
@pytest.mark.parametrize("name", DESIGNS)
def test_order_two_and_no_species_that_meets_itself(name: str) -> None:
    crn = build(design(name)).crn
    assert crn.max_order == 2
    assert all(len(set(r.reactants)) == len(r.reactants) for r in crn.reactions)


def test_a_sample_beyond_the_margin_teaches_nothing() -> None:
    base = exact(design("half_plane"), 1, 0.1)
    program = build(base)
    wanted = 2.0 * program.task.train[0].targets[0]
    x = np.array(polynomial.feature_values(learner_of(base), program.task.train[0].inputs))
    weights = wanted * x / (x @ x)
    task = LearningTask("one", program.task.train, (), 0.0, None, 1, threshold=0.0)
    assert loss(base, weights, task.train[0]) == 0
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    setup, sample = program.training.segments
    vessel.carry_out(setup)
    for quantity, value in zip(program.encoding.weights, weights, strict=True):
        for species, sign in zip(quantity.species, (1, -1), strict=True):
            place = program.crn.names.index(species)
            vessel.state[place] = max(0.0, sign * value) * quantity.scale
    vessel.carry_out(sample)
    seen = {s: vessel.seen(s) for q in program.encoding.weights for s in q.species}
    now = np.array([q.decode(seen) for q in program.encoding.weights])
    assert now == pytest.approx(weights, abs=1e-4)


@pytest.mark.parametrize("name", ["xor", "sine_regression"])
def test_a_sample_clears_what_it_brought_and_its_empty_rails_are_not_dosed(name: str) -> None:
    base = design(name)
    base = changed(
        base,
        task=changed(base.task, train_samples=6, validation_samples=2),
        learner=changed(base.learner, epochs=1),
    )
    program = build(base)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes[:2])
    assert run.failure is None
    assert run.largest_residue < 0.02
    doses = [c for s in program.training.segments[1:] for c in s.dosed]
    assert all(c.amount > 0 for c in doses)


def test_test_samples_are_probed_once_after_the_last_epoch() -> None:
    base = design("xor")
    assert isinstance(base.task, BooleanTaskSpec)
    base = changed(
        base,
        task=changed(base.task, train_samples=8, validation_samples=3, grid=4),
        learner=changed(base.learner, epochs=2),
    )
    program = build(base)
    assert len(program.probes) == 3 + 16
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert len(run.epochs) == 3
    assert [len(run.predictions), len(run.test_predictions)] == [3, 16]
    right = [
        (p > 0) == (y > 0)
        for (p,), (y,) in zip(run.test_predictions, run.test_targets, strict=True)
    ]
    assert run.accuracy == sum(right) / 16
    # Balanced, of one sample in one class and two in the other.
    assert run.epochs[-1].validation_accuracy in (0.0, 0.25, 0.5, 0.75, 1.0)


@pytest.mark.long
@pytest.mark.parametrize("truth", list(itertools.product([False, True], repeat=4)))
def test_any_boolean_function_is_learned_from_its_four_values(truth: tuple[bool, ...]) -> None:
    base = design("boolean_corners")
    assert isinstance(base.task, BooleanTaskSpec)
    program = build(
        changed(
            base, task=changed(base.task, function="".join("01"[value] for value in truth), grid=2)
        )
    )
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    predictions = np.array(run.test_predictions)
    assert predictions == pytest.approx(np.array(run.test_targets), abs=0.1)
    assert run.accuracy == 1.0


@pytest.mark.long
def test_exclusive_or_meets_its_expectation() -> None:
    chosen = design("xor")
    program = build(chosen)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.keeps(chosen.expect.bounds("abstract"))
    assert run.below_logistic is not None
    stricter = LearningBounds(accuracy_below_logistic_max=run.below_logistic - 1e-6)
    assert not run.keeps(stricter)


def test_probes_follow_the_model_after_training() -> None:
    base = design("bilinear_regression")
    base = changed(base, task=changed(base.task, train_samples=5, validation_samples=4))
    program = build(changed(base, learner=changed(base.learner, epochs=1)))
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    vessel.carry_out(program.training.segments[0])
    weights = np.array(program.initial_weights)
    for probe, sample in zip(program.probes, program.task.validation, strict=True):
        read = vessel.aliquot().carry_out(probe)[0]
        features = np.array(polynomial.feature_values(learner_of(base), sample.inputs))
        assert program.encoding.predictions[0].decode(read) == pytest.approx(
            weights @ features, 1e-5
        )


@pytest.mark.parametrize(
    ("name", "keys", "code", "words"),
    [
        ("xor", {"learner.features": []}, "D211", "no features"),
        ("xor", {"learner.features": ["x3"]}, "D212", "no input x3"),
        ("sine_regression", {"learner.loss": "margin"}, "D213", "no"),
        ("xor", {"learner.encoding.label": None}, "D214", "class is missing"),
        ("xor", {"learner.kind": "linear_regression"}, "D210", "every input"),
        ("sine_regression", {"task.function": "tan x1"}, "D209", "'tan x1'"),
        ("xor", in_sample(instead({"read": SEEN}, {"read": SEEN[:2]})), "D208", "leaves out Y_p"),
    ],
)
def test_wrong_designs_are_refused(name: str, keys: Keys, code: str, words: str) -> None:
    with pytest.raises(DesignError) as caught:
        build(varied(f"learners/{name}", keys))
    assert caught.value.code == code
    assert words in str(caught.value)


def loss_with_rate_errors(chosen: Design) -> float:
    """Validation error of a learner whose rate constants are each off by up to 1.2."""
    program = build(chosen)
    rng = np.random.default_rng(2)
    reactions = tuple(
        replace(r, rate=r.rate * 1.2 ** rng.uniform(-1, 1)) for r in program.crn.reactions
    )
    chemistry = formal_chemistry(replace(program.crn, reactions=reactions))
    return train(program, chemistry, program.training, program.probes).validation_mse


@pytest.mark.long
def test_cancelling_before_the_error_is_made_forgives_wrong_rate_constants() -> None:
    chosen = design("centred_regression")
    learner = descending(chosen)
    plain = changed(chosen, learner=changed(learner, rates=changed(learner.rates, cancel=None)))
    assert loss_with_rate_errors(chosen) < 0.5
    assert loss_with_rate_errors(plain) > 2.0
