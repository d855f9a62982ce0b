"""Features of a polynomial learner: inputs and products of inputs, made by reactions.

An input X_i turns into its trace. The product of two inputs is made while both are there,
X_i + X_j -> X_i + X_j + F, and turns into a trace as well. A square, or a factor beyond the
second, takes the trace of the input instead, X_i + X_i_trace -> X_i + X_i_trace + F, so that no
species meets itself. Either way the amount of F that ever existed is the product of the doses
times a constant, and it is gone when the forward phase is over.
"""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalReaction
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.ir.provenance import Origin
from ncrn_dsd.networks.parts import rail_of, rails

Powers = tuple[int, ...]
"""Numbers of the inputs that are multiplied, ascending, such as (1, 2, 2) for x1 x2^2."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A product of inputs, presented for a while and remembered as a trace.

    Parameters
    ----------
    powers: which inputs; (0,) is the constant input.
    present: the quantity that makes output while it is there.
    trace: what it turns into.
    """

    powers: Powers
    present: RailedQuantity
    trace: RailedQuantity

    @property
    def name(self) -> str:
        return " ".join(f"x{i}" for i in self.powers)

    @property
    def scale(self) -> float:
        """Concentration in u that stands for the value 1."""
        return self.present.scale

    @property
    def degree(self) -> int:
        return len(self.powers)

    @property
    def is_input(self) -> bool:
        return self.degree == 1

    @property
    def parent(self) -> Powers:
        """The feature that one more factor turns into this one."""
        return self.powers[:-1]

    @property
    def from_trace(self) -> bool:
        """Whether the last factor is the trace of its input and not the input itself."""
        return len(self.powers) > 2 or self.powers[0] == self.powers[1]


def with_parents(wanted: tuple[Powers, ...]) -> tuple[Powers, ...]:
    """The constant, then every input and product that the wanted ones are made from, by degree."""
    needed: set[Powers] = {(0,)}
    for powers in wanted:
        needed.update(powers[:n] for n in range(1, len(powers) + 1))
        needed.update((i,) for i in powers)
    return tuple(sorted(needed, key=lambda p: (len(p), p)))


def features_of(
    powers: tuple[Powers, ...], signed: frozenset[int], input_scale: float, product_scale: float
) -> tuple[Feature, ...]:
    """Features with their species; those that can be negative have two rails.

    Parameters
    ----------
    signed: numbers of the inputs that can be negative.
    input_scale, product_scale: concentration in u that stands for the value 1.
    """
    return tuple(_feature(p, signed, input_scale if len(p) == 1 else product_scale) for p in powers)


def _feature(powers: Powers, signed: frozenset[int], scale: float) -> Feature:
    head = "X" if len(powers) == 1 else "F"
    numbers = "_".join(str(i) for i in powers)
    two_rails = any(powers.count(i) % 2 and i in signed for i in powers)
    name = " ".join(f"x{i}" for i in powers)

    def quantity(words: str, species: str) -> RailedQuantity:
        if two_rails:
            return RailedQuantity(words, f"{species}_p", f"{species}_m", scale)
        return RailedQuantity(words, species, None, scale)

    return Feature(
        powers,
        quantity(name, f"{head}{numbers}"),
        quantity(f"trace of {name}", f"{head}{numbers}_trace"),
    )


def formation(
    feature: Feature, made: dict[Powers, Feature], rate: float, origin: Origin
) -> list[FormalReaction]:
    """The reactions that make a product of inputs from its parent and its last factor.

    One sample doses one rail of an input only, so that both rails of one input never meet.
    """
    parent, last = made[feature.parent], made[feature.powers[-1:]]
    factor = last.trace if feature.from_trace else last.present
    square = len(feature.powers) == 2 and feature.powers[0] == feature.powers[1]
    return [
        FormalReaction((a, b), (a, b, rail_of(feature.present, sign_a * sign_b)), rate, origin)
        for a, sign_a in rails(parent.present)
        for b, sign_b in rails(factor)
        if not (square and sign_a != sign_b)
        # A rail that this sample cannot fill, as the negative one of x1 x1 x1 times x1.
        and (feature.present.negative is not None or sign_a * sign_b > 0)
    ]
