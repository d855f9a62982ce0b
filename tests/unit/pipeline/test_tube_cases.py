"""Cases of what goes wrong in a tube, and what is left of them."""

from __future__ import annotations

import pytest

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.model.side_reactions import LeakRates
from ncrn_dsd.pipeline.tube_cases import case_of, draws_of, with_each_left_out


def test_what_is_left_of_a_case_has_its_draws() -> None:
    whole, part = case_of("working"), case_of("working without eats, pipette")
    assert part.whole == "working"
    assert set(dict(whole.sizes)) - set(dict(part.sizes)) == {"eats", "pipette", "pipette_floor"}
    for one, other in zip(draws_of(whole, 1, 3), draws_of(part, 1, 3), strict=True):
        assert one.seed == other.seed
        assert set(other.sizes) < set(one.sizes)


def test_each_of_several_disturbances_is_left_out_once() -> None:
    asked = [case_of("K=1.6"), case_of("k=1.3,K"), case_of("k=1.3,K without k")]
    names = [case.name for case in with_each_left_out(asked)]
    assert names == ["K=1.6", "k=1.3,K", "k=1.3,K without k", "k=1.3,K without K"]


def test_what_is_not_there_cannot_be_left_out() -> None:
    with pytest.raises(SimulationError, match="dead is left out") as refused:
        case_of("k,K without dead")
    assert refused.value.code == "M063"


def test_predicted_leaks_are_drawn_in_multiples_of_what_is_predicted() -> None:
    stated, predicted = (case_of("working", rates) for rates in LeakRates)
    assert dict(stated.sizes) | {"leak": 1.0} == dict(predicted.sizes)
    assert dict(stated.sizes)["leak"] == 0.03
    assert [d.seed for d in draws_of(stated, 1, 3)] == [d.seed for d in draws_of(predicted, 1, 3)]
    twice = case_of("leak=2,dead", LeakRates.PREDICTED)
    assert "leak 2 times: " in twice.definition
    assert "leak 2 /(M s): " in case_of("leak=2").definition
    assert dict(twice.without(["dead"]).sizes) == {"leak": 2.0}
