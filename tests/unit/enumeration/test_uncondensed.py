"""Every step of a system, with toehold complexes as species."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from dsd_fixtures import crn_of

from ncrn_dsd.enumeration.engine.rates import dissociation_M
from ncrn_dsd.enumeration.merging import merge_variants
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.uncondensed import uncondense, without_dead_ends
from ncrn_dsd.enumeration.whole import enumerate_whole
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.crn import FormalCrn, Species
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.ir.network import ComplexRole, NetworkReaction, ReactionNetwork
from ncrn_dsd.simulation.chemistry import dsd_chemistry
from ncrn_dsd.simulation.integrate import Tolerances, trajectory
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

OPTIONS = EnumerationOptions()
TIGHT = Tolerances(relative=1e-8, absolute=1e-10)
CRN = crn_of("W + X -> W + X + Z", "Z + P -> E + P", "E + E ->")


@cache
def options_of(scheme: str) -> EnumerationOptions:
    return replace(OPTIONS, reject_remote=load_scheme(scheme).meta.reject_remote)


@cache
def networks(scheme: str, toehold_nt: int = 5) -> tuple[DsdSystem, ReactionNetwork]:
    system = with_toeholds(translate(CRN, load_scheme(scheme)), toehold_nt)
    return system, enumerate_whole(system, CRN, frozenset("WXP"), options_of(scheme))


def with_toeholds(system: DsdSystem, length_nt: int) -> DsdSystem:
    domains = (replace(d, length_nt=length_nt) if d.is_toehold else d for d in system.domains)
    return replace(system, domains=tuple(domains))


def with_faster_steps(network: ReactionNetwork, factor: float) -> ReactionNetwork:
    """Everything that one complex does by itself takes a shorter time."""
    return replace(
        network,
        reactions=tuple(
            replace(r, rate=r.rate * factor) if len(r.reactants) == 1 else r
            for r in network.reactions
        ),
    )


def after_an_hour(network: ReactionNetwork, crn: FormalCrn = CRN) -> dict[str, float]:
    """What is seen of every formal species [nM], with fuels at 1 uM and signals at 10 nM."""
    chemistry = dsd_chemistry(network, 1e-9, dict.fromkeys(crn.names, 1.0))
    start = np.zeros(len(network.species))
    for species in network.with_role(ComplexRole.FUEL):
        start[chemistry.dose_index[species.name]] = 1000.0
    for formal in "WXP":
        start[chemistry.dose_index[formal]] = 10.0
    end = trajectory(chemistry.system, start, (3600.0,), TIGHT)[0]
    return {
        name: sum(end[i] * weight for i, weight in places)
        for name, places in chemistry.seen.items()
    }


@pytest.mark.parametrize(
    "scheme", ["soloveichik2010", "srinivas2015", "qian2011_3D_var1", "chen2013_2D_JF_var1"]
)
def test_with_fast_steps_it_does_what_the_condensed_network_does(scheme: str) -> None:
    system, network = networks(scheme)
    detailed = uncondense(system, network, options_of(scheme))
    assert len(detailed.species) > len(network.species)
    assert detailed.species[: len(network.species)] == network.species
    wanted = after_an_hour(network)
    found = after_an_hour(with_faster_steps(detailed, 1e5))
    assert max(wanted.values()) > 1
    assert found == pytest.approx(wanted, rel=2e-3, abs=2e-3)


def test_long_toeholds_hold_what_condensed_kinetics_let_free() -> None:
    condensed, found = {}, {}
    for nt in (4, 7):
        system, network = networks("soloveichik2010", nt)
        condensed[nt] = after_an_hour(network)
        found[nt] = after_an_hour(uncondense(system, network, OPTIONS))
    assert found[4] == pytest.approx(condensed[4], rel=0.05, abs=0.05)
    # 1 uM of a gate over a Kd of 47 nM leaves little of a signal free.
    assert dissociation_M(7) == pytest.approx(47e-9, rel=0.02)
    assert found[7]["W"] < 0.25 * condensed[7]["W"]


def test_merged_variants_do_the_same() -> None:
    system, network = networks("soloveichik2010")
    detailed = uncondense(system, network, OPTIONS)
    merged = merge_variants(system, detailed).network
    assert len(merged.species) < len(detailed.species)
    assert after_an_hour(merged) == pytest.approx(after_an_hour(detailed), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("scheme", ["soloveichik2010", "qian2011_3D_var1"])
def test_occlusion_adds_complexes_that_only_fall_apart(scheme: str) -> None:
    system, network = networks(scheme)
    detailed = uncondense(system, network, OPTIONS)
    occluded = uncondense(system, network, replace(OPTIONS, keep_encounters=True))
    assert {s.complex for s in detailed.species} < {s.complex for s in occluded.species}
    idle = {s.complex for s in occluded.species} - {s.complex for s in detailed.species}
    by_name = {s.name: s.complex for s in occluded.species}
    leaving = [r for r in occluded.reactions if {by_name[x] for x in r.reactants} <= idle]
    coming = {
        r.products: r.reactants
        for r in occluded.reactions
        if {by_name[x] for x in r.products} <= idle
    }
    assert leaving
    assert all(coming[r.reactants] == r.products for r in leaving)
    # Without them every toehold complex leads to more than it was made from.
    known = {s.name for s in network.species}
    for name in {s.name for s in detailed.species} - known:
        becomes = {r.products for r in detailed.reactions if name in r.reactants}
        made_from = {r.reactants for r in detailed.reactions if name in r.products}
        assert len(becomes) > 1 or becomes != made_from


def steps(*texts: str) -> list[NetworkReaction[str]]:
    """Single steps, such as "A + B = x" for both directions."""
    found = []
    for text in texts:
        sides = [tuple(side.split(" + ")) for side in re.split(" (?:=|->) ", text)]
        for one, other in (sides, sides[::-1]) if "=" in text else (sides,):
            found.append(NetworkReaction(one, other, 1.0, ()))
    return found


@pytest.mark.parametrize(
    ("texts", "dead"),
    [
        (("A + B = x",), "x"),
        # However many conformations it has, and whichever of them falls apart.
        (("A + B = x", "x = y"), "xy"),
        (("A + B = x", "x = y", "y -> z", "z -> x", "z -> A + B"), "xyz"),
        # What leads to more is on a way, with all its conformations.
        (("A + B = x", "x = y", "y -> C + D"), ""),
        (("A + B = x", "x = y", "C + D = y"), ""),
        (("A + B = x", "x = y", "y = D"), ""),
        (("A + B -> x", "x = y", "y -> C + D"), ""),
        (("A + A = x", "x = y", "A + B = y"), ""),
        # A dead end beside a way.
        (("A + B = x", "x -> C + D", "A + C = y", "y = z"), "yz"),
    ],
)
def test_dead_ends_are_left_out_whole(texts: tuple[str, ...], dead: str) -> None:
    reactions = steps(*texts)
    kept = without_dead_ends(reactions, set("ABCD"))
    assert kept == [r for r in reactions if set(dead).isdisjoint((*r.reactants, *r.products))]
    assert len(kept) == len(reactions) or dead


@pytest.mark.long
def test_a_dead_end_of_two_conformations_is_no_species() -> None:
    # Here a strand binds by either of two toeholds, and moves from one to the other.
    crn = crn_of("X + Y -> B + B", "X + B -> X + X", "Y + B -> Y + Y")
    system = translate(crn, load_scheme("soloveichik2010"))
    network = enumerate_whole(system, crn, frozenset("XY"), OPTIONS)
    detailed = uncondense(system, network, OPTIONS)
    known = {s.name for s in network.species}
    leaving: dict[str, set[tuple[str, ...]]] = {}
    for reaction in detailed.reactions:
        if len(reaction.reactants) == 1:
            leaving.setdefault(reaction.reactants[0], set()).add(reaction.products)

    def ends(name: str) -> tuple[set[tuple[str, ...]], set[str]]:
        """Whatever a complex can fall apart into or come to rest as, and its conformations."""
        found, seen, waiting = set(), {name}, [name]
        while waiting:
            for products in leaving[waiting.pop()]:
                if len(products) > 1 or products[0] in known:
                    found.add(products)
                elif products[0] not in seen:
                    seen.add(products[0])
                    waiting.append(products[0])
        return found, seen

    transient = {s.name for s in detailed.species} - known
    assert transient
    for name in transient:
        found, conformations = ends(name)
        made_from = {
            r.reactants
            for r in detailed.reactions
            if conformations.intersection(r.products) and not conformations.issuperset(r.reactants)
        }
        assert len(found) > 1 or found != made_from, name


def test_members_of_a_signal_stand_for_it() -> None:
    # One domain migrates between two strands that stay attached by their other domains.
    both = Complex((("d", "f"), ("f*", "d*", "e*"), ("e", "d")), "((+))(+).")
    signal = Signal("A", both, None)
    system = DsdSystem("by hand", tuple(Domain(n, 15) for n in "def"), (signal,), (), ())
    crn = FormalCrn((Species("A"),), ())
    network = enumerate_whole(system, crn, frozenset("A"), OPTIONS)
    detailed = uncondense(system, network, OPTIONS)
    assert [(s.name, s.formal) for s in detailed.species] == [("A", "A"), ("c1", "A")]
    assert len(detailed.reactions) == 2


def test_a_limit_is_refused() -> None:
    system, network = networks("soloveichik2010")
    with pytest.raises(EnumerationError, match="E130"):
        uncondense(system, network, replace(OPTIONS, max_complexes=30))
