import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ncrn_dsd.errors import SequenceError
from ncrn_dsd.ir.dsd import Domain, DsdSystem
from ncrn_dsd.ir.lab import reverse_complement
from ncrn_dsd.model.sequences import SequenceSpec
from ncrn_dsd.sequences.design import design_sequences
from ncrn_dsd.sequences.draws import Draws
from ncrn_dsd.sequences.duplex import duplex_energies, stacking_only, strongest_duplex_kcal
from ncrn_dsd.sequences.energy import duplex_energy_kcal
from ncrn_dsd.sequences.junctions import OPEN
from ncrn_dsd.sequences.kernels.duplex import (
    LARGEST_BULGE_NT,
    LARGEST_SIDE_NT,
    NO_LETTER,
    DuplexEnergies,
    strongest_duplex,
)
from ncrn_dsd.sequences.long_domains import LongDomainSearch
from ncrn_dsd.sequences.nucleotides import encode
from ncrn_dsd.sequences.options import SearchOptions
from ncrn_dsd.sequences.orthogonality import measure_orthogonality
from ncrn_dsd.sequences.toehold_pool import toehold_pool, toehold_words

CHILD = Path(__file__).parents[3] / "benchmarks" / "sequences_child.py"


def long_domains(count: int, length_nt: int = 15) -> DsdSystem:
    return DsdSystem("test", tuple(Domain(f"d{i}", length_nt) for i in range(count)), (), (), ())


def designed(
    count: int, shared: int = 7, seed: int = 1, options: SearchOptions | None = None
) -> dict[str, str]:
    spec = SequenceSpec(seed=seed, alphabet="ACT", max_shared_run=shared)
    found = design_sequences(long_domains(count), spec, options=options)
    return {d.domain: d.sequence for d in found.domains}


def chain_energy(
    one: list[int], facing: list[int], pairs: list[tuple[int, int]], e: DuplexEnergies
) -> float:
    """Energy of a duplex with just these pairs, summed piece by piece."""
    first, last = pairs[0], pairs[-1]

    def letter(strand: list[int], at: int) -> int:
        return strand[at] if 0 <= at < len(strand) else NO_LETTER

    def left_end(i: int, k: int) -> float:
        return float(e.ends[one[i], letter(one, i - 1), letter(facing, k - 1)])

    def right_end(i: int, k: int) -> float:
        return float(e.ends[facing[k], letter(facing, k + 1), letter(one, i + 1)])

    total = e.initiation + left_end(*first) + right_end(*last)
    for (u, v), (i, k) in itertools.pairwise(pairs):
        sides = sorted((i - u - 1, k - v - 1))
        if sides[1] > (LARGEST_SIDE_NT if sides[0] else LARGEST_BULGE_NT):
            return np.inf
        if sides == [1, 1]:
            total += e.steps[one[u], one[u + 1], facing[v], facing[v + 1]]
            total += e.steps[one[i - 1], one[i], facing[k - 1], facing[k]]
        elif sides[1] <= 1:
            total += e.steps[one[u], one[i], facing[v], facing[k]] + e.bulges[sum(sides)]
        elif sides[0] == 0:
            total += e.bulges[sides[1]] + e.weak_ends[one[u]] + e.weak_ends[one[i]]
        else:
            total += e.internals[sum(sides)] + e.asymmetry * (sides[1] - sides[0])
            total += right_end(u, v) + left_end(i, k)
    return float(total)


@settings(deadline=None, max_examples=60)
@given(st.text("ACGT", min_size=1, max_size=9), st.text("ACGT", min_size=1, max_size=8))
def test_strongest_duplex_against_all_duplexes(one: str, other: str) -> None:
    a, b = encode(one).tolist(), encode(other[::-1]).tolist()
    places = [(i, k) for i in range(len(a)) for k in range(len(b)) if a[i] + b[k] == 3]
    energies = duplex_energies()
    best = 0.0
    chains = [[place] for place in places]
    while chains:
        chain = chains.pop()
        best = min(best, chain_energy(a, b, chain, energies))
        i, k = chain[-1]
        chains += [[*chain, (m, n)] for m, n in places if m > i and n > k]
    assert strongest_duplex_kcal(one, other) == pytest.approx(best, abs=1e-9)


def test_measure_against_all_pairs() -> None:
    words = {"a": "CATTCACACTTACCA", "b": "CATTCACATTTACCA", "c": "ACCTCTAATCCATTC"}
    found = measure_orthogonality(words)
    crossed = {
        (m, n): strongest_duplex_kcal(words[m], reverse_complement(words[n]))
        for m, n in itertools.permutations(words, 2)
    }
    paired = [strongest_duplex_kcal(words[m], words[n]) for m in words for n in words]
    intended = [duplex_energy_kcal(word) for word in words.values()]
    assert found.strongest_crossed_kcal == pytest.approx(min(crossed.values()))
    assert found.strongest_paired_kcal == pytest.approx(min(paired))
    assert found.weakest_intended_kcal == pytest.approx(max(intended), abs=0.3)
    worst = found.worst_pairs[0]
    assert {worst.one, worst.other} == {"a", "b"}
    assert worst.energy_kcal == found.strongest_crossed_kcal
    assert found.gap_kcal == pytest.approx(min(crossed.values()) - found.weakest_intended_kcal)


