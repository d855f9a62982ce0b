"""How the learners grow, by counting what is really built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ncrn_dsd.analyses.scale import DIMENSIONS, growth_exponent, scale_table
from ncrn_dsd.formats.design_toml import read_design
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.scale import ScaleRow
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.learner import HiddenLearner
from ncrn_dsd.networks.dimensions import at_dimension
from ncrn_dsd.networks.registry import build

ROOT = Path(__file__).parents[3] / "designs"
FIRST_ORDER = ("linear_regression", "learners/bilinear_regression", "learners/bilinear_hidden")


def learner(name: str, degree: int = 1) -> Callable[[int], FormalCrn]:
    design = read_design(ROOT / name)
    return lambda dimension: build(at_dimension(design, dimension, degree)).crn


def columns(rows: tuple[ScaleRow, ...]) -> dict[str, list[int]]:
    return {
        "parameters": [r.parameters for r in rows],
        "reactions": [r.reactions for r in rows],
        "species": [r.species for r in rows],
    }


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_first_order_learners_are_linear_in_the_dimension(name: str) -> None:
    rows = scale_table(learner(name))
    assert tuple(r.dimension for r in rows) == DIMENSIONS
    assert {r.max_order for r in rows} == {2}
    for counts in columns(rows).values():
        per_input = (counts[1] - counts[0]) // 2
        offset = counts[0] - 2 * per_input
        assert per_input > 0
        assert counts == [offset + per_input * d for d in DIMENSIONS]
        assert growth_exponent(DIMENSIONS, counts) == pytest.approx(1.0, abs=1e-12)


def test_parameters_are_those_of_the_model() -> None:
    linear, polynomial, hidden = (scale_table(learner(name), (3, 5)) for name in FIRST_ORDER)
    assert [r.parameters for r in linear] == [4, 6]
    assert [r.parameters for r in polynomial] == [4, 6]
    # Two units: constant and inputs each, a read-out weight each, and the direct weights.
    assert [r.parameters for r in hidden] == [3 * 4 + 2, 3 * 6 + 2]


def test_all_products_of_two_inputs_are_quadratic_in_the_dimension() -> None:
    rows = scale_table(learner("learners/bilinear_regression", 2), (2, 4, 8, 16))
    assert [r.parameters for r in rows] == [1 + d + d * (d + 1) // 2 for d in (2, 4, 8, 16)]
    for counts in columns(rows).values():
        assert 1.7 < growth_exponent((2, 4, 8, 16), counts) < 2.05
    assert {r.max_order for r in rows} == {2}


def test_one_more_unit_costs_the_same_for_any_number_of_units() -> None:
    design = at_dimension(read_design(ROOT / "learners/bilinear_hidden"), 4)
    assert isinstance(design.learner, HiddenLearner)
    hidden = design.learner.hidden

    def with_units(units: int) -> FormalCrn:
        more = changed(hidden, units=units)
        return build(changed(design, learner=changed(design.learner, hidden=more))).crn

    rows = scale_table(with_units, (1, 2, 3))
    for counts in columns(rows).values():
        assert counts[2] - counts[1] == counts[1] - counts[0] > 0


def test_parameters_can_be_counted_otherwise() -> None:
    rows = scale_table(learner("linear_regression"), (2, 3), lambda crn: len(crn.names))
    assert [r.parameters for r in rows] == [r.species for r in rows]


@pytest.mark.parametrize("power", [1, 2, 3])
def test_exponent_of_powers(power: int) -> None:
    dimensions = (8, 16, 32, 64, 128)
    counts = [7 + 2 * d**power for d in dimensions]
    assert growth_exponent(dimensions, counts) == pytest.approx(power, abs=0.02)


def test_exponent_of_what_cannot_be_fitted() -> None:
    assert growth_exponent((1, 2, 3), (5, 5, 5)) == 0.0
    for dimensions, counts in (((1, 2), (1, 2)), ((1, 3, 2), (1, 2, 3)), ((1, 2, 3), (3, 2, 4))):
        with pytest.raises(ValueError, match="dimension"):
            growth_exponent(dimensions, counts)
