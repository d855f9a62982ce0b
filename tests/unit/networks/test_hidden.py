"""The learner with hidden units does what its model says, and learns what it should."""

from __future__ import annotations

import numpy as np
import pytest
from descending import descending
from hypothesis import given, settings
from hypothesis import strategies as st
from varied_designs import Keys, varied

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.ir.crn import FormalCrn, SpeciesRole
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.schedule import Content, Dose, Segment, SegmentKind
from ncrn_dsd.ir.task import SampleRows
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import HiddenLearner
from ncrn_dsd.model.schedule import WaitStep
from ncrn_dsd.model.task import BooleanTaskSpec, CsvTaskSpec
from ncrn_dsd.networks.dimensions import at_dimension
from ncrn_dsd.networks.hidden import predict
from ncrn_dsd.networks.registry import build
from ncrn_dsd.networks.seeds import with_seed
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import SimulatedVessel, train

DESIGNS = ("xor_hidden", "rings_hidden", "bilinear_hidden")
TIGHT = Tolerances(1e-9, 1e-11)


def design(name: str) -> Design:
    return varied(f"learners/{name}")


def learner_of(base: Design) -> HiddenLearner:
    assert isinstance(base.learner, HiddenLearner)
    return base.learner


def exact(base: Design, seed: int, learning_rate: float, units: int) -> Design:
    """One sample, in the limits of a long forward phase and of fast cancelling."""
    learner = learner_of(base)
    if learner.loss is Loss.MARGIN:
        learner = changed(learner, rates=changed(learner.rates, cancel=100.0))
    longer = tuple(
        changed(s, wait=2 * s.wait) if isinstance(s, WaitStep) else s for s in base.schedule.sample
    )
    return changed(
        base,
        schedule=changed(base.schedule, sample=longer),
        task=changed(base.task, train_samples=1, validation_samples=1, seed=seed),
        learner=changed(
            learner,
            epochs=1,
            seed=seed,
            learning_rate=learning_rate,
            initial_weights=(-0.8, 0.8),
            hidden=changed(learner.hidden, units=units),
        ),
    )


def of_dimension(dimension: int, units: int) -> Design:
    """A design for a linear task, whose inputs are of either sign."""
    return at_dimension(exact(design("bilinear_hidden"), 5, 1e-4, units), dimension)


def with_parameters(program: LearningProgram, values: np.ndarray) -> SimulatedVessel:
    """The vessel before the first sample, with other weights."""
    setup = program.training.segments[0]
    doses = Dose(
        tuple(
            Content(species, max(0.0, sign * value) * quantity.scale)
            for quantity, value in zip(program.encoding.weights, values, strict=True)
            for species, sign in zip(quantity.species, (1, -1), strict=True)
        )
    )
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    vessel.carry_out(Segment(SegmentKind.SETUP, "setup", (doses, *setup.actions[1:])))
    return vessel


def weights_in(program: LearningProgram, vessel: SimulatedVessel) -> np.ndarray:
    quantities = program.encoding.weights
    seen = {s: vessel.seen(s) for q in quantities for s in q.species}
    return np.array([q.decode(seen) for q in quantities])


def gradient(program: LearningProgram, chosen: Design, weights: np.ndarray) -> np.ndarray:
    """Of the loss of the model for the first sample, by complex steps."""
    sample = program.task.train[0]
    target = sample.targets[0]

    def loss(values: np.ndarray) -> complex:
        z = complex(predict(learner_of(chosen), tuple(values), sample.inputs))
        if descending(chosen).loss is Loss.MARGIN and z.real * target > 1:
            return 0.0
        return (z - target) ** 2 / 2

    axes = np.eye(len(weights))
    return np.array([loss(weights + 1e-30j * axis).imag / 1e-30 for axis in axes])


@pytest.mark.long
@pytest.mark.parametrize("name", DESIGNS)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), learning_rate=st.floats(1e-6, 1e-5), units=st.integers(1, 3))
def test_the_step_of_one_sample_is_the_gradient(
    name: str, seed: int, learning_rate: float, units: int
) -> None:
    chosen = exact(design(name), seed, learning_rate, units)
    program = build(chosen)
    size = len(program.encoding.weights)
    weights = np.random.default_rng(seed).uniform(-1.5, 1.5, size)
    vessel = with_parameters(program, weights)
    reads = vessel.carry_out(program.training.segments[1])
    encoding, sample = program.encoding, program.task.train[0]
    error = encoding.predictions[0].decode(reads[0])
    error -= encoding.opposing[0].decode(reads[0]) if encoding.opposing else sample.targets[0]
    model = predict(learner_of(chosen), tuple(weights), sample.inputs) - sample.targets[0]
    assert error == pytest.approx(model, rel=1e-4, abs=1e-4)
    wanted = -learning_rate * gradient(program, chosen, weights)
    moved = weights_in(program, vessel) - weights
    assert np.linalg.norm(moved - wanted) <= 1e-3 * np.linalg.norm(wanted) + 1e-8


@pytest.mark.parametrize(("dimension", "units"), [(1, 2), (3, 2), (4, 5)])
def test_the_step_in_other_dimensions(dimension: int, units: int) -> None:
    chosen = of_dimension(dimension, units)
    program = build(chosen)
    weights = np.array(program.initial_weights)
    vessel = with_parameters(program, weights)
    vessel.carry_out(program.training.segments[1])
    wanted = -1e-4 * gradient(program, chosen, weights)
    assert np.linalg.norm(wanted) > 1e-5
    moved = weights_in(program, vessel) - weights
    assert np.linalg.norm(moved - wanted) <= 1e-3 * np.linalg.norm(wanted)


