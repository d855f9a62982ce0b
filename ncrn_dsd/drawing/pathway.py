"""The main pathway of a gate: what its fuels do, step by step, once its reactants are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ncrn_dsd.drawing.reaction_svg import ReactionRates, reaction_svg
from ncrn_dsd.ir.crn import FormalCrn
from ncrn_dsd.ir.dsd import DsdSystem, GateModule, domain_name
from ncrn_dsd.ir.network import ComplexRole, NetworkReaction, ReactionNetwork

MOST_STEPS = 10


@dataclass(frozen=True, slots=True)
class PathwayStep:
    """One reaction of the pathway, drawn.

    Parameters
    ----------
    text: the reaction in names of complexes.
    domains: names of all domains in it.
    """

    text: str
    svg: str
    domains: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Step:
    reaction: NetworkReaction[str]
    reverse: NetworkReaction[str] | None


def pathway_drawings(
    system: DsdSystem, crn: FormalCrn, network: ReactionNetwork, module: GateModule
) -> tuple[PathwayStep, ...]:
    """The steps of a gate in the order in which they can happen, at most `MOST_STEPS` of them.

    One variant of every signal that the gate takes in is followed; what the gate makes is not.
    """
    complexes = {s.name: s.complex for s in network.species}
    steps = []
    for step in list(_steps(network, _start(crn, network, module), module))[:MOST_STEPS]:
        forward, reverse = step.reaction, step.reverse
        rates = ReactionRates(forward.rate, None if reverse is None else reverse.rate)
        svg = reaction_svg(forward.reactants, forward.products, rates, complexes, system.domains)
        sign = "→" if reverse is None else "⇌"
        left, right = (" + ".join(side) or "∅" for side in (forward.reactants, forward.products))
        strands = [s for n in (*forward.reactants, *forward.products) for s in complexes[n].strands]
        used = frozenset(domain_name(o) for strand in strands for o in strand)
        steps.append(PathwayStep(f"{left} {sign} {right}", svg, used))
    return tuple(steps)


def _start(crn: FormalCrn, network: ReactionNetwork, module: GateModule) -> set[str]:
    """All fuels, and one variant of every formal reactant: the one with its name if there is."""
    start = {s.name for s in network.with_role(ComplexRole.FUEL)}
    signals = network.with_role(ComplexRole.SIGNAL)
    for formal in crn.reactions[module.reactions[0]].reactants:
        variants = [s.name for s in signals if s.formal == formal]
        if variants:
            start.add(formal if formal in variants else variants[0])
    return start


def _steps(network: ReactionNetwork, start: set[str], module: GateModule) -> Iterator[_Step]:
    """Reactions of the module in the order in which what they need comes into being."""
    makes_signals = {s.name for s in network.with_role(ComplexRole.SIGNAL)}
    waiting = [r for r in network.reactions if module.index in r.modules and not r.leak]
    reached = set(start)
    while True:
        ready = [r for r in waiting if reached.issuperset(r.reactants)]
        if not ready:
            return
        for reaction in ready:
            if reaction not in waiting:
                continue
            reverse = _reverse(reaction, waiting)
            waiting.remove(reaction)
            if reverse is not None:
                waiting.remove(reverse)
            yield _Step(reaction, reverse)
        made = {name for r in ready for name in r.products}
        # A signal that comes out would enter the same gate again, and go round and round.
        reached |= made - makes_signals


def _reverse(
    reaction: NetworkReaction[str], others: Sequence[NetworkReaction[str]]
) -> NetworkReaction[str] | None:
    sides = (reaction.products, reaction.reactants)
    found = (o for o in others if o is not reaction and (o.reactants, o.products) == sides)
    return next(found, None)
