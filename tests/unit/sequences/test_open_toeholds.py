import importlib.util

import pytest
from dsd_fixtures import crn_of, random_words, soloveichik2010

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.dsd import complement
from ncrn_dsd.ir.open_toeholds import OpenToeholds, ToeholdOffTargets
from ncrn_dsd.model.rates import USUAL_CONDITIONS
from ncrn_dsd.sequences.open_toeholds import off_targets, open_toeholds

SYSTEM = soloveichik2010(crn_of("A + B -> C"))
GATES = {f.name for f in SYSTEM.fuels if f.complex.size_strands > 1}


def at_levels(fuels_M: float, signals_M: float) -> OpenToeholds:
    levels = {f.name: fuels_M for f in SYSTEM.fuels}
    levels |= {s.species: signals_M for s in SYSTEM.signals}
    return open_toeholds(SYSTEM, random_words(SYSTEM, "ACT", 3), levels, USUAL_CONDITIONS)


@pytest.fixture(scope="module")
def found() -> OpenToeholds:
    return at_levels(1e-6, 1e-9)


def test_every_open_toehold_of_a_gate_is_there(found: OpenToeholds) -> None:
    assert {g.gate for g in found.gates} == GATES
    assert all(g.own >= 0 and g.others >= 0 and 0 <= g.occupied < 1 for g in found.gates)


def test_ten_times_as_much_occupies_ten_times_as_often(found: OpenToeholds) -> None:
    for once, more in zip(found.gates, at_levels(1e-5, 1e-8).gates, strict=True):
        assert more.own == pytest.approx(10 * once.own)
        assert more.others == pytest.approx(10 * once.others)
        assert more.occupied >= once.occupied


def test_nothing_is_occupied_in_an_empty_vessel() -> None:
    empty = at_levels(0.0, 0.0)
    assert not any(g.occupied for g in empty.gates)
    assert empty.too_occupied == 0


def test_off_targets_are_stretches_that_bind_as_much_as_is_asked() -> None:
    network = enumerate_whole(SYSTEM, crn_of("A + B -> C"), frozenset("AB"), EnumerationOptions())
    toeholds = {d.name for d in SYSTEM.domains if d.is_toehold}
    words = random_words(SYSTEM, "ACGT", 3)

    def at_least(bound_per_M: float) -> list[ToeholdOffTargets]:
        return list(off_targets(network, toeholds, words, USUAL_CONDITIONS, bound_per_M))

    many, few = at_least(1e2), at_least(1e4)
    assert sum(one.stretches for one in many) > sum(one.stretches for one in few) > 0
    complexes = {s.name: s.complex for s in network.species}
    for one in few:
        assert one.strongest_per_M >= 1e4
        assert all(bound >= 1e4 for _, bound in one.binding_per_M)
        # A complex with nothing but the complement unpaired is no off-target.
        assert all(
            set(complexes[x].unpaired()) - {complement(one.toehold)} for x, _ in one.binding_per_M
        )


@pytest.mark.skipif(importlib.util.find_spec("RNA") is None, reason="an optional extra")
def test_toeholds_are_open_with_some_probability(found: OpenToeholds) -> None:
    every = [t.open_probability for t in found.strands]
    every += [t.open_probability for t in found.gates]
    assert all(p is not None and 0 < p <= 1 + 1e-6 for p in every)
    assert found.closed == sum(p is not None and p < 0.7 for p in every)
