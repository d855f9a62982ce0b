"""The generator and what is drawn with it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from ncrn_dsd.errors import SimulationError
from ncrn_dsd.simulation.stochastic.randomness import (
    add_rounded,
    binomial,
    next_bits,
    thin,
    uniform,
)
from ncrn_dsd.simulation.stochastic.simulate import stream_of

WORD = 2**64 - 1


def reference_bits(state: list[int]) -> int:
    """One number of xoshiro256++ in integers of any length."""

    def turned(x: int, by: int) -> int:
        return (x << by | x >> (64 - by)) & WORD

    found = (turned((state[0] + state[3]) & WORD, 23) + state[0]) & WORD
    moved = state[1] << 17 & WORD
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= moved
    state[3] = turned(state[3], 45)
    return found


def test_published_numbers() -> None:
    stream = np.array([1, 2, 3, 4], dtype=np.uint64)
    first = [41943041, 58720359, 3588806011781223, 3591011842654386]
    assert [int(next_bits(stream)) for _ in range(4)] == first
    # SplitMix64 from seed 0.
    assert int(stream_of(0)[0]) == 0xE220A8397B1DCDAF
    assert int(stream_of(0)[3]) == 0xF88BB8A8724C81EC


def test_equal_to_the_generator_in_long_integers() -> None:
    stream = stream_of(2**64 - 1)
    state = [int(word) for word in stream]
    assert [int(next_bits(stream)) for _ in range(1000)] == [
        reference_bits(state) for _ in range(1000)
    ]


def test_uniform_numbers() -> None:
    stream = stream_of(5)
    found = np.array([uniform(stream) for _ in range(20_000)])
    assert found.min() >= 0
    assert found.max() < 1
    assert stats.kstest(found, "uniform").pvalue > 0.001


@pytest.mark.parametrize(
    ("n", "p"),
    [(5, 0.3), (30, 0.9), (100, 0.02), (40, 0.5), (200, 0.3), (1000, 0.97), (10**7, 0.37)],
)
def test_binomial_numbers_have_their_distribution(n: int, p: float) -> None:
    stream = stream_of(n)
    runs = 20_000
    found = np.array([binomial(stream, n, p) for _ in range(runs)])
    edges = np.unique(stats.binom.ppf(np.linspace(0, 1, 21)[1:-1], n, p))
    below = np.concatenate([[0.0], stats.binom.cdf(edges, n, p), [1.0]])
    cells = np.bincount(np.searchsorted(edges, found), minlength=len(edges) + 1)
    assert stats.chisquare(cells, runs * np.diff(below)).pvalue > 0.001
    assert abs(found.mean() - n * p) <= 3 * math.sqrt(n * p * (1 - p) / runs)


def test_thinning_at_the_ends() -> None:
    counts = np.array([0, 7, 10**15])
    thin(stream_of(1), counts, 1.0)
    assert counts.tolist() == [0, 7, 10**15]
    thin(stream_of(1), counts, 0.25)
    assert counts[0] == 0
    assert 0 <= counts[1] <= 7
    assert abs(counts[2] - 2.5e14) < 6 * math.sqrt(10**15 * 0.25 * 0.75)


def test_added_amounts_are_right_on_average() -> None:
    stream = stream_of(3)
    runs = 10_000
    counts = np.zeros(3, dtype=np.int64)
    for _ in range(runs):
        add_rounded(stream, counts, np.array([2.0, 0.3, 1.75]))
    assert counts[0] == 2 * runs
    for count, amount in zip(counts[1:], (0.3, 1.75), strict=True):
        part = amount % 1
        assert abs(count - amount * runs) <= 3 * math.sqrt(runs * part * (1 - part))


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_seeds_have_64_bits(seed: int) -> None:
    with pytest.raises(SimulationError, match=r"M034.*the seed is"):
        stream_of(seed)
