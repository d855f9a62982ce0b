"""Draw the errors of a disturbed vessel: rates of a network, doses of a schedule, reads.

Every draw has a random stream that is derived from the seed and from what the draw is for. The
stream of a rate constant belongs to the complexes of its reaction, so that neither names, nor
the order of reactions, nor reactions beside it change the draw.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from enum import IntEnum

import numpy as np

from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.network import NetworkReaction, ReactionNetwork
from ncrn_dsd.ir.schedule import Content, Segment
from ncrn_dsd.ir.training import Outputs
from ncrn_dsd.model.disturbances import Disturbance


class Purpose(IntEnum):
    """What a stream of random numbers is for; the value is part of its key."""

    RATES = 0
    TRAINING_DOSES = 1
    PROBE_DOSES = 2
    FORMAL_RATES = 3
    READS = 4


def with_rate_errors(network: ReactionNetwork, disturbance: Disturbance) -> ReactionNetwork:
    """The network with every rate constant times a log-uniform factor in [1/F, F]."""
    if disturbance.rate_error_factor == 1:
        return network
    kernels = {s.name: s.complex.kernel() for s in network.species}
    span = math.log(disturbance.rate_error_factor)

    def disturbed(reaction: NetworkReaction[str]) -> NetworkReaction[str]:
        stream = _stream(disturbance.seed, Purpose.RATES, *_words(reaction, kernels))
        return replace(reaction, rate=reaction.rate * math.exp(stream.uniform(-span, span)))

    return replace(network, reactions=tuple(map(disturbed, network.reactions)))


def with_formal_rate_errors(crn: FormalCrn, disturbance: Disturbance) -> FormalCrn:
    """The formal network with every rate constant times a log-uniform factor in [1/F, F].

    The factor belongs to reactants and products; of reactions that are the same each has its own.
    """
    if disturbance.rate_error_factor == 1:
        return crn
    span = math.log(disturbance.rate_error_factor)
    seen: Counter[str] = Counter()
    reactions = []
    for reaction in crn.reactions:
        sides = (sorted(reaction.reactants), sorted(reaction.products))
        text = " -> ".join("; ".join(side) for side in sides)
        stream = _stream(disturbance.seed, Purpose.FORMAL_RATES, seen[text], *_words_of_text(text))
        seen[text] += 1
        factor = math.exp(stream.uniform(-span, span))
        reactions.append(replace(reaction, rate=reaction.rate * factor))
    return replace(crn, reactions=tuple(reactions))


def disturbed_segments(
    segments: Iterable[Segment],
    disturbance: Disturbance,
    gates: Collection[str],
    purpose: Purpose,
) -> tuple[Segment, ...]:
    """The same actions with the amounts that really get into the vessel.

    Every content of a dose is off on its own, as it comes from a stock of its own.

    Parameters
    ----------
    gates: fuels of several strands, of which a part is dead.
    """
    error = disturbance.dose_error_fraction
    stream = _stream(disturbance.seed, purpose)

    def poured(content: Content) -> Content:
        off = 1 + stream.uniform(-error, error) if error else 1.0
        alive = 1 - disturbance.dead_gate_fraction if content.species in gates else 1.0
        return Content(content.species, content.amount * off * alive)

    return tuple(s.with_contents(poured) for s in segments)


def with_read_noise(
    predictions: Sequence[Outputs], rails: Sequence[int], sd: float, stream: np.random.Generator
) -> tuple[Outputs, ...]:
    """Predictions as reads of their rails report them, each with a gaussian error of its own.

    A calibrated reporter may so report less than nothing, which is not cut off.

    Parameters
    ----------
    rails: how many reads make up each output, 1 or 2.
    sd: standard deviation of the error of one read, in the units of the predictions.
    """
    return tuple(
        tuple(
            value + sum(float(e) for e in stream.normal(0.0, sd, count))
            for value, count in zip(outputs, rails, strict=True)
        )
        for outputs in predictions
    )


def read_stream(seed: int) -> np.random.Generator:
    """The random numbers of the errors of reads."""
    return _stream(seed, Purpose.READS)


def _stream(seed: int, purpose: Purpose, *key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(purpose, *key)))


def _words(reaction: NetworkReaction[str], kernels: dict[str, str]) -> tuple[int, ...]:
    """A key of the complexes that react and result."""
    sides = [sorted(kernels[x] for x in side) for side in (reaction.reactants, reaction.products)]
    text = " -> ".join("; ".join(side) for side in sides)
    if reaction.leak:
        text += " by leak"
    return _words_of_text(text)


def _words_of_text(text: str) -> tuple[int, ...]:
    digest = hashlib.sha256(text.encode()).digest()
    return tuple(int(word) for word in np.frombuffer(digest[:16], dtype="<u4"))
