"""A system whose toeholds share sequences, and how its enumeration compares with the unshared one.

The comparison is of the whole enumerations, of all fuels and all signals in one vessel, under the
map of domains. It is decided reaction by reaction, and does not rest on how the map was found.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ncrn_dsd.enumeration.condensed import CondensedNetwork
from ncrn_dsd.enumeration.isomorphism import rename
from ncrn_dsd.enumeration.union import SAME_RATE, Members
from ncrn_dsd.enumeration.variants import SignalForms
from ncrn_dsd.ir.dsd import Complex, DsdSystem, Fuel, complex_key
from ncrn_dsd.ir.network import NetworkReaction
from ncrn_dsd.ir.sharing import SharedSystem, SharedToehold, ToeholdSharing

Image = TypeVar("Image")


@dataclass(frozen=True, slots=True)
class _Reaction:
    """A condensed reaction between macrostates given by their members."""

    reactants: tuple[Members, ...]
    products: tuple[Members, ...]
    leak: bool


def all_names(system: DsdSystem, names: Mapping[str, str]) -> dict[str, str]:
    """Of every domain in the shared system, by its name in the translated one."""
    return {d.name: names.get(d.name, d.name) for d in system.domains}


def images_of(network: CondensedNetwork, every: Mapping[str, str]) -> list[Members]:
    """What the macrostates of a network become under other names of all domains."""
    return [
        frozenset(rename(c, every).canonical() for c in members) for members in network.macrostates
    ]


def with_shared_toeholds(system: DsdSystem, names: Mapping[str, str]) -> DsdSystem:
    """The system with other names of toeholds; fuels that become the same complex are one.

    Parameters
    ----------
    names: of toeholds, by the names that they have.
    """
    new = all_names(system, names)
    fuels: dict[Complex, list[Fuel]] = {}
    for old in system.fuels:
        fuel = replace(old, complex=rename(old.complex, new))
        fuels.setdefault(fuel.complex.canonical(), []).append(fuel)
    called = {fuel.name: same[0].name for same in fuels.values() for fuel in same}
    return replace(
        system,
        domains=tuple(d for d in system.domains if new[d.name] == d.name),
        signals=tuple(replace(s, complex=rename(s.complex, new)) for s in system.signals),
        fuels=tuple(
            replace(same[0], modules=tuple(sorted({m for fuel in same for m in fuel.modules})))
            for same in fuels.values()
        ),
        modules=tuple(
            replace(m, fuels=tuple(dict.fromkeys(called[name] for name in m.fuels)))
            for m in system.modules
        ),
    )


def compare_shared(
    systems: tuple[DsdSystem, DsdSystem],
    networks: tuple[CondensedNetwork, CondensedNetwork],
    names: Mapping[str, str],
    first: Collection[str],
    *,
    rejects_remote: bool,
) -> SharedSystem:
    """Both enumerations, reaction by reaction.

    Parameters
    ----------
    systems: as it was translated, and with shared toeholds.
    networks: condensed, of all fuels and all signals of each.
    names: of toeholds in the shared system, by those in the other.
    first: toeholds that partners exchange with, by their names in the translated system.
    rejects_remote: remote branch migration was left out of both.
    """
    (system, shared), (before, after) = systems, networks
    images = images_of(before, all_names(system, names))
    found = [frozenset(members) for members in after.macrostates]
    wanted = rates_of_images(before, lambda reaction: _reaction(images, reaction))
    there = {_reaction(found, r): r.rate for r in after.reactions}
    words = _Words(shared)
    cuts = [cut for cut in (before.truncated_by, after.truncated_by) if cut]
    equal, old = became_one(system, before, images), _Words(system)
    return SharedSystem(
        shared,
        ToeholdSharing(
            pool=_pool(system, names, first),
            reactions_before=len(before.reactions),
            reactions_after=len(after.reactions),
            complexes_before=len(before.macrostates),
            complexes_after=len(after.macrostates),
            new=(
                *words.refolding(images, found, whole=after.truncated_by is None),
                *words.reactions(there.keys() - wanted.keys(), images),
            ),
            missing=words.reactions(wanted.keys() - there.keys(), images),
            changed=words.reactions(_changed(wanted, there), images),
            one_fuel=old.groups(before, equal.fuels),
            confused=old.groups(before, equal.confused),
            rejects_remote=rejects_remote,
            truncated_by="; ".join(cuts) or None,
        ),
    )


def _reaction(members: Sequence[Members], reaction: NetworkReaction[int]) -> _Reaction:
    """By what its species are; equal reactions are equal."""
    reactants, products = (
        tuple(sorted((members[i] for i in side), key=_members_key))
        for side in (reaction.reactants, reaction.products)
    )
    return _Reaction(reactants, products, reaction.leak)


def _changed(
    wanted: Mapping[_Reaction, tuple[float, ...]], there: Mapping[_Reaction, float]
) -> Iterator[_Reaction]:
    for reaction in wanted.keys() & there.keys():
        rate = there[reaction]
        if not all(math.isclose(k, rate, rel_tol=SAME_RATE) for k in wanted[reaction]):
            yield reaction


def rates_of_images(
    before: CondensedNetwork, image_of: Callable[[NetworkReaction[int]], Image]
) -> dict[Image, tuple[float, ...]]:
    """Images of all reactions, with the rate for each choice of reactants that has it."""
    rates: dict[Image, dict[tuple[int, ...], float]] = defaultdict(dict)
    for reaction in before.reactions:
        of_reactants = rates[image_of(reaction)]
        # Products that become one are reached by both reactions.
        old = of_reactants.get(reaction.reactants, 0.0)
        of_reactants[reaction.reactants] = old + reaction.rate
    return {image: tuple(found.values()) for image, found in rates.items()}


@dataclass(frozen=True, slots=True)
class BecameOne:
    """Macrostates that have one image, by their places.

    Parameters
    ----------
    fuels: they are all fuels, which are there anyway, each in place of the others.
    confused: not all of them are, and one of them reacts, which another can do in its place now,
        or stands for a formal species.
    """

    fuels: tuple[tuple[int, ...], ...]
    confused: tuple[tuple[int, ...], ...]


def became_one(system: DsdSystem, before: CondensedNetwork, images: Sequence[Members]) -> BecameOne:
    """Macrostates of the translated system that have one image, unless they do nothing."""
    same: dict[Members, list[int]] = defaultdict(list)
    for place, image in enumerate(images):
        same[image].append(place)
    reacts = {place for reaction in before.reactions for place in reaction.reactants}
    supplied = {fuel.complex.canonical() for fuel in system.fuels}
    forms = SignalForms(system)
    forms.find_in(one for members in before.macrostates for one in members)
    signals = {form for signal in system.signals for form in forms.of(signal.species)}
    does_something = reacts | {
        place for place, members in enumerate(before.macrostates) if signals.intersection(members)
    }
    fuels: list[tuple[int, ...]] = []
    confused: list[tuple[int, ...]] = []
    for places in same.values():
        if len(places) == 1 or does_something.isdisjoint(places):
            continue
        are_fuels = all(supplied.intersection(before.macrostates[place]) for place in places)
        (fuels if are_fuels else confused).append(tuple(places))
    return BecameOne(tuple(fuels), tuple(confused))


def _pool(
    system: DsdSystem, names: Mapping[str, str], first: Collection[str]
) -> tuple[SharedToehold, ...]:
    members: dict[str, list[str]] = {}
    for name, sequence in names.items():
        members.setdefault(sequence, []).append(name)
    length_nt = {d.name: d.length_nt for d in system.domains}
    pool = [
        SharedToehold(name, tuple(own), any(member in first for member in own), length_nt[name])
        for name, own in members.items()
    ]
    return tuple(sorted(pool, key=lambda one: not one.is_first))


def _members_key(members: Members) -> list[tuple[tuple[tuple[str, ...], ...], str]]:
    return sorted(map(complex_key, members))


class _Words:
    """What is called by its name: signals and fuels; others by their domains."""

    def __init__(self, system: DsdSystem) -> None:
        named = [(f.complex, f.name) for f in reversed(system.fuels)]
        named += [(s.complex, s.species) for s in system.signals]
        self._names = {complex_.canonical(): name for complex_, name in named}

    def name(self, members: Members) -> str:
        """Of a macrostate."""
        known = [self._names[one] for one in members if one in self._names]
        return min(known) if known else f"({min(members, key=complex_key).kernel()})"

    def groups(
        self, network: CondensedNetwork, places: Iterable[tuple[int, ...]]
    ) -> tuple[tuple[str, ...], ...]:
        """Of macrostates that belong together."""
        return tuple(
            tuple(self.name(frozenset(network.macrostates[place])) for place in group)
            for group in places
        )

    def reactions(self, found: Iterable[_Reaction], known: Collection[Members]) -> tuple[str, ...]:
        """Sorted texts; first those that begin with what is known, from which others follow."""
        there = set(known)
        texts = sorted(
            (
                not there.issuperset(r.reactants),
                " -> ".join(" + ".join(map(self.name, side)) for side in (r.reactants, r.products)),
            )
            for r in found
        )
        return tuple(text for _, text in texts)

    def refolding(
        self, images: Iterable[Members], found: Iterable[Members], *, whole: bool
    ) -> tuple[str, ...]:
        """Images that rest in other forms, or in none if the enumeration is whole."""
        members_with = {one: members for members in found for one in members}
        texts = []
        for image in set(images) - set(found):
            more = {c for one in image for c in members_with.get(one, ())} - image
            if more:
                form = min(more, key=complex_key).kernel()
                texts.append(f"{self.name(image)} refolds into ({form})")
            elif whole:
                texts.append(f"{self.name(image)} falls apart")
        return tuple(sorted(texts))
