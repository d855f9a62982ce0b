"""From hidden states to a prediction, an error, and the start of the adjoint.

Each of the three is a network of its own that the host runs to its steady state (the error for
a fixed time), with the hidden state held as it was at the end of the forward phase.
"""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.ir.crn import SpeciesRole
from ncrn_dsd.ir.host import HostNetwork
from ncrn_dsd.ir.reaction import RateConvention
from ncrn_dsd.networks.published.quantities import Group, Matrix, Quantities, flat, network
from ncrn_dsd.networks.published.templates import errors, sums


@dataclass(frozen=True, slots=True)
class LastLayer:
    """Quantities around the outputs.

    Parameters
    ----------
    weights: shape (outputs, states).
    gradients: of the weights, the same shape.
    """

    states: Quantities
    weights: Matrix
    outputs: Quantities
    targets: Quantities
    errors: Quantities
    adjoints: Quantities
    gradients: Matrix

    def groups(self) -> tuple[Group, ...]:
        """All quantities with what they are for."""
        return (
            Group(self.states),
            Group(flat(self.weights), SpeciesRole.WEIGHT),
            Group(self.outputs, SpeciesRole.OUTPUT),
            Group(self.targets, SpeciesRole.TARGET),
            Group(self.errors, SpeciesRole.ERROR),
            Group(self.adjoints),
            Group(flat(self.gradients)),
        )


def readout_network(layer: LastLayer, convention: RateConvention) -> HostNetwork:
    """T11: output_k = sum of weight_ki state_i; 4 D + 2 reactions per output."""
    connections = [
        (weight, state, output)
        for output, row in zip(layer.outputs, layer.weights, strict=True)
        for state, weight in zip(layer.states, row, strict=True)
    ]
    reactions = sums(connections, layer.outputs, "read-out")
    return network("readout", layer.groups(), reactions, convention)


def error_network(layer: LastLayer, convention: RateConvention) -> HostNetwork:
    """T12 for every output."""
    triples = zip(layer.outputs, layer.targets, layer.errors, strict=True)
    reactions = [r for output, target, error in triples for r in errors(output, target, error)]
    return network("error", layer.groups(), reactions, convention)


def adjoint_start_network(layer: LastLayer, convention: RateConvention) -> HostNetwork:
    """T13: adjoint_i = sum over outputs of error_k weight_ki."""
    connections = [
        (error, weight, adjoint)
        for error, row in zip(layer.errors, layer.weights, strict=True)
        for weight, adjoint in zip(row, layer.adjoints, strict=True)
    ]
    reactions = sums(connections, layer.adjoints, "adjoint start")
    return network("adjoint start", layer.groups(), reactions, convention)


def output_gradient_network(layer: LastLayer, convention: RateConvention) -> HostNetwork:
    """gradient_ki = error_k state_i, as steady states."""
    connections = [
        (error, state, gradient)
        for error, row in zip(layer.errors, layer.gradients, strict=True)
        for state, gradient in zip(layer.states, row, strict=True)
    ]
    reactions = sums(connections, flat(layer.gradients), "gradient of the last layer")
    return network("output gradient", layer.groups(), reactions, convention)
