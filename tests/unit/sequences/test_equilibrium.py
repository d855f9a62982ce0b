import math

import numpy as np
import pytest

from ncrn_dsd.sequences.energy import thermal_kcal
from ncrn_dsd.sequences.equilibrium import (
    EACH_STRAND_M,
    dimer_percent,
    equilibrium_M,
    self_dimer_percent,
)


def _energy(constant: float) -> float:
    return -thermal_kcal() * math.log(constant)


def test_a_pair_obeys_mass_action_and_mass_balance() -> None:
    counts = np.array([[1, 0], [0, 1], [1, 1]])
    constant = 2e6
    found = equilibrium_M(np.full(2, 1e-6), counts, np.array([0.0, 0.0, _energy(constant)]))
    # K x^2 + x = 1 uM
    free = (math.sqrt(1 + 4 * constant * 1e-6) - 1) / (2 * constant)
    assert found[0] == found[1] == pytest.approx(free, rel=1e-8)
    assert found @ counts == pytest.approx([1e-6, 1e-6], rel=1e-9)


def test_three_strands_with_very_strong_binding_are_all_in_the_complex() -> None:
    parts = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (0, 1, 1), (1, 0, 1), (1, 1, 1)]
    energies = np.array([-0.1, -0.2, -0.3, -30.0, -25.0, -2.0, -62.0])
    found = equilibrium_M(np.full(3, 1e-6), np.array(parts), energies)
    assert found[-1] == pytest.approx(1e-6, rel=1e-6)
    assert found @ np.array(parts) == pytest.approx([1e-6] * 3, rel=1e-8)


def test_dimers_of_a_pair_agree_with_the_general_solver() -> None:
    mixed, first, second = (_energy(k) for k in (3e6, 4e5, 2e4))
    counts = np.array([[1, 0], [0, 1], [1, 1], [2, 0], [0, 2]])
    energies = np.array([0.0, 0.0, mixed, first, second])
    found = equilibrium_M(np.full(2, EACH_STRAND_M), counts, energies)
    expected = 100 * found[2:].sum() / (2 * EACH_STRAND_M)
    assert dimer_percent(mixed, first, second) == pytest.approx(expected, rel=1e-7)


def test_a_strand_with_its_own_copy_agrees_with_the_general_solver() -> None:
    own = _energy(7e5)
    found = equilibrium_M(np.array([2e-6]), np.array([[1], [2]]), np.array([0.0, own]))
    assert self_dimer_percent(own) == pytest.approx(100 * found[1] / 2e-6, rel=1e-7)
