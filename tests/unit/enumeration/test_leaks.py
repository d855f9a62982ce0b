"""Leaks are added to the designed network, which stays what it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.leaks import with_leaks
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.uncondensed import uncondense
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation
from ncrn_dsd.ir.network import ComplexRole, Kinetics, ReactionNetwork
from ncrn_dsd.ir.schedule import Content, Dose, Read, Segment, SegmentKind, Wait
from ncrn_dsd.simulation.chemistry import Chemistry, chemistry_at, dsd_chemistry, without_inert
from ncrn_dsd.simulation.mass_action import SlowReaction, Vector
from ncrn_dsd.simulation.training import SimulatedVessel
from ncrn_dsd.study.stages.leak import add_leaks

CRN = crn_of("A + B -> C", "C -> A")
DOSED = frozenset("AB")
LEAK_PER_M_S = 3.0


def enumerated(leak_per_M_s: float) -> ReactionNetwork:
    options = EnumerationOptions(leak_per_M_s=leak_per_M_s)
    return enumerate_whole(soloveichik2010(CRN), CRN, DOSED, options)


@pytest.fixture(scope="module")
def designed() -> ReactionNetwork:
    return enumerated(0.0)


@pytest.fixture(scope="module")
def leaky() -> ReactionNetwork:
    return enumerated(LEAK_PER_M_S)


def by_complexes(network: ReactionNetwork) -> set[tuple[tuple[str, ...], tuple[str, ...], float]]:
    kernel = {s.name: s.complex.kernel() for s in network.species}
    return {
        (
            tuple(sorted(kernel[x] for x in r.reactants)),
            tuple(sorted(kernel[x] for x in r.products)),
            r.rate,
        )
        for r in network.reactions
    }


def test_a_whole_enumeration_is_added_whole(
    designed: ReactionNetwork, leaky: ReactionNetwork
) -> None:
    assert leaky.complete
    network = with_leaks(designed, leaky, followed=True)
    assert network.species[: len(designed.species)] == designed.species
    assert network.reactions[: len(designed.reactions)] == designed.reactions
    assert by_complexes(network) == by_complexes(leaky)
    assert len(network.species) == len(leaky.species)
    assert len({s.name for s in network.species}) == len(network.species)
    assert sum(r.leak for r in network.reactions) == sum(r.leak for r in leaky.reactions) > 0


def test_what_was_cut_off_leaves_the_direct_leaks(
    designed: ReactionNetwork, leaky: ReactionNetwork
) -> None:
    found = with_leaks(designed, leaky, followed=False)
    known = {s.name for s in designed.species}
    added = found.reactions[len(designed.reactions) :]
    assert all(r.leak and known.issuperset(r.reactants) for r in added)
    assert len(added) == sum(r.leak for r in leaky.reactions)
    met = {x for r in added for x in r.products}
    new = {s.name for s in found.species} - known
    assert new == met - known
    assert found.complete


def test_doses_and_reads_are_those_of_the_designed_network(
    designed: ReactionNetwork, leaky: ReactionNetwork
) -> None:
    free = dict.fromkeys(CRN.names, 0.8)
    plain = dsd_chemistry(designed, 1e-9, free)
    disturbed = dsd_chemistry(with_leaks(designed, leaky, followed=True), 1e-9, free)
    for name, place in plain.dose_index.items():
        assert disturbed.dose_index[name] == place
    for name, seen in plain.seen.items():
        assert disturbed.seen[name][: len(seen)] == seen


def test_fuels_react_by_themselves_only_with_leaks(
    designed: ReactionNetwork, leaky: ReactionNetwork
) -> None:
    level_nM = 100.0
    fuels = {s.name for s in designed.with_role(ComplexRole.FUEL)}

    def fuels_alone(network: ReactionNetwork) -> tuple[Chemistry, Vector]:
        chemistry = dsd_chemistry(network, 1e-9, dict.fromkeys(CRN.names, 1.0))
        start = np.zeros(len(chemistry.system.species))
        start[[chemistry.dose_index[f] for f in fuels]] = level_nM
        return chemistry, start

    calm, start = fuels_alone(designed)
    assert not np.any(calm.system.rhs(0.0, start))
    chemistry, start = fuels_alone(with_leaks(designed, leaky, followed=True))
    expected = np.zeros(len(start))
    for r in leaky.reactions:
        if fuels.issuperset(r.reactants) and r.leak:
            flow = r.rate * 1e-9 * level_nM**2
            for x in r.reactants:
                expected[chemistry.dose_index[x]] -= flow
            for x in fuels.intersection(r.products):
                expected[chemistry.dose_index[x]] += flow * r.products.count(x)
    change = chemistry.system.rhs(0.0, start)
    lost = [chemistry.dose_index[f] for f in fuels]
    assert np.any(expected[lost] < 0)
    assert change[lost] == pytest.approx(expected[lost], rel=1e-9)
    vessel = SimulatedVessel(chemistry, chemistry.tolerances)
    vessel.state = start
    vessel.carry_out(Segment(SegmentKind.SETUP, "wait", (Wait(3600.0),)))
    assert max(vessel.seen(name) for name in CRN.names) > 1e-3


@pytest.mark.parametrize("kinetics", [Kinetics.UNCONDENSED, Kinetics.OCCLUDED])
def test_what_leaks_make_binds_by_single_steps_where_all_else_does(kinetics: Kinetics) -> None:
    """A condensed reaction of it would ignore how long its toeholds hold."""
    system, designed = soloveichik2010(CRN), enumerated(0.0)
    limits = EnumerationOptions(keep_encounters=kinetics is Kinetics.OCCLUDED)
    calm = uncondense(system, designed, limits)
    limits = replace(limits, leak_per_M_s=LEAK_PER_M_S)
    found = add_leaks.alone(CRN, system, calm, DOSED, limits, kinetics)
    assert found.followed
    network = found.network
    assert network.species[: len(calm.species)] == calm.species
    assert network.reactions[: len(calm.reactions)] == calm.reactions
    added = network.reactions[len(calm.reactions) :]
    assert any(r.leak for r in added)
    of_leaks = {s.name for s in network.species} - {s.name for s in calm.species}
    meeting = [r for r in added if len(r.reactants) == 2 and not r.leak]
    assert meeting
    assert any(of_leaks & set(r.reactants) for r in meeting)
    assert all(len(r.products) == 1 for r in meeting), "two complexes bind to one"
    whole = uncondense(system, enumerated(LEAK_PER_M_S), limits)
    assert by_complexes(network) == by_complexes(whole)


def test_what_leaks_make_may_react_condensed_and_leak_again() -> None:
    system, designed = soloveichik2010(CRN), enumerated(0.0)
    calm = uncondense(system, designed, EnumerationOptions())
    limits = EnumerationOptions(leak_per_M_s=LEAK_PER_M_S)
    steps, first, second = (
        add_leaks.alone(CRN, system, calm, DOSED, replace(limits, leak_order=order), kinetics)
        for order, kinetics in (
            (1, Kinetics.UNCONDENSED),
            (1, Kinetics.CONDENSED),
            (2, Kinetics.CONDENSED),
        )
    )
    assert len(first.network.species) < len(steps.network.species)
    designed_only = {s.name for s in calm.species}
    leaked = [
        r
        for r in first.network.reactions
        if len(r.reactants) == 2 and not designed_only.issuperset(r.reactants)
    ]
    assert leaked
    assert not any(r.leak for r in leaked)
    again = [r for r in second.network.reactions if not designed_only.issuperset(r.reactants)]
    assert any(r.leak for r in again)
    assert (first.order, second.order, second.followed) == (1, 2, True)
    few, fewer = (
        add_leaks.alone(
            CRN,
            system,
            calm,
            DOSED,
            replace(limits, leak_order=2, max_complexes=len(designed.species) * times),
            Kinetics.CONDENSED,
        )
        for times in (6, 4)
    )
    assert (few.order, few.followed) == (fewer.order, fewer.followed) == (1, False)
    assert fewer.left_out > few.left_out == 0


def test_leaks_of_what_is_designed_alone_are_the_direct_ones_of_the_first_order() -> None:
    system, designed = soloveichik2010(CRN), enumerated(0.0)
    calm = uncondense(system, designed, EnumerationOptions())
    limits = EnumerationOptions(leak_per_M_s=LEAK_PER_M_S)
    alone, first = (
        add_leaks.alone(
            CRN, system, calm, DOSED, replace(limits, leak_order=order), Kinetics.CONDENSED
        )
        for order in (0, 1)
    )
    assert (alone.order, alone.followed, alone.left_out) == (0, False, 0)
    known = {s.name for s in calm.species}
    direct = {
        (r.reactants, r.rate) for r in first.network.reactions if r.leak and known >= {*r.reactants}
    }
    assert {(r.reactants, r.rate) for r in alone.network.reactions if r.leak} == direct != set()
    # Nothing of it goes on, so that far fewer complexes are enough.
    few = replace(limits, leak_order=0, max_complexes=len(designed.species) * 6)
    assert add_leaks.alone(CRN, system, calm, DOSED, few, Kinetics.UNCONDENSED) == alone


def point_with(fuels_M: float) -> Realisation:
    """An operating point at which the fuels together have this concentration."""
    names = [f.name for f in soloveichik2010(CRN).fuels]
    levels = tuple(FuelLevel(name, fuels_M / len(names), 0.0, 0.0) for name in names)
    free = tuple(FreeFraction(name, 1.0) for name in CRN.names)
    return Realisation(10e-9, 100.0, (), levels, free, 1, "", "")


def test_leaks_are_slow_where_fuels_are_few(
    designed: ReactionNetwork, leaky: ReactionNetwork
) -> None:
    network = with_leaks(designed, leaky, followed=True)
    leaks = [r.leak for r in network.reactions]
    fastest = max(r.rate for r in network.reactions if r.leak)
    # A fuel that leaks with all others loses 0.9 % per tau, or all of it.
    few, many = (chemistry_at(network, point_with(p / (fastest * 100.0))) for p in (9e-3, 1.0))
    assert [isinstance(r, SlowReaction) for r in few.system.reactions] == leaks
    assert sum(isinstance(r, SlowReaction) for r in many.system.reactions) < sum(leaks)


def test_what_nothing_takes_can_be_left_out(
    designed: ReactionNetwork, leaky: ReactionNetwork
) -> None:
    first = with_leaks(designed, leaky, followed=False)
    plain = chemistry_at(first, point_with(1e-6))
    everything = tuple(range(len(plain.system.species)))
    whole = replace(plain, waste=everything, bearers={"A": everything})
    lean = without_inert(whole)
    assert lean.waste == lean.bearers["A"] == tuple(range(len(lean.system.species)))
    assert len(lean.system.species) < len(whole.system.species)
    assert len(lean.system.reactions) == len(whole.system.reactions)
    doses = [*(Content(name, 1e-7) for name in whole.dose_index)]
    segment = Segment(SegmentKind.PROBE, "", (Dose(tuple(doses)), Wait(2e4), Read(CRN.names, "")))
    vessels = [SimulatedVessel(each, each.tolerances) for each in (whole, lean)]
    reads = [vessel.carry_out(segment)[0] for vessel in vessels]
    assert reads[0].keys() == reads[1].keys() == set(CRN.names)
    assert reads[1] == pytest.approx(reads[0], rel=1e-4)
    assert reads[0]["C"] > 0
    for name, place in lean.system.index.items():
        twin = vessels[0].state[whole.system.index[name]]
        assert vessels[1].state[place] == pytest.approx(twin, rel=1e-4, abs=1e-5)
