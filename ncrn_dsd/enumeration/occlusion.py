"""Toeholds occupied by whatever fits, as fast equilibria.

A strand or gate is in toehold complexes that lead to nothing with all others together. As a species
for every such pair there would be as many as the square of the system; here there is one for every
species, "occluded", in equilibrium with all partners at once. How many partners are there is the
amount of a further species, a pool, which no reaction changes: whoever follows the network sets it
before every wait. Pairs of which the network has the binding are left out of the pools.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
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
from ncrn_dsd.ir.tube import OpenSites, SitePool


@dataclass(frozen=True, slots=True)
class OccludedNetwork:
    """A network with occluded species, and their pools.

    Parameters
    ----------
    sites: of all species, from which pools are made up.
    occluded: occluded forms by the species that they are of.
    """

    network: ReactionNetwork
    sites: tuple[OpenSites, ...]
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
    lengths = _toehold_lengths(system)
    opened = open_toeholds(system, network)
    groups = _Groups(opened, off_targets)
    productive = _productive_partners(network)
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
        pool = groups.pool(one.name, own, productive.get(one.name, frozenset()), off / on)
        if pool is None:
            continue
        occluded = f"{one.name} occluded"
        forms[one.name] = occluded
        species += [
            replace(one, name=occluded, role=_role(one), formal=None),
            NetworkSpecies(pool.name, one.complex, ComplexRole.INTERMEDIATE, None),
        ]
        reactions += [
            NetworkReaction(
                tuple(sorted((one.name, pool.name))), tuple(sorted((occluded, pool.name))), on
            ),
            NetworkReaction((occluded,), (one.name,), off),
        ]
        pools.append(pool)
    return OccludedNetwork(
        replace(
            network,
            species=(*network.species, *species),
            reactions=(*network.reactions, *reactions),
        ),
        groups.sites,
        tuple(pools),
        forms,
    )


class _Groups:
    """Open sites of all species, from which pools are made up."""

    def __init__(
        self, opened: Mapping[str, Counter[str]], off_targets: Sequence[ToeholdOffTargets]
    ) -> None:
        self._opened = opened
        self._bearers: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for name, sites in opened.items():
            for site, count in sites.items():
                self._bearers[site].append((name, float(count)))
        self._strangers = {one.toehold: one.binding_per_M for one in off_targets}

    @property
    def sites(self) -> tuple[OpenSites, ...]:
        """Of toeholds, and of what else binds them, as so many complements per 1/M."""
        return (
            *(OpenSites(site, tuple(members)) for site, members in self._bearers.items()),
            *(OpenSites(_else(site), members) for site, members in self._strangers.items()),
        )

    def pool(
        self, name: str, own: Mapping[str, int], productive: Collection[str], off_over_on: float
    ) -> SitePool | None:
        """What occludes a species; None where nothing does.

        Parameters
        ----------
        own: its open toeholds.
        productive: what binds it for a reaction, which occludes nothing.
        """
        sites: list[tuple[str, float]] = []
        less: Counter[str] = Counter()
        is_met = False
        for site, count in own.items():
            other = complement(site)
            sites.append((other, float(count)))
            is_met |= any(x not in productive for x, _ in self._bearers[other])
            for partner in productive:
                less[partner] += count * self._opened[partner][other]
            if site in self._strangers:
                sites.append((_else(site), count * off_over_on))
                is_met |= bool(self._strangers[site])
        if not is_met:
            return None
        members = tuple((x, -float(n)) for x, n in sorted(less.items()) if n)
        return SitePool(f"partners of {name}", tuple(sites), members)


def _else(site: str) -> str:
    """The name of what binds a toehold without its complement."""
    return f"what else binds {site}"


def _productive_partners(network: ReactionNetwork) -> dict[str, set[str]]:
    """Per species, what it binds for a reaction."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for r in network.reactions:
        if len(r.reactants) == 2:
            one, other = r.reactants
            found[one].add(other)
            found[other].add(one)
    return found


def _role(one: NetworkSpecies) -> ComplexRole:
    """Of the occluded form: a fuel that is held is not what is dosed."""
    return ComplexRole.WASTE if one.role is ComplexRole.WASTE else ComplexRole.INTERMEDIATE


def open_toeholds(system: DsdSystem, network: ReactionNetwork) -> dict[str, Counter[str]]:
    """Per species its unpaired toeholds, starred or not, with their number."""
    lengths = _toehold_lengths(system)
    return {s.name: _open_among(s.complex, lengths) for s in network.species}


def _toehold_lengths(system: DsdSystem) -> dict[str, int]:
    return {d.name: d.length_nt for d in system.domains if d.is_toehold}


def _open_among(complex_: Complex, lengths: Mapping[str, int]) -> Counter[str]:
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
