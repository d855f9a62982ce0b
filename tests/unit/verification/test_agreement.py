from __future__ import annotations

import math
from dataclasses import replace

import pytest
from run_fixture import small_run

from ncrn_dsd.ir.result import DesignRun
from ncrn_dsd.ir.training import TrainingRun
from ncrn_dsd.ir.verdict import Obligation, Verdict
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.verification.agreement import TrainedPair, kinetic_agreement, learning_agreement
from ncrn_dsd.verification.tolerances import StatedTolerances


@pytest.fixture(scope="module")
def run() -> DesignRun:
    return small_run()


def changed(run: TrainingRun, **last: object) -> TrainingRun:
    """The run with another last record."""
    return replace(run, epochs=(*run.epochs[:-1], replace(run.epochs[-1], **last)))  # type: ignore[arg-type]


def judged(run: DesignRun, dsd: TrainingRun, **limits: float) -> Obligation:
    return learning_agreement((TrainedPair("3", run.abstract, dsd),), StatedTolerances(**limits))


def test_equal_trainings_agree_for_the_seeds_given(run: DesignRun) -> None:
    pairs = (
        TrainedPair("3", run.abstract, run.abstract),
        TrainedPair("4", run.abstract, run.abstract),
    )
    found = learning_agreement(pairs, StatedTolerances())
    assert found.verdict is Verdict.HOLDS
    assert found.assumptions == ("computed for the seeds that were run: 3, 4",)
    assert "differ by 0 of the largest" in found.reason


def test_one_seed_that_differs_refutes_all(run: DesignRun) -> None:
    off = changed(run.abstract, coefficients=tuple(-w for w in run.abstract.coefficients))
    same = TrainedPair("3", run.abstract, run.abstract)
    assert (
        learning_agreement((same, TrainedPair("4", run.abstract, off)), StatedTolerances()).verdict
        is Verdict.FAILS
    )


def test_weights_are_compared_relative_to_the_largest(run: DesignRun) -> None:
    weights = run.abstract.coefficients
    largest = max(map(abs, weights))
    off = changed(run.abstract, coefficients=(weights[0] + 0.05 * largest, *weights[1:]))
    assert judged(run, off, weights=0.051).verdict is Verdict.HOLDS
    assert judged(run, off, weights=0.049).verdict is Verdict.FAILS


def test_loss_is_compared_in_units_of_the_spread_of_the_targets(run: DesignRun) -> None:
    targets = [y for (y,) in run.abstract.targets]
    mean = math.fsum(targets) / len(targets)
    spread = math.sqrt(math.fsum((y - mean) ** 2 for y in targets) / len(targets))
    root = math.sqrt(run.abstract.validation_mse) + 0.2 * spread
    off = changed(run.abstract, validation_mse=root**2)
    assert judged(run, off, loss=0.201).verdict is Verdict.HOLDS
    assert judged(run, off, loss=0.199).verdict is Verdict.FAILS


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_not_a_number_never_agrees(run: DesignRun, value: float) -> None:
    weights = (value, *run.abstract.coefficients[1:])
    for off in (
        changed(run.abstract, coefficients=weights),
        changed(run.abstract, validation_mse=value),
    ):
        assert judged(run, off, weights=1e300, loss=1e300).verdict is Verdict.FAILS


def test_training_that_stopped_refutes(run: DesignRun) -> None:
    found = judged(run, replace(run.dsd, failure="it blew up"))
    assert found.verdict is Verdict.FAILS
    assert "seed 3: the dsd training stopped: it blew up" in found.reason
    assert learning_agreement((), StatedTolerances()).verdict is Verdict.UNDECIDED


def test_rates_are_compared_at_the_first_and_at_the_worst_sample(run: DesignRun) -> None:
    crn, point = run.program.crn, run.realisation
    wanted = [
        r.rate * point.concentration_unit_M ** (1 - r.order) / point.time_unit_s
        for r in crn.reactions
    ]
    stated = replace(
        point,
        rates=tuple(replace(r, realised_rate=w) for r, w in zip(point.rates, wanted, strict=True)),
    )
    assert kinetic_agreement(crn, stated, wanted, StatedTolerances()).verdict is Verdict.HOLDS
    slow = [0.8 * wanted[0], *wanted[1:]]
    found = kinetic_agreement(crn, stated, slow, StatedTolerances())
    assert found.verdict is Verdict.FAILS
    assert f"{crn.reactions[0]} runs at 0.8 of its rate at the first sample" in found.reason
    assert (
        kinetic_agreement(crn, stated, slow, StatedTolerances(rate=0.21)).verdict is Verdict.HOLDS
    )
    # An operating point that states no rates says nothing.
    assert kinetic_agreement(crn, point, wanted, StatedTolerances()).verdict is Verdict.FAILS


def test_disturbance_knows_whether_it_is_one() -> None:
    assert Disturbance(seed=9).is_none
    assert not Disturbance(dead_gate_fraction=0.1).is_none


def test_the_coefficient_that_differs_most_is_named(run: DesignRun) -> None:
    weights = run.abstract.coefficients
    off = changed(run.abstract, coefficients=(weights[0], weights[1] + 0.5))
    assert "of the largest (x1 the most; tolerance 0.1)" in judged(run, off).reason
