from __future__ import annotations

import numpy as np
import pytest
from any_units import reaction
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.mass_action import AnyReaction, MassAction

SPECIES = ("A", "B", "C", "D")
sides = st.lists(st.sampled_from(SPECIES), max_size=2).map(tuple)
laws = st.lists(st.builds(reaction, sides, sides, st.floats(0.01, 100.0)), min_size=1, max_size=12)
states = st.lists(st.floats(0.0, 10.0), min_size=4, max_size=4).map(np.array)


@settings(max_examples=60, deadline=None)
@given(laws, states)
def test_jacobian_is_the_derivative_of_the_right_hand_side(
    network: list[AnyReaction], state: np.ndarray
) -> None:
    system = MassAction(SPECIES, network)
    # Rates are at most quadratic, so that central differences are exact but for rounding.
    step = 0.5
    columns = [
        (system.rhs(0.0, state + step * unit) - system.rhs(0.0, state - step * unit)) / (2 * step)
        for unit in np.eye(4)
    ]
    expected = np.array(columns).T
    assert np.allclose(system.jacobian(0.0, state).toarray(), expected, rtol=1e-9, atol=1e-9)


def test_plain_convention_of_a_homodimer() -> None:
    system = MassAction(("A", "B"), [reaction(("A", "A"), ("B",), 3.0)])
    assert system.rhs(0.0, np.array([2.0, 0.0])).tolist() == [-24.0, 12.0]


def test_annihilation_follows_the_closed_form() -> None:
    system = MassAction(("A", "B"), [reaction(("A", "B"), (), 0.5)])
    end = integrate(system, np.array([3.0, 3.0]), 10.0, Tolerances(1e-8, 1e-10))
    assert end == pytest.approx([3 / (1 + 0.5 * 10 * 3)] * 2, rel=1e-5)


def test_catalyst_drives_a_conversion_and_stays() -> None:
    system = MassAction(("X", "C", "Y"), [reaction(("X", "C"), ("Y", "C"), 0.1)])
    end = integrate(system, np.array([4.0, 5.0, 0.0]), 3.0, Tolerances(1e-8, 1e-10))
    left = 4 * np.exp(-0.1 * 5 * 3)
    assert end == pytest.approx([left, 5.0, 4 - left], rel=1e-5)


many = st.lists(st.sampled_from(SPECIES), max_size=6).map(tuple)
higher = st.lists(st.builds(reaction, many, many, st.floats(0.01, 100.0)), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(higher, states)
def test_any_number_of_reactants_follows_the_law_of_mass_action(
    network: list[AnyReaction], state: np.ndarray
) -> None:
    slope, derivative = np.zeros(4), np.zeros((4, 4))
    for law in network:
        copies = np.array([law.reactants.count(name) for name in SPECIES])
        net = np.array([law.products.count(name) for name in SPECIES]) - copies
        slope += net * law.rate * np.prod(state**copies)
        for j in np.flatnonzero(copies):
            fewer = copies - np.eye(4, dtype=int)[j]
            derivative[:, j] += net * law.rate * copies[j] * np.prod(state**fewer)
    system = MassAction(SPECIES, network)
    assert system.rhs(0.0, state) == pytest.approx(slope, rel=1e-12)
    assert system.jacobian(0.0, state).toarray() == pytest.approx(derivative, rel=1e-12)
    # The compiled kernels, in elimination order.
    from ncrn_dsd.simulation.engine import kernels

    plan = system.plan
    y = np.ones(plan.entries)
    y[:4] = state[plan.place]
    out, entries = np.empty(4), np.empty(len(plan.pattern.factors.column))
    kernels.rhs(plan.reactions, y, np.empty(len(network)), out)
    kernels.jacobian(plan.reactions, y, entries)
    assert out[plan.pattern.position] == pytest.approx(slope, rel=1e-9, abs=1e-9)
    at = plan.pattern.factors
    found = sparse.csr_array((entries, at.column, at.start), shape=(4, 4)).toarray()
    order = plan.pattern.position
    assert found[np.ix_(order, order)] == pytest.approx(derivative, rel=1e-9, abs=1e-9)


def test_three_equal_reactants_follow_the_closed_form() -> None:
    system = MassAction(("A", "B"), [reaction(("A", "A", "A"), ("B",), 0.5)])
    end = integrate(system, np.array([2.0, 0.0]), 10.0, Tolerances(1e-9, 1e-12))
    left = 1 / np.sqrt(1 / 4 + 2 * 3 * 0.5 * 10)
    assert end == pytest.approx([left, (2 - left) / 3], rel=1e-7)


def test_undeclared_species_are_refused_by_name() -> None:
    with pytest.raises(SimulationError, match="the species Q is not declared"):
        MassAction(("A",), [reaction(("A",), ("Q",), 1.0)])


def test_a_runaway_is_an_error_and_not_a_number() -> None:
    system = MassAction(("A",), [reaction(("A", "A"), ("A", "A", "A"), 1.0)])
    with pytest.raises(SimulationError), np.errstate(all="ignore"):
        integrate(system, np.array([1.0]), 10.0, Tolerances())
