"""What parts two classes of reads."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ncrn_dsd.simulation.logistic import parting_value


def parted(low: list[float], high: list[float], threshold: float = 0.0) -> float:
    targets = [(threshold - 1.0,)] * len(low) + [(threshold + 1.0,)] * len(high)
    return parting_value([(p,) for p in (*low, *high)], targets, threshold)


def test_equal_normal_classes_are_parted_half_way_between_their_means() -> None:
    draw = np.random.default_rng(1)
    low, high = draw.normal(2.0, 1.0, 4000), draw.normal(5.0, 1.0, 4000)
    assert parted(list(low), list(high)) == pytest.approx(3.5, abs=0.05)
    # A class counts as much as another, whatever its number of samples.
    assert parted(list(low), list(high[:400])) == pytest.approx(3.5, abs=0.15)


def test_classes_that_do_not_overlap_are_parted_between_them() -> None:
    assert 1.0 < parted([0.0, 1.0], [3.0, 5.0]) < 3.0


def test_few_samples_give_about_the_value_of_many_where_the_most_accurate_one_does_not() -> None:
    draw = np.random.default_rng(2)
    found = [
        parted(list(draw.normal(0.0, 1.0, 20)), list(draw.normal(2.0, 1.0, 20))) for _ in range(200)
    ]
    assert np.mean(found) == pytest.approx(1.0, abs=0.05)
    # That of the largest accuracy has .34 with these draws.
    assert np.std(found) < 0.25


def test_what_cannot_be_parted_is_parted_at_the_threshold() -> None:
    assert parted([1.0, 1.0], [1.0]) == 0.0
    assert parted([3.0, 4.0], [1.0, 0.0], threshold=0.5) == 0.5
    assert parted([math.nan], [1.0, 2.0], threshold=0.5) == 0.5
    assert parted([1.0, math.inf], [3.0]) == parted([1.0], [3.0])
