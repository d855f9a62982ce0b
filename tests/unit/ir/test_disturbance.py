"""Values outside their range are refused in one sentence."""

from __future__ import annotations

import math
from typing import Any

import pytest

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.model.disturbances import Disturbance, FormalDisturbance


@pytest.mark.parametrize(
    ("code", "values", "told"),
    [
        ("M040", {"leak_per_M_s": -1.0}, "the leak rate is -1 /(M s)"),
        ("M040", {"leak_per_M_s": math.inf}, "the leak rate is inf /(M s)"),
        ("M041", {"rate_error_factor": 0.99}, "the rate error is a factor of 0.99"),
        ("M041", {"rate_error_factor": math.nan}, "the rate error is a factor of nan"),
        ("M042", {"dose_error_fraction": 1.0}, "the dose error is 1"),
        ("M042", {"dose_error_fraction": -0.1}, "the dose error is -0.1"),
        ("M043", {"dead_gate_fraction": 1.0}, "the fraction of dead gates is 1"),
        ("M043", {"dead_gate_fraction": math.nan}, "the fraction of dead gates is nan"),
        ("M044", {"seed": -3}, "the noise seed is -3"),
    ],
)
def test_a_value_outside_its_range_is_refused(code: str, values: dict[str, Any], told: str) -> None:
    with pytest.raises(SimulationError) as info:
        Disturbance(**values)
    assert (info.value.code, info.value.what) == (code, told)
    assert "\n" not in str(info.value)


def test_a_seed_alone_disturbs_nothing() -> None:
    assert Disturbance().is_none
    assert Disturbance(seed=5).is_none
    assert not Disturbance(leak_per_M_s=1.0).is_none
    assert not Disturbance(dead_gate_fraction=0.1).is_random
    assert Disturbance(dose_error_fraction=0.1).is_random


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("M041", {"rate_error_factor": 0.5}),
        ("M042", {"dose_error_fraction": math.nan}),
        ("M044", {"seed": -1}),
        ("M060", {"phase_overlap_fraction": 1.0}),
        ("M060", {"phase_overlap_fraction": math.nan}),
        ("M061", {"read_noise_fraction": -0.1}),
        ("M061", {"read_noise_fraction": math.inf}),
    ],
)
def test_so_is_one_of_the_abstract_level(code: str, values: dict[str, Any]) -> None:
    with pytest.raises(SimulationError) as info:
        FormalDisturbance(**values)
    assert info.value.code == code


def test_an_overlap_alone_leaves_nothing_to_chance() -> None:
    assert not FormalDisturbance(phase_overlap_fraction=0.1).is_random
    assert FormalDisturbance(read_noise_fraction=0.1).is_random
    assert FormalDisturbance(rate_error_factor=2.0).is_random
    assert FormalDisturbance(rate_error_factor=2.0, seed=3).vessel == Disturbance(
        rate_error_factor=2.0, seed=3
    )
