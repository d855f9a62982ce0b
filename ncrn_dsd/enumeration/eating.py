"""Copies of gates that take inputs and give nothing.

Such a copy lacks what it should give: it reacts as a whole gate does, condensed, and gives the
fuels that a whole one gives. Where a step is undone, an input that it took comes out again; nothing
else does. So a copy eats once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import (
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)


@dataclass(frozen=True, slots=True)
class EatingNetwork:
    """A network with copies that eat.

    Parameters
    ----------
    copies: per gate, the species of its copies that eat.
    forms: of all copies, every species that they come to be.
    """

    network: ReactionNetwork
    copies: Mapping[str, str]
    forms: tuple[str, ...]


def with_eating_copies(
    system: DsdSystem, condensed: ReactionNetwork, network: ReactionNetwork
) -> EatingNetwork:
    """The network with a copy that eats of every fuel of several strands.

    Parameters
    ----------
    condensed: what gates do; its species are the first ones of `network`.
    """
    known = {s.name: s for s in condensed.species}
    using: dict[str, list[NetworkReaction[str]]] = {}
    for reaction in condensed.reactions:
        for name in dict.fromkeys(reaction.reactants):
            using.setdefault(name, []).append(reaction)
    species: list[NetworkSpecies] = []
    reactions: list[NetworkReaction[str]] = []
    copies: dict[str, str] = {}
    for fuel in system.fuels:
        if len(fuel.complex.strands) == 1 or fuel.name not in known:
            continue
        base = max(fuel.complex.strands, key=_starred)
        bears = {name for name, s in known.items() if base in s.complex.strands}
        copy = {name: f"{name} that eats, of {fuel.name}" for name in bears}
        copies[fuel.name] = copy[fuel.name]
        waiting, met = [fuel.name], {fuel.name}
        # Forms are met from the whole gate on: what is taken comes before what undoes it.
        done: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
        while waiting:
            one = waiting.pop()
            species.append(
                replace(known[one], name=copy[one], role=ComplexRole.INTERMEDIATE, formal=None)
            )
            for reaction in using.get(one, ()):
                done.add((reaction.reactants, reaction.products))
                undoes = (reaction.products, reaction.reactants) in done
                places = list(reaction.reactants)
                places[places.index(one)] = copy[one]
                given = [
                    copy.get(x, x)
                    for x in reaction.products
                    if undoes or x in bears or known[x].role is ComplexRole.FUEL
                ]
                reactions.append(
                    NetworkReaction(tuple(sorted(places)), tuple(sorted(given)), reaction.rate, ())
                )
                new = [x for x in reaction.products if x in bears and x not in met]
                met.update(new)
                waiting += dict.fromkeys(new)
    return EatingNetwork(
        replace(
            network,
            species=(*network.species, *species),
            reactions=(*network.reactions, *reactions),
        ),
        copies,
        tuple(s.name for s in species),
    )


def _starred(strand: tuple[str, ...]) -> int:
    return sum(o.endswith("*") for o in strand)
