"""The learner without phases makes the step of its model and answers questions."""

from __future__ import annotations

import numpy as np
import pytest
from descending import descending
from hypothesis import given, settings
from hypothesis import strategies as st
from phase_overlap import phase_overlap
from varied_designs import DESIGNS, Keys, in_sample, instead, varied, without

from ncrn_dsd.analyses.autonomy import host_actions
from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import SpeciesRole
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.networks.hidden_parts import presented
from ncrn_dsd.networks.registry import build
from ncrn_dsd.networks.seeds import with_seed
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import SimulatedVessel, train

DESIGN = "learners/continuous_regression"
TEACH = {"dose": "Teach", "amount": "8 u"}
TIGHT = Tolerances(1e-9, 1e-11)

RATES = st.fixed_dictionaries(
    {
        "clear": st.floats(0.005, 0.03),
        "lag": st.floats(0.01, 0.1),
        "gate": st.floats(0.01, 0.1),
        "drain_error": st.floats(0.01, 0.1),
        "annihilate": st.floats(0.01, 0.1),
        "cancel": st.sampled_from([None, 0.01, 0.2]),
    }
)


def design() -> Design:
    return varied(DESIGN)


def one_sample(seed: int, learning_rate: float, **rates: float | None) -> Design:
    base = design()
    learner = changed(
        descending(base),
        epochs=1,
        seed=seed,
        learning_rate=learning_rate,
        initial_weights=(-0.5, 0.5),
        rates=changed(descending(base).rates, **rates),
    )
    task = changed(base.task, train_samples=1, validation_samples=3, seed=seed)
    return changed(base, task=task, learner=learner)


def values_of(program: LearningProgram, vessel: SimulatedVessel) -> np.ndarray:
    quantities = program.encoding.weights
    seen = {s: vessel.seen(s) for q in quantities for s in q.species}
    return np.array([q.decode(seen) for q in quantities])


def what_it_does(program: LearningProgram) -> tuple[float, np.ndarray]:
    """The prediction as it is read, and the step of one sample."""
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    encoding = program.encoding
    reads = [read for s in program.training.segments for read in vessel.carry_out(s)]
    prediction = encoding.predictions[0].decode(reads[0])
    if encoding.opposing:
        left = encoding.opposing[0].decode(reads[0])
        prediction += program.task.train[0].targets[0] - left
    return prediction, values_of(program, vessel) - np.array(program.initial_weights)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), rates=RATES)
def test_the_step_of_one_sample_is_the_gradient(seed: int, rates: dict[str, float | None]) -> None:
    # The prediction that is read has begun to move by then, by as much as the rate of learning.
    chosen = one_sample(seed, 1e-5, **rates)
    program = build(chosen)
    sample = program.task.train[0]
    x = np.array(presented(descending(chosen), sample.inputs))
    wanted = float(np.array(program.initial_weights) @ x)
    prediction, moved = what_it_does(program)
    assert prediction == pytest.approx(wanted, rel=1e-3, abs=2e-3)
    step = -1e-5 * (wanted - sample.targets[0]) * x
    assert moved == pytest.approx(step, rel=1e-3, abs=1e-9)


def test_the_step_bends_with_the_square_of_the_learning_rate() -> None:
    off = []
    for learning_rate in (0.02, 0.01, 0.005):
        chosen = one_sample(5, learning_rate)
        program = build(chosen)
        sample = program.task.train[0]
        x = np.array(presented(descending(chosen), sample.inputs))
        error = float(np.array(program.initial_weights) @ x) - sample.targets[0]
        _, moved = what_it_does(program)
        off.append(float(np.abs(moved + learning_rate * error * x).max()))
    assert 3.5 < off[0] / off[1] < 4.5
    assert 3.5 < off[1] / off[2] < 4.5


@settings(max_examples=20, deadline=None, derandomize=True)
@given(decay=st.floats(0.05, 2.0), ratio=st.one_of(st.just(1.0), st.floats(0.2, 20.0)))
def test_the_read_is_the_law_of_the_lag(decay: float, ratio: float) -> None:
    """The prediction follows inputs that decay, and lags behind them, until it is read."""
    lag, pace, t = decay * ratio, 16.0, 4.0
    program = build(one_sample(1, 0.02, clear=decay / pace, lag=lag / pace))
    read = program.encoding.predictions[0].scale / descending(design()).encoding.output
    grid = np.linspace(0.0, t, 40_001)
    folded = lag * np.exp(-lag * (t - grid)) * np.exp(-decay * grid)
    assert read == pytest.approx(float(np.trapezoid(folded, grid)), rel=1e-5)


def test_questions_are_answered_and_teach_nothing() -> None:
    program = build(one_sample(3, 0.02))
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    vessel.carry_out(program.training.segments[0])
    weights = np.array(program.initial_weights)
    for probe, sample in zip(program.probes, program.task.validation, strict=True):
        aliquot = vessel.aliquot()
        read = aliquot.carry_out(probe)[0]
        x = np.array(presented(descending(design()), sample.inputs))
        assert program.encoding.predictions[0].decode(read) == pytest.approx(weights @ x, rel=1e-5)
        assert values_of(program, aliquot) == pytest.approx(weights, abs=1e-9)