def test_the_prediction_is_a_matter_of_net_amounts() -> None:
    program = build(exact(design("bilinear_hidden"), 2, 1e-3, 2))
    probe = program.probes[0]
    read = []
    for both_rails in (0.0, 3.0):
        vessel = with_parameters(program, np.array(program.initial_weights))
        for quantity in program.encoding.weights:
            for species in quantity.species:
                vessel.state[program.crn.names.index(species)] += both_rails
        read.append(program.encoding.predictions[0].decode(vessel.carry_out(probe)[0]))
    assert read[1] == pytest.approx(read[0], rel=1e-6)


def weight_rails(crn: FormalCrn) -> int:
    return sum(1 for s in crn.species if s.role is SpeciesRole.WEIGHT)


def test_size_grows_linearly_with_the_inputs() -> None:
    crns = [build(of_dimension(d, 2)).crn for d in (2, 5, 8)]
    for counts in (
        [len(c.reactions) for c in crns],
        [len(c.species) for c in crns],
        [weight_rails(c) for c in crns],
    ):
        assert counts[2] - counts[1] == counts[1] - counts[0] > 0


@pytest.mark.parametrize("name", DESIGNS)
def test_order_two_and_no_species_that_meets_itself(name: str) -> None:
    crn = build(design(name)).crn
    assert crn.max_order == 2
    assert all(len(set(r.reactants)) == len(r.reactants) for r in crn.reactions)


@pytest.mark.parametrize("name", ["xor_hidden", "bilinear_hidden"])
def test_a_sample_clears_what_it_brought(name: str) -> None:
    base = design(name)
    task = changed(base.task, train_samples=6, validation_samples=2)
    program = build(changed(base, task=task, learner=changed(base.learner, epochs=1)))
    run = train(program, formal_chemistry(program.crn), program.training, program.probes[:2])
    assert run.failure is None
    assert run.largest_residue < 0.01


def test_initial_weights_into_units_are_orthogonal() -> None:
    program = build(of_dimension(3, 3))
    into = np.array(program.initial_weights[4 + 3 :]).reshape(3, 4)
    assert into[:, 0] == pytest.approx(0)
    assert into[:, 1:] @ into[:, 1:].T == pytest.approx(np.eye(3), abs=1e-12)
    assert program.initial_weights == build(of_dimension(3, 3)).initial_weights


def test_a_square_of_one_input_by_hand() -> None:
    chosen = of_dimension(1, 1)
    # y = 1 + 2 x + 3 (0.5 + x)^2 at x = -0.25
    assert predict(learner_of(chosen), (1.0, 2.0, 3.0, 0.5, 1.0), (-0.25,)) == 0.6875


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_a_disc_and_a_ring_are_told_apart(seed: int) -> None:
    program = build(with_seed(design("rings_hidden"), seed))
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.failure is None
    assert run.accuracy is not None
    assert run.accuracy >= 0.93
    untrained = run.epochs[0].validation_accuracy
    assert untrained is not None
    assert untrained < 0.9


@pytest.mark.long
def test_the_function_of_two_inputs_is_learned() -> None:
    chosen = design("bilinear_hidden")
    program = build(chosen)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.keeps(chosen.expect.bounds("abstract"))
    assert run.epochs[0].validation_mse > 50 * run.validation_mse


@pytest.mark.slow
def test_exclusive_or_is_learned() -> None:
    base = design("xor_hidden")
    assert isinstance(base.task, BooleanTaskSpec)
    chosen = changed(base, task=changed(base.task, grid=20))
    program = build(chosen)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.keeps(chosen.expect.bounds("abstract"))


def test_several_outputs_are_refused() -> None:
    task = CsvTaskSpec(
        kind="csv",
        file="rows.csv",
        inputs=("x",),
        target="class",
        classes=("a", "b", "c"),
        train_samples=1,
        validation_samples=1,
        seed=1,
        rows=SampleRows("rows", ((0.0,),), ((1.0, -1.0, -1.0),), ("a", "b", "c")),
    )
    with pytest.raises(NcrnError, match="3 outputs") as caught:
        build(changed(design("xor_hidden"), task=task))
    assert caught.value.code == "D218"


@pytest.mark.parametrize(
    ("name", "keys", "code", "words"),
    [
        ("xor", {"learner.hidden": None}, "D216", "hidden units"),
        ("xor", {"learner.features": ["x1"]}, "D217", "own features"),
        ("xor", {"learner.clock": {"stages": 8, "step": "1 /u/tau"}}, "D220", "by a clock"),
        ("bilinear", {"learner.loss": "margin"}, "D213", "no"),
        ("xor", {"learner.encoding.label": None}, "D214", "class is missing"),
        ("xor", {"learner.encoding.input_spread": [1.0, 1.0, 1.0]}, "D215", "3 val"),
        ("xor", {"learner.hidden.units": 0}, "D009", "units"),
        ("xor", {"learner.hidden.total": "4"}, "U", "total"),
    ],
)
def test_wrong_designs_are_refused(name: str, keys: Keys, code: str, words: str) -> None:
    with pytest.raises(NcrnError) as caught:
        build(varied(f"learners/{name}_hidden", keys))
    assert caught.value.code.startswith(code)
    assert words in str(caught.value)
