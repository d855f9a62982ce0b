"""Our engine against the published vectors and against Peppercorn."""

from __future__ import annotations

import itertools
import math
import random
from typing import TYPE_CHECKING

import pytest
from dsd_fixtures import crn_of, soloveichik2010

from ncrn_dsd.enumeration.condensed import EnumerationJob
from ncrn_dsd.enumeration.engine.condensation import condense
from ncrn_dsd.enumeration.engine.run import condense_job, enumerate_detailed
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.peppercorn_adapter import run_jobs
from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement

if TYPE_CHECKING:
    from ncrn_dsd.ir.crn import FormalCrn

ALL = EnumerationOptions(keep_encounters=True)
PEPPERCORN = EnumerationOptions(compatibility="peppercorn-1.1")


def kernel(text: str) -> Complex:
    strands: list[list[str]] = [[]]
    marks = ""
    stack: list[str] = []
    for word in text.replace("(", "( ").split():
        if word == "+":
            strands.append([])
            marks += "+"
        elif word == ")":
            strands[-1].append(complement(stack.pop()))
            marks += ")"
        elif word.endswith("("):
            stack.append(word[:-1])
            strands[-1].append(word[:-1])
            marks += "("
        else:
            strands[-1].append(word)
            marks += "."
    return Complex(tuple(map(tuple, strands)), marks)


def job(lengths: dict[str, int], *complexes: str) -> EnumerationJob:
    return EnumerationJob(tuple(lengths.items()), tuple(map(kernel, complexes)))


def whole(system: DsdSystem) -> EnumerationJob:
    complexes = (*(s.complex for s in system.signals), *(f.complex for f in system.fuels))
    return EnumerationJob(tuple((d.name, d.length_nt) for d in system.domains), complexes)


def chain(count: int) -> FormalCrn:
    return crn_of(*(f"A{i} + B{i} -> A{i + 1} + C{i}" for i in range(count)))


def cat(count: int) -> FormalCrn:
    rows = round(math.sqrt(count))
    pairs = [(i, j) for i in range(rows) for j in range(math.ceil(count / rows))][:count]
    return crn_of(*(f"X{i} + W{i}{j} -> X{i} + W{i}{j} + Z{j}" for i, j in pairs))


V1 = job({"t": 5, "x": 15}, "x t", "x( + t* )")
V2 = job({"t": 5, "x": 15, "s": 5}, "x t", "s( x( + t* ) )")
V3 = job({"t": 6, "r": 10, "x": 15}, "x t", "x( + t* r )")
V4 = job({"t": 6, "x": 15, "u": 6}, "t x( + ) u", "u* x( + ) t*")
V5 = job({"a": 6, "l": 10}, "a l a*")
D1 = job({"t": 6, "b": 10, "s": 2, "d": 5}, "t( b + t b( + ) s ) d*")
D2 = job({"t0": 5, "a": 15, "t1": 5, "t2": 6}, "t0 a( t1 ) t2", "t0 a( t1 ) t2", "a* t0*")


@pytest.mark.parametrize(
    ("vector", "counts", "condensed"),
    [
        (V1, (5, 4, 3), [757794]),
        (V2, (6, 4, 6), [503452, 503452]),
        (V3, (10, 5, 19), [23551.8]),
        (V4, (9, 4, 13), [2.83068e6]),
        (V5, (4, 2, 8), []),
    ],
)
def test_published_vectors(
    vector: EnumerationJob, counts: tuple[int, int, int], condensed: list[float]
) -> None:
    _, network = enumerate_detailed(vector, ALL)
    found = (len(network.complexes), len(network.resting), len(network.reactions))
    assert found == counts
    assert [c.rate for c in condense(network)] == pytest.approx(condensed, rel=1e-5)


def test_rejecting_remote_toeholds() -> None:
    _, network = enumerate_detailed(V3, EnumerationOptions(reject_remote=True))
    assert (len(network.complexes), len(network.reactions)) == (3, 2)
    assert condense(network) == []


@pytest.mark.parametrize(
    ("crn", "expected"),
    [
        (chain(1), (19, 13, 15, 4)),
        (chain(4), (99, 55, 109, 25)),
        (chain(16), (423, 223, 493, 109)),
        (cat(1), (43, 17, 59, 9)),
        (cat(4), (248, 76, 388, 52)),
        (cat(16), (1816, 392, 3152, 336)),
    ],
)
def test_published_sizes_of_gate_systems(crn: FormalCrn, expected: tuple[int, ...]) -> None:
    _, network = enumerate_detailed(whole(soloveichik2010(crn)), ALL)
    sizes = (len(network.complexes), len(network.resting), len(network.reactions))
    assert (*sizes, len(condense(network))) == expected


def test_parallel_moves_add_up_unless_peppercorn_is_asked_for() -> None:
    def rate(options: EnumerationOptions) -> float:
        _, network = enumerate_detailed(D1, options)
        return max(r.rate for r in network.reactions if r.kind == "branch-3way")

    assert rate(EnumerationOptions()) > rate(PEPPERCORN)


