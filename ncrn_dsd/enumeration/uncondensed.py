"""A network in which toehold complexes are species of their own.

Condensed rates hold where a toehold complex falls apart fast against binding. Where partners
stand near the dissociation constant of a toehold, such complexes hold most of a signal, and only
the detailed reactions say what happens.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import replace

from ncrn_dsd.enumeration.detailed import DetailedReaction
from ncrn_dsd.enumeration.engine.components import strong_components
from ncrn_dsd.enumeration.engine.network import LEAK
from ncrn_dsd.enumeration.engine.run import condense_job
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.whole import whole_job
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.network import (
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)
from ncrn_dsd.ir.reach import reached_from
from ncrn_dsd.ir.reaction import Reacts, Step

_Side = frozenset[tuple[Hashable, int]]
"""One side of a reaction: species with their number."""


def uncondense(
    system: DsdSystem,
    network: ReactionNetwork,
    options: EnumerationOptions,
    progress: Callable[[int, int], None] | None = None,
) -> ReactionNetwork:
    """Every complex on the way of a reaction, and every single step.

    A complex that can only fall apart into what it was made from, in whatever conformation, is on
    no way. It changes no condensed reaction but occupies its parts; `options.keep_encounters` keeps
    such complexes.
    The first species are those of `network`, each as the complex it is shown by; transient
    complexes and further members of resting macrostates follow. A further member of a signal
    stands for the same formal species.

    Parameters
    ----------
    network: the condensed network of the system.
    options: how it was enumerated, leaks included; always done by our own engine.

    Raises
    ------
    EnumerationError: E130, a limit cut off the detailed enumeration.
    """
    job = replace(whole_job(system, options), details=True)
    found = condense_job(job, options, progress)
    if found.truncated_by is not None:
        raise EnumerationError(
            "E130",
            "the uncondensed network",
            f"its enumeration is not complete ({found.truncated_by})",
            "raise the limits in [dsd.limits]",
        )
    assert found.details is not None
    shown = {s.complex: s for s in network.species}
    reached = reached_from(found.details.reactions, shown)
    reactions = [r for r in found.details.reactions if reached.issuperset(r.reactants)]
    if not options.keep_encounters:
        resting = {member for members in found.macrostates for member in members}
        reactions = without_dead_ends(reactions, resting)
    further = {
        member: shown[owner]
        for members in found.macrostates
        for owner in members
        if owner in shown
        for member in members
        if member != owner
    }
    names = _Names(s.name for s in network.species)
    species = dict(shown)
    for reaction in reactions:
        for one in (*reaction.reactants, *reaction.products):
            if one not in species:
                species[one] = names.new_species(one, further.get(one))
    return replace(
        network,
        species=tuple(species.values()),
        reactions=tuple(_named(r, species) for r in reactions),
    )


def without_dead_ends(reactions: Iterable[Step], resting: Collection[Hashable]) -> list[Step]:
    """The reactions without dead ends.

    A dead end is a set of transient species that turn into each other, to which nothing else can
    happen but that they fall apart into what made them.
    """
    listed = list(reactions)
    place = _components(listed, resting)
    made_from: defaultdict[int, set[_Side]] = defaultdict(set)
    become: defaultdict[int, set[_Side]] = defaultdict(set)
    for r in listed:
        sides = [tuple(place.get(one) for one in side) for side in (r.reactants, r.products)]
        if sides[0] == sides[1] and len(sides[0]) == 1:
            # One conformation of a component turns into another.
            continue
        before, after = (frozenset(Counter(side).items()) for side in (r.reactants, r.products))
        for inside in sides[0]:
            if inside is not None:
                become[inside].add(after)
        for inside in sides[1]:
            if inside is not None:
                made_from[inside].add(before)
    dead = {i for i, ends in become.items() if len(ends) == 1 and ends == made_from[i]}
    idle = {one for one, i in place.items() if i in dead}
    return [r for r in listed if idle.isdisjoint((*r.reactants, *r.products))]


def _components(
    reactions: Sequence[Reacts[Hashable]], resting: Collection[Hashable]
) -> dict[Hashable, int]:
    """Transient species, with the same number where they turn into each other."""
    edges: dict[Hashable, list[Hashable]] = {
        one: [] for r in reactions for one in (*r.reactants, *r.products) if one not in resting
    }
    for r in reactions:
        for one in r.reactants:
            if one in edges:
                edges[one] += [other for other in r.products if other in edges]
    return {one: i for i, members in enumerate(strong_components(edges)) for one in members}


class _Names:
    """Names of complexes that the condensed network does not have."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._fresh = self._numbers()

    def new_species(self, one: Complex, owner: NetworkSpecies | None) -> NetworkSpecies:
        """A transient complex, or a further member of the macrostate of `owner`."""
        name = next(self._fresh)
        if owner is None or owner.formal is None:
            return NetworkSpecies(name, one, ComplexRole.INTERMEDIATE, None)
        return NetworkSpecies(name, one, ComplexRole.SIGNAL, owner.formal)

    def _numbers(self) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            if (name := f"c{number}") not in self._taken:
                yield name


def _named(
    reaction: DetailedReaction[Complex], species: Mapping[Complex, NetworkSpecies]
) -> NetworkReaction[str]:
    reactants, products = (
        tuple(sorted(species[c].name for c in side))
        for side in (reaction.reactants, reaction.products)
    )
    is_leak = reaction.kind == LEAK
    return NetworkReaction(reactants, products, reaction.rate, modules=(), leak=is_leak)
