"""Sites of strands have names that other gates do not change."""

from __future__ import annotations

from collections import defaultdict

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.eating import with_eating_copies
from ncrn_dsd.enumeration.merging import merge_variants
from ncrn_dsd.enumeration.occlusion import OccludedNetwork, with_occlusion
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.sites import sited_steps
from ncrn_dsd.enumeration.uncondensed import uncondense
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ComplexRole, ReactionNetwork
from ncrn_dsd.ir.open_toeholds import ToeholdOffTargets
from ncrn_dsd.ir.tube import SitePool, TubeStepKind

LIMITS = EnumerationOptions(max_complex_size=8, max_complexes=2000, max_reactions=10_000)


def enumerated(*lines: str) -> tuple[DsdSystem, ReactionNetwork, ReactionNetwork]:
    crn = crn_of(*lines)
    system = soloveichik2010(crn)
    condensed = enumerate_whole(system, crn, frozenset(crn.names), LIMITS)
    return system, condensed, uncondense(system, condensed, LIMITS)


@pytest.fixture(scope="module")
def one() -> tuple[DsdSystem, ReactionNetwork, ReactionNetwork]:
    return enumerated("A + B -> B")


def sites(found: tuple[DsdSystem, ReactionNetwork, ReactionNetwork]) -> set[tuple[str, str]]:
    return {(s.site, s.word) for s in sited_steps(found[0], found[2]) if s.site}


def test_another_gate_leaves_all_names_as_they_are(
    one: tuple[DsdSystem, ReactionNetwork, ReactionNetwork],
) -> None:
    both = enumerated("C -> A", "A + B -> B")
    assert sites(one) < sites(both)


def test_an_opening_has_the_site_of_the_binding_that_it_undoes(
    one: tuple[DsdSystem, ReactionNetwork, ReactionNetwork],
) -> None:
    system, _, network = one
    steps = sited_steps(system, network)
    bound = {
        (r.reactants, r.products): s.site
        for r, s in zip(network.reactions, steps, strict=True)
        if s.kind is TubeStepKind.BINDING
    }
    opened = {
        (r.products, r.reactants): s.site
        for r, s in zip(network.reactions, steps, strict=True)
        if s.kind is TubeStepKind.OPENING
    }
    assert bound == opened
    assert all(bound.values())


def test_variants_of_a_signal_bind_at_the_same_sites(
    one: tuple[DsdSystem, ReactionNetwork, ReactionNetwork],
) -> None:
    system, _, network = one
    variants = {s.name for s in network.species if s.formal == "B"}
    assert len(variants) > 1
    by_variant = {
        variant: {
            s.site
            for r, s in zip(network.reactions, sited_steps(system, network), strict=True)
            if s.kind is TubeStepKind.BINDING and variant in r.reactants
        }
        for variant in variants
    }
    assert len({frozenset(found) for found in by_variant.values()}) == 1
    merged = merge_variants(system, network).network
    assert {s.site for s in sited_steps(system, merged)} == {
        s.site for s in sited_steps(system, network)
    }


def test_a_copy_that_eats_takes_inputs_and_gives_nothing_but_fuels(
    one: tuple[DsdSystem, ReactionNetwork, ReactionNetwork],
) -> None:
    system, condensed, network = one
    found = with_eating_copies(system, condensed, network)
    gates = {f.name for f in system.fuels if len(f.complex.strands) > 1}
    assert set(found.copies) == gates
    role = {s.name: s.role for s in found.network.species}
    new = found.network.reactions[len(network.reactions) :]
    copies = set(role) - {s.name for s in network.species}
    taken = {x for r in new for x in r.reactants if x not in copies}
    assert {"A", "B"} <= taken
    sides = {(r.reactants, r.products) for r in new}
    for r in new:
        given = [x for x in r.products if x not in copies]
        is_undone = (r.products, r.reactants) in sides
        assert is_undone or all(role[x] is ComplexRole.FUEL for x in given)


def test_a_copy_that_eats_eats_once(
    one: tuple[DsdSystem, ReactionNetwork, ReactionNetwork],
) -> None:
    """The gate takes A in exchange for a back strand, which takes A out again."""
    system, condensed, network = one
    found = with_eating_copies(system, condensed, network)
    signals = {s.name for s in network.species if s.role is ComplexRole.SIGNAL}
    new = found.network.reactions[len(network.reactions) :]
    start = found.copies[system.fuels[0].name]
    held: dict[str, int] = {start: 0}
    waiting = [start]
    while waiting:
        form = waiting.pop()
        for r in new:
            if form in r.reactants:
                now = held[form] + sum(x in signals for x in r.reactants)
                now -= sum(x in signals for x in r.products)
                for x in set(r.products) & set(found.forms):
                    waiting += [] if x in held else [x]
                    assert held.setdefault(x, now) == now, "a copy came back and took one more"
    assert max(held.values()) == 2


def members_of(found: OccludedNetwork, pool: SitePool) -> dict[str, float]:
    """How many sites of each species count in a pool, where any do."""
    sites = {one.name: one.members for one in found.sites}
    total: defaultdict[str, float] = defaultdict(float)
    for site, count in pool.sites:
        for name, number in sites[site]:
            total[name] += count * number
    for name, number in pool.members:
        total[name] += number
    return {name: number for name, number in total.items() if number}


def test_what_cannot_bind_for_a_reaction_occludes(
    one: tuple[DsdSystem, ReactionNetwork, ReactionNetwork],
) -> None:
    system, _, network = one
    found = with_occlusion(system, network)
    pools = {pool.name: members_of(found, pool) for pool in found.pools}
    bound = {frozenset(r.reactants) for r in network.reactions if len(r.reactants) == 2}
    for pool, members in pools.items():
        own = pool.removeprefix("partners of ")
        assert bound.isdisjoint(frozenset((own, other)) for other in members)
        # Who holds is held.
        assert all(own in pools[f"partners of {other}"] for other in members)
    taken = {r.reactants: r.products for r in found.network.reactions}
    for pool in pools:
        own = pool.removeprefix("partners of ")
        assert taken[tuple(sorted((own, pool)))] == tuple(sorted((f"{own} occluded", pool)))
        assert taken[(f"{own} occluded",)] == (own,)
    assert pools


def test_off_targets_occlude_as_many_complements_as_they_bind_like(
    one: tuple[DsdSystem, ReactionNetwork, ReactionNetwork],
) -> None:
    system, _, network = one
    plain = with_occlusion(system, network)
    pool = next(p for p in plain.pools if len(members_of(plain, p)) > 1)
    own = pool.name.removeprefix("partners of ")
    complex_ = next(s.complex for s in network.species if s.name == own)
    toeholds = {d.name for d in system.domains if d.is_toehold}
    (site, *_) = [o for o in complex_.unpaired() if o.removesuffix("*") in toeholds]
    stranger = next(s.name for s in network.species if s.name not in members_of(plain, pool))
    off_targets = ToeholdOffTargets(site, 1, ((stranger, 5e4),), 5e4)
    found = with_occlusion(system, network, [off_targets])
    more = members_of(found, next(p for p in found.pools if p.name == pool.name))
    on, off = (
        next(r.rate for r in found.network.reactions if r.reactants == side)
        for side in (tuple(sorted((own, pool.name))), (f"{own} occluded",))
    )
    count = list(complex_.unpaired()).count(site)
    assert more.pop(stranger) == pytest.approx(count * 5e4 * off / on)
    assert more == members_of(plain, pool)
