"""A network in which toehold complexes are species of their own.

Condensed rates hold where a toehold complex falls apart fast against binding. Where partners
stand near the dissociation constant of a toehold, such complexes hold most of a signal, and only
the detailed reactions say what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace

from ncrn_dsd.enumeration.detailed import ComplexReaction
from ncrn_dsd.enumeration.engine.run import condense_job
from ncrn_dsd.enumeration.options import EnumerationOptions
from ncrn_dsd.enumeration.reach import Step, reached_from
from ncrn_dsd.enumeration.whole import whole_job
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import Complex, DsdSystem
from ncrn_dsd.ir.network import (
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)


def uncondense(
    system: DsdSystem,
    network: ReactionNetwork,
    options: EnumerationOptions,
    progress: Callable[[int, int], None] | None = None,
) -> ReactionNetwork:
    """Every complex on the way of a reaction, and every single step.

    A complex that can only fall apart into what it was made from is on no way. It changes no
    condensed reaction but occupies its parts; `options.keep_encounters` keeps such complexes.
    The first species are those of `network`, each as the complex it is shown by; transient
    complexes and further members of resting macrostates follow. A further member of a signal
    stands for the same formal species.

    Parameters
    ----------
    network: the condensed network of the system, without leaks.
    options: how it was enumerated; always done by our own engine.

    Raises
    ------
    EnumerationError: E130, a limit cut off the detailed enumeration.
    """
    job = replace(whole_job(system, options), details=True)
    found = condense_job(job, replace(options, leak_per_M_s=0.0), progress)
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
        reactions = without_encounters(reactions, resting)
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


def without_encounters(reactions: Iterable[Step], resting: Collection[Hashable]) -> list[Step]:
    """The reactions of complexes that rest, or lead to more than they were made from."""
    listed = list(reactions)
    made_from: dict[Hashable, set[tuple[Hashable, ...]]] = {}
    become: dict[Hashable, set[tuple[Hashable, ...]]] = {}
    for r in listed:
        for product in r.products:
            made_from.setdefault(product, set()).add(tuple(sorted(r.reactants, key=repr)))
        for reactant in r.reactants:
            become.setdefault(reactant, set()).add(tuple(sorted(r.products, key=repr)))
    idle = {
        one
        for one, outcomes in become.items()
        if one not in resting and len(outcomes) == 1 and outcomes == made_from.get(one)
    }
    return [r for r in listed if idle.isdisjoint((*r.reactants, *r.products))]


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


def _named(reaction: ComplexReaction, species: Mapping[Complex, NetworkSpecies]) -> NetworkReaction:
    reactants, products = (
        tuple(sorted(species[c].name for c in side))
        for side in (reaction.reactants, reaction.products)
    )
    return NetworkReaction(reactants, products, reaction.rate, modules=())