def ideal_mse(program: LearningProgram, chosen: Design) -> float:
    """Of the steps of the model in floating point."""
    spec = descending(chosen)
    weights = np.array(program.initial_weights)
    for _ in range(spec.epochs):
        for sample in program.task.train:
            x = np.array(presented(spec, sample.inputs))
            weights -= spec.learning_rate * (weights @ x - sample.targets[0]) * x
    off = [
        weights @ np.array(presented(spec, s.inputs)) - s.targets[0]
        for s in program.task.validation
    ]
    return float(np.mean(np.square(off)))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 6))
def test_it_learns_as_well_as_exact_steps(seed: int) -> None:
    chosen = with_seed(design(), seed)
    program = build(chosen)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.failure is None
    assert run.largest_residue < 0.005
    assert run.validation_mse == pytest.approx(ideal_mse(program, chosen), abs=0.005)
    if seed <= 3:
        assert run.validation_mse <= 0.18


def test_the_design_meets_its_expectation() -> None:
    chosen = design()
    program = build(chosen)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.keeps(chosen.expect.bounds("abstract"))


def _dose(species: str) -> Keys:
    return {"dose": species, "amount": species.lower()}


def test_three_outputs_learn_side_by_side() -> None:
    task = read_design(DESIGNS / "learners" / "iris").task
    rails = [f"{k}_{rail}" for k in range(1, 5) for rail in "pm"]
    doses = [_dose("X0"), *(_dose(f"X{k}") for k in rails)]
    heads, lagging = [f"Z{k}" for k in rails[:6]], [f"Y{k[0]}_lag{k[1:]}" for k in rails[:6]]
    taught = [*(_dose(f"Y{k}") for k in rails[:6]), TEACH]
    waits = [{"wait": "4 tau"}, {"read": [*heads, *lagging]}, {"wait": "40 tau"}]
    probe = [*doses, {"wait": "4 tau"}, {"read": heads}]
    base = varied(DESIGN, {"schedule.sample": [*doses, *taught, *waits], "schedule.probe": probe})
    learner = changed(
        descending(base),
        encoding=changed(
            descending(base).encoding,
            input_centre=(5.8, 3.0, 3.7, 1.2),
            input_spread=(0.8, 0.4, 1.7, 0.7),
        ),
        epochs=1,
        learning_rate=1e-4,
    )
    chosen = changed(base, task=task, learner=learner)
    program = build(chosen)
    assert len(program.encoding.predictions) == 3
    setup, sample = program.training.segments[:2]
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    vessel.carry_out(setup)
    vessel.carry_out(sample)
    x = np.array(presented(learner, program.task.train[0].inputs))
    before = np.array(program.initial_weights).reshape(3, 5)
    error = before @ x - np.array(program.task.train[0].targets)
    step = -learner.learning_rate * np.outer(error, x)
    moved = values_of(program, vessel).reshape(3, 5) - before
    assert moved == pytest.approx(step, rel=2e-3, abs=1e-8)


def test_the_host_doses_once_and_waits_and_no_species_is_a_phase() -> None:
    program = build(design())
    actions = dict(host_actions(program.training).per_sample)
    assert {kind for kind, count in actions.items() if count} == {"dose", "wait", "read"}
    sample = program.training.segments[1].actions
    first_wait = next(k for k, a in enumerate(sample) if hasattr(a, "duration"))
    assert not any(hasattr(a, "contents") for a in sample[first_wait:])
    crn = program.crn
    assert all(s.role is not SpeciesRole.PHASE for s in crn.species)
    assert crn.max_order == 2
    assert all(len(set(r.reactants)) == len(r.reactants) for r in crn.reactions)


def test_updates_and_predictions_run_at_once() -> None:
    overlap = phase_overlap(build(design()))
    assert overlap.early_updates > 0.1
    assert overlap.late_predictions > 0.5
    assert overlap.phase_left == 0.0


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"learner.features": ["x1", "x1 x2"]}, "D225"),
        ({"learner.clock": {"stages": 2, "step": "1 /u/tau"}}, "D226"),
        ({"learner.encoding.input_centre": [3.0, 3.0, 3.0]}, "D215"),
        (in_sample(without(dose="Teach")), "D227"),
        ({"schedule.setup": instead({"dose": "Pace"}, TEACH)}, "D203"),
        ({"learner.rates.convert": "1 /u/tau"}, "D028"),
        ({"learner.rates.lag": None, "learner.rates.convert": "0.02 /u/tau"}, "D028"),
        ({"schedule.probe": instead({"wait": "4 tau"}, {"wait": "5 tau"})}, "D222"),
    ],
)
def test_wrong_designs_are_refused(keys: Keys, code: str) -> None:
    with pytest.raises(DesignError) as caught:
        build(varied(DESIGN, keys))
    assert caught.value.code == code
