"""Every disturbance has one declaration, with sizes within its bounds; options derive from it."""

from __future__ import annotations

import pytest

from ncrn_dsd.cli.disturbance_options import disturbance_of
from ncrn_dsd.cli.run import run_command
from ncrn_dsd.model.describe import bounds_of, fields_of
from ncrn_dsd.model.disturbances import Disturbance, DisturbanceKey, FormalDisturbance
from ncrn_dsd.simulation.tube_disturbances import disturbance_keys


@pytest.mark.parametrize("one", disturbance_keys(), ids=lambda d: d.name)
def test_sizes_are_within_bounds_and_nothing_is_left_out(one: DisturbanceKey) -> None:
    for name in ("working", "hard"):
        assert one.bounds.low <= one.level(name) <= one.bounds.high
    assert one.hard >= one.working
    assert all((one.meaning, one.per, one.distribution, one.source))


def test_names_are_there_once() -> None:
    names = [one.name for one in disturbance_keys()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("model", [Disturbance, FormalDisturbance])
def test_what_can_be_suffered_has_meaning_and_bounds(model: type[Disturbance]) -> None:
    for name, field in fields_of(model):
        assert field.description, name
        assert bounds_of(field) is not None, name


def test_every_key_is_an_option_of_run_with_its_default() -> None:
    options = {option.name: option for option in run_command.params}
    for name, field in fields_of(Disturbance):
        assert options[name].default == field.default
        assert str(bounds_of(field)) in (options[name].help or "")
    assert disturbance_of({"leak": 2.0, "noise_seed": 3}) == Disturbance(leak_per_M_s=2.0, seed=3)
