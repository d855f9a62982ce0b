"""Condense a detailed network to its resting macrostates.

A slow reaction is followed by fast ones until everything rests; the outcomes are its fates.
Probabilities of fates come from the embedded jump chain of each transient component, and the
members of a macrostate are weighted by their stationary distribution (Grun et al.,
arXiv:1505.03738; Badelt et al. 2020).
"""

from __future__ import annotations

import numpy as np

from ncrn_dsd.enumeration.engine.chains import absorbed, stationary_shares
from ncrn_dsd.enumeration.engine.network import (
    LEAK,
    Enumeration,
    FastComponent,
    StructureReaction,
)
from ncrn_dsd.enumeration.engine.structure import Structure
from ncrn_dsd.ir.network import NetworkReaction

Fate = tuple[int, ...]
"""Numbers of resting components, sorted, with repeats."""

Fates = dict[Fate, float]


def condense(network: Enumeration) -> list[NetworkReaction[int]]:
    """All condensed reactions, sorted; bindings that only fall apart again give none.

    Macrostates are the numbers of resting components in the network.

    What a limit cut off is missing here too; the network's `cuts` tell. A leak and a reaction
    through a toehold with the same outcome stay apart.
    """
    fates = _Fates(network)
    rates: dict[tuple[Fate, Fate, bool], float] = {}
    for reaction in network.slow:
        sources = [network.component_of[s] for s in reaction.reactants]
        reactants = tuple(sorted(sources))
        weight = reaction.rate
        for source, member in zip(sources, reaction.reactants, strict=True):
            weight *= fates.stationary(source)[member]
        for fate, probability in fates.of_reaction(reaction).items():
            if fate != reactants:
                key = (reactants, fate, reaction.kind == LEAK)
                rates[key] = rates.get(key, 0.0) + weight * probability
    return [NetworkReaction(a, b, rate, leak=leak) for (a, b, leak), rate in sorted(rates.items())]


class _Fates:
    """Fates of complexes and reactions, each worked out once."""

    def __init__(self, network: Enumeration) -> None:
        self._network = network
        self._of_complex: dict[Structure, Fates] = {}
        self._stationary: dict[int, dict[Structure, float]] = {}
        # Components are stored after everything they lead to.
        for number, component in enumerate(network.components):
            if component.is_resting:
                for member in component.members:
                    self._of_complex[member] = {(number,): 1.0}
            else:
                self._of_complex |= self._transient(component)

    def of_reaction(self, reaction: StructureReaction) -> Fates:
        """Fates of the products taken together."""
        total: Fates = {(): 1.0}
        for product in reaction.products:
            joined: Fates = {}
            for fate, probability in total.items():
                for more, factor in self._of_complex[product].items():
                    key = tuple(sorted((*fate, *more)))
                    joined[key] = joined.get(key, 0.0) + probability * factor
            total = joined
        return total

    def _transient(self, component: FastComponent) -> dict[Structure, Fates]:
        members = component.members
        place = {member: i for i, member in enumerate(members)}
        inner = np.zeros((len(members), len(members)))
        leave: list[Fates] = []
        for i, member in enumerate(members):
            out: Fates = {}
            for reaction in component.fast[member]:
                if len(reaction.products) == 1 and reaction.products[0] in place:
                    inner[i, place[reaction.products[0]]] += reaction.rate
                else:
                    for fate, probability in self.of_reaction(reaction).items():
                        out[fate] = out.get(fate, 0.0) + reaction.rate * probability
            leave.append(out)
        names = sorted({fate for out in leave for fate in out})
        exits = np.array([[out.get(fate, 0.0) for fate in names] for out in leave])
        shares = absorbed(inner, exits)
        return {
            member: {fate: float(p) for fate, p in zip(names, shares[i], strict=True) if p > 0}
            for i, member in enumerate(members)
        }

    def stationary(self, number: int) -> dict[Structure, float]:
        """Share of each member of a resting component."""
        if number not in self._stationary:
            self._stationary[number] = _stationary(self._network.components[number])
        return self._stationary[number]


def _stationary(component: FastComponent) -> dict[Structure, float]:
    members = component.members
    if len(members) == 1:
        return {members[0]: 1.0}
    place = {member: i for i, member in enumerate(members)}
    rates = np.zeros((len(members), len(members)))
    for member in members:
        for reaction in component.fast[member]:
            for product in reaction.products:
                rates[place[member], place[product]] += reaction.rate
    shares = stationary_shares(rates)
    return {member: float(shares[i]) for member, i in place.items()}
