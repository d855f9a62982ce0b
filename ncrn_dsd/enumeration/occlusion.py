"""Toeholds occupied by whatever fits, as fast equilibria.

A strand or gate is in toehold complexes that lead to nothing with all others together. As a species
for every such pair there would be as many as the square of the system; here there is one for every
species, "occluded", in equilibrium with all partners at once. How many partners are there is the
amount of a further species, a pool, which no reaction changes: whoever follows the network sets it
before every wait. Pairs of which the network has the binding are left out of the pools.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ncrn_dsd.ir.dsd import Complex, DsdSystem, complement, domain_name
from ncrn_dsd.ir.network import (
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)
from ncrn_dsd.ir.open_toeholds import ToeholdOffTargets
from ncrn_dsd.ir.tube import SitePool


@dataclass(frozen=True, slots=True)
class OccludedNetwork:
    """A network with occluded species, and their pools.

    Parameters
    ----------
    occluded: occluded forms by the species that they are of.
    """

    network: ReactionNetwork
    pools: tuple[SitePool, ...]
    occluded: Mapping[str, str]


def with_occlusion(
    system: DsdSystem, network: ReactionNetwork, off_targets: Sequence[ToeholdOffTargets] = ()
) -> OccludedNetwork:
    """An uncondensed network in which toeholds are occupied by whatever fits.

    Rates are those of the toehold bindings of the network, by the length of the toehold. Lengths
    of which the network has no binding that can be undone occlude nothing.

    Parameters
    ----------
    off_targets: what binds a toehold without its complement, too. It counts as so many complements
        as it binds more strongly, and is not held itself.
    """
    lengths = {d.name: d.length_nt for d in system.domains if d.is_toehold}
    complexes = {s.name: s.complex for s in network.species}
    opened = {name: _open_toeholds(c, lengths) for name, c in complexes.items()}
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for name, sites in opened.items():
        for site in sites:
            bearers[site].append(name)
    strangers = {one.toehold: one.binding_per_M for one in off_targets}
    productive = {frozenset(r.reactants) for r in network.reactions if len(r.reactants) == 2}
    rates = _binding_rates(network, opened, lengths)
    species: list[NetworkSpecies] = []
    reactions: list[NetworkReaction[str]] = []
    pools: list[SitePool] = []
    forms: dict[str, str] = {}
    for one in network.species:
        own = {s: n for s, n in opened[one.name].items() if lengths[domain_name(s)] in rates}
        if not own:
            continue
        # Where toeholds differ in length the strongest stands for all.
        on, off = rates[max(lengths[domain_name(site)] for site in own)]
        members: defaultdict[str, float] = defaultdict(float)
        for site, count in own.items():
            for other in bearers[complement(site)]:
                if frozenset((one.name, other)) not in productive:
                    members[other] += count * opened[other][complement(site)]
            for other, binding_per_M in strangers.get(site, ()):
                members[other] += count * binding_per_M * off / on
        if not members:
            continue
        occluded, pool = f"{one.name} occluded", f"partners of {one.name}"
        forms[one.name] = occluded
        species += [
            replace(one, name=occluded, role=_role(one), formal=None),
            NetworkSpecies(pool, one.complex, ComplexRole.INTERMEDIATE, None),
        ]
        reactions += [
            NetworkReaction(
                tuple(sorted((one.name, pool))), tuple(sorted((occluded, pool))), on, ()
            ),
            NetworkReaction((occluded,), (one.name,), off, ()),
        ]
        pools.append(SitePool(pool, tuple(sorted(members.items()))))
    return OccludedNetwork(
        replace(
            network,
            species=(*network.species, *species),
            reactions=(*network.reactions, *reactions),
        ),
        tuple(pools),
        forms,
    )


def _role(one: NetworkSpecies) -> ComplexRole:
    """Of the occluded form: a fuel that is held is not what is dosed."""
    return ComplexRole.WASTE if one.role is ComplexRole.WASTE else ComplexRole.INTERMEDIATE


def _open_toeholds(complex_: Complex, lengths: dict[str, int]) -> Counter[str]:
    """Unpaired toeholds, starred or not, with their number."""
    return Counter(o for o in complex_.unpaired() if domain_name(o) in lengths)


def _binding_rates(
    network: ReactionNetwork, opened: dict[str, Counter[str]], lengths: dict[str, int]
) -> dict[int, tuple[float, float]]:
    """Per length of a toehold, how fast it binds [1/(M s)] and opens [1/s]: the medians."""
    undone: dict[tuple[tuple[str, ...], tuple[str, ...]], float] = {
        (r.reactants, r.products): r.rate for r in network.reactions if len(r.reactants) == 1
    }
    found: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for r in network.reactions:
        off = undone.get((r.products, r.reactants))
        if len(r.reactants) != 2 or r.leak or off is None:
            continue
        first, second = r.reactants
        sites = {domain_name(site) for site in opened[first] if complement(site) in opened[second]}
        if len({lengths[site] for site in sites}) == 1:
            found[lengths[sites.pop()]].append((r.rate, off))
    return {
        length: (median(on for on, _ in pairs), median(off for _, off in pairs))
        for length, pairs in found.items()
    }