def test_gap_of_fifty_domains_by_another_model() -> None:
    """ViennaRNA keeps its settings in globals, so that it works in a process of its own here."""
    pytest.importorskip("RNA")
    asked = {"task": "duplexfold", "domains": list(designed(50).values())}
    done = subprocess.run(
        [sys.executable, str(CHILD)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1])["gap_kcal"] >= 8.5


@pytest.mark.parametrize(("count", "gap_kcal"), [(50, 8.5), (200, 7.5)])
def test_gap_of_designs(count: int, gap_kcal: float) -> None:
    found = measure_orthogonality(designed(count))
    assert found.gap_kcal >= gap_kcal
    assert found.spread_intended_kcal < 0.3
    assert found.longest_shared_run_nt <= 7


@pytest.mark.slow
def test_gap_of_a_thousand_domains() -> None:
    assert measure_orthogonality(designed(1000, shared=8)).gap_kcal >= 5.0


def test_every_gap_of_the_search_is_the_gap_to_those_before() -> None:
    options = SearchOptions(tries=5)
    search = LongDomainSearch("ACT", 7, (15,) * 12, (), options, Draws(4))
    words: dict[str, str] = {}
    for number in range(12):
        name = f"d{number}"
        word = search.choose(name, 15, OPEN)
        assert word is not None
        words[name] = word
        if number == 0:
            continue
        own = -duplex_energy_kcal(word)
        gaps = [own + strongest_duplex_kcal(word, word)]
        for other in list(words.values())[:-1]:
            weaker = min(own, -duplex_energy_kcal(other))
            gaps += [
                weaker + strongest_duplex_kcal(word, other),
                weaker + strongest_duplex_kcal(word, reverse_complement(other)),
                weaker + strongest_duplex_kcal(other, reverse_complement(word)),
            ]
        assert search.gaps_kcal[name] == pytest.approx(min(gaps), abs=1e-9)


def test_removed_domains_leave_no_trace() -> None:
    first, second = (
        LongDomainSearch("ACT", 7, (15, 15, 15), (), SearchOptions(tries=1), Draws(1))
        for _ in range(2)
    )
    for search in (first, second):
        search.place("a", "CATTCACACTTACCA")
    first.place("x", "ACCTCTAATCCATTC")
    first.place("y", "TTCACTTCCAACTAC")
    first.remove("x")
    first.remove("y")
    assert first.choose("b", 15, OPEN) == second.choose("b", 15, OPEN)


def test_clamps_hold_at_the_ends_of_every_domain() -> None:
    options = SearchOptions(clamp_5="CW", clamp_3="WC")
    for word in designed(30, options=options).values():
        assert word[0] == word[-1] == "C"
        assert word[1] in "AT"
        assert word[-2] in "AT"


@pytest.mark.parametrize(
    "options",
    [SearchOptions(clamp_5="G"), SearchOptions(clamp_3="Z"), SearchOptions(tries=0)],
)
def test_senseless_options_are_refused(options: SearchOptions) -> None:
    with pytest.raises(SequenceError) as caught:
        designed(2, options=options)
    assert caught.value.code == "Q001"


def test_the_search_stops_where_the_progress_report_raises() -> None:
    class StoppedError(Exception):
        pass

    def report(done: int, _total: int) -> None:
        if done == 5:
            raise StoppedError

    with pytest.raises(StoppedError):
        design_sequences(
            long_domains(20), SequenceSpec(seed=1, alphabet="ACT", max_shared_run=7), report
        )


@pytest.mark.parametrize(("length_nt", "most"), [(5, 236), (7, 2064)])
def test_pool_of_toeholds(length_nt: int, most: int) -> None:
    pool = toehold_pool(toehold_words(length_nt, "ACT"), SearchOptions())
    assert pool.words == most
    assert len(pool.candidates) == pool.in_window < most
    sizes = [len(pool.compatible(clash, Draws(1))) for clash in (0.4, 0.5, 0.6)]
    assert sizes == sorted(sizes)
    assert sizes[0] >= 8


def test_pool_of_seven_letters_is_as_large_as_published_searches_find() -> None:
    pool = toehold_pool(toehold_words(7, "ACT"), SearchOptions())
    # stickydesign finds 10, 19 and 36 under its own model with the same limits.
    for clash, published in ((0.4, 10), (0.5, 19), (0.6, 36)):
        assert len(pool.compatible(clash, Draws(1))) >= published


def test_compatible_toeholds_do_not_clash() -> None:
    pool = toehold_pool(toehold_words(6, "ACT"), SearchOptions())
    chosen = pool.compatible(0.5, Draws(2))
    energies = stacking_only()
    intended = {w: -_stacks(w, reverse_complement(w), energies) for w in chosen}
    for one, other in itertools.permutations(chosen, 2):
        limit = 0.5 * min(intended[one], intended[other]) + 1e-9
        assert -_stacks(one, reverse_complement(other), energies) <= limit
        assert -_stacks(one, other, energies) <= limit
        assert sum(a != b for a, b in zip(one, other, strict=True)) >= 2


def _stacks(one: str, other: str, energies: DuplexEnergies) -> float:
    work = np.empty((len(one), len(other)))
    return strongest_duplex(encode(one), encode(other[::-1]), energies, work)
