"""Reads with ideal and with real volumes are compared on the scale of what their reporter shows."""

from __future__ import annotations

import numpy as np
import pytest

from ncrn_dsd.handoff.analysis.resimulated import Resimulation
from ncrn_dsd.ir.bench import BenchVessel, Condition
from ncrn_dsd.ir.schedule import Schedule, ScheduleUnits
from ncrn_dsd.pipeline.handoff_predictions import (
    LEAST_SCALE,
    VesselCourse,
    compared,
    read_scales_u,
)


def _vessel(name: str) -> BenchVessel:
    return BenchVessel(
        name, Condition.SAMPLE, name, Schedule((), ScheduleUnits.SI), 100.0, 200.0, "tube"
    )


def _course(*reads: dict[str, float]) -> VesselCourse:
    return VesselCourse(tuple(("'end'", read) for read in reads), (np.zeros(1),) * len(reads))


def _compared(ideal: VesselCourse, actual: VesselCourse, *others: VesselCourse) -> Resimulation:
    return compared(_vessel("vessel2"), ideal, actual, read_scales_u([ideal, *others]))


def test_a_read_is_compared_with_the_largest_of_its_species() -> None:
    found = _compared(_course({"W": 2.0}, {"W": 1.0}), _course({"W": 2.0}, {"W": 1.1}))
    assert found.difference == pytest.approx(0.05)
    assert found.where == "'end' of W"


def test_the_largest_read_of_a_species_may_be_in_another_vessel() -> None:
    # Its rails have cancelled in a control, and one reporter shows it in both vessels.
    trained = _course({"W": 1.0, "V": 2.0})
    ideal, actual = _course({"W": 0.3, "V": 2.0}), _course({"W": 0.33, "V": 2.0})
    assert _compared(ideal, actual).difference == pytest.approx(0.1)
    assert _compared(ideal, actual, trained).difference == pytest.approx(0.03)


def test_what_another_species_shows_is_no_scale() -> None:
    ideal, actual = _course({"W": 0.3}), _course({"W": 0.33})
    assert _compared(ideal, actual, _course({"V": 9.0})).difference == pytest.approx(0.1)


def test_a_species_that_is_hardly_there_has_a_part_of_the_largest_read_for_scale() -> None:
    ideal, actual = _course({"W": 0.001, "V": 2.0}), _course({"W": 0.002, "V": 2.0})
    assert _compared(ideal, actual).difference == pytest.approx(0.001 / (LEAST_SCALE * 2.0))


def test_a_vessel_without_a_read_is_not_compared() -> None:
    assert _compared(_course(), _course()) == Resimulation("vessel2", None, "")
    nothing = _course({"W": 0.0})
    assert _compared(nothing, nothing).difference is None


def test_a_difference_that_is_not_a_number_is_the_worst() -> None:
    actual = _course({"W": 9.0, "V": float("nan")})
    assert _compared(_course({"W": 1.0, "V": 1.0}), actual).where == "'end' of V"
