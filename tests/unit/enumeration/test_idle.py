"""Waste that occupies the same toeholds is one species, and what reacts is none the wiser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.leaks import with_leaks
from ncrn_dsd.enumeration.merging import merge_idle
from ncrn_dsd.enumeration.occlusion import with_occlusion
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.uncondensed import uncondense
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.dsd import Complex
from ncrn_dsd.ir.kinetics import FreeFraction, FuelLevel, Realisation
from ncrn_dsd.ir.network import (
    WHOLE_SYSTEM,
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)
from ncrn_dsd.ir.schedule import Content, Dose, Segment, SegmentKind, Wait
from ncrn_dsd.ir.tube import Tube, TubeStep, TubeStepKind
from ncrn_dsd.model.upkeep import Upkeep
from ncrn_dsd.simulation.training import SimulatedVessel
from ncrn_dsd.simulation.tube import Drawn, TubeHost, tube_chemistry
from ncrn_dsd.study.stages.leak import Leaky
from ncrn_dsd.study.tube import TubeParts, make_tube

CRN = crn_of("A + B -> C", "C -> A")
SYSTEM = soloveichik2010(CRN)
DOSED = frozenset("AB")
LEAK_PER_M_S = 1e4
SIGNALS = "ABC"


@pytest.fixture(scope="module")
def parts() -> TubeParts:
    condensed = enumerate_whole(SYSTEM, CRN, DOSED, EnumerationOptions())
    detailed = uncondense(SYSTEM, condensed, EnumerationOptions())
    return TubeParts(SYSTEM, condensed, detailed, {}, 0, Upkeep())


@pytest.fixture(scope="module")
def leaky(parts: TubeParts) -> Leaky:
    found = enumerate_whole(
        SYSTEM, CRN, DOSED, EnumerationOptions(leak_per_M_s=1.0, max_complexes=60)
    )
    return Leaky(with_leaks(parts.detailed, found, found.complete), followed=found.complete)


def unmerged(parts: TubeParts, leaky: Leaky) -> Tube:
    bare = make_tube(parts, leaky, eating=False, occluded=False)
    full = with_occlusion(SYSTEM, bare.network)
    more = len(full.network.reactions) - len(bare.steps)
    steps = (*bare.steps, *(TubeStep(TubeStepKind.OTHER) for _ in range(more)))
    return replace(bare, network=full.network, steps=steps, sites=full.sites, pools=full.pools)


def signals_u(parts: TubeParts, tube: Tube) -> list[float]:
    fuels = [s.name for s in parts.detailed.with_role(ComplexRole.FUEL)]
    point = Realisation(
        concentration_unit_M=1e-8,
        time_unit_s=1.0,
        rates=(),
        fuels=tuple(FuelLevel(name, 3e-7, 0.0, 0.0) for name in fuels),
        free=tuple(FreeFraction(name, 1.0) for name in SIGNALS),
        refill_every=0,
        speed_limit="",
        concentration_limit="",
    )
    chemistry = tube_chemistry(tube, point, LEAK_PER_M_S)
    vessel = SimulatedVessel(chemistry, chemistry.tolerances, TubeHost(tube, (), Drawn((), 1)))
    dosed = (*(Content(name, 3e-7) for name in fuels), Content("A", 1e-7), Content("B", 5e-8))
    waits = [Wait(500.0)] * 10
    vessel.carry_out(Segment(SegmentKind.SAMPLE, "sample", (Dose(dosed), *waits)))
    return [vessel.seen(name) for name in SIGNALS]


def test_what_is_merged_occupies_toeholds_as_before(parts: TubeParts, leaky: Leaky) -> None:
    one, many = make_tube(parts, leaky, eating=False, occluded=True), unmerged(parts, leaky)
    assert len(one.network.species) < len(many.network.species)
    assert len(one.steps) == len(one.network.reactions)
    free_waste = {name for name in one.waste if not name.endswith(" occluded")}
    assert free_waste < set(many.waste)
    shown, free = signals_u(parts, one), signals_u(parts, replace(many, pools=()))
    assert shown == pytest.approx(signals_u(parts, many), rel=1e-4)
    assert shown != pytest.approx(free, rel=1e-2)


def test_what_is_occluded_is_held_back_and_taken_out_as_what_is_free(
    parts: TubeParts, leaky: Leaky
) -> None:
    tube = make_tube(parts, leaky, eating=False, occluded=True)
    occluded = {s.name for s in tube.network.species if s.name.endswith(" occluded")}
    for names in (*tube.bearers.values(), tube.waste):
        free = set(names) - occluded
        assert {f"{name} occluded" for name in free} & occluded == set(names) & occluded
    assert all(occluded & set(names) for names in tube.bearers.values())


def of(name: str, role: ComplexRole = ComplexRole.WASTE) -> NetworkSpecies:
    return NetworkSpecies(name, Complex(((name,),), "."), role, None)


def test_only_what_nothing_takes_and_is_not_told_apart_is_merged() -> None:
    species = (of("fuel", ComplexRole.FUEL), *map(of, ("w1", "w2", "w3", "w4")))
    reactions = (
        NetworkReaction(("fuel",), ("w1", "w2"), 1.0),
        NetworkReaction(("fuel",), ("w3", "w4"), 2.0),
        NetworkReaction(("w4",), ("w1",), 3.0),
    )
    network = ReactionNetwork(species, reactions, True, None, WHOLE_SYSTEM)
    merged = merge_idle(network, {"w1": "open", "w2": "open", "w3": "closed", "w4": "open"})
    assert merged.kind_of == (
        ("fuel", "fuel"),
        ("w1", "w1"),
        ("w2", "w1"),
        ("w3", "w3"),
        ("w4", "w4"),
    )
    assert [(r.products, r.rate) for r in merged.network.reactions] == [
        (("w1", "w1"), 1.0),
        (("w3", "w4"), 2.0),
        (("w1",), 3.0),
    ]
