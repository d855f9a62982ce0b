"""Errors of the losses, accuracy, and what a run keeps."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from ncrn_dsd.ir.learning import LevelRun
from ncrn_dsd.ir.outcome import Outcome, OutcomeBounds
from ncrn_dsd.ir.reference import Reference
from ncrn_dsd.ir.training import (
    EpochRecord,
    Loss,
    TrainingRun,
    balanced_accuracy,
    fitting_lines,
)
from ncrn_dsd.model.expect import LearningBounds


@pytest.mark.parametrize(
    ("prediction", "target", "squared", "margin"),
    [
        (0.5, 1.0, -0.5, -0.5),
        (1.5, 1.0, 0.5, 0.0),
        (-2.0, 1.0, -3.0, -3.0),
        (-1.5, -1.0, -0.5, 0.0),
        (-0.5, -1.0, 0.5, 0.5),
    ],
)
def test_the_margin_forgives_what_is_beyond_it(
    prediction: float, target: float, squared: float, margin: float
) -> None:
    assert Loss.SQUARED.error(prediction, target) == squared
    assert Loss.MARGIN.error(prediction, target) == margin


def test_accuracy_counts_sides_of_the_threshold() -> None:
    predictions = ((0.2,), (-3.0,), (-0.1,), (4.0,))
    assert balanced_accuracy(predictions, ((1.0,), (-1.0,), (1.0,), (1.0,)), 0.0) == pytest.approx(
        5 / 6
    )
    assert balanced_accuracy(((0.2,),), ((1.0,),), None) is None
    assert balanced_accuracy((), (), 0.0) is None


def test_a_prediction_that_is_not_a_number_is_wrong() -> None:
    assert balanced_accuracy(((math.nan,), (math.nan,)), ((1.0,), (-1.0,)), 0.0) == 0.0


def test_the_largest_of_several_outputs_tells_the_class() -> None:
    predictions = ((-0.5, -0.2, -0.9), (0.4, 0.9, 0.3), (math.nan, 0.9, 0.3))
    targets = ((-1.0, 1.0, -1.0), (1.0, -1.0, -1.0), (-1.0, 1.0, -1.0))
    assert balanced_accuracy(predictions, targets, 0.0) == 0.25


def run(
    tested: tuple[float, ...] = (), failure: str | None = None, best: float = 0.6
) -> TrainingRun:
    return TrainingRun(
        level="abstract",
        epochs=(EpochRecord(0, 0.0, (0.0,), 0.1),),
        online_errors=(),
        predictions=((1.0,), (1.0,)),
        targets=((1.0,), (-1.0,)),
        largest_residue=0.0,
        residue_species="",
        firings=(),
        failure=failure,
        reference=Reference(2, 1.0, 1.0, logistic_accuracy=best),
        test_predictions=tuple((p,) for p in tested),
        test_targets=((1.0,),) * len(tested),
        threshold=0.0,
    )


def test_the_test_set_counts_before_the_validation_set() -> None:
    assert run().accuracy == 0.5
    assert run((1.0, 1.0, -1.0, 1.0)).accuracy == 0.75
    assert run((1.0, 1.0, -1.0, 1.0)).held_out[1] == ((1.0,),) * 4


def test_classes_are_kept_near_logistic_regression() -> None:
    assert run().below_logistic == pytest.approx(0.1)
    assert run().keeps(LearningBounds(accuracy_below_logistic_max=0.1))
    assert not run().keeps(LearningBounds(accuracy_below_logistic_max=0.099))
    assert not run(failure="the integration stopped").keeps(
        LearningBounds(accuracy_below_logistic_max=1.0)
    )


def regression(*answers: float, least: float = 0.1) -> TrainingRun:
    """Targets 0, 2, 4 and 6, whose variance is 5."""
    return replace(
        run(),
        predictions=tuple((a,) for a in answers),
        targets=((0.0,), (2.0,), (4.0,), (6.0,)),
        threshold=None,
        reference=Reference(4, 9.0, 5.0, least_squares_mse=least),
    )


def test_regressions_are_kept_near_least_squares_and_explain_the_variance() -> None:
    close = regression(0.5, 2.0, 4.0, 6.0)
    assert close.held_out_mse == 0.0625
    assert close.over_least_squares == pytest.approx(0.625)
    assert close.r2 == 0.9875
    assert close.keeps(LearningBounds())
    assert not close.keeps(LearningBounds(r2_min=0.99))
    far = regression(0.8, 2.0, 4.0, 6.0)
    assert far.over_least_squares == pytest.approx(1.6)
    assert not far.keeps(LearningBounds())
    assert far.keeps(LearningBounds(loss_over_least_squares_max=1.61))
    assert not regression(math.nan, 2.0, 4.0, 6.0).keeps(
        LearningBounds(loss_over_least_squares_max=1e9, r2_min=-1e9)
    )
    assert not regression().keeps(LearningBounds(loss_over_least_squares_max=1e9, r2_min=-1e9))


def test_where_least_squares_are_exact_the_variance_alone_counts() -> None:
    exact = regression(0.5, 2.0, 4.0, 6.0, least=1e-30)
    assert exact.over_least_squares is None
    assert exact.keeps(LearningBounds())
    assert not exact.keeps(LearningBounds(r2_min=0.99))


def test_accuracy_is_balanced_between_the_classes() -> None:
    targets = ((1.0,),) * 8 + ((-1.0,),) * 2
    assert balanced_accuracy(((1.0,),) * 10, targets, 0.0) == 0.5
    # Of three classes, two of which occur.
    wanted = ((1.0, -1.0, -1.0),) * 3 + ((-1.0, 1.0, -1.0),)
    assert balanced_accuracy(((0.9, 0.2, 0.1),) * 4, wanted, 0.0) == 0.5


@pytest.mark.parametrize(
    ("training", "bounds"),
    [
        # 0.6 - 0.1 is more than 0.5 in floating point.
        (run(best=0.6), LearningBounds(accuracy_below_logistic_max=0.1)),
        (run(best=0.6), LearningBounds(accuracy_below_logistic_max=0.09)),
        (regression(0.5, 2.0, 4.0, 6.0), LearningBounds()),
        (regression(0.8, 2.0, 4.0, 6.0), LearningBounds()),
        (regression(math.nan, 2.0, 4.0, 6.0), LearningBounds()),
        (run(failure="it stopped"), LearningBounds(accuracy_below_logistic_max=1.0)),
    ],
)
def test_analyses_judge_a_learner_as_its_training_is_judged(
    training: TrainingRun, bounds: LearningBounds
) -> None:
    outcome = Outcome(
        None if training.failure else training.validation_mse,
        training.accuracy,
        training.held_out_mse,
        training.failure,
    )
    reference = training.reference
    limits = OutcomeBounds(outcome, 1.0, bounds.loss_max(reference), bounds.accuracy_min(reference))
    assert limits.keeps(outcome) == training.keeps(bounds)
    level = LevelRun("abstract", training, training.failure, (), None, 0.0)
    assert level.keeps(bounds) == training.keeps(bounds)


def test_a_line_for_each_output_is_fitted_by_least_squares() -> None:
    predictions = [(0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (math.nan, 1.0)]
    targets = [(1.0, 4.0), (3.0, 5.0), (5.0, 6.0), (9.0, 5.0)]
    steep, level = fitting_lines(predictions, targets)
    assert (*steep, *level) == pytest.approx((1.0, 2.0, 5.0, 0.0))
    assert fitting_lines([(math.nan,)], [(1.0,)]) == ((0.0, 1.0),)
