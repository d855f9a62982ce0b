"""Which loss a design expects, of several bounds the tightest."""

from __future__ import annotations

import pytest
from varied_designs import varied

from ncrn_dsd.errors import NcrnError
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.model.expect import LearningBounds

REFERENCE = Reference(samples=200, mean_mse=4.0, variance=4.0, least_squares_mse=0.2)


@pytest.mark.parametrize(
    ("bounds", "loss_max"),
    [
        ({}, 0.3),
        ({"r2_min": 0.95}, 0.2),
        ({"mse_max": 0.25}, 0.25),
        ({"mse_max": 5.0}, 0.3),
    ],
)
def test_the_tightest_bound_counts(bounds: dict[str, float], loss_max: float) -> None:
    assert LearningBounds(**bounds).loss_max(REFERENCE) == pytest.approx(loss_max)


def test_where_least_squares_are_exact_they_bound_nothing() -> None:
    exact = Reference(samples=200, mean_mse=4.0, variance=4.0, least_squares_mse=0.0)
    assert exact.is_exact
    assert LearningBounds().loss_max(exact) == pytest.approx(0.8)
    assert LearningBounds(mse_max=0.1).loss_max(exact) == 0.1


def test_a_bound_on_the_loss_is_said_in_words() -> None:
    assert "least squares, R²" in LearningBounds().in_words(has_classes=False)
    said = LearningBounds(mse_max=0.25).in_words(has_classes=False)
    assert said == "loss at most 1.5 times that of least squares and 0.25, R² at least 0.8"
    assert "0.25" not in LearningBounds(mse_max=0.25).in_words(has_classes=True)


@pytest.mark.parametrize(
    ("bounds", "accuracy_min"),
    [
        ({}, 0.92),
        ({"balanced_accuracy_min": 0.94}, 0.94),
        ({"balanced_accuracy_min": 0.9}, 0.92),
        ({"accuracy_below_logistic_max": 1.0, "balanced_accuracy_min": 0.9}, 0.9),
    ],
)
def test_the_tighter_bound_of_an_accuracy_counts(
    bounds: dict[str, float], accuracy_min: float
) -> None:
    classes = Reference(samples=200, mean_mse=1.0, variance=1.0, logistic_accuracy=0.95)
    assert LearningBounds(**bounds).accuracy_min(classes) == pytest.approx(accuracy_min)
    assert LearningBounds(**bounds).accuracy_min(REFERENCE) is None


def test_a_smallest_accuracy_is_said_in_words() -> None:
    said = LearningBounds(balanced_accuracy_min=0.9).in_words(has_classes=True)
    assert said == "balanced accuracy at most 3 points below logistic regression and at least 0.9"


def test_a_bound_of_the_other_kind_of_task_is_refused() -> None:
    design = varied("learners/xor", {"expect.dsd.balanced_accuracy_min": 0.9})
    assert design.expect.bounds("dsd").balanced_accuracy_min == 0.9
    with pytest.raises(NcrnError, match="D130"):
        varied("learners/xor", {"expect.dsd.mse_max": 0.1})
