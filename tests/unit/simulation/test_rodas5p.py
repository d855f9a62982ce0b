"""The method itself: order conditions, measured order, order of the interpolant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from any_units import reaction
from scipy.integrate import solve_ivp

from ncrn_dsd.simulation.engine import kernels, stepping
from ncrn_dsd.simulation.engine.layout import Real, StepArrays
from ncrn_dsd.simulation.engine.rodas5p import rodas5p
from ncrn_dsd.simulation.mass_action import MassAction

METHOD = rodas5p()


@dataclass(frozen=True)
class Tree:
    """A rooted tree without labels."""

    branches: tuple[Tree, ...]

    @property
    def order(self) -> int:
        return 1 + sum(b.order for b in self.branches)

    @property
    def density(self) -> int:
        return self.order * math.prod(b.density for b in self.branches)


@cache
def trees(order: int) -> tuple[Tree, ...]:
    return tuple(Tree(forest) for forest in forests(order - 1, order - 1, None))


def forests(nodes: int, largest: int, below: int | None) -> Iterator[tuple[Tree, ...]]:
    """Multisets of trees with `nodes` nodes; `below` keeps trees of one order in order."""
    if nodes == 0:
        yield ()
        return
    for order in range(min(nodes, largest), 0, -1):
        choices = trees(order)
        last = len(choices) if below is None or order < largest else below + 1
        for number in range(last):
            for rest in forests(nodes - order, order, number):
                yield (choices[number], *rest)


def original_form() -> tuple[Real, Real, Real]:
    """alpha, gamma and b of the form with products of the Jacobian (Hairer & Wanner IV.7)."""
    inverse = np.eye(8) / METHOD.gamma - METHOD.c / METHOD.gamma
    gamma: Real = np.linalg.inv(inverse).astype(np.float64)
    weights = np.append(METHOD.a[7, :7], 1.0)
    return METHOD.a @ gamma, gamma, weights @ gamma


def elementary_weight(tree: Tree, alpha: Real, beta: Real) -> Real:
    """The share of every stage: one branch comes through beta, several through alpha."""
    matrix = beta if len(tree.branches) == 1 else alpha
    result = np.ones(8)
    for branch in tree.branches:
        result = result * (matrix @ elementary_weight(branch, alpha, beta))
    return result


def test_there_are_as_many_trees_as_butcher_counts() -> None:
    assert [len(trees(order)) for order in range(1, 7)] == [1, 1, 2, 4, 9, 20]


@pytest.mark.parametrize("tree", [t for order in range(1, 6) for t in trees(order)])
def test_all_order_conditions_up_to_five_hold(tree: Tree) -> None:
    alpha, gamma, b = original_form()
    weight = b @ elementary_weight(tree, alpha, alpha + gamma)
    assert weight == pytest.approx(1 / tree.density, abs=2e-13)


def test_some_condition_of_order_six_does_not_hold() -> None:
    alpha, gamma, b = original_form()
    gaps = [
        abs(b @ elementary_weight(tree, alpha, alpha + gamma) - 1 / tree.density)
        for tree in trees(6)
    ]
    assert max(gaps) > 1e-5


@pytest.mark.parametrize("tree", [t for order in range(1, 5) for t in trees(order)])
def test_the_embedded_method_has_order_four(tree: Tree) -> None:
    alpha, gamma, b = original_form()
    embedded = b - gamma[7]
    weight = embedded @ elementary_weight(tree, alpha, alpha + gamma)
    assert weight == pytest.approx(1 / tree.density, abs=2e-13)


def test_stiffly_accurate_and_l_stable() -> None:
    alpha, gamma, b = original_form()
    assert b == pytest.approx((alpha + gamma)[7], abs=1e-12)

    def growth(z: complex) -> float:
        stages = np.linalg.solve(np.eye(8) - z * (alpha + gamma), np.ones(8))
        return float(abs(1 + z * b @ stages))

    assert growth(-1e8) < 1e-6
    assert max(growth(1j * y) for y in np.geomspace(1e-3, 1e6, 400)) <= 1 + 1e-10


LAWS = [
    reaction(("A", "B"), ("C",), 0.9),
    reaction(("C",), ("A", "D"), 0.4),
    reaction(("D", "D"), ("B",), 0.7),
    reaction((), ("B",), 0.3),
    reaction(("B", "C"), ("C", "D"), 0.5),
]
SYSTEM = MassAction(("A", "B", "C", "D"), LAWS)
START = np.array([1.0, 0.8, 0.2, 0.5])


def fixed_steps(count: int, share: float) -> tuple[Real, Real]:
    """The state at time 1 after `count` equal steps, and inside the last step at a share."""
    net, at, place = SYSTEM.plan.reactions, SYSTEM.plan.pattern.factors, SYSTEM.plan.place
    n, entries = len(START), len(at.column)
    work = StepArrays(
        np.empty(len(net.first)),
        np.empty(n),
        np.empty(entries),
        np.empty(entries),
        np.empty(n),
        np.empty(n),
        np.empty((8, n)),
        np.empty(n + 1),
    )
    y = np.append(START[place], 1.0)
    inside = np.empty(n)
    gh = METHOD.gamma / count
    for _ in range(count):
        kernels.rhs(net, y, work.rates, work.slope)
        kernels.jacobian(net, y, work.jacobian)
        assert kernels.factorise(at, work.jacobian, gh, 1e-13, work.lu, work.inverse, work.row)
        stepping.try_step(METHOD, net, at, y, gh, work)
        stepping.interpolate(METHOD, share, y, work.new, work.stages, inside)
        y[:] = work.new
    position = SYSTEM.plan.pattern.position
    return y[:-1][position], inside[position]


def exact(time: float) -> Real:
    """By an explicit method of order eight, to rounding."""
    found = solve_ivp(SYSTEM.rhs, (0.0, time), START, method="DOP853", rtol=1e-13, atol=1e-15)
    return np.asarray(found.y[:, -1])


def measured_order(coarse: float, fine: float) -> float:
    return math.log2(coarse / fine)


def test_the_measured_order_is_five() -> None:
    errors = [float(np.abs(fixed_steps(n, 0.5)[0] - exact(1.0)).max()) for n in (10, 20, 40)]
    assert measured_order(errors[0], errors[1]) == pytest.approx(5.0, abs=0.25)
    assert measured_order(errors[1], errors[2]) == pytest.approx(5.0, abs=0.25)


def test_the_interpolant_errs_by_the_fifth_power_of_one_step() -> None:
    # Inside the last step the error is that of a method of order four over one step.
    share = 0.37

    def error(count: int) -> float:
        inside = exact(1.0 - (1.0 - share) / count)
        return float(np.abs(fixed_steps(count, share)[1] - inside).max())

    orders = [measured_order(error(n), error(2 * n)) for n in (4, 8, 16)]
    assert min(orders) > 4.6
