"""Random numbers that depend on nothing but the seed: xoshiro256++ and what is drawn with it.

Generator: Blackman and Vigna, ACM Trans. Math. Softw. 47:36 (2021); its state is filled by
SplitMix64 (Steele et al., OOPSLA 2014). Binomial numbers: inversion for small means, else the
transformed rejection BTRS of Hoermann, J. Stat. Comput. Simul. 46:101 (1993).
"""

from __future__ import annotations

import math

import numpy as np

from ncrn_dsd.machine_code import compiled
from ncrn_dsd.simulation.stochastic.layout import Counts, Real, Stream

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
S11, S17, S19, S23, S27, S30, S31, S41, S45 = (
    np.uint64(s) for s in (11, 17, 19, 23, 27, 30, 31, 41, 45)
)
PER_STEP = 2.0**-53
FEW = 10.0
"""Mean up to which a binomial number is drawn by inversion."""


@compiled
def fill_stream(seed: np.uint64, stream: Stream) -> None:
    """Start a generator: four numbers of SplitMix64."""
    state = seed
    for i in range(4):
        state += GOLDEN
        z = (state ^ (state >> S30)) * MIX_1
        z = (z ^ (z >> S27)) * MIX_2
        stream[i] = z ^ (z >> S31)


@compiled
def next_bits(stream: Stream) -> np.uint64:
    """The next 64 bits."""
    a, b, c, d = stream[0], stream[1], stream[2], stream[3]
    total = a + d
    bits: np.uint64 = ((total << S23) | (total >> S41)) + a
    moved = b << S17
    c ^= a
    d ^= b
    stream[1] = b ^ c
    stream[0] = a ^ d
    stream[2] = c ^ moved
    stream[3] = (d << S45) | (d >> S19)
    return bits


@compiled
def uniform(stream: Stream) -> float:
    """A multiple of 2^-53 in [0, 1)."""
    return float(next_bits(stream) >> S11) * PER_STEP


@compiled
def few_of(stream: Stream, n: int, p: float) -> int:
    """A binomial number with a small mean, by inversion."""
    odds = p / (1.0 - p)
    chance = (1.0 - p) ** n
    left = uniform(stream)
    k = 0
    while left >= chance and k < n:
        left -= chance
        chance *= odds * (n - k) / (k + 1.0)
        k += 1
    return k


@compiled
def many_of(stream: Stream, n: int, p: float) -> int:
    """A binomial number with n p >= 10 and p <= 1/2, by transformed rejection."""
    spread = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    inside = 0.92 - 4.2 / b
    scale = (2.83 + 5.1 / b) * spread
    log_odds = math.log(p / (1.0 - p))
    mode = math.floor((n + 1) * p)
    top = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0)
    while True:
        u = uniform(stream) - 0.5
        v = 1.0 - uniform(stream)
        edge = 0.5 - abs(u)
        if edge <= 0.0:
            continue
        k = math.floor((2.0 * a / edge + b) * u + centre)
        if edge >= 0.07 and v <= inside:
            return int(k)
        if k < 0 or k > n:
            continue
        height = math.log(v * scale / (a / (edge * edge) + b))
        likely = top - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0) + (k - mode) * log_odds
        if height <= likely:
            return int(k)


@compiled
def binomial(stream: Stream, n: int, p: float) -> int:
    """How many of n are kept when each is kept with probability p."""
    rare = min(p, 1.0 - p)
    if rare <= 0.0 or n == 0:
        return n if p >= 1.0 else 0
    k = few_of(stream, n, rare) if n * rare < FEW else many_of(stream, n, rare)
    return k if p <= 0.5 else n - k


@compiled
def thin(stream: Stream, counts: Counts, kept: float) -> None:
    """Keep each molecule with probability `kept`; `counts` changes in place."""
    for i in range(len(counts)):
        counts[i] = binomial(stream, counts[i], kept)


@compiled
def add_rounded(stream: Stream, counts: Counts, amounts: Real) -> None:
    """Add amounts, each rounded up with a probability equal to its fraction."""
    for i in range(len(amounts)):
        whole = math.floor(amounts[i])
        counts[i] += int(whole)
        if amounts[i] > whole and uniform(stream) < amounts[i] - whole:
            counts[i] += 1
