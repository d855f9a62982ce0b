"""Fuel levels for units that are given, or for one of them, and what is refused."""

from __future__ import annotations

import pytest
from kinetics_trajectories import shaped, spec

from ncrn_dsd.ir.kinetics import Realisation
from ncrn_dsd.kinetics.failures import ScalesError
from ncrn_dsd.kinetics.realise import realise
from ncrn_dsd.model.dsd import UnitScaleSpec
from ncrn_dsd.model.keys import changed

SCHEME = "soloveichik2010"
FIRED_U, SAMPLES = 10.0, 10


def at(unit_M: float | None, time_s: float | None) -> Realisation:
    built = shaped(SCHEME, "2-1")
    scales = UnitScaleSpec(concentration_unit_M=unit_M, time_unit_s=time_s)
    bounds = changed(spec(SCHEME, 0.1), scales=scales)
    fired = [FIRED_U] * len(built.crn.reactions)
    return realise(built.system, built.crn, built.network, bounds, fired, SAMPLES)


FOUND = at(None, None)
UNIT_M, TIME_S = FOUND.concentration_unit_M, FOUND.time_unit_s


def test_given_units_within_the_bounds_are_kept_with_the_rates_as_stated() -> None:
    point = at(UNIT_M / 2, 3 * TIME_S)
    assert (point.concentration_unit_M, point.time_unit_s) == (UNIT_M / 2, 3 * TIME_S)
    [rate] = point.rates
    # Rates per M and s of second order.
    assert rate.target_rate == pytest.approx(rate.formal_rate / (UNIT_M / 2) / (3 * TIME_S))
    assert abs(rate.relative_error) <= 0.1


def test_the_shortest_time_is_found_for_a_given_concentration() -> None:
    point = at(UNIT_M / 2, None)
    assert point.concentration_unit_M == UNIT_M / 2
    # Half as dense, twice as long, to the next time that is tried.
    assert point.time_unit_s == pytest.approx(2 * TIME_S, rel=0.13)
    with pytest.raises(ScalesError):
        at(UNIT_M / 2, point.time_unit_s * 0.8)


def test_the_largest_concentration_is_found_for_a_given_time() -> None:
    point = at(None, 4 * TIME_S)
    assert point.time_unit_s == 4 * TIME_S
    with pytest.raises(ScalesError):
        at(point.concentration_unit_M * 1.3, 4 * TIME_S)


def test_rates_that_are_too_fast_are_refused_with_what_would_do() -> None:
    with pytest.raises(ScalesError, match=r"K011.* times, where one u is ") as refused:
        at(UNIT_M / 4, 2 * TIME_S)
    other_s, other_M = refused.value.other_s, refused.value.other_M
    assert other_s is not None
    assert at(UNIT_M / 4, other_s).time_unit_s == other_s
    assert other_M is not None
    assert at(other_M, 2 * TIME_S).concentration_unit_M == other_M


def test_nothing_that_is_far_too_dense_is_offered() -> None:
    with pytest.raises(ScalesError, match="at no scale of the other unit") as refused:
        at(1e-6, None)
    assert (refused.value.other_s, refused.value.other_M) == (None, None)
