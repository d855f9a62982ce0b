"""The best fit of a learner's features, against other programs and closed forms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, r2_score
from sklearn.preprocessing import StandardScaler

from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.task import LearningTask, Sample
from ncrn_dsd.ir.training import balanced_accuracy
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import PolynomialLearner
from ncrn_dsd.model.task import BooleanTaskSpec
from ncrn_dsd.networks.polynomial import feature_values
from ncrn_dsd.networks.reference import linear_features, quadratic_features, reference_of
from ncrn_dsd.networks.registry import build

DESIGNS = Path(__file__).parents[3] / "designs/learners"


def line(*points: tuple[float, float], asked: tuple[tuple[float, float], ...]) -> LearningTask:
    def samples(pairs: tuple[tuple[float, float], ...]) -> tuple[Sample, ...]:
        return tuple(Sample((x,), (y,)) for x, y in pairs)

    return LearningTask("line", samples(points), samples(asked), None, None, 1)


def test_least_squares_are_fitted_by_the_training_samples_and_measured_on_the_others() -> None:
    # The line through three points is 1/6 + x / 2.
    task = line((0.0, 0.0), (1.0, 1.0), (2.0, 1.0), asked=((0.0, 1.0), (4.0, 2.0), (2.0, 3.0)))
    found = reference_of(task)
    errors = [1 / 6 - 1, 1 / 6 + 2 - 2, 1 / 6 + 1 - 3]
    assert found.least_squares_mse == pytest.approx(np.mean(np.square(errors)))
    assert found.mean_mse == pytest.approx(np.mean(np.square([1 / 3, 4 / 3, 7 / 3])))
    assert found.samples == 3
    assert found.logistic_accuracy is None
    assert found.r2(0.5) == pytest.approx(1 - 0.5 / np.var([1, 2, 3]))
    tested = replace(task, test=task.validation[:2])
    assert reference_of(tested).least_squares_mse == pytest.approx(np.mean(np.square(errors[:2])))


def test_least_squares_do_not_depend_on_the_units_of_the_inputs() -> None:
    points = tuple((1e4 + x, 3.0 * x + (x * 7) % 2) for x in map(float, range(9)))
    far = reference_of(line(*points[:6], asked=points[6:]))
    near = reference_of(
        line(*((x - 1e4, y) for x, y in points[:6]), asked=tuple((x - 1e4, y) for x, y in points))
    )
    assert far.least_squares_mse is not None
    assert not far.is_exact
    assert near.least_squares_mse is not None
    exact = reference_of(line((1e4, 2.0), (1e4 + 1, 5.0), asked=((1e4 + 2, 8.0), (1e4 + 3, 11.0))))
    assert exact.is_exact
    assert exact.over_least_squares(0.1) is None


def test_an_input_that_never_changes_is_left_out() -> None:
    samples = tuple(Sample((7.0, x), (2 * x,)) for x in (0.0, 1.0, 2.0))
    other = (Sample((9.0, 3.0), (6.0,)), Sample((9.0, 4.0), (8.0,)))
    assert reference_of(LearningTask("constant", samples, other, None, None, 1)).is_exact


@pytest.mark.parametrize("name", ["xor", "and", "rings", "half_plane", "iris", "clocked_xor"])
def test_logistic_regression_is_that_of_scikit_learn(name: str) -> None:
    design = read_design(DESIGNS / name)
    assert isinstance(design.learner, PolynomialLearner)
    program = build(design)
    task = program.task
    known, asked = (
        np.array([feature_values(design.learner, s.inputs)[1:] for s in samples])
        for samples in (task.train, task.held_out)
    )
    scaler = StandardScaler().fit(known)
    classes, wanted = ([_class(s) for s in samples] for samples in (task.train, task.held_out))
    weak = LogisticRegression(C=1e6 / len(classes), max_iter=10_000, tol=1e-9)
    predicted = weak.fit(scaler.transform(known), classes).predict(scaler.transform(asked))
    expected = balanced_accuracy_score(wanted, predicted)
    # A point or two of a grid of 1600 may lie on the border of both.
    assert program.reference.logistic_accuracy == pytest.approx(expected, abs=0.003)


def _class(sample: Sample) -> int:
    return int(np.argmax(sample.targets)) if len(sample.targets) > 1 else int(sample.targets[0] > 0)


def test_measures_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    wanted = np.where(rng.uniform(size=60) < 0.2, 1.0, -1.0)
    found = wanted * np.where(rng.uniform(size=60) < 0.3, -1, 1)
    rows = tuple((float(v),) for v in found), tuple((float(v),) for v in wanted)
    assert balanced_accuracy(*rows, 0.0) == pytest.approx(
        balanced_accuracy_score(wanted > 0, found > 0)
    )
    y, z = rng.normal(size=(2, 40))
    task = line((0.0, 0.0), (1.0, 2.0), asked=tuple((0.0, float(v)) for v in y))
    assert reference_of(task).r2(float(np.mean((y - z) ** 2))) == pytest.approx(r2_score(y, z))


def test_one_class_alone_is_always_right() -> None:
    base = read_design(DESIGNS / "boolean_corners")
    assert isinstance(base.task, BooleanTaskSpec)
    never = build(changed(base, task=changed(base.task, function="0000")))
    assert never.reference.logistic_accuracy == 1.0


def test_features_are_those_of_the_learner() -> None:
    assert tuple(linear_features((2.0, 3.0))) == (2.0, 3.0)
    assert tuple(quadratic_features((2.0, 3.0))) == (2.0, 3.0, 4.0, 6.0, 9.0)
    xor = read_design(DESIGNS / "xor")
    assert accuracy_of(xor) > 0.99
    without = changed(xor, learner=changed(xor.learner, features=((1,), (2,))))
    assert accuracy_of(without) < 0.7


def accuracy_of(design: Design) -> float:
    found = build(design).reference.logistic_accuracy
    assert found is not None
    return found