def test_a_remote_move_has_the_rate_of_its_mirror_image() -> None:
    lengths = {"a": 10, "b": 12, "q": 7}
    for text in ("a( b( q a b + ) )", "a b q a( b( + ) )"):
        _, network = enumerate_detailed(job(lengths, text), EnumerationOptions())
        rates = [r.rate for r in network.reactions if r.kind == "branch-3way"]
        assert pytest.approx(0.0922092, rel=1e-5) in rates


def test_renaming_and_reordering_change_nothing() -> None:
    system = soloveichik2010(cat(3))
    plain = whole(system)
    names = {name: f"z{len(plain.domains) - i}" for i, (name, _) in enumerate(plain.domains)}

    def renamed(complex_: Complex) -> Complex:
        strands = tuple(
            tuple(names[o.removesuffix("*")] + "*" * o.endswith("*") for o in strand)
            for strand in complex_.strands
        )
        return Complex(strands, complex_.structure)

    shuffled = list(plain.complexes)
    shuffled.reverse()
    other = EnumerationJob(
        tuple((names[name], length) for name, length in reversed(plain.domains)),
        tuple(renamed(c) for c in shuffled),
    )
    first = condense_job(plain, EnumerationOptions())
    second = condense_job(other, EnumerationOptions())
    place = {members: i for i, members in enumerate(second.macrostates)}
    to_second = [
        place[
            tuple(
                sorted((renamed(c).canonical() for c in m), key=lambda c: (c.strands, c.structure))
            )
        ]
        for m in first.macrostates
    ]
    moved = {
        (
            tuple(sorted(to_second[i] for i in r.reactants)),
            tuple(sorted(to_second[i] for i in r.products)),
        ): r.rate
        for r in first.reactions
    }
    assert moved == pytest.approx({(r.reactants, r.products): r.rate for r in second.reactions})


def test_limits_are_told() -> None:
    system = whole(soloveichik2010(chain(2)))
    for options, words in (
        (EnumerationOptions(max_complexes=10), "the limit of 10 complexes was reached"),
        (EnumerationOptions(max_reactions=5), "the limit of 5 reactions was reached"),
        (EnumerationOptions(max_complex_size=3), "more than 3 strands were"),
    ):
        truncated = condense_job(system, options).truncated_by
        assert truncated is not None
        assert words in truncated


def test_polymers_end_at_the_size_limit_and_are_told() -> None:
    network = condense_job(
        job({"a": 10, "b": 10}, "a b", "a* b*"), EnumerationOptions(max_complexes=60)
    )
    assert network.truncated_by is not None


def test_a_complex_that_refolds_without_end_is_cut_short() -> None:
    folding = job({"a": 5, "l": 3}, " ".join(["a l a*"] * 6))
    network = condense_job(folding, EnumerationOptions(max_complexes=50))
    assert "refolds into more than 50 others" in (network.truncated_by or "")


def has_tight_hairpin(complex_: Complex) -> bool:
    """A domain next to its complement; Peppercorn counts that helix twice and may crash."""
    return any(complement(a) == b for s in complex_.strands for a, b in itertools.pairwise(s))


def random_jobs(seed: int, count: int) -> dict[str, EnumerationJob]:
    """Small systems of strands and two-stranded gates over four domains."""
    draw = random.Random(seed)
    lengths = {"a": 5, "b": 15, "c": 6, "d": 10}
    jobs: dict[str, EnumerationJob] = {}
    while len(jobs) < count:
        texts: list[str] = []
        for _ in range(draw.randint(2, 3)):
            strand = " ".join(
                draw.choice("abcd") + draw.choice(["", "", "*"]) for _ in range(draw.randint(1, 3))
            )
            x, y = draw.sample("abcd", 2)
            gate = f"{x}( {y}( + ) ) {draw.choice('abcd')}{draw.choice(['', '*'])}"
            texts.append(draw.choice([strand, gate]))
        unique = {kernel(t).canonical(): t for t in texts}
        if any(map(has_tight_hairpin, unique)):
            continue
        jobs[f"random {len(jobs)}"] = job(lengths, *unique.values())
    return jobs


@pytest.mark.long
def test_random_systems_equal_peppercorn() -> None:
    options = EnumerationOptions(max_complex_size=5, max_complexes=300, max_reactions=3000)
    compatible = EnumerationOptions(
        max_complex_size=5,
        max_complexes=300,
        max_reactions=3000,
        compatibility="peppercorn-1.1",
    )
    jobs = random_jobs(1, 12)
    compared = 0
    for name, theirs in run_jobs(jobs, options, 2):
        ours = condense_job(jobs[name], compatible)
        if theirs.truncated_by or ours.truncated_by:
            assert theirs.truncated_by, name
            assert ours.truncated_by, name
            continue
        compared += 1
        assert ours.macrostates == theirs.macrostates, name
        found = {(r.reactants, r.products) for r in ours.reactions}
        assert found == {(r.reactants, r.products) for r in theirs.reactions}, name
    assert compared >= 6
