"""Merged networks are exact for the sums of variants."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from dsd_fixtures import crn_of

from ncrn_dsd.enumeration.leaks import with_leaks
from ncrn_dsd.enumeration.merging import merge_bounding_leaks, merge_variants
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ReactionNetwork
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

LAYER = crn_of("X + W -> X + W + Z", "X + V -> X + V + Z", "Z + Z -> X", "Z + W -> V")


def whole(scheme: str, options: EnumerationOptions) -> tuple[DsdSystem, ReactionNetwork]:
    system = translate(LAYER, load_scheme(scheme))
    return system, enumerate_whole(system, LAYER, None, options)


def velocity(network: ReactionNetwork, amounts: dict[str, float]) -> dict[str, float]:
    change: dict[str, float] = defaultdict(float)
    for r in network.reactions:
        flow = r.rate * float(np.prod([amounts[x] for x in r.reactants]))
        for x in r.reactants:
            change[x] -= flow
        for x in r.products:
            change[x] += flow
    return change


@pytest.mark.long
@pytest.mark.parametrize("leak", [0.0, 10.0])
@pytest.mark.parametrize("scheme", ["soloveichik2010", "srinivas2015", "chen2013_2D_JF_var1"])
def test_sums_of_variants_change_as_in_the_full_network(scheme: str, leak: float) -> None:
    options = EnumerationOptions(
        reject_remote=load_scheme(scheme).meta.reject_remote, leak_per_M_s=leak
    )
    system, network = whole(scheme, options)
    merged = merge_variants(system, network)
    kind_of = dict(merged.kind_of)
    draw = np.random.default_rng(5)
    amounts = {s.name: float(x) for s, x in zip(network.species, draw.random(999), strict=False)}
    sums: dict[str, float] = defaultdict(float)
    expected: dict[str, float] = defaultdict(float)
    for name, amount in amounts.items():
        sums[kind_of[name]] += amount
    for name, change in velocity(network, amounts).items():
        expected[kind_of[name]] += change
    found = velocity(merged.network, sums)
    assert {k: found[k] for k in sums} == pytest.approx({k: expected[k] for k in sums}, rel=1e-9)


def test_history_makes_many_species_one() -> None:
    system, network = whole("soloveichik2010", EnumerationOptions())
    merged = merge_variants(system, network).network
    assert len(merged.interpretation.variants_of("Z")) == 1
    assert len(network.interpretation.variants_of("Z")) > 1
    assert len(merged.reactions) < len(network.reactions)
    assert {"X", "W", "V", "Z"} <= {s.name for s in merged.species}


def test_schemes_without_history_stay_as_they_are() -> None:
    system, network = whole(
        "chen2013_2D_JF_var1",
        EnumerationOptions(reject_remote=True),
    )
    merged = merge_variants(system, network).network
    assert merged.species == network.species
    assert set(merged.reactions) == set(network.reactions)


def test_leaks_of_a_variant_count_for_its_signal_and_split_nothing() -> None:
    system, designed = whole("soloveichik2010", EnumerationOptions())
    limited = EnumerationOptions(leak_per_M_s=10, max_complexes=400)
    _, found = whole("soloveichik2010", limited)
    assert not found.complete
    network = with_leaks(designed, found, followed=False)
    merged = merge_bounding_leaks(system, network)
    kind_of = dict(merged.kind_of)
    exact = merge_variants(system, designed)
    assert {x: kind_of[x] for x, _ in exact.kind_of} == dict(exact.kind_of)
    assert len(merge_variants(system, network).network.species) > len(merged.network.species)
    own = tuple(r for r in merged.network.reactions if not r.leak)
    assert own == exact.network.reactions
    largest: dict[tuple[tuple[str, ...], tuple[str, ...]], float] = {}
    for r in network.reactions:
        taken, given = (tuple(sorted(kind_of[x] for x in s)) for s in (r.reactants, r.products))
        if r.leak and taken != given:
            # No pair leaks to one outcome in two ways here.
            largest[taken, given] = max(largest.get((taken, given), 0.0), r.rate)
    assert {
        (r.reactants, r.products): r.rate for r in merged.network.reactions if r.leak
    } == largest
    assert largest
