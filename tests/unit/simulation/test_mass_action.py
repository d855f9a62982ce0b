from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.integrate import Tolerances, integrate
from ncrn_dsd.simulation.mass_action import MassAction, RateLaw

SPECIES = ("A", "B", "C", "D")
sides = st.lists(st.sampled_from(SPECIES), max_size=2).map(tuple)
laws = st.lists(st.builds(RateLaw, sides, sides, st.floats(0.01, 100.0)), min_size=1, max_size=12)
states = st.lists(st.floats(0.0, 10.0), min_size=4, max_size=4).map(np.array)


@settings(max_examples=60, deadline=None)
@given(laws, states)
def test_jacobian_is_the_derivative_of_the_right_hand_side(
    network: list[RateLaw], state: np.ndarray
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
    system = MassAction(("A", "B"), [RateLaw(("A", "A"), ("B",), 3.0)])
    assert system.rhs(0.0, np.array([2.0, 0.0])).tolist() == [-24.0, 12.0]


def test_annihilation_follows_the_closed_form() -> None:
    system = MassAction(("A", "B"), [RateLaw(("A", "B"), (), 0.5)])
    end = integrate(system, np.array([3.0, 3.0]), 10.0, Tolerances(1e-8, 1e-10))
    assert end == pytest.approx([3 / (1 + 0.5 * 10 * 3)] * 2, rel=1e-5)


def test_catalyst_drives_a_conversion_and_stays() -> None:
    system = MassAction(("X", "C", "Y"), [RateLaw(("X", "C"), ("Y", "C"), 0.1)])
    end = integrate(system, np.array([4.0, 5.0, 0.0]), 3.0, Tolerances(1e-8, 1e-10))
    left = 4 * np.exp(-0.1 * 5 * 3)
    assert end == pytest.approx([left, 5.0, 4 - left], rel=1e-5)


def test_three_reactants_are_refused_with_the_reaction() -> None:
    with pytest.raises(SimulationError, match=r"A \+ A \+ B -> C: the reaction has 3 reactants"):
        MassAction(("A", "B", "C"), [RateLaw(("A", "A", "B"), ("C",), 1.0)])


def test_undeclared_species_are_refused_by_name() -> None:
    with pytest.raises(SimulationError, match="the species Q is not declared"):
        MassAction(("A",), [RateLaw(("A",), ("Q",), 1.0)])


def test_a_runaway_is_an_error_and_not_a_number() -> None:
    system = MassAction(("A",), [RateLaw(("A", "A"), ("A", "A", "A"), 1.0)])
    with pytest.raises(SimulationError), np.errstate(all="ignore"):
        integrate(system, np.array([1.0]), 10.0, Tolerances())
