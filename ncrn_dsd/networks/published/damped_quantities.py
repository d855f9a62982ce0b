"""Quantities of the models whose hidden state is damped by itself."""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import FormalReaction, SpeciesRole
from ncrn_dsd.ir.program import RailedQuantity
from ncrn_dsd.networks.published import templates
from ncrn_dsd.networks.published.last_layer import LastLayer
from ncrn_dsd.networks.published.quantities import (
    Group,
    Matrix,
    Quantities,
    flat,
    matrix,
    signed,
    vector,
)


@dataclass(frozen=True, slots=True)
class Damped:
    """Quantities of a damped model.

    Parameters
    ----------
    weights: one per connection, in the order of `connections`.
    bias: drives every state.
    gradients: shape (states, inputs), also where only the diagonal is used.
    """

    inputs: Quantities
    weights: Quantities
    connections: tuple[templates.Connection, ...]
    bias: RailedQuantity
    gradients: Matrix
    layer: LastLayer

    @property
    def states(self) -> Quantities:
        return self.layer.states

    @property
    def adjoint_pairs(self) -> list[tuple[RailedQuantity, RailedQuantity]]:
        """Every adjoint with its state."""
        return list(zip(self.layer.adjoints, self.states, strict=True))

    @property
    def gradient_reactions(self) -> list[FormalReaction]:
        """T9 for every entry of the gradient."""
        return templates.products(
            [
                (adjoint, x, entry)
                for adjoint, row in zip(self.layer.adjoints, self.gradients, strict=True)
                for x, entry in zip(self.inputs, row, strict=True)
            ],
            "gradient",
        )

    def bias_reactions(self, item: str, sign: int = 1) -> list[FormalReaction]:
        """T2 with the bias that all states share."""
        return templates.biases([(self.bias, z) for z in self.states], item, sign)

    def groups(self) -> tuple[Group, ...]:
        return (
            Group(self.inputs, SpeciesRole.INPUT),
            Group(self.weights, SpeciesRole.WEIGHT),
            Group((self.bias,)),
            Group(flat(self.gradients)),
            *self.layer.groups(),
        )


def damped_quantities(dimension: int, *, diagonal: bool) -> Damped:
    """As many states as inputs; with `diagonal` every state is driven by its own input only."""
    inputs, states = vector("input", "X", dimension), vector("state", "Z", dimension)
    full = matrix("weight", "P", dimension, dimension)
    if diagonal:
        weights = diagonal_of(full)
        connections = tuple(zip(weights, inputs, states, strict=True))
    else:
        weights = flat(full)
        connections = tuple(
            (weight, x, z)
            for z, row in zip(states, full, strict=True)
            for x, weight in zip(inputs, row, strict=True)
        )
    return Damped(
        inputs=inputs,
        weights=weights,
        connections=connections,
        bias=signed("bias", "H"),
        gradients=matrix("gradient", "G", dimension, dimension),
        layer=LastLayer(
            states=states,
            weights=(vector("last weight", "W", dimension),),
            outputs=(signed("prediction", "O"),),
            targets=(signed("target", "Y"),),
            errors=(signed("error", "E"),),
            adjoints=vector("adjoint", "A", dimension),
            gradients=(vector("gradient of last weight", "M", dimension),),
        ),
    )


def diagonal_of(rows: Matrix) -> Quantities:
    """The entries of a square matrix whose two numbers are equal."""
    return tuple(row[i] for i, row in enumerate(rows))
