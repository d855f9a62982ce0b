"""Published experiments train, and a run that fails says so."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from any_units import reaction
from published.published_designs import NAMES, TIGHT, design, network_of

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction, Species
from ncrn_dsd.ir.host import (
    MEMORY,
    AddScaled,
    CancelRails,
    Clear,
    Copy,
    HostNetwork,
    HostRead,
    HostSegment,
    Integrate,
    Overwrite,
)
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.ir.reaction import RateConvention
from ncrn_dsd.ir.schedule import SegmentKind
from ncrn_dsd.model.expect import LearningBounds
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.registry import build_published
from ncrn_dsd.networks.seeds import published_with_seed as with_seed
from ncrn_dsd.simulation.host_driver import train_published
from ncrn_dsd.simulation.host_machine import Host
from ncrn_dsd.simulation.host_solver.networks import ThreeBodyNetwork
from ncrn_dsd.simulation.integrate import integrate
from ncrn_dsd.simulation.mass_action import MassAction

ORIGIN = Origin("test", "reaction")


def trained(name: str, **keys: float) -> PublishedDesign:
    """A design with other keys of its training."""
    base = design(name)
    return changed(base, training=changed(base.training, **keys))


@pytest.mark.parametrize("seed", [1, 2])
def test_linear_regression_ends_where_the_published_one_does(seed: int) -> None:
    program = build_published(with_seed(design("linear_regression"), seed))
    run = train_published(program)
    assert run.failure is None
    assert len(run.epochs) == 6
    assert run.validation_mse == pytest.approx(0.24, abs=0.04)
    # A state starts as the input, so that the coefficient is 1 + theta / 2.
    assert 1 + np.array(run.coefficients) / 2 == pytest.approx([1.151, 2.079], abs=0.1)


def test_linear_regression_is_the_published_recursion() -> None:
    """theta -= LR T e T x with e from the closed form of every stage."""
    base = design("linear_regression")
    program = build_published(trained("linear_regression", epochs=1))
    theta = np.array(program.initial_weights)
    errors = []
    for sample in program.task.train:
        x, duration = np.array(sample.inputs), base.model.forward
        error = float(np.sum(x + duration * (theta * x + base.model.bias)) - sample.targets[0])
        theta -= base.training.learning_rate * duration * error * x
        errors.append((error,))
    run = train_published(program, tolerances=TIGHT)
    assert run.coefficients == pytest.approx(theta, rel=1e-6)
    assert np.array(run.online_errors) == pytest.approx(np.array(errors), rel=1e-6, abs=1e-7)


def test_the_minimal_circuit_learns_the_line() -> None:
    base = design("minimal_linear_regression")
    run = train_published(build_published(base))
    assert run.keeps(base.expect)
    assert run.validation_mse < run.epochs[0].validation_mse / 50
    assert run.coefficients == pytest.approx([1.0, 2.0], abs=0.3)


def test_linear_classification_meets_its_expectation() -> None:
    base = design("linear_classification")
    run = train_published(build_published(trained("linear_classification", epochs=4)))
    assert run.keeps(base.expect)
    assert len(run.test_predictions) == 3600


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "epochs"), [("sine_first_order", 8), ("sine_full_adjoint", 8), ("and_cubic", 8)]
)
def test_nonlinear_models_learn(name: str, epochs: int) -> None:
    program = build_published(trained(name, epochs=epochs))
    run = train_published(
        replace(
            program,
            probes=program.probes[: len(program.task.validation)],
            task=replace(program.task, test=()),
        )
    )
    assert run.failure is None
    assert run.validation_mse < run.epochs[0].validation_mse / 2


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_design_meets_its_expectation(name: str) -> None:
    base = design(name)
    run = train_published(build_published(base))
    assert run.failure is None
    assert run.keeps(base.expect)


def test_runs_repeat_bit_by_bit() -> None:
    program = build_published(trained("minimal_linear_regression", epochs=2))
    assert train_published(program) == train_published(program)


def test_progress_reaches_its_total() -> None:
    seen = []
    program = build_published(trained("minimal_linear_regression", epochs=1))
    train_published(program, lambda p: seen.append((p.done, p.total)))
    assert seen[0][0] == 1
    assert seen[-1][0] == seen[-1][1] == len(seen) == 41 + 2 * 101


@pytest.mark.long
def test_a_reversed_state_that_blows_up_is_reported_and_the_records_kept() -> None:
    """The reversed cubic damping has a pole in finite time when the state starts off its path."""
    base = design("xor_cubic")
    large = changed(trained("xor_cubic", epochs=3), model=changed(base.model, feedback=40.0))
    program = build_published(large)
    run = train_published(program)
    assert run.failure is not None
    assert run.failure.startswith("epoch 1, sample ")
    assert "M070" in run.failure
    assert len(run.epochs) == 1
    assert not run.keeps(
        LearningBounds(
            loss_over_least_squares_max=1e9, r2_min=-1e9, accuracy_below_logistic_max=1.0
        )
    )


def test_weights_that_run_away_are_reported() -> None:
    run = train_published(build_published(trained("linear_classification", learning_rate=8.0)))
    assert run.failure is not None
    assert run.failure.startswith("epoch 1, sample ")
    assert "M071" in run.failure
    assert not run.keeps(
        LearningBounds(
            loss_over_least_squares_max=1e9, r2_min=-1e9, accuracy_below_logistic_max=1.0
        )
    )


def test_without_negative_weights_a_large_step_is_wrong_but_bounded() -> None:
    """Only positive rails drive the state, so that a weight below zero counts as zero."""
    run = train_published(build_published(trained("linear_regression", learning_rate=8.0)))
    assert run.failure is None
    assert run.validation_mse > 1.0


def host(reactions: tuple[FormalReaction, ...], names: str) -> Host:
    crn = FormalCrn(tuple(Species(n) for n in names), reactions)
    return Host((HostNetwork("vessel", crn),), (), TIGHT)


def segment(*actions: object) -> HostSegment:
    return HostSegment(SegmentKind.SAMPLE, "sample", actions)  # type: ignore[arg-type]


def test_every_action_does_what_it_says() -> None:
    """2 A -> A at 1 has A' = -A^2 / 2 under the combinatoric law, so A = 1 / (1 / 2 + t / 2)."""
    rate = RateConvention.COMBINATORIC.plain_rate(("A", "A"), 1.0)
    there = host((FormalReaction(("A", "A"), ("A",), rate, ORIGIN),), "AB")
    reads = there.carry_out(
        segment(
            Overwrite("A", 2.0),
            HostRead(("A",), "before"),
            Copy(MEMORY, "vessel", ("A",)),
            Integrate("vessel", 1.0),
            HostRead(("A",), "still in memory"),
            Copy("vessel", MEMORY, ("A",)),
            AddScaled("B", "A", 3.0),
            HostRead(("A", "B"), "after"),
            CancelRails((("A", "B"),)),
            HostRead(("A", "B"), "cancelled"),
            Clear(("A", "B")),
            HostRead(("A", "B"), "cleared"),
        )
    )
    assert reads[0] == reads[1] == {"A": 2.0}
    assert reads[2] == pytest.approx({"A": 1.0, "B": 3.0}, rel=1e-7)
    assert reads[3] == pytest.approx({"A": 0.0, "B": 2.0}, rel=1e-7)
    assert reads[4] == {"A": 0.0, "B": 0.0}
    assert there.time == 1.0


