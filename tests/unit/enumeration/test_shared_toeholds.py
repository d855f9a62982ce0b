"""Toeholds that share sequences: how they are chosen, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.condensed import CondensedNetwork
from ncrn_dsd.enumeration.engine.run import condense_job
from ncrn_dsd.enumeration.isomorphism import rename
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.shared_toeholds import compare_shared, with_shared_toeholds
from ncrn_dsd.enumeration.toehold_sharing import exchange_chains, share_toeholds
from ncrn_dsd.enumeration.uncondensed import uncondense
from ncrn_dsd.enumeration.whole import enumerate_whole, whole_job
from ncrn_dsd.errors import DesignError, TruncatedError
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import Complex, Domain, DsdSystem, Signal
from ncrn_dsd.ir.sharing import SharedSystem
from ncrn_dsd.ir.verdict import Verdict
from ncrn_dsd.model.dsd import ToeholdPoolSpec
from ncrn_dsd.model.keys import changed
from ncrn_dsd.model.quantities import MOST_IN_POOL
from ncrn_dsd.model.sequences import DEFAULT_SEQUENCES
from ncrn_dsd.study.stages.share import as_many_as_fit
from ncrn_dsd.study.stages.toeholds import with_toeholds
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate
from ncrn_dsd.verification.modules import prove_system
from ncrn_dsd.verification.toehold_sharing import toeholds_shared

OPTIONS = EnumerationOptions()
TWO_CHAINS = crn_of("A + B -> C", "D + E -> F")
ONE_CHAIN = crn_of("A + B -> C", "A + D -> E")


def half_plane(features: int) -> Iterator[str]:
    """A learner that consumes its errors, whose inputs and cleaner decay by themselves: weights W,
    inputs F, updates T, labels L."""
    for i in range(features):
        for s in "pm":
            yield f"W{i}{s} + F{i} -> W{i}{s} + F{i} + Z{s}"
            yield f"T{i} + L{s} -> W{i}{s}"
        yield from (f"F{i} ->", f"W{i}p + W{i}m ->", f"T{i} + C -> C")
    for s in "pm":
        yield from (f"L{s} + Z{s} ->", f"Z{s} + C -> C", f"L{s} + C -> C")
    yield from ("Zp + Zm ->", "C ->")


@cache
def translated(crn: FormalCrn, scheme: str = "soloveichik2010") -> DsdSystem:
    return translate(crn, load_scheme(scheme))


@cache
def shared(
    crn: FormalCrn, scheme: str = "soloveichik2010", pool: ToeholdPoolSpec | None = None
) -> SharedSystem:
    return share_toeholds(translated(crn, scheme), OPTIONS, pool or ToeholdPoolSpec())


def condensed(system: DsdSystem) -> CondensedNetwork:
    return condense_job(whole_job(system, OPTIONS), OPTIONS)


def toeholds(system: DsdSystem) -> list[str]:
    return [d.name for d in system.domains if d.is_toehold]


def of_species(system: DsdSystem, place: int) -> dict[str, str]:
    """The toehold at a place of each signal strand."""
    return {s.species: s.complex.strands[0][place] for s in system.signals}


def named(found: SharedSystem) -> dict[str, str]:
    return {member: one.name for one in found.sharing.pool for member in one.members}


def compared(system: DsdSystem, names: dict[str, str]) -> SharedSystem:
    """A mapping that nobody chose carefully."""
    other = with_shared_toeholds(system, names)
    networks = condensed(system), condensed(other)
    return compare_shared((system, other), networks, names, (), rejects_remote=False)


def test_first_toeholds_are_chains_of_reactants() -> None:
    crn = crn_of("A + B -> C", "B + D -> D", "E + F ->")
    system = translated(crn)
    first = of_species(system, -3)
    found = exchange_chains(system, condensed(system))
    assert {frozenset(chain) for chain in found} == {
        frozenset((first["A"], first["B"], first["D"])),
        frozenset((first["E"], first["F"])),
    }


@pytest.mark.parametrize("scheme", ["soloveichik2010", "srinivas2015", "chen2013_2D_JF"])
def test_few_toeholds_do_what_many_do(scheme: str) -> None:
    """Held against a comparison that knows nothing of how the verdict is found."""
    found = shared(TWO_CHAINS, scheme)
    assert found.sharing.verdict is Verdict.PROVED
    assert len(toeholds(found.system)) == len(found.sharing.pool) < found.sharing.toeholds / 2
    every = {
        d.name: named(found).get(d.name, d.name) for d in translated(TWO_CHAINS, scheme).domains
    }
    texts = []
    for system, names in ((translated(TWO_CHAINS, scheme), every), (found.system, None)):
        network = enumerate_whole(system, TWO_CHAINS, None, OPTIONS)
        called = {
            s.name: (rename(s.complex, names) if names else s.complex).canonical()
            for s in network.species
        }
        texts.append(
            {
                (
                    *(
                        tuple(sorted(str(called[x]) for x in side))
                        for side in (r.reactants, r.products)
                    ),
                    f"{r.rate:.9g}",
                )
                for r in network.reactions
            }
        )
    assert texts[0] == texts[1]


def test_gates_of_shared_toeholds_are_still_proved() -> None:
    found = shared(ONE_CHAIN)
    network = enumerate_whole(found.system, ONE_CHAIN, None, OPTIONS)
    proof = prove_system(found.system, ONE_CHAIN, network, 60)
    assert proof.report.verdict is Verdict.PROVED


def test_fuels_that_become_the_same_are_one() -> None:
    """The strand that takes A back out of the first gate does so in the second one too."""
    found = shared(ONE_CHAIN)
    assert found.sharing.verdict is Verdict.PROVED
    (same,) = found.sharing.one_fuel
    assert len(same) == 2
    assert len(found.system.fuels) == len(translated(ONE_CHAIN).fuels) - 1
    (one,) = (f for f in found.system.fuels if f.name in same)
    assert one.modules == (0, 1)
    assert all(one.name in m.fuels for m in found.system.modules)
    assert "fuels that equal others now: 1" in found.sharing.finding


def test_what_becomes_the_same_but_is_no_fuel_is_refuted() -> None:
    crn = crn_of("A + B -> C", "B + A -> D")
    system = translated(crn, "chen2013_2D_JF")
    names = dict.fromkeys(toeholds(system), toeholds(system)[0])
    found = compared(system, names).sharing
    assert found.confused
    assert found.verdict is Verdict.REFUTED
    assert "confused" in found.finding
    chosen = shared(crn, "chen2013_2D_JF")
    assert chosen.sharing.verdict is Verdict.PROVED
    assert not chosen.sharing.confused


def test_signals_that_become_the_same_are_refuted_though_they_do_nothing() -> None:
    domains = (Domain("d", 15), Domain("t", 5), Domain("u", 5))
    signals = tuple(
        Signal(x, Complex((("d", t),), ".."), None) for x, t in (("A", "t"), ("B", "u"))
    )
    found = compared(DsdSystem("none", domains, signals, (), ()), {"u": "t"}).sharing
    assert found.verdict is Verdict.REFUTED
    assert found.confused == (("A", "B"),)


def test_a_pool_that_is_too_small_says_which_reactions_appear() -> None:
    few = replace(OPTIONS, max_complexes=500)
    found = share_toeholds(translated(TWO_CHAINS), few, ToeholdPoolSpec(first=1, second=1))
    assert len(toeholds(found.system)) == 2
    assert found.sharing.verdict is Verdict.REFUTED
    assert found.sharing.new
    assert found.sharing.new[0] in found.sharing.finding
    assert toeholds_shared(found.sharing).is_good is False


def test_first_and_second_toeholds_in_one_sequence_are_refuted_even_where_a_limit_ends() -> None:
    """A reaction that is there is a counterexample, whatever else was cut off."""
    system = translated(TWO_CHAINS)
    names = dict.fromkeys(toeholds(system), toeholds(system)[0])
    other = with_shared_toeholds(system, names)
    few = replace(OPTIONS, max_complexes=300)
    networks = condensed(system), condense_job(whole_job(other, few), few)
    found = compare_shared((system, other), networks, names, (), rejects_remote=False).sharing
    assert found.truncated_by is not None
    assert found.verdict is Verdict.REFUTED


def test_what_a_limit_cuts_off_is_not_shown() -> None:
    """One sequence for all second toeholds is right, but needs more complexes than allowed."""
    crn = crn_of("A + B -> C", "C + B -> A")
    system, pool = translated(crn), ToeholdPoolSpec(second=1)
    whole = shared(crn, pool=pool)
    assert whole.sharing.verdict is Verdict.PROVED
    needed = condense_job(replace(whole_job(whole.system, OPTIONS), details=True), OPTIONS).details
    assert needed is not None
    few = replace(OPTIONS, max_complexes=len(needed.complexes) - 1)
    found = share_toeholds(system, few, pool)
    assert found.sharing.verdict is Verdict.UNDECIDED
    assert "not shown" in found.sharing.finding
    assert toeholds_shared(found.sharing).is_good is None
    wider = share_toeholds(system, few, ToeholdPoolSpec())
    assert wider.sharing.verdict is Verdict.PROVED
    assert wider.sharing.second > 1
    with pytest.raises(TruncatedError, match="E011"):
        share_toeholds(system, replace(OPTIONS, max_complexes=20), ToeholdPoolSpec())


def test_a_pool_is_used_evenly() -> None:
    crn = crn_of("A + B -> C", "C + D -> E")
    found = shared(crn, pool=ToeholdPoolSpec(sequences=5)).sharing
    assert len(found.pool) == 5
    assert found.verdict is Verdict.PROVED
    sizes = [len(one.members) for one in found.pool if not one.is_first]
    assert max(sizes) - min(sizes) <= 1
    assert sorted(m for one in found.pool for m in one.members) == sorted(toeholds(translated(crn)))


def test_of_pools_that_keep_the_reactions_one_has_few_steps() -> None:
    """Of three second sequences; two gates that a strand can bind at once have different ones."""
    crn = crn_of("A + B -> A + B + C", "C + D -> A", "E + D -> C + B")
    complexes = []
    for few_steps in (False, True):
        pool = ToeholdPoolSpec(second=3, few_steps=few_steps)
        found = shared(crn, "soloveichik2010_noEmpty", pool)
        assert (found.sharing.verdict, found.sharing.second) == (Verdict.PROVED, 3)
        network = enumerate_whole(found.system, crn, None, OPTIONS)
        complexes.append(len(uncondense(found.system, network, OPTIONS).species))
    assert 3 * complexes[1] < complexes[0]


def test_few_steps_take_no_more_sequences_and_no_new_reaction() -> None:
    """Where second toeholds cannot be kept apart, and where nobody says how many there are."""
    crn = crn_of("A + B -> A + B + C", "B + D -> A", "D + C ->")
    for pool in (ToeholdPoolSpec(second=2), ToeholdPoolSpec()):
        usual = shared(crn, "soloveichik2010_noEmpty", pool).sharing
        found = shared(crn, "soloveichik2010_noEmpty", changed(pool, few_steps=True)).sharing
        assert found.verdict is usual.verdict is Verdict.PROVED
        assert found.second == usual.second


def test_toeholds_of_different_lengths_are_not_shared() -> None:
    system = translated(ONE_CHAIN)
    longer = of_species(system, -3)["A"]
    domains = tuple(replace(d, length_nt=6) if d.name == longer else d for d in system.domains)
    found = share_toeholds(replace(system, domains=domains), OPTIONS, ToeholdPoolSpec()).sharing
    lengths_nt = {d.name: d.length_nt for d in domains}
    assert all(len({lengths_nt[m] for m in one.members}) == 1 for one in found.pool)
    assert (longer,) in [one.members for one in found.pool]


def test_own_complements_that_sharing_makes_occupy_toeholds() -> None:
    """Bindings that lead to nothing: of each gate with the signals of others."""
    numbers = []
    for system in (translated(TWO_CHAINS), shared(TWO_CHAINS).system):
        network = enumerate_whole(system, TWO_CHAINS, None, OPTIONS)
        steps = uncondense(system, network, replace(OPTIONS, keep_encounters=True)).reactions
        numbers.append(sum(len(r.reactants) == 2 for r in steps))
    assert numbers[1] > 2 * numbers[0]


def test_a_pool_counts_together_or_apart() -> None:
    with pytest.raises(DesignError, match="D030"):
        changed(ToeholdPoolSpec(), sequences=10, first=4)


@pytest.mark.slow
def test_half_plane_learner_has_four_first_and_six_second_toeholds() -> None:
    system = translated(crn_of(*half_plane(3)))
    assert len(toeholds(system)) == 34
    first, second = of_species(system, -3), of_species(system, -1)
    names = {first[x]: first["W0p"] for x in ("W0p", "W0m", "F0")}
    names |= {first[x]: first["W1p"] for x in ("W1p", "W1m", "F1")}
    names |= {first[x]: first["W2p"] for x in ("W2p", "W2m", "F2")}
    names |= {t: first["Zp"] for x, t in first.items() if x[0] in "ZLTC"}
    letters: dict[str, str] = {}
    names |= {t: letters.setdefault(x[0], t) for x, t in second.items()}
    assert len(set(names.values())) == 10
    by_letter = compared(system, names).sharing
    assert by_letter.verdict is Verdict.PROVED
    assert by_letter.reactions_before == by_letter.reactions_after == 355
    for pool in (ToeholdPoolSpec(first=4, second=6), ToeholdPoolSpec(sequences=10)):
        found = share_toeholds(system, OPTIONS, pool).sharing
        assert (found.first, found.second, found.verdict) == (4, 6, Verdict.PROVED)
        assert found.reactions_before == found.reactions_after == 355


def test_a_pool_goes_no_further_than_it_may_and_says_so() -> None:
    system = with_toeholds(soloveichik2010(crn_of("A + B -> C")), 6)
    pool, why = as_many_as_fit(system, DEFAULT_SEQUENCES)
    assert pool.sequences == MOST_IN_POOL
    assert why.startswith("24, the most that a pool may have: 35 words of 6 nt over A, C, T lie")
