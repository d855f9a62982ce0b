"""Enumerate once more what was ordered: domains are what their nucleotides say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.lab import LabPackage, reverse_complement
from ncrn_dsd.ir.network import ReactionNetwork

Enumerate = Callable[[DsdSystem], ReactionNetwork]


def reactions_that_differ(
    system: DsdSystem, network: ReactionNetwork, package: LabPackage, enumerate_: Enumerate
) -> tuple[str, ...]:
    """Reactions of the ordered system that the compiled one lacks, and the other way round.

    Parameters
    ----------
    network: of the compiled system.
    """
    try:
        again = enumerate_(as_ordered(system, package))
    except EnumerationError as problem:
        return (f"{problem.where}: {problem.what}",)
    return differing(network, again)


def as_ordered(system: DsdSystem, package: LabPackage) -> DsdSystem:
    """The system with every domain named by the first domain that has its nucleotides.

    Clamps keep their names: so few letters occur everywhere and begin nothing.
    """
    first: dict[str, str] = {}
    named: dict[str, str] = {}
    clamps = {d.name for d in system.domains if d.clamp is not None}
    for domain in package.sequences.domains:
        if domain.domain in clamps:
            continue
        mirror = reverse_complement(domain.sequence)
        if mirror in first and domain.sequence not in first:
            named[domain.domain] = f"{first[mirror]}*"
        else:
            named[domain.domain] = first.setdefault(domain.sequence, domain.domain)

    def occurrence(word: str) -> str:
        name, star = (word[:-1], "*") if word.endswith("*") else (word, "")
        return f"{named.get(name, name)}{star}".replace("**", "")

    def renamed(complex_: Complex) -> Complex:
        strands = tuple(tuple(map(occurrence, strand)) for strand in complex_.strands)
        return replace(complex_, strands=strands)

    return replace(
        system,
        signals=tuple(replace(s, complex=renamed(s.complex)) for s in system.signals),
        fuels=tuple(replace(f, complex=renamed(f.complex)) for f in system.fuels),
    )


def differing(one: ReactionNetwork, other: ReactionNetwork) -> tuple[str, ...]:
    """By the complexes that react and result, and by rate constant."""
    sides = [Counter(_spelled(network)) for network in (one, other)]
    gone, new = sides[0] - sides[1], sides[1] - sides[0]
    return tuple(text for text, _ in (*gone, *new))


def _spelled(network: ReactionNetwork) -> list[tuple[str, float]]:
    kernels = {s.name: s.complex.kernel() for s in network.species}
    return [
        (
            " -> ".join(
                " + ".join(sorted(kernels[name] for name in side))
                for side in (r.reactants, r.products)
            ),
            r.rate,
        )
        for r in network.reactions
        if not r.leak
    ]