def test_rails_that_are_not_finite_are_never_cancelled_to_zero() -> None:
    there = host((FormalReaction(("A",), (), 1.0, ORIGIN),), "AB")
    with pytest.raises(SimulationError) as caught:
        there.carry_out(segment(Overwrite("A", math.nan), CancelRails((("A", "B"),))))
    assert caught.value.code == "M072"


@pytest.mark.parametrize("code", ["M070", "M071"])
def test_runaway_growth_is_an_error_of_either_solver(code: str) -> None:
    three = FormalReaction(("A", "A", "A"), ("A",) * 4, 1.0, ORIGIN)
    one = FormalReaction(("A",), ("A", "A"), 1.0, ORIGIN)
    there = host((three if code == "M070" else one,), "A")
    with pytest.raises(SimulationError) as caught:
        there.carry_out(
            segment(Overwrite("A", 1.0), Copy(MEMORY, "vessel", ("A",)), Integrate("vessel", 20.0))
        )
    assert caught.value.code == code


def test_three_molecules_by_the_closed_form() -> None:
    """3 A -> 2 A at k has A' = -k A^3 under the plain law, so A = (1 + 2 k t)^(-1/2)."""
    network = ThreeBodyNetwork(("A",), [reaction(("A",) * 3, ("A",) * 2, 0.7)])
    end = network.after(np.array([1.0]), 2.0, TIGHT)
    assert end == pytest.approx((1 + 2 * 0.7 * 2) ** -0.5, rel=1e-8)


def test_both_solvers_agree_on_two_molecules() -> None:
    crn = network_of(build_published(design("bilinear_full_adjoint")), "feedback")
    start = np.random.default_rng(2).uniform(0.0, 1.0, len(crn.species))
    implicit = integrate(MassAction(crn.names, crn.reactions), start, 0.5, TIGHT)
    explicit = ThreeBodyNetwork(crn.names, crn.reactions).after(start, 0.5, TIGHT)
    assert explicit == pytest.approx(implicit, rel=1e-6, abs=1e-8)


def test_four_molecules_are_refused() -> None:
    with pytest.raises(SimulationError) as caught:
        ThreeBodyNetwork(("A",), [reaction(("A",) * 4, (), 1.0)])
    assert caught.value.code == "M002"
