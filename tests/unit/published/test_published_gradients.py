"""The chemical gradient is the gradient of the loss, where the published adjoint is exact."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from published.published_designs import Array, after_network, design, network_of, one_sample

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.host import HostProgram
from ncrn_dsd.ir.reaction import RateConvention
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.published import PublishedDesign
from ncrn_dsd.networks.published.presentation import presentation_of
from ncrn_dsd.networks.registry import build_published

Complex = NDArray[np.complex128]
Slope = Callable[[Complex, Complex], Complex]
FAST = 1e5
STEP = 1e-30
SOME = settings(max_examples=5, deadline=None, derandomize=True)


def shown(base: PublishedDesign, program: HostProgram) -> Array:
    return np.array(presentation_of(base, program.task).values(program.task.train[0]))


def final(slope: Slope, z: Complex, weights: Complex, duration: float) -> Complex:
    """The state after the forward phase, by the classical Runge-Kutta method in small steps."""
    steps = 400
    h = duration / steps
    for _ in range(steps):
        a = slope(z, weights)
        b = slope(z + h / 2 * a, weights)
        c = slope(z + h / 2 * b, weights)
        d = slope(z + h * c, weights)
        z = z + h / 6 * (a + 2 * b + 2 * c + d)
    return z


def gradient(slope: Slope, x: Array, weights: Array, target: float, duration: float) -> Array:
    """Of half the squared error, by complex steps, which have no rounding error."""
    made = []
    for i in range(len(weights)):
        w = weights.astype(complex)
        w[i] += STEP * 1j
        error = final(slope, x.astype(complex), w, duration).sum() - target
        made.append((error**2 / 2).imag / STEP)
    return np.array(made)


def relative(found: Array, wanted: Array) -> float:
    return float(np.max(np.abs(found - wanted)) / np.max(np.abs(wanted)))


def square_slope(x: Array) -> Slope:
    return lambda z, w: w * x - z * z / 2


def cubic_slope(x: Array) -> Slope:
    def slope(z: Complex, w: Complex) -> Complex:
        drive: Complex = w.reshape(3, 3) @ x
        return drive - z**3 / 6

    return slope


@SOME
@given(seed=st.integers(0, 10_000), drawn=st.lists(st.floats(0.0, 5.0), min_size=3, max_size=3))
def test_dot_product_with_positive_state(seed: int, drawn: list[float]) -> None:
    base = design("bilinear_full_adjoint")
    weights = np.array(drawn)
    program = one_sample(base, seed, weights, FAST)
    x, target = shown(base, program), program.task.train[0].targets[0]
    found = np.diag(after_network(program, "feedback", "G").reshape(3, 3))
    wanted = gradient(square_slope(x), x, weights, target, base.model.forward)
    assert relative(found, wanted) < 1e-3


@pytest.mark.long
@SOME
@given(seed=st.integers(0, 10_000), drawn=st.lists(st.floats(-2.0, 2.0), min_size=9, max_size=9))
def test_cubic_with_states_of_any_sign(seed: int, drawn: list[float]) -> None:
    base = design("xor_cubic")
    weights = np.array(drawn)
    program = one_sample(base, seed, weights, FAST)
    x, target = shown(base, program), program.task.train[0].targets[0]
    found = after_network(program, "feedback", "G")
    wanted = gradient(cubic_slope(x), x, weights, target, base.model.forward)
    assert relative(found, wanted) < 1e-3


@pytest.mark.long
@pytest.mark.parametrize("annihilation", [1e2, 1e3, 1e4])
def test_the_error_of_the_gradient_falls_with_faster_annihilation(annihilation: float) -> None:
    base = design("xor_cubic")
    weights = np.random.default_rng(7).normal(0.0, 1.0, 9)
    errors = []
    for rate in (annihilation, 10 * annihilation):
        program = one_sample(base, 7, weights, rate)
        x, target = shown(base, program), program.task.train[0].targets[0]
        wanted = gradient(cubic_slope(x), x, weights, target, base.model.forward)
        errors.append(relative(after_network(program, "feedback", "G"), wanted))
    assert errors[1] < errors[0] / 4


def test_a_negative_state_turns_the_sign_of_the_square_adjoint() -> None:
    """A flaw of the published network: its adjoint decays by z where it should by |z|."""
    base = design("bilinear_full_adjoint")
    weights = np.array([1.0, 2.0, -4.0])
    program = one_sample(base, 1, weights, FAST)
    x, target = shown(base, program), program.task.train[0].targets[0]
    found = np.diag(after_network(program, "feedback", "G").reshape(3, 3))

    def slope(z: Complex, w: Complex) -> Complex:
        damping: Complex = z * np.where(z.real < 0, -z, z) / 2
        return w * x - damping

    wanted = gradient(slope, x, weights, target, base.model.forward)
    assert found[:2] == pytest.approx(wanted[:2], rel=1e-3)
    assert abs(found[2] / wanted[2] - 1) > 0.05


@pytest.mark.parametrize("name", ["bilinear_first_order", "sine_first_order"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_first_order_gradients_are_duration_times_error_times_input(name: str, seed: int) -> None:
    base = design(name)
    weights = np.random.default_rng(seed).normal(0.0, 2.0, 3)
    program = one_sample(base, seed, weights, 100.0)
    x = shown(base, program)
    errors = after_network(program, "error", "E")
    found = after_network(program, "feedback", "G").reshape(3, 3)
    wanted = base.model.feedback * errors[0] * np.tile(x, (3, 1))
    assert found == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("name", ["linear_regression", "linear_classification"])
def test_linear_gradients_are_exact(name: str) -> None:
    base = design(name)
    weights = np.array([0.4, 0.3])
    program = one_sample(base, 3, weights, 100.0)
    x, target = shown(base, program), program.task.train[0].targets[0]
    found = after_network(program, "feedback", "G")
    duration = base.model.forward

    def slope(_: Complex, w: Complex) -> Complex:
        return w * x + base.model.bias

    wanted = gradient(slope, x, weights, target, duration)
    assert found == pytest.approx(wanted, rel=1e-6)


def test_the_minimal_circuit_steps_down_the_gradient() -> None:
    base = design("minimal_linear_regression")
    weights = np.array([0.4, 0.3])
    program = one_sample(base, 3, weights, 100.0)
    x, target = shown(base, program), program.task.train[0].targets[0]
    error = weights @ x + base.model.bias - target
    moved = after_network(program, "feedback", "P") - weights
    steps = moved / (-base.training.learning_rate * error * x)
    # The error builds up and the gradients arrive at rate 10 each, which is less than one tau.
    assert steps[0] == pytest.approx(steps[1], rel=1e-6)
    assert 0.75 < steps[0] < 0.85


@pytest.mark.parametrize("convention", list(RateConvention))
@pytest.mark.parametrize(
    ("name", "factor"), [("bilinear_full_adjoint", 2.0), ("xor_cubic", 3.0), ("xor_quadratic", 2.0)]
)
def test_adjoints_are_jacobians_under_the_combinatoric_law_only(
    convention: RateConvention, name: str, factor: float
) -> None:
    """a' / a of the feedback network against df/dz of the forward network, at one point."""
    base = design(name)
    program = build_published(changed(base, model=changed(base.model, convention=convention)))
    forward, feedback = network_of(program, "forward"), network_of(program, "feedback")
    state = {"Z1_p": 0.7, "Z2_p": 1.3, "Z3_p": 2.1}
    slopes = [
        (derivative(forward, state, i, 1e-6) - derivative(forward, state, i, -1e-6)) / 2e-6
        for i in (1, 2, 3)
    ]
    adjoints = [rate_of(feedback, state | {f"A{i}_p": 1.0}, f"A{i}") for i in (1, 2, 3)]
    exact = convention is RateConvention.COMBINATORIC
    wanted = np.array(slopes) / (1.0 if exact else factor)
    assert adjoints == pytest.approx(wanted, rel=1e-6)


def derivative(crn: FormalCrn, state: dict[str, float], i: int, shift: float) -> float:
    return rate_of(crn, state | {f"Z{i}_p": state[f"Z{i}_p"] + shift}, f"Z{i}")


def rate_of(crn: FormalCrn, values: dict[str, float], symbol: str) -> float:
    """Rate of change of a signed quantity, by the definition of mass action."""
    total = 0.0
    for reaction in crn.reactions:
        speed = reaction.rate
        for s in reaction.reactants:
            speed *= values.get(s, 0.0)
        for rail, sign in ((f"{symbol}_p", 1), (f"{symbol}_m", -1)):
            total += sign * speed * (reaction.products.count(rail) - reaction.reactants.count(rail))
    return total
