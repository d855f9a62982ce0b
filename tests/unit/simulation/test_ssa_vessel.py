"""Schedules on counted molecules."""

from __future__ import annotations

import math

import numpy as np
import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.ir.schedule import Content, Dilute, Dose, Read, Segment, SegmentKind, Wait
from ncrn_dsd.simulation.chemistry import Chemistry, dsd_chemistry, formal_chemistry
from ncrn_dsd.simulation.stochastic.limits import EventLimits
from ncrn_dsd.simulation.stochastic.simulate import EventProgress
from ncrn_dsd.simulation.stochastic.vessel import StochasticVessel
from ncrn_dsd.simulation.stochastic.volume import AVOGADRO_per_mol, Volume
from ncrn_dsd.simulation.training import SimulatedVessel

U_M = 1e-9
HUNDRED = Volume(100 / (U_M * AVOGADRO_per_mol), U_M)
"""One hundred molecules per u."""


def segment(*actions: Dose | Wait | Dilute | Read) -> Segment:
    return Segment(SegmentKind.SAMPLE, "sample", actions)


def dose(**amounts: float) -> Dose:
    return Dose(tuple(Content(name, amount) for name, amount in amounts.items()))


def relay() -> Chemistry:
    return formal_chemistry(read_crn("A -> B [k = 0.5]; B -> [k = 0.1]", "relay").crn)


VISIT = segment(
    dose(A=2.0, B=0.505), Wait(1.5), Read(("A", "B"), "early"), Dilute(0.4), dose(A=0.25),
    Wait(2.0), Read(("A", "B"), "late"),
)  # fmt: skip


def test_a_linear_network_follows_the_deterministic_vessel_on_average() -> None:
    chemistry = relay()
    exact = SimulatedVessel(chemistry, chemistry.tolerances).carry_out(VISIT)
    runs = [StochasticVessel(chemistry, HUNDRED, seed).carry_out(VISIT) for seed in range(1000)]
    for place, expected in enumerate(exact):
        for name, value in expected.items():
            found = np.array([reads[place][name] for reads in runs])
            error = found.std(ddof=1) / math.sqrt(len(found))
            assert abs(found.mean() - value) <= 3 * error + 1e-4 * value
            assert 0 < found.std() < 0.3


def test_equal_seeds_give_equal_vessels() -> None:
    chemistry = relay()
    reads, again, other = (
        StochasticVessel(chemistry, HUNDRED, seed).carry_out(VISIT) for seed in (3, 3, 4)
    )
    assert reads == again != other
    assert all(round(100 * v, 9).is_integer() for seen in reads for v in seen.values())


def test_doses_add_counts_and_round_at_random() -> None:
    vessels = [StochasticVessel(relay(), HUNDRED, seed) for seed in range(2000)]
    for vessel in vessels:
        vessel.carry_out(segment(dose(A=1.0, B=0.013), dose(A=0.5)))
    assert {vessel.seen("A") for vessel in vessels} == {1.5}
    rounded = np.array([vessel.seen("B") for vessel in vessels])
    assert set(np.round(rounded * 100)) == {1.0, 2.0}
    assert abs(rounded.mean() * 100 - 1.3) <= 3 * math.sqrt(0.21 / len(vessels))


def test_a_dilution_is_binomial_and_leaves_counters_alone() -> None:
    chemistry = relay()
    filled = StochasticVessel(chemistry, HUNDRED, 5)
    filled.carry_out(segment(dose(A=5.0), Wait(3.0)))
    fired, held = filled.firings, round(100 * filled.seen("B"))
    assert held > 100
    kept = []
    for _ in range(2000):
        vessel = filled.aliquot()
        vessel.carry_out(segment(Dilute(0.3)))
        assert vessel.firings == fired
        kept.append(100 * vessel.seen("B"))
    mean, variance = 0.3 * held, 0.21 * held
    assert abs(np.mean(kept) - mean) <= 3 * math.sqrt(variance / 2000)
    # The fourth moment of a binomial number of this size is near that of a normal one.
    assert abs(np.var(kept, ddof=1) - variance) <= 3 * variance * math.sqrt(2 / 2000)


def test_firings_account_for_all_molecules() -> None:
    vessel = StochasticVessel(relay(), HUNDRED, 8)
    vessel.carry_out(segment(dose(A=3.0), Wait(4.0)))
    first, second = vessel.firings
    assert first == pytest.approx(3.0 - vessel.seen("A"), abs=1e-12)
    assert second == pytest.approx(first - vessel.seen("B"), abs=1e-12)
    assert vessel.time == 4.0


def test_aliquots_differ_and_leave_the_vessel_as_it_was() -> None:
    probe = segment(Wait(1.0), Read(("A",), "probe"))
    alone, probed = (StochasticVessel(relay(), HUNDRED, 11) for _ in range(2))
    for vessel in (alone, probed):
        vessel.carry_out(segment(dose(A=9.0)))
    probes = [probed.aliquot().carry_out(probe)[0]["A"] for _ in range(5)]
    assert len(set(probes)) > 1
    assert alone.carry_out(VISIT) == probed.carry_out(VISIT)
    assert probed.aliquot().carry_out(VISIT) != alone.aliquot().carry_out(VISIT)


def test_strands_in_ten_femtolitres_follow_the_deterministic_course() -> None:
    crn = crn_of("A + B -> C")
    system = soloveichik2010(crn)
    network = enumerate_whole(
        system, crn, frozenset(crn.names), EnumerationOptions(engine=Engine.OWN)
    )
    chemistry = dsd_chemistry(network, 1e-8, dict.fromkeys(crn.names, 1.0))
    fuels = {s: 1e-7 for s in chemistry.dose_index if s not in crn.names}
    visit = segment(dose(A=2e-8, B=1e-8, **fuels), Wait(600.0), Read(("A", "B", "C"), "end"))
    exact = SimulatedVessel(chemistry, chemistry.tolerances).carry_out(visit)[0]
    runs = [
        StochasticVessel(chemistry, Volume(1e-14, 1e-9), seed).carry_out(visit)[0]
        for seed in range(100)
    ]
    for name, value in exact.items():
        found = np.array([reads[name] for reads in runs])
        error = found.std(ddof=1) / math.sqrt(len(found))
        # Of a hundred molecules, second-order reactions leave a bias of less than one.
        assert abs(found.mean() - value) <= 3 * error + 0.01
    assert exact["C"] > 0.05


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        ((dose(A=-1.0),), "M031.*-100 molecules"),
        ((dose(A=1e15),), "M031"),
        ((Dilute(0.0),), "M036.*by 0"),
        ((Dilute(1.5),), "M036"),
        ((Wait(-1.0),), "M034"),
        ((dose(A=4e7), Wait(10.0)), "M032.*4000000000 molecules of A"),
    ],
)
def test_errors_name_the_action(actions: tuple[Dose | Wait | Dilute, ...], message: str) -> None:
    with pytest.raises(SimulationError, match=message):
        StochasticVessel(relay(), HUNDRED, 1).carry_out(segment(*actions))


def test_waits_report_and_keep_limits() -> None:
    steps: list[EventProgress] = []
    limits = EventLimits(chunk=100, max_events=10_000)
    vessel = StochasticVessel(relay(), HUNDRED, 1, limits, steps.append)
    vessel.carry_out(segment(dose(A=20.0), Wait(1.0)))
    assert steps
    assert all(step.events % 100 == 0 for step in steps)
    with pytest.raises(SimulationError, match="M033"):
        StochasticVessel(relay(), HUNDRED, 1, EventLimits(max_events=50)).carry_out(VISIT)
