"""Slow and fast classes, leaks, encounters that come to nothing, polymers, bad options."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from dsd_fixtures import crn_of, soloveichik2010
from hypothesis import given, settings
from hypothesis import strategies as st

from ncrn_dsd.enumeration.condensed import CondensedNetwork, EnumerationJob
from ncrn_dsd.enumeration.engine.chains import absorbed, stationary_shares
from ncrn_dsd.enumeration.engine.run import condense_job, enumerate_detailed
from ncrn_dsd.enumeration.isomorphism import rename
from ncrn_dsd.enumeration.options import Engine, EnumerationOptions
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.translation.scheme import load_scheme
from ncrn_dsd.translation.translate import translate

LENGTHS = (("t", 5), ("x", 15), ("y", 15), ("u", 6))
GATE = Complex((("x",), ("t*", "x*")), "(+.)")
BLUNT = Complex((("x",), ("x*",)), "(+)")
STRAND = Complex((("x", "y"),), "..")


def job_of(system: DsdSystem) -> EnumerationJob:
    complexes = (*(s.complex for s in system.signals), *(f.complex for f in system.fuels))
    distinct = tuple({c.canonical(): c for c in complexes}.values())
    return EnumerationJob(tuple((d.name, d.length_nt) for d in system.domains), distinct)


def universal(count: int) -> EnumerationJob:
    crn = crn_of(*(f"A{i} + B{i} -> A{i + 1} + C{i}" for i in range(count)))
    return job_of(translate(crn, load_scheme("qian2011_3D_var1")))


def test_a_leak_displaces_without_a_toehold() -> None:
    job = EnumerationJob(LENGTHS, (BLUNT, STRAND))
    assert condense_job(job, EnumerationOptions()).reactions == ()
    leaky = condense_job(job, EnumerationOptions(leak_per_M_s=2.5))
    (reaction,) = leaky.reactions
    assert (reaction.leak, reaction.rate) == (True, 2.5)
    produced = {c for i in reaction.products for c in leaky.macrostates[i]}
    assert produced == {
        Complex((("x",),), "."),
        Complex((("x", "y"), ("x*",)), "(.+)").canonical(),
    }


def test_leaks_do_not_change_what_toeholds_do() -> None:
    system = translate(crn_of("A + B -> C"), load_scheme("soloveichik2010"))
    plain = condense_job(job_of(system), EnumerationOptions())
    leaky = condense_job(job_of(system), EnumerationOptions(leak_per_M_s=1.0))

    def designed(network: CondensedNetwork) -> set[object]:
        state = network.macrostates
        return {
            (tuple(state[i] for i in r.reactants), tuple(state[i] for i in r.products), r.rate)
            for r in network.reactions
            if not r.leak
        }

    assert designed(plain) <= designed(leaky)
    assert any(r.leak for r in leaky.reactions)


def test_encounters_that_come_to_nothing_change_no_condensed_reaction() -> None:
    job = universal(3)
    left_out = enumerate_detailed(job, EnumerationOptions())[1]
    kept = enumerate_detailed(job, EnumerationOptions(keep_encounters=True))[1]
    assert len(left_out.complexes) < len(kept.complexes)
    assert left_out.resting != ()
    assert set(left_out.resting) == set(kept.resting)
    assert condense_job(job, EnumerationOptions()) == condense_job(
        job, EnumerationOptions(keep_encounters=True)
    )


def test_a_universal_toehold_grows_with_the_number_of_gates() -> None:
    sizes = [
        len(enumerate_detailed(universal(n), EnumerationOptions())[1].complexes) for n in (4, 8, 16)
    ]
    first, second = sizes[1] - sizes[0], sizes[2] - sizes[1]
    assert second == 2 * first


def test_a_slow_opening_is_a_reaction_of_a_resting_complex() -> None:
    # A helix of 8 nt opens at 0.006356 /s: never, slowly or fast, as the thresholds say.
    job = EnumerationJob((("x", 8),), (Complex((("x",), ("x*",)), "(+)"),))
    never = condense_job(job, EnumerationOptions())
    slowly = condense_job(job, EnumerationOptions(k_slow_per_s=1e-4, k_fast_per_s=0.01))
    fast = condense_job(job, EnumerationOptions(k_slow_per_s=1e-4))
    dropped = condense_job(job, EnumerationOptions(k_slow_per_s=0.01))
    assert [len(n.macrostates) for n in (never, slowly, fast, dropped)] == [1, 3, 2, 1]
    rates = {len(r.reactants): r.rate for r in slowly.reactions}
    assert rates == pytest.approx({1: 0.006356, 2: 2.4e6}, rel=1e-3)
    assert never.reactions == fast.reactions == dropped.reactions == ()


def test_the_complexes_of_a_polymer_are_named() -> None:
    job = EnumerationJob(
        (("a", 10), ("b", 10)), (Complex((("a", "b"),), ".."), Complex((("a*", "b*"),), ".."))
    )
    told = condense_job(job, EnumerationOptions(max_complexes=60)).truncated_by
    assert told is not None
    assert "perhaps a polymer: " in told
    assert " grows to " in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"k_slow_per_s": 1.0, "k_fast_per_s": 0.5}, "k-slow 1/s is above k-fast 0.5/s"),
        ({"leak_per_M_s": -1.0}, "negative"),
        ({"k_slow_per_s": float("nan")}, "not finite"),
        ({"compatibility": "peppercorn-0.7"}, "'peppercorn-0.7' is unknown"),
        ({"engine": Engine.PEPPERCORN, "leak_per_M_s": 1.0}, "knows no leak"),
    ],
)
def test_options_that_contradict_each_other(changes: dict[str, object], words: str) -> None:
    with pytest.raises(EnumerationError, match=words):
        replace(EnumerationOptions(), **changes)  # type: ignore[arg-type]


COMPLEXES = job_of(translate(crn_of("A + B -> A + C", "C -> B"), load_scheme("srinivas2015")))


@settings(max_examples=15, deadline=None)
@given(st.permutations(COMPLEXES.domains), st.permutations(COMPLEXES.complexes), st.integers(0, 3))
def test_renaming_and_reordering_commute_with_enumeration(
    domains: list[tuple[str, int]], complexes: list[Complex], turn: int
) -> None:
    """Names are handed on among domains of equal length; complexes are written differently."""
    names: dict[str, str] = {}
    for length in {n for _, n in domains}:
        mine = [name for name, n in COMPLEXES.domains if n == length]
        names |= dict(zip(mine, [name for name, n in domains if n == length], strict=True))
    turned = tuple(c.rotations()[turn % c.size_strands] for c in complexes)
    other = EnumerationJob(tuple(domains), tuple(rename(c, names) for c in turned))
    first = condense_job(COMPLEXES, EnumerationOptions())
    second = condense_job(other, EnumerationOptions())

    def view(network: CondensedNetwork, renaming: dict[str, str]) -> dict[object, float]:
        state = [
            frozenset(rename(c, renaming).canonical() for c in members)
            for members in network.macrostates
        ]
        return {
            (
                frozenset((state[i], r.reactants.count(i)) for i in r.reactants),
                frozenset((state[i], r.products.count(i)) for i in r.products),
            ): r.rate
            for r in network.reactions
        }

    assert view(first, names) == pytest.approx(view(second, {n: n for n, _ in domains}))


def test_equal_input_gives_equal_bytes() -> None:
    job = replace(COMPLEXES, details=True)
    first, second = (condense_job(job, EnumerationOptions()) for _ in range(2))
    assert repr(first) == repr(second)


def test_rare_exits_keep_their_precision() -> None:
    # Two conformers exchange 1e14 times faster than they are left.
    inner = np.array([[0.0, 1e6, 0.0], [1e6, 0.0, 1e6], [0.0, 1e6, 0.0]])
    exits = np.array([[1e-9, 0.0], [0.0, 0.0], [0.0, 3e-9]])
    shares = absorbed(inner, exits)
    assert shares == pytest.approx(np.array([[0.25, 0.75]] * 3), rel=1e-12)
    assert stationary_shares(np.array([[0.0, 1e-12], [1e6, 0.0]])) == pytest.approx(
        np.array([1.0, 1e-18]), rel=1e-12
    )


def test_helices_of_any_length_may_open_without_a_cutoff() -> None:
    short, long = (
        EnumerationJob((("s", 4), ("a", n)), (Complex((("s", "a"), ("a*", "s*")), "((+))"),))
        for n in (16, 400)
    )
    no_limit = EnumerationOptions(release_cutoff_11_nt=0, release_cutoff_1n_nt=0)
    assert len(condense_job(short, no_limit).macrostates) == 2
    # Beyond some length the rate is zero in floating point, and then nothing opens.
    assert len(condense_job(long, no_limit).macrostates) == 1


def test_a_refolding_limit_ends_the_search_and_is_told_once() -> None:
    folding = Complex((("a", "l", "a*", "a", "l", "a*", "a", "l", "a*", "t"),), "." * 10)
    partners = tuple(Complex((("t*", "y" * n),), "..") for n in (1, 2))
    lengths = (("a", 5), ("l", 3), ("t", 5), ("y", 15), ("yy", 15))
    job = EnumerationJob(lengths, (folding, *partners))
    told = condense_job(job, EnumerationOptions(max_complexes=20)).truncated_by
    assert told is not None
    assert told.count("refolds") == 1


def test_a_limit_that_is_passed_at_the_end_is_told_too() -> None:
    job = EnumerationJob(LENGTHS, (GATE, Complex((("x", "t"),), "..")))
    kept = enumerate_detailed(job, EnumerationOptions())[1]
    assert kept.cuts == []
    few = EnumerationOptions(max_reactions=1)
    assert all(
        enumerate_detailed(replace(job, complexes=order), few)[1].cuts
        for order in (job.complexes, job.complexes[::-1])
    )


HIDDEN_TOEHOLD = EnumerationJob(
    (("x", 15), ("t", 5), ("y", 9)),
    (Complex((("x", "t"), ("t*", "x*")), "((+))"), Complex((("x", "y"),), "..")),
)
"""A leak lets go of both halves of a toehold, which no other complex has open."""


@pytest.mark.parametrize(
    "job", [job_of(soloveichik2010(crn_of("A -> B", "B -> A"))), HIDDEN_TOEHOLD]
)
def test_leaks_are_found_up_to_their_order(job: EnumerationJob) -> None:
    """What takes n leaks is what the whole says that it takes, and nothing else."""
    plain, *orders, whole = (
        by_members(condense_job(job, EnumerationOptions(leak_per_M_s=k, leak_order=n)))
        for n, k in ((1, 0.0), (1, 1.0), (2, 1.0), (9, 1.0))
    )
    start = {c.canonical() for c in job.complexes}
    taken = {m: 0 for before, _, _ in whole for m in before if start & set(m)}
    while (fewer := fewer_leaks(whole, taken)) != taken:
        taken = fewer
    for n, found in enumerate(orders, start=1):
        assert found == {
            (before, after, leak)
            for before, after, leak in whole
            if sum(taken[m] for m in before) + leak <= n
        }
    assert plain < orders[0] < orders[1]


Members = tuple[Complex, ...]
Sides = tuple[tuple[Members, ...], tuple[Members, ...], bool]


def by_members(network: CondensedNetwork) -> set[Sides]:
    state = network.macrostates
    return {
        (tuple(state[i] for i in r.reactants), tuple(state[i] for i in r.products), r.leak)
        for r in network.reactions
    }


def fewer_leaks(reactions: set[Sides], taken: dict[Members, int]) -> dict[Members, int]:
    """How many leaks it takes to make each macrostate, if it takes so many to make some."""
    found = dict(taken)
    for before, after, leak in reactions:
        if found.keys() >= set(before):
            cost = sum(found[m] for m in before) + leak
            found |= {m: min(cost, found.get(m, cost)) for m in after}
    return found


def test_leaks_keep_to_the_size_limit() -> None:
    gate = Complex((("x", "a"), ("a*", "b"), ("b*", "x*")), "((+)(+))")
    other = Complex((("x",), ("z", "x*")), "(+.)")
    strand = Complex((("x", "y"),), "..")
    lengths = (("x", 15), ("a", 12), ("b", 12), ("z", 9), ("y", 9))
    options = EnumerationOptions(leak_per_M_s=1.0, max_complex_size=3)
    network = condense_job(EnumerationJob(lengths, (gate, other, strand)), options)
    sizes = {c.size_strands for members in network.macrostates for c in members}
    assert max(sizes) <= 3
    assert "more than 3 strands" in (network.truncated_by or "")


def test_leaks_that_a_limit_left_out_are_counted() -> None:
    system = soloveichik2010(crn_of("A + B -> C", "C -> A"))
    options = EnumerationOptions(leak_per_M_s=1.0)
    whole, plain = (
        condense_job(job_of(system), o) for o in (options, replace(options, leak_per_M_s=0.0))
    )
    assert whole.truncated_by is None
    limit = len(plain.macrostates) * 4
    cut = condense_job(job_of(system), replace(options, max_complexes=limit))
    assert cut.truncated_by is not None
    told = re.search(r"(\d+) of (\d+) leaks were left out", cut.truncated_by)
    assert told is not None, cut.truncated_by
    left, found = map(int, told.groups())
    assert 0 < left < found
    assert sum(r.leak for r in cut.reactions) < sum(r.leak for r in whole.reactions)
