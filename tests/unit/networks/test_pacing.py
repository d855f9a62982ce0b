"""A clocked learner makes the step of its model; phases overlap by what is said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from descending import descending
from hypothesis import given, settings
from hypothesis import strategies as st
from phase_overlap import phase_overlap
from varied_designs import Keys, in_sample, instead, varied, without

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.errors import DesignError
from ncrn_dsd.ir.crn import SpeciesRole
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Content, Dose
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import ClockSpec, PolynomialLearner
from ncrn_dsd.model.task import LinearTaskSpec
from ncrn_dsd.networks import polynomial
from ncrn_dsd.networks.registry import build
from ncrn_dsd.networks.seeds import with_seed
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import SimulatedVessel, train

PHASE = {"dose": "Phase", "amount": "10 u"}
TIGHT = Tolerances(1e-9, 1e-11)


def design(name: str) -> Design:
    return varied(f"learners/{name}")


def one_sample_of(base: Design, seed: int, learning_rate: float) -> Design:
    return changed(
        base,
        task=changed(base.task, train_samples=1, validation_samples=1, seed=seed),
        learner=changed(
            base.learner,
            epochs=1,
            seed=seed,
            learning_rate=learning_rate,
            initial_weights=(-0.5, 0.5),
        ),
    )


def what_it_does(program: LearningProgram) -> tuple[float, np.ndarray]:
    """The error as it is read, and the step of one sample."""
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


def what_it_should(chosen: Design, program: LearningProgram) -> tuple[float, np.ndarray]:
    sample = program.task.train[0]
    assert isinstance(chosen.learner, PolynomialLearner)
    x = np.array(polynomial.feature_values(chosen.learner, sample.inputs))
    error = float(np.array(program.initial_weights) @ x) - sample.targets[0]
    return error, -descending(chosen).learning_rate * error * x


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    stages=st.integers(1, 10),
    mean=st.floats(4.0, 16.0),
    cancel=st.sampled_from([None, 0.1]),
)
def test_the_step_is_exact_however_far_the_phases_overlap(
    seed: int, stages: int, mean: float, cancel: float | None
) -> None:
    base = design("clocked_regression")
    chosen = one_sample_of(base, seed, 1e-5)
    learner = changed(
        chosen.learner,
        clock=ClockSpec(stages=stages, step=stages / mean / 8),
        rates=changed(descending(chosen).rates, cancel=cancel),
    )
    chosen = changed(chosen, learner=learner)
    program = build(chosen)
    error, moved = what_it_does(program)
    wanted_error, wanted = what_it_should(chosen, program)
    if cancel is None:
        # The target is not read, but what the phase has taken of the prediction is known.
        target = program.task.train[0].targets[0]
        # A difference that is small beside the target is known to a part of the target.
        assert error + target == pytest.approx(
            wanted_error + target, rel=1e-3, abs=1e-3 * max(1.0, abs(target))
        )
    else:
        assert error == pytest.approx(wanted_error, rel=1e-3)
    assert moved == pytest.approx(wanted, rel=2e-3, abs=1e-8)


@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_a_step_at_the_learning_rate_of_the_design(seed: int) -> None:
    base = design("clocked_regression")
    chosen = one_sample_of(base, seed, descending(base).learning_rate)
    program = build(chosen)
    _, moved = what_it_does(program)
    _, wanted = what_it_should(chosen, program)
    # While a step is made it already moves the prediction, which is still being made.
    assert moved == pytest.approx(wanted, rel=2e-2)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_a_clocked_margin_makes_the_step_of_its_loss(seed: int) -> None:
    base = design("clocked_xor")
    chosen = one_sample_of(base, seed, 1e-4)
    chosen = changed(
        chosen,
        learner=changed(chosen.learner, rates=changed(descending(chosen).rates, cancel=100.0)),
    )
    program = build(chosen)
    error, moved = what_it_does(program)
    wanted_error, wanted = what_it_should(chosen, program)
    if wanted_error * program.task.train[0].targets[0] > 0:
        wanted = np.zeros_like(wanted)
    # What the label has taken before the read is missing in what is read, not in the step.
    assert error == pytest.approx(wanted_error, rel=0.08, abs=0.02)
    assert moved == pytest.approx(wanted, rel=0.03, abs=3e-6)


def moved(program: LearningProgram, weight: int | None) -> np.ndarray:
    """How much one unit of error moves each weight in the first sample.

    The error is that of the target alone, or of the prediction of one weight alone.
    """
    weights = program.encoding.weights
    held = {s for q in weights for s in q.species}
    chemistry = formal_chemistry(program.crn, held)
    setup, sample = program.training.segments[:2]
    vessel = SimulatedVessel(chemistry, TIGHT)
    if weight is not None:
        q = weights[weight]
        vessel.carry_out(replace(setup, actions=(Dose((Content(q.positive, q.scale),)),)))
        sample = sample.with_contents(lambda c: replace(c, amount=c.amount * (c.species != "Y")))
    vessel.carry_out(replace(setup, actions=setup.actions[1:]))
    vessel.carry_out(sample)
    fired = zip(program.crn.reactions, vessel.firings, strict=True)
    updates = [(r.origin.item, f) for r, f in fired if r.origin.item.startswith("update of")]
    features = dict.fromkeys(item for item, _ in updates)
    return np.array([sum(f for item, f in updates if item == name) for name in features])


def test_products_of_inputs_miss_the_law_of_the_target_by_little_if_the_clock_is_sharp() -> None:
    base = design("clocked_regression")
    spec = base.learner
    assert isinstance(spec, PolynomialLearner)

    def mismatch(stages: int, features: tuple[tuple[int, ...], ...]) -> float:
        learner = changed(
            spec,
            features=features,
            clock=ClockSpec(stages=stages, step=stages / 12 / 8),
            rates=changed(spec.rates, cancel=None),
        )
        program = build(changed(base, learner=learner))
        x = polynomial.feature_values(learner, program.task.train[0].inputs)
        by_target = moved(program, None) / program.task.train[0].targets[0]
        by_weight = [moved(program, k) / abs(x[k]) for k in range(len(x))]
        return max(float(np.abs(row / by_target - 1).max()) for row in by_weight)

    inputs, products = ((1,), (2,)), ((1, 2), (1, 1))
    assert mismatch(4, inputs) == pytest.approx(0.0, abs=1e-7)
    blurred, sharp, sharper = (mismatch(n, inputs + products) for n in (2, 8, 16))
    assert blurred > 3 * sharp > 9 * sharper > 0
    assert sharp < 0.01


def test_overlap_is_none_with_dosed_phases_and_small_with_a_sharp_clock() -> None:
    dosed = phase_overlap(build(design("centred_regression")))
    assert dosed.early_updates == 0.0
    assert dosed.early_losses == 0.0
    clocked = design("clocked_regression")
    assert isinstance(clocked.learner, PolynomialLearner)
    clock = clocked.learner.clock
    assert clock is not None
    found = []
    for stages in (2, clock.stages, 20):
        slower = changed(clock, stages=stages, step=clock.step * stages / clock.stages)
        learner = changed(clocked.learner, clock=slower)
        found.append(phase_overlap(build(changed(clocked, learner=learner))))
    blurred, usual, sharp = (o.early_updates for o in found)
    assert blurred > 5 * usual > 10 * sharp > 0
    assert usual < 0.02
    assert found[1].late_predictions < 0.02
    assert found[1].phase_left < 1e-3
    assert "1.4" in found[1].sentence


def test_the_host_doses_once_and_waits() -> None:
    program = build(design("clocked_regression"))
    actions = dict(host_actions(program.training).per_sample)
    assert actions["wait"] == 2
    assert actions["read"] == 1
    sample = program.training.segments[1].actions
    first_wait = next(k for k, a in enumerate(sample) if hasattr(a, "duration"))
    assert not any(hasattr(a, "contents") for a in sample[first_wait:])
    assert program.crn.max_order == 2
    assert all(len(set(r.reactants)) == len(r.reactants) for r in program.crn.reactions)
    clock = [s.name for s in program.crn.species if s.role is SpeciesRole.PHASE]
    assert set(clock) <= set(program.encoding.residues)


def ideal_mse(chosen: Design, program: LearningProgram) -> float:
    """Of the steps of the model in floating point."""
    spec = chosen.learner
    assert isinstance(spec, PolynomialLearner)
    weights = np.array(program.initial_weights)
    for _ in range(spec.epochs):
        for sample in program.task.train:
            x = np.array(polynomial.feature_values(spec, sample.inputs))
            weights -= spec.learning_rate * (weights @ x - sample.targets[0]) * x
    errors = [
        weights @ np.array(polynomial.feature_values(spec, s.inputs)) - s.targets[0]
        for s in program.task.validation
    ]
    return float(np.mean(np.square(errors)))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 6))
def test_it_learns_as_well_as_exact_steps(seed: int) -> None:
    chosen = with_seed(design("clocked_regression"), seed)
    program = build(chosen)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.failure is None
    assert run.largest_residue < 0.003
    assert run.validation_mse == pytest.approx(ideal_mse(chosen, program), abs=0.005)
    assert isinstance(chosen.task, LinearTaskSpec)


@pytest.mark.long
@pytest.mark.parametrize("name", ["clocked_regression", "clocked_xor"])
def test_the_designs_meet_their_expectations(name: str) -> None:
    chosen = design(name)
    program = build(chosen)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.keeps(chosen.expect.bounds("abstract"))


@pytest.mark.parametrize(
    ("name", "keys", "code"),
    [
        ("regression", {"schedule.setup": without(dose="Pace_clock")}, "D203"),
        ("xor", {"learner.clock.release": None}, "D221"),
        ("regression", {"schedule.probe": instead({"wait": "5 tau"}, {"wait": "4 tau"})}, "D222"),
        ("regression", in_sample(without(dose="Clock")), "D224"),
        ("regression", in_sample(instead({"dose": "Clock"}, PHASE)), "D223"),
        ("regression", in_sample(without(wait="47 tau")), "D224"),
        ("regression", {"learner.rates.convert": None}, "D008"),
        ("regression", {"learner.rates.lag": "1 /u/tau"}, "D028"),
        ("regression", {"learner.clock.stages": 0}, "D009"),
    ],
)
def test_wrong_designs_are_refused(name: str, keys: Keys, code: str) -> None:
    with pytest.raises(DesignError) as caught:
        build(varied(f"learners/clocked_{name}", keys))
    assert caught.value.code == code
