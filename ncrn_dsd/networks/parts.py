"""Parts that learners are composed of; each returns the reactions of one job.

Signs follow the dual-rail rule: a product of two signed quantities lands on the positive rail
when the rails of its factors agree (Nagipogu & Reif 2025, section on encoding). Every reaction
here has at most two reactants.
"""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin

Rail = tuple[str, int]


def rails(quantity: RailedQuantity) -> tuple[Rail, ...]:
    """The species of a quantity with their signs."""
    signs = (1, -1)
    return tuple(zip(quantity.species, signs, strict=False))


def rail_of(quantity: RailedQuantity, sign: int) -> str:
    """The species that carries `sign`; asking a one-rail quantity for its missing rail fails."""
    if sign > 0:
        return quantity.positive
    if quantity.negative is None:
        raise ValueError(f"{quantity.name} has no negative rail")
    return quantity.negative


def catalysed_product(
    left: RailedQuantity,
    right: RailedQuantity,
    result: RailedQuantity,
    rate: float,
    origin: Origin,
    sign: int = 1,
) -> list[FormalReaction]:
    """d(result)/dt = sign * rate * left * right; both factors are catalysts.

    Source: templates T1 (drive) and T9 (gradient) of the Neural CRN framework.
    """
    return [
        FormalReaction((a, b), (a, b, rail_of(result, sign * sign_a * sign_b)), rate, origin)
        for a, sign_a in rails(left)
        for b, sign_b in rails(right)
    ]


def catalysed_conversion(
    pairs: Iterable[tuple[str, str]], catalyst: str, rate: float, origin: Origin
) -> list[FormalReaction]:
    """source -> target for every pair, at the pace `rate` * [catalyst].

    With a constant catalyst this is a first-order conversion; with a dosed phase species it is
    one that runs only while the phase lasts.
    """
    return [FormalReaction((a, catalyst), (b, catalyst), rate, origin) for a, b in pairs]


def catalysed_removal(
    species: Iterable[str], catalyst: str, rate: float, origin: Origin
) -> list[FormalReaction]:
    """species -> nothing at the pace `rate` * [catalyst]."""
    return [FormalReaction((a, catalyst), (catalyst,), rate, origin) for a in species]


def rail_annihilation(
    quantity: RailedQuantity, rate: float, origin: Origin
) -> list[FormalReaction]:
    """positive + negative -> nothing; the value they stand for does not change.

    Source: the annihilation reactions of template T3.
    """
    if quantity.negative is None:
        return []
    return [FormalReaction((quantity.positive, quantity.negative), (), rate, origin)]
