"""Every closed learner descends the gradient of its own read-out.

The derivative of what is read after the forward phase is found from the reactions themselves:
the mass-action equations are integrated with one weight moved by a tiny imaginary amount. No
formula of a model enters.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from descending import descending
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.sparse import csr_array

from ncrn_dsd.formats.design_toml import parse_design
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.program import LearningProgram, RailedQuantity
from ncrn_dsd.ir.schedule import Dose, Read, Segment, Wait
from ncrn_dsd.ir.training import Loss
from ncrn_dsd.model.design import Design
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.schedule import WaitStep
from ncrn_dsd.networks.registry import build
from ncrn_dsd.simulation.chemistry import formal_chemistry
from ncrn_dsd.simulation.integrate import Tolerances
from ncrn_dsd.simulation.training import SimulatedVessel

Complex = NDArray[np.complex128]

ROOT = Path(__file__).parents[3] / "designs"
DESIGNS = (
    "linear_regression",
    "learners/bilinear_regression",
    "learners/sine_regression",
    "learners/xor",
    "learners/rings",
    "learners/half_plane",
    pytest.param("learners/bilinear_hidden", marks=pytest.mark.slow),
    "learners/xor_hidden",
    pytest.param("learners/rings_hidden", marks=pytest.mark.slow),
)
TIGHT = Tolerances(1e-10, 1e-12)
TINY = 1e-25
SMALL_STEP = 1e-4


def design(name: str) -> Design:
    path = ROOT / name / "design.toml"
    return parse_design(path.read_text(encoding="utf-8"), f"designs/{name}/design.toml")


def exact(base: Design, seed: int) -> Design:
    """One sample, small steps, and the limits of a long forward phase and fast cancelling."""
    steps = base.schedule.sample
    longer = tuple(changed(s, wait=2 * s.wait) if isinstance(s, WaitStep) else s for s in steps)
    learner = changed(descending(base), seed=seed, epochs=1, learning_rate=SMALL_STEP)
    learner = changed(learner, initial_weights=(-0.6, 0.6))
    if learner.loss is Loss.MARGIN:
        learner = changed(learner, rates=changed(learner.rates, cancel=100.0))
    return changed(
        base,
        schedule=changed(base.schedule, sample=longer),
        task=changed(base.task, seed=seed, train_samples=1, validation_samples=1),
        learner=learner,
    )


def step_of(program: LearningProgram) -> np.ndarray:
    """What one sample does to the weights."""
    vessel = SimulatedVessel(formal_chemistry(program.crn), TIGHT)
    for segment in program.training.segments:
        vessel.carry_out(segment)
    seen = {s: vessel.seen(s) for q in program.encoding.weights for s in q.species}
    moved = [q.decode(seen) for q in program.encoding.weights]
    step: np.ndarray = np.array(moved) - np.array(program.initial_weights)
    return step


def slope_of(crn: FormalCrn) -> Callable[[float, Complex], Complex]:
    """The mass-action equations, for complex concentrations."""
    index = {name: i for i, name in enumerate(crn.names)}
    change = np.zeros((len(crn.names), len(crn.reactions)))
    pairs = np.full((len(crn.reactions), 2), len(crn.names))
    for k, reaction in enumerate(crn.reactions):
        for place, name in enumerate(reaction.reactants):
            pairs[k, place] = index[name]
            change[index[name], k] -= 1
        for name in reaction.products:
            change[index[name], k] += 1
    rates = np.array([r.rate for r in crn.reactions])
    # Dense products this small would wait for the threads of the linear algebra library.
    sparse = csr_array(change)

    def slope(_: float, y: Complex) -> Complex:
        padded = np.append(y, 1.0)
        flow: Complex = sparse @ (rates * padded[pairs[:, 0]] * padded[pairs[:, 1]])
        return flow

    return slope


def read_out(program: LearningProgram, moved: int | None) -> complex:
    """Prediction less target, after the forward phase, with one weight moved."""
    crn, encoding = program.crn, program.encoding
    index = {name: i for i, name in enumerate(crn.names)}
    state = np.zeros(len(crn.names), dtype=np.complex128)
    setup, sample = program.training.segments
    dose(state, index, setup)
    if moved is not None:
        quantity, sign = encoding.weights[moved], 1 if program.initial_weights[moved] >= 0 else -1
        rail = quantity.positive if sign > 0 else quantity.negative
        assert rail is not None
        state[index[rail]] += 1j * TINY * sign * quantity.scale
    forward = next(a.duration for a in sample.actions if isinstance(a, Wait))
    dose(state, index, sample)
    solved = solve_ivp(slope_of(crn), (0, forward), state, "DOP853", rtol=1e-9, atol=1e-11)
    end = dict(zip(crn.names, solved.y[:, -1], strict=True))

    def value(quantity: RailedQuantity) -> complex:
        low = end[quantity.negative] if quantity.negative else 0.0
        return complex((end[quantity.positive] - low) / quantity.scale)

    predicted = value(encoding.predictions[0])
    if encoding.opposing:
        return predicted - value(encoding.opposing[0])
    return predicted - program.task.train[0].targets[0]


def dose(state: Complex, index: dict[str, int], segment: Segment) -> None:
    """Doses up to the first wait; in the setup there is none."""
    for action in segment.actions:
        if isinstance(action, Dose):
            for content in action.contents:
                state[index[content.species]] += content.amount
        elif isinstance(action, Wait | Read):
            return


def gradient(program: LearningProgram) -> np.ndarray:
    """Of the loss, by the reactions of the forward phase."""
    error = read_out(program, None).real
    target = program.task.train[0].targets[0]
    # A margin counts the error only as far as it asks for more.
    counted = program.loss.error(error + target, target)
    return np.array(
        [counted * read_out(program, k).imag / TINY for k in range(len(program.encoding.weights))]
    )


@pytest.mark.long
@pytest.mark.parametrize("name", DESIGNS)
@settings(max_examples=3, deadline=None, derandomize=True)
@given(seed=st.integers(1, 10_000))
def test_a_small_step_is_down_the_gradient_of_the_read_out(name: str, seed: int) -> None:
    program = build(exact(design(name), seed))
    wanted = -program.learning_rate * gradient(program)
    moved = step_of(program)
    assert np.linalg.norm(moved - wanted) <= 1e-3 * np.linalg.norm(wanted) + 1e-9
