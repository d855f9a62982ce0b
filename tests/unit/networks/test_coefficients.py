"""Coefficients are those of the inputs themselves, whatever the learner is shown of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from descending import descending

from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.ir.task import Sample
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import HiddenLearner, PolynomialLearner
from ncrn_dsd.model.task import LinearTaskSpec
from ncrn_dsd.networks.coefficients import coefficients_of, product_name
from ncrn_dsd.networks.hidden import predict
from ncrn_dsd.networks.polynomial import feature_values
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.training import train

LEARNERS = Path(__file__).parents[3] / "designs/learners"


def shifted(name: str) -> Design:
    """A design whose inputs are all shifted and scaled, each by a number of its own."""
    design = read_design(LEARNERS / name)
    dimension = build(design).task.dimension
    centres = design.learner.centres(dimension)
    spreads = design.learner.spreads(dimension)
    encoding = changed(
        descending(design).encoding,
        input_centre=tuple(c + 0.01 * i for i, c in enumerate(centres, start=1)),
        input_spread=tuple(s + 0.1 * i for i, s in enumerate(spreads, start=1)),
    )
    learner = changed(design.learner, constant_input=1.25, encoding=encoding)
    return changed(design, learner=learner)


def drawn(program: LearningProgram) -> tuple[list[float], list[tuple[float, ...]]]:
    rng = np.random.default_rng(7)
    weights = [float(w) for w in rng.normal(size=len(program.encoding.weights))]
    points = rng.normal(size=(5, program.task.dimension))
    return weights, [tuple(float(v) for v in x) for x in points]


@pytest.mark.parametrize("name", ["xor", "rings", "iris", "sine_regression"])
def test_the_polynomial_of_the_inputs_is_the_prediction(name: str) -> None:
    design = shifted(name)
    assert isinstance(design.learner, PolynomialLearner)
    program = build(design)
    weights, points = drawn(program)
    outputs = program.task.outputs
    per_output = np.array(weights).reshape(outputs, -1)
    rows = np.array_split(np.array(program.encoding.coefficients, dtype=object), outputs)
    for x in points:
        features = np.array(feature_values(design.learner, x))
        for row, own in zip(rows, per_output, strict=True):
            found = sum(c.of(weights) * np.prod([x[i - 1] for i in c.powers]) for c in row)
            assert found == pytest.approx(own @ features)


def test_hidden_units_are_sums_of_the_inputs() -> None:
    design = shifted("xor_hidden")
    assert isinstance(design.learner, HiddenLearner)
    program = build(design)
    weights, points = drawn(program)
    found = {c.name: c.of(weights) for c in program.encoding.coefficients}
    for x in points:

        def total(head: str, x: tuple[float, ...] = x) -> float:
            inputs = (found[f"{head}x{i}"] * v for i, v in enumerate(x, start=1))
            return found[f"{head}intercept"] + sum(inputs)

        units = range(1, design.learner.hidden.units + 1)
        squares = sum(found[f"u{k}^2"] * total(f"u{k}: ") ** 2 for k in units)
        assert total("") + squares == pytest.approx(predict(design.learner, weights, x))


def test_names_are_those_of_the_features() -> None:
    assert product_name(("x1", "x2"), (1, 2)) == "x1 x2"
    assert product_name(("x1", "x2"), (2, 2)) == "x2^2"
    assert product_name(("light", "tank water"), (1, 1, 2)) == "light^2 * tank water"
    assert product_name(("light",), ()) == "intercept"
    xor = build(read_design(LEARNERS / "xor")).encoding
    assert [c.name for c in xor.coefficients] == ["intercept", "x1", "x2", "x1 x2"]
    iris = build(read_design(LEARNERS / "iris")).encoding
    assert iris.coefficients[1].name == "setosa: sepal length (cm)"
    # What the shift of a product adds to features that the design does not name.
    design = shifted("xor")
    task = build(design).task
    alone = coefficients_of(descending(design), task, [(0,), (1, 2)])
    assert [c.name for c in alone] == ["intercept", "x1 x2", "x1", "x2"]


def test_what_is_true_belongs_to_its_own_name() -> None:
    task = build(read_design(LEARNERS / "centred_regression")).task
    assert task.true_weights is not None
    assert [task.true_coefficient(p) for p in ((), (1,), (2,))] == list(task.true_weights)
    assert task.true_coefficient((1, 2)) == 0.0
    assert task.true_coefficient(None) is None
    assert build(read_design(LEARNERS / "xor")).task.true_coefficient((1,)) is None


def test_a_line_is_found_in_its_own_units() -> None:
    base = read_design(LEARNERS / "centred_regression")
    line = LinearTaskSpec(
        kind="linear",
        weights=(3.0, 0.0),
        intercept=2.0,
        noise_sd=0.1,
        input_range=(1.0, 5.0),
        train_samples=60,
        validation_samples=20,
        seed=1,
    )
    program = build(changed(base, task=line))
    assert base.learner.centres(2) != (0.0, 0.0)
    run = train(program, formal_chemistry(program.crn), program.training, program.probes)
    assert run.coefficient_names == ("intercept", "x1", "x2")
    assert run.coefficients == pytest.approx([2.0, 3.0, 0.0], abs=0.3)
    learned = run.named_coefficients
    for sample, (predicted,) in zip(program.task.validation, run.predictions, strict=True):
        assert predicted == pytest.approx(value(learned, sample), abs=0.1)


def value(learned: dict[str, float], sample: Sample) -> float:
    first, second = sample.inputs
    return learned["intercept"] + learned["x1"] * first + learned["x2"] * second
