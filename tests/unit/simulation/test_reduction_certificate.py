"""A certificate is zero for the same network, small for an exact one, large for a wrong one."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.merging import merge_variants
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import SimulationError
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.ir.schedule import (
    Content,
    Dose,
    Read,
    Schedule,
    ScheduleUnits,
    Segment,
    SegmentKind,
    Wait,
)
from ncrn_dsd.simulation.certificate import largest_difference
from ncrn_dsd.simulation.chemistry import Chemistry, dsd_chemistry

# Z is made by two gates, so that it has two variants.
CRN = crn_of("W + X -> W + X + Z", "V + X -> V + X + Z", "Z + P -> E + P", "E + E ->")
SYSTEM = soloveichik2010(CRN)
UNIT_M = 1e-8


@pytest.fixture(scope="module")
def network() -> ReactionNetwork:
    return enumerate_whole(SYSTEM, CRN, frozenset("WVXP"), EnumerationOptions())


@pytest.fixture(scope="module")
def merged(network: ReactionNetwork) -> ReactionNetwork:
    return merge_variants(SYSTEM, network).network


def chemistry(network: ReactionNetwork) -> Chemistry:
    return dsd_chemistry(network, UNIT_M, dict.fromkeys(CRN.names, 1.0))


def dose(*contents: tuple[str, float]) -> Dose:
    return Dose(tuple(Content(species, amount) for species, amount in contents))


SETUP = Segment(
    SegmentKind.SETUP,
    "setup",
    (
        dose(*((f.name, 1e-6) for f in SYSTEM.fuels)),
        dose(("W", UNIT_M), ("V", 2 * UNIT_M)),
        Wait(60.0),
    ),
)
SAMPLE = Segment(
    SegmentKind.SAMPLE,
    "sample 1",
    (dose(("X", UNIT_M)), Wait(1800.0), Read(("Z",), "z"), dose(("P", UNIT_M)), Wait(1800.0)),
)
SCHEDULE = Schedule((SETUP, SAMPLE, SAMPLE), ScheduleUnits.SI)


def test_merged_variants_are_exact(network: ReactionNetwork, merged: ReactionNetwork) -> None:
    assert len(merged.species) < len(network.species)
    found = largest_difference(chemistry(network), chemistry(merged), SCHEDULE, CRN.names)
    assert found.error < 1e-5
    same = largest_difference(chemistry(network), chemistry(network), SCHEDULE, CRN.names)
    assert (same.error, same.where) == (0.0, "")


def test_a_wrong_rate_is_found_where_it_matters(
    network: ReactionNetwork, merged: ReactionNetwork
) -> None:
    wrong = replace(
        merged,
        reactions=tuple(
            replace(r, rate=1.05 * r.rate) if 1 in r.modules else r for r in merged.reactions
        ),
    )
    found = largest_difference(chemistry(network), chemistry(wrong), SCHEDULE, CRN.names)
    assert 1e-3 < found.error < 1.0
    assert found.where.split(" at ")[0] in CRN.names
    assert found.where.endswith(("the read in sample 1", "the end of sample 1", "end of setup"))


def test_a_species_that_is_lost_is_a_difference_of_one(network: ReactionNetwork) -> None:
    full = chemistry(network)
    blind = replace(full, seen={**full.seen, "W": ()})
    found = largest_difference(full, blind, SCHEDULE, ("W",))
    assert found.error == pytest.approx(1.0)


def test_what_is_not_a_number_is_the_worst_difference(network: ReactionNetwork) -> None:
    full = chemistry(network)
    place = full.dose_index["W"]
    broken = replace(full, seen={**full.seen, "W": ((place, math.nan),), "V": ()})
    found = largest_difference(full, broken, SCHEDULE, CRN.names)
    assert math.isnan(found.error)
    assert found.where.startswith("W at ")


def test_a_schedule_without_samples_has_no_certificate(network: ReactionNetwork) -> None:
    with pytest.raises(SimulationError, match="M046"):
        largest_difference(
            chemistry(network),
            chemistry(network),
            Schedule((SETUP,), ScheduleUnits.SI),
            CRN.names,
        )
