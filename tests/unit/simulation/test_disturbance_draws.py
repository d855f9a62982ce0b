"""What each disturbance changes, by how much, and that nothing else changes it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.schedule import Content, Dose, Read, Segment, SegmentKind, Wait
from ncrn_dsd.model.disturbances import Disturbance
from ncrn_dsd.model.keys import changed
from ncrn_dsd.simulation.disturbance import Purpose, disturbed_segments, with_rate_errors

CRN = crn_of("W + X -> W + X + Z", "Z + P -> E + P", "E + E ->")
SEGMENTS = (
    Segment(SegmentKind.SETUP, "setup", (Dose((Content("gate", 5e-6), Content("strand", 2e-6))),)),
    *(
        Segment(
            SegmentKind.SAMPLE,
            f"sample {i}",
            (Dose((Content("X", 1e-9),)), Wait(60.0), Read(("Z",), "z")),
        )
        for i in range(200)
    ),
    Segment(SegmentKind.REFILL, "refill", (Dose((Content("gate", 1e-6),)),)),
)


@pytest.fixture(scope="module")
def network() -> ReactionNetwork:
    return enumerate_whole(soloveichik2010(CRN), CRN, frozenset("WXP"), EnumerationOptions())


def factors(network: ReactionNetwork, other: ReactionNetwork) -> list[float]:
    return [b.rate / a.rate for a, b in zip(network.reactions, other.reactions, strict=True)]


def amounts(segments: tuple[Segment, ...], species: str) -> list[float]:
    return [c.amount for segment in segments for c in segment.dosed if c.species == species]


def poured(
    disturbance: Disturbance, purpose: Purpose = Purpose.TRAINING_DOSES
) -> tuple[Segment, ...]:
    return disturbed_segments(SEGMENTS, disturbance, {"gate"}, purpose)


def test_rates_are_off_within_the_factor_and_each_on_its_own(network: ReactionNetwork) -> None:
    found = factors(network, with_rate_errors(network, Disturbance(rate_error_factor=2.0)))
    assert all(0.5 <= f <= 2.0 for f in found)
    assert len(set(found)) == len(found)
    assert min(found) < 0.8
    assert max(found) > 1.25


def test_log_errors_of_rates_are_uniform(network: ReactionNetwork) -> None:
    logs = [
        math.log(f)
        for seed in range(100)
        for f in factors(
            network, with_rate_errors(network, Disturbance(rate_error_factor=3.0, seed=seed))
        )
    ]
    n = len(logs)
    assert n > 1000
    # Mean and variance of a uniform law on [-ln 3, ln 3], each within four standard errors.
    variance = math.log(3) ** 2 / 3
    assert abs(sum(logs) / n) < 4 * math.sqrt(variance / n)
    assert sum(x * x for x in logs) / n == pytest.approx(variance, rel=4 * math.sqrt(0.8 / n))


def test_a_rate_error_does_not_depend_on_names_order_or_company(network: ReactionNetwork) -> None:
    disturbance = Disturbance(rate_error_factor=2.0)
    expected = with_rate_errors(network, disturbance).reactions
    again = replace(network, reactions=network.reactions[::-1])
    assert with_rate_errors(again, disturbance).reactions[::-1] == expected
    assert (
        with_rate_errors(replace(network, reactions=network.reactions[2:5]), disturbance).reactions
        == expected[2:5]
    )

    def other(name: str) -> str:
        return f"other_{name}"

    renamed = ReactionNetwork(
        tuple(replace(s, name=other(s.name)) for s in network.species),
        tuple(
            replace(
                r,
                reactants=tuple(map(other, r.reactants)),
                products=tuple(map(other, r.products)),
            )
            for r in network.reactions
        ),
        complete=True,
        truncated_by=None,
        scope=network.scope,
    )
    rates = [r.rate for r in with_rate_errors(renamed, disturbance).reactions]
    assert rates == [r.rate for r in expected]


def test_other_disturbances_do_not_change_a_draw(network: ReactionNetwork) -> None:
    alone = Disturbance(rate_error_factor=2.0)
    everything = Disturbance(
        leak_per_M_s=1.0, rate_error_factor=2.0, dose_error_fraction=0.1, dead_gate_fraction=0.05
    )
    assert with_rate_errors(network, everything) == with_rate_errors(network, alone)
    doses = poured(Disturbance(dose_error_fraction=0.1))
    assert amounts(poured(everything), "X") == amounts(doses, "X")
    assert amounts(poured(everything), "gate") == [
        pytest.approx(0.95 * x, rel=1e-12) for x in amounts(doses, "gate")
    ]


def test_another_seed_is_another_draw(network: ReactionNetwork) -> None:
    one, two = (
        Disturbance(leak_per_M_s=1.0, rate_error_factor=2.0, dose_error_fraction=0.1, seed=seed)
        for seed in (1, 2)
    )
    assert with_rate_errors(network, one) == with_rate_errors(network, changed(two, seed=1))
    pairs = zip(
        factors(network, with_rate_errors(network, one)),
        factors(network, with_rate_errors(network, two)),
        strict=True,
    )
    assert all(a != b for a, b in pairs)
    assert all(
        a != b for a, b in zip(amounts(poured(one), "X"), amounts(poured(two), "X"), strict=True)
    )
    probes = poured(one, Purpose.PROBE_DOSES)
    assert all(a != b for a, b in zip(amounts(poured(one), "X"), amounts(probes, "X"), strict=True))


def test_doses_are_off_within_the_fraction_fuels_and_refills_too() -> None:
    segments = poured(Disturbance(dose_error_fraction=0.1))
    assert segments == poured(Disturbance(dose_error_fraction=0.1))
    off = [x / 1e-9 - 1 for x in amounts(segments, "X")]
    assert max(off) <= 0.1
    assert min(off) >= -0.1
    assert len(set(off)) == len(off)
    assert max(off) > 0.08
    assert min(off) < -0.08
    start, refill = amounts(segments, "gate")
    assert start != 5e-6
    assert refill / 1e-6 != start / 5e-6
    assert start / 5e-6 != amounts(segments, "strand")[0] / 2e-6
    for before, after in zip(SEGMENTS, segments, strict=True):
        assert (before.kind, before.label, before.duration) == (
            after.kind,
            after.label,
            after.duration,
        )
        assert [type(a) for a in before.actions] == [type(a) for a in after.actions]


def test_dead_gates_are_missing_from_fuels_of_several_strands_only() -> None:
    segments = poured(Disturbance(dead_gate_fraction=0.25))
    assert amounts(segments, "gate") == pytest.approx([0.75 * 5e-6, 0.75 * 1e-6], rel=1e-12)
    assert amounts(segments, "strand") == [2e-6]
    assert amounts(segments, "X") == amounts(SEGMENTS, "X")


def test_no_disturbance_changes_nothing(network: ReactionNetwork) -> None:
    assert poured(Disturbance(leak_per_M_s=1.0, seed=9)) == SEGMENTS
    assert with_rate_errors(network, Disturbance(dose_error_fraction=0.5)) == network
