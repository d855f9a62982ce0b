"""Reaction templates of the feedback phase: adjoint and update.

The adjoint a runs backwards in time, a' = a df/dz, where f is the right-hand side of the hidden
state (Chen et al. 2018). The templates are exact for f as it is integrated under the
combinatoric convention, where n Z -> (n-1) Z has the rate constant divided by n!.
"""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.networks.parts import rail_of, rails
from ncrn_dsd.networks.published.templates import SOURCE, products

Pairs = Iterable[tuple[RailedQuantity, RailedQuantity]]

_ORIGIN = Origin(SOURCE, "adjoint")


def square_adjoint(pairs: Pairs) -> list[FormalReaction]:
    """T5: a' = -a z for each (adjoint, state), four reactions.

    It is the derivative of z |z| / 2 for z >= 0; where z is negative, the published network has
    the wrong sign.
    """
    return products(((a, z, a) for a, z in pairs), "adjoint", sign=-1)


def cubic_adjoint(pairs: Pairs) -> list[FormalReaction]:
    """T6: a' = -a z^2 / 2 for each (adjoint, state), eight reactions of which six are distinct.

    The cross term of z^2 is there twice, once more than it should be; both rails of z are never
    there together for long, so that it hardly matters.
    """
    made: list[FormalReaction] = []
    for adjoint, state in pairs:
        both = state.species
        for a, s in rails(adjoint):
            for z in both:
                opposite = rail_of(adjoint, -s)
                made.append(FormalReaction((a, z, z), (a, z, z, opposite), 1.0, _ORIGIN))
            made += [FormalReaction((a, *both), (a, a, *both), 1.0, _ORIGIN)] * 2
    return made


def damped_adjoint(pairs: Pairs, rate: float) -> list[FormalReaction]:
    """T7: a' = -rate |z| a for each (adjoint, state), four reactions."""
    return [
        FormalReaction((a, z), (z,), rate, _ORIGIN)
        for adjoint, state in pairs
        for a in adjoint.species
        for z in state.species
    ]


def updates(pairs: Pairs, learning_rate: float) -> list[FormalReaction]:
    """T10: a gradient turns into the other rail of its weight, or into nothing.

    The share LR / (1 + LR) reaches the weight, so that this is the size of the step.
    """
    origin = Origin(SOURCE, "update")
    kept, lost = learning_rate / (1 + learning_rate), 1 / (1 + learning_rate)
    made: list[FormalReaction] = []
    for gradient, weight in pairs:
        made += [
            FormalReaction((g,), (rail_of(weight, -s),), kept, origin) for g, s in rails(gradient)
        ]
        made += [FormalReaction((g,), (), lost, origin) for g in gradient.species]
    return made
