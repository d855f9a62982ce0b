"""Cut an enumerated network into the parts whose kinetics can be looked at one by one.

A cluster is one gate module, or several that share an intermediate (a delayed choice has one
join and several forks). Everything between its fuels and signals happens inside it. Leak
reactions and crosstalk are left out: they are what the design did not ask for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ncrn_dsd.errors import KineticsError
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction
from ncrn_dsd.ir.dsd import DsdSystem
from ncrn_dsd.ir.network import ComplexRole, NetworkReaction, ReactionNetwork
from ncrn_dsd.kinetics.canonical import canonical_order


@dataclass(frozen=True, slots=True)
class ClusterStep:
    """One condensed reaction between places; places are fuels, then signals, then inner."""

    reactants: tuple[int, ...]
    products: tuple[int, ...]
    rate: float


@dataclass(frozen=True, slots=True)
class ClusterShape:
    """A cluster without names: clusters equal up to renaming have equal shapes.

    Parameters
    ----------
    fuels, signals, inner: how many places of each kind; all variants of a signal are one place.
    formal: per formal reaction its reactants and products as indices of signals.
    steps: condensed reactions, sorted.
    shared: per fuel, whether other clusters use it too, so that it must not set a pace here.
    """

    fuels: int
    signals: int
    inner: int
    formal: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    steps: tuple[ClusterStep, ...]
    shared: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A shape and the names it has in the system.

    Parameters
    ----------
    modules, reactions: indices of its gate modules and of its formal reactions.
    fuels, signals, inner: names, in the order of the places.
    """

    modules: tuple[int, ...]
    reactions: tuple[int, ...]
    fuels: tuple[str, ...]
    signals: tuple[str, ...]
    inner: tuple[str, ...]
    shape: ClusterShape


class _Index:
    """A network and its system, looked up by name and by module."""

    def __init__(self, system: DsdSystem, crn: FormalCrn, network: ReactionNetwork) -> None:
        self.crn = crn
        self.modules = {m.index: m for m in system.modules}
        self.species = {s.name: s for s in network.species}
        self.reactions: dict[int, list[NetworkReaction[str]]] = {m: [] for m in self.modules}
        for reaction in network.reactions:
            for module in () if reaction.leak else reaction.modules:
                self.reactions[module].append(reaction)
        self.variants: dict[str, list[str]] = {}
        for s in network.species:
            if s.formal is not None:
                self.variants.setdefault(s.formal, []).append(s.name)


def clusters_of(system: DsdSystem, crn: FormalCrn, network: ReactionNetwork) -> tuple[Cluster, ...]:
    """All clusters, in the order of their first gate module.

    Raises
    ------
    KineticsError: K001, a formal reaction has no gate module.
    """
    index = _Index(system, crn, network)
    groups = _groups(index)
    users: Counter[str] = Counter()
    for group in groups:
        users.update({f for m in group for f in index.modules[m].fuels})
    found = tuple(_cluster(index, group, users) for group in groups)
    realised = {r for cluster in found for r in cluster.reactions}
    for number, reaction in enumerate(crn.reactions):
        if number not in realised:
            raise KineticsError(
                "K001",
                f"{reaction} ({reaction.origin})",
                "no gate module carries this reaction out",
                "translate the network again, or choose another scheme",
            )
    return found


def _groups(index: _Index) -> list[tuple[int, ...]]:
    """Modules that share intermediates, by union of overlapping sets."""
    leader = {m: m for m in index.modules}

    def find(module: int) -> int:
        while leader[module] != module:
            module = leader[module]
        return module

    first_user: dict[str, int] = {}
    for module, reactions in index.reactions.items():
        names = {n for r in reactions for n in (*r.reactants, *r.products)}
        for name in sorted(names):
            if index.species[name].role is ComplexRole.INTERMEDIATE:
                a, b = find(first_user.setdefault(name, module)), find(module)
                leader[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = {}
    for module in index.modules:
        groups.setdefault(find(module), []).append(module)
    return [tuple(group) for group in groups.values()]


def _cluster(index: _Index, group: tuple[int, ...], users: Mapping[str, int]) -> Cluster:
    modules = [index.modules[m] for m in group]
    numbers = tuple(sorted({i for m in modules for i in m.reactions}))
    formal = [index.crn.reactions[i] for i in numbers]
    mine = list(dict.fromkeys(r for m in group for r in index.reactions[m]))
    signals = tuple(dict.fromkeys(x for r in formal for x in (*r.reactants, *r.products)))
    fuels = tuple(dict.fromkeys(f for m in modules for f in m.fuels))
    place = {name: i for i, name in enumerate(fuels)}
    for i, signal in enumerate(signals):
        place |= dict.fromkeys(index.variants.get(signal, ()), len(fuels) + i)
    variants = set(place) - set(fuels)
    taken = _taken_variants(mine, variants, place)
    steps = _reachable(mine, {*fuels, *taken}, variants)
    met = {name for r in steps for name in (*r.reactants, *r.products)}
    inner = canonical_order(
        [(r.reactants, r.products, r.rate) for r in steps], sorted(met - set(place)), place
    )
    for i, name in enumerate(inner):
        place[name] = len(fuels) + len(signals) + i
    shape = ClusterShape(
        fuels=len(fuels),
        signals=len(signals),
        inner=len(inner),
        formal=tuple(_formal_places(r, signals) for r in formal),
        steps=tuple(sorted((_step(r, place) for r in steps), key=_order)),
        shared=tuple(users[f] > 1 for f in fuels),
    )
    return Cluster(group, numbers, fuels, signals, inner, shape)


def _taken_variants(
    reactions: Sequence[NetworkReaction[str]], variants: set[str], place: Mapping[str, int]
) -> list[str]:
    """Per signal one variant that the gates take; histories are inert, so any of them will do."""
    taken: dict[int, str] = {}
    for reaction in reactions:
        for name in reaction.reactants:
            if name in variants:
                taken.setdefault(place[name], name)
    return list(taken.values())


def _reachable(
    reactions: Sequence[NetworkReaction[str]], start: set[str], signals: set[str]
) -> list[NetworkReaction[str]]:
    """Reactions that can happen when only the species of `start` are there at first.

    A variant of a signal that is released is not followed, because another variant of the same
    signal already is.
    """
    present = set(start)
    kept: list[NetworkReaction[str]] = []
    waiting = list(reactions)
    grown = True
    while grown:
        later = []
        for reaction in waiting:
            if present.issuperset(reaction.reactants):
                kept.append(reaction)
                present.update(set(reaction.products) - signals)
            else:
                later.append(reaction)
        grown = len(later) < len(waiting)
        waiting = later
    return kept


def _formal_places(
    reaction: FormalReaction, signals: Sequence[str]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return (
        tuple(signals.index(x) for x in reaction.reactants),
        tuple(signals.index(x) for x in reaction.products),
    )


def _step(reaction: NetworkReaction[str], place: Mapping[str, int]) -> ClusterStep:
    return ClusterStep(
        tuple(sorted(place[n] for n in reaction.reactants)),
        tuple(sorted(place[n] for n in reaction.products)),
        reaction.rate,
    )


def _order(step: ClusterStep) -> tuple[tuple[int, ...], tuple[int, ...], float]:
    return step.reactants, step.products, step.rate
