"""Rate constants follow from what a sample of ones does."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
from descending import descending

from ncrn_dsd.errors import DesignError
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.program import LearningProgram
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import HiddenLearner, PolynomialLearner
from ncrn_dsd.model.schedule import DoseStep, WaitStep
from ncrn_dsd.networks.registry import build

DESIGNS = Path(__file__).parents[3] / "designs" / "learners"


def rates(program: LearningProgram, item: str) -> set[float]:
    """Of the reactions that are there for one thing."""
    found = {r.rate for r in program.crn.reactions if r.origin.item == item}
    assert found, item
    return found


def pace_u(design: Design) -> float:
    """The dose of what turns inputs into traces."""
    steps = [s for s in design.schedule.setup if isinstance(s, DoseStep)]
    return sum(s.fixed or 0.0 for s in steps if s.dose == "Pace_convert")


def test_a_prediction_is_made_in_the_time_in_which_an_input_decays() -> None:
    design = read_design(DESIGNS / "centred_regression")
    learner = design.learner
    assert isinstance(learner, PolynomialLearner)
    wait = next(s.wait for s in design.schedule.sample if isinstance(s, WaitStep))
    convert, scale = learner.rates.convert * pace_u(design), learner.encoding
    exposure = -math.expm1(-convert * wait) / convert
    wanted = scale.output / (scale.weight * scale.input * exposure)
    for feature in ("x0", "x1", "x2"):
        found = rates(build(design), f"forward, {feature}")
        assert list(found) == [pytest.approx(wanted, rel=1e-9)]


def test_a_clock_makes_the_prediction_at_the_pace_of_the_target() -> None:
    design = read_design(DESIGNS / "clocked_regression")
    learner = design.learner
    assert isinstance(learner, PolynomialLearner)
    scale = learner.encoding
    wanted = learner.rates.convert * pace_u(design) * scale.output / (scale.weight * scale.input)
    assert list(rates(build(design), "forward, x1")) == [pytest.approx(wanted, rel=1e-9)]


@pytest.mark.long
def test_updates_grow_with_the_rate_of_learning_and_nothing_else_does() -> None:
    for name in ("xor", "clocked_regression", "continuous_regression", "xor_hidden"):
        design = read_design(DESIGNS / name)
        twice = changed(
            design,
            learner=changed(design.learner, learning_rate=2 * descending(design).learning_rate),
        )
        pairs = zip(build(design).crn.reactions, build(twice).crn.reactions, strict=True)
        weights = {s for q in build(design).encoding.weights for s in q.species}

        def updates(reaction: FormalReaction, weights: set[str] = weights) -> bool:
            return len(reaction.products) == 3 and reaction.products[2] in weights

        for slow, fast in pairs:
            assert fast.rate == pytest.approx((1 + updates(slow)) * slow.rate, rel=1e-12)


@pytest.mark.parametrize("left_out", ["X1_p", "Y"])
def test_what_a_schedule_leaves_out_is_named(left_out: str) -> None:
    design = read_design(DESIGNS / "bilinear_regression")
    schedule = design.schedule
    sample = tuple(s for s in schedule.sample if getattr(s, "dose", "") != left_out)
    with pytest.raises(DesignError) as caught:
        build(changed(design, schedule=changed(schedule, sample=sample)))
    assert caught.value.code == "D201"
    wanted = {"X1_p": "x1 x2 becomes its trace", "Y": "update of the weight of x0"}
    assert wanted[left_out] in str(caught.value)


def test_hidden_units_that_no_phase_ends_for_are_refused() -> None:
    design = read_design(DESIGNS / "bilinear_hidden")
    assert isinstance(design.learner, HiddenLearner)
    sample = tuple(s for s in design.schedule.sample if getattr(s, "dose", "") != "X0")
    with pytest.raises(DesignError) as caught:
        build(changed(design, schedule=changed(design.schedule, sample=sample)))
    assert caught.value.code == "D201"


def test_learners_are_known_without_loading_what_integrates() -> None:
    code = (
        "import sys, ncrn_dsd.networks.registry; "
        "sys.exit(int(bool({'scipy', 'numba', 'ncrn_dsd.simulation'} & set(sys.modules))))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
