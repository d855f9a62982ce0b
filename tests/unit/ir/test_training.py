"""Errors of the losses, accuracy, and what a run keeps."""

from __future__ import annotations

import math

import pytest

from ncrn_dsd.ir.training import EpochRecord, Loss, TrainingRun, accuracy


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
    assert accuracy(predictions, ((1.0,), (-1.0,), (1.0,), (1.0,)), 0.0) == 0.75
    assert accuracy(((0.2,),), ((1.0,),), None) is None
    assert accuracy((), (), 0.0) is None


def test_a_prediction_that_is_not_a_number_is_wrong() -> None:
    assert accuracy(((math.nan,), (math.nan,)), ((1.0,), (-1.0,)), 0.0) == 0.0


def test_the_largest_of_several_outputs_tells_the_class() -> None:
    predictions = ((-0.5, -0.2, -0.9), (0.4, 0.9, 0.3), (math.nan, 0.9, 0.3))
    targets = ((-1.0, 1.0, -1.0), (1.0, -1.0, -1.0), (-1.0, 1.0, -1.0))
    assert accuracy(predictions, targets, 0.0) == 1 / 3


def run(tested: tuple[float, ...] = (), failure: str | None = None) -> TrainingRun:
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
        test_predictions=tuple((p,) for p in tested),
        test_targets=((1.0,),) * len(tested),
        threshold=0.0,
    )


def test_the_test_set_counts_before_the_validation_set() -> None:
    assert run().accuracy == 0.5
    assert run((1.0, 1.0, -1.0, 1.0)).accuracy == 0.75


def test_a_run_keeps_an_error_and_an_accuracy() -> None:
    assert run().keeps(0.1)
    assert not run().keeps(0.09)
    assert run().keeps(0.1, 0.5)
    assert not run().keeps(0.1, 0.6)
    assert not run(failure="the integration stopped").keeps(0.1, 0.5)
