"""Reaction templates of the forward phase, the read-out and the error.

Source: the networks of Nagipogu & Reif 2025; the numbers T1 to T13 are ours, in the order of one
training step. A sign of -1 makes the reversed template, in which the products land on the other
rail. Rate constants are 1 unless given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.networks.parts import catalysed_product, rail_annihilation, rail_of, rails

Connection = tuple[RailedQuantity, RailedQuantity, RailedQuantity]
"""Two factors, and the quantity that their product drives."""

TripleConnection = tuple[RailedQuantity, RailedQuantity, RailedQuantity, RailedQuantity]
"""Three factors, and the quantity that their product drives."""

SOURCE = "published"
ERROR_RATE = 10.0
ERROR_ANNIHILATION = 100.0


def products(
    connections: Iterable[Connection], item: str, sign: int = 1, rate: float = 1.0
) -> list[FormalReaction]:
    """T1 (drive) and T9 (gradient): result' = sign * rate * left * right, four reactions each."""
    origin = Origin(SOURCE, item)
    return [
        reaction
        for left, right, result in connections
        for reaction in catalysed_product(left, right, result, rate, origin, sign)
    ]


def triple_products(
    connections: Iterable[TripleConnection],
    item: str,
    sign: int = 1,
) -> list[FormalReaction]:
    """result' = sign * first * second * third, eight reactions of order three each.

    Source: the networks of 2024, in which inputs scale the growth of the hidden state.
    """
    origin = Origin(SOURCE, item)
    return [
        FormalReaction((a, b, c), (a, b, c, rail_of(result, sign * s * t * u)), 1.0, origin)
        for first, second, third, result in connections
        for a, s in rails(first)
        for b, t in rails(second)
        for c, u in rails(third)
    ]


def biases(
    pairs: Iterable[tuple[RailedQuantity, RailedQuantity]], item: str, sign: int = 1
) -> list[FormalReaction]:
    """T2: state' = sign * bias, one reaction per rail of the bias."""
    origin = Origin(SOURCE, item)
    return [
        FormalReaction((a,), (a, rail_of(state, sign * s)), 1.0, origin)
        for bias, state in pairs
        for a, s in rails(bias)
    ]


def damping(
    states: Sequence[RailedQuantity], order: int, rate: float, annihilation: float
) -> list[FormalReaction]:
    """T3 (order 2) and T4 (order 3): n Z -> (n-1) Z on either rail, and Z_p + Z_m -> nothing.

    Under the combinatoric convention z' = -rate |z|^(n-1) z / n!.
    """
    return _self_reactions(states, order, order - 1, rate, annihilation, "damping")


def reversed_damping(
    states: Sequence[RailedQuantity], order: int, rate: float, annihilation: float
) -> list[FormalReaction]:
    """T3r and T4r: n Z -> (n+1) Z on either rail, and Z_p + Z_m -> nothing."""
    return _self_reactions(states, order, order + 1, rate, annihilation, "reversed damping")


def _self_reactions(
    states: Sequence[RailedQuantity],
    before: int,
    after: int,
    rate: float,
    annihilation: float,
    item: str,
) -> list[FormalReaction]:
    origin = Origin(SOURCE, item)
    made: list[FormalReaction] = []
    for state in states:
        made += [FormalReaction((a,) * before, (a,) * after, rate, origin) for a in state.species]
        made += rail_annihilation(state, annihilation, origin)
    return made


def annihilations(
    quantities: Iterable[RailedQuantity], rate: float, item: str
) -> list[FormalReaction]:
    """T8: Q_p + Q_m -> nothing, one per quantity."""
    origin = Origin(SOURCE, item)
    return [r for q in quantities for r in rail_annihilation(q, rate, origin)]


def decays(quantities: Iterable[RailedQuantity], item: str) -> list[FormalReaction]:
    """Q -> nothing on every rail."""
    origin = Origin(SOURCE, item)
    return [FormalReaction((a,), (), 1.0, origin) for q in quantities for a in q.species]


def sums(
    connections: Sequence[Connection], results: Sequence[RailedQuantity], item: str
) -> list[FormalReaction]:
    """T11 (read-out) and T13 (adjoint start): a sum of products as a steady state.

    result' = sum of left * right - result.
    """
    return [*products(connections, item), *decays(results, item)]


def errors(
    output: RailedQuantity, target: RailedQuantity, error: RailedQuantity
) -> list[FormalReaction]:
    """T12: output - target becomes the error, in five reactions."""
    origin = Origin(SOURCE, "error")
    return [
        *transfers(output, target, error, ERROR_RATE),
        *rail_annihilation(error, ERROR_ANNIHILATION, origin),
    ]


def transfers(
    output: RailedQuantity, target: RailedQuantity, error: RailedQuantity, rate: float
) -> list[FormalReaction]:
    """Output turns into error of its own sign, target into error of the other sign."""
    origin = Origin(SOURCE, "error")
    return [
        FormalReaction((a,), (rail_of(error, sign * s),), rate, origin)
        for quantity, sign in ((output, 1), (target, -1))
        for a, s in rails(quantity)
    ]
