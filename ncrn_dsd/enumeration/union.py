"""Unites the condensed networks of gate modules into one reaction network."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

from ncrn_dsd.enumeration.condensed import CondensedNetwork
from ncrn_dsd.enumeration.roles import wastes
from ncrn_dsd.enumeration.variants import SignalForms
from ncrn_dsd.errors import EnumerationError
from ncrn_dsd.ir.dsd import Complex, DsdSystem, GateModule, complex_key
from ncrn_dsd.ir.network import (
    MODULE_BY_MODULE,
    ComplexRole,
    NetworkReaction,
    NetworkSpecies,
    ReactionNetwork,
)

SAME_RATE = 1e-9
"""Relative difference of rates that are equal."""

Members = frozenset[Complex]


@dataclass(frozen=True, slots=True)
class EnumeratedModule:
    """What the enumeration of one module found.

    Parameters
    ----------
    start: the complexes it started from.
    """

    module: GateModule
    start: tuple[Complex, ...]
    network: CondensedNetwork


_Found: TypeAlias = NetworkReaction[Members]
"""A condensed reaction between macrostates given by their members."""


def unite(
    system: DsdSystem, forms: SignalForms, results: tuple[EnumeratedModule, ...]
) -> ReactionNetwork:
    """One network from the networks of all modules.

    A macrostate found in several modules is one species, and a reaction found in several
    modules is one reaction. Intermediates and wastes are called ``g<module>_i<n>`` and
    ``g<module>_w<n>`` after the first module they occur in, in canonical order.

    Raises
    ------
    EnumerationError: E003 two modules give one reaction different rates; E004 a signal or a fuel
        is not stable by itself; E005 two signals or fuels turn into each other without a
        partner; E006 two species have the same name.
    """
    reactions = _merge_reactions(results)
    first_module = _first_modules(results)
    named = _supplied(system, forms)
    if not any(r.network.truncated_by for r in results):
        _refuse_unstable(results, named)
    owner = _owners(first_module, named)
    fuels = frozenset(m for m, s in owner.items() if s.role is ComplexRole.FUEL)
    signals = frozenset(m for m, s in owner.items() if s.role is ComplexRole.SIGNAL)
    waste = wastes(first_module, signals, fuels, reactions)
    species = {**owner, **_name_rest(first_module, owner, waste)}
    ordered = _in_order(species, tuple(named.values()))
    cuts = [
        f"module {r.module.name}: {r.network.truncated_by}"
        for r in results
        if r.network.truncated_by
    ]
    return ReactionNetwork(
        species=ordered,
        reactions=_name_reactions(reactions, species, ordered),
        complete=not cuts,
        truncated_by="; ".join(cuts) or None,
        scope=MODULE_BY_MODULE,
    )


def _merge_reactions(results: tuple[EnumeratedModule, ...]) -> tuple[_Found, ...]:
    merged: dict[object, _Found] = {}
    for result in results:
        members = [frozenset(m) for m in result.network.macrostates]
        for r in result.network.reactions:
            reactants = tuple(members[i] for i in r.reactants)
            products = tuple(members[i] for i in r.products)
            # Indices are sorted by canonical members, so equal reactions have equal keys.
            old = merged.get((reactants, products, r.leak))
            if old is None:
                new = NetworkReaction(reactants, products, r.rate, (result.module.index,), r.leak)
            elif math.isclose(old.rate, r.rate, rel_tol=SAME_RATE):
                new = replace(old, modules=(*old.modules, result.module.index))
            else:
                kernels = " + ".join(min(m, key=complex_key).kernel() for m in reactants)
                raise EnumerationError(
                    "E003",
                    f"modules {old.modules[0]} and {result.module.index}",
                    f"a reaction of {kernels} has the rates {old.rate!r} and {r.rate!r}",
                    "report it as a defect of the enumerator",
                )
            merged[reactants, products, r.leak] = new
    return tuple(merged.values())


def _first_modules(results: tuple[EnumeratedModule, ...]) -> dict[Members, int]:
    first: dict[Members, int] = {}
    for result in results:
        for members in result.network.macrostates:
            first.setdefault(frozenset(members), result.module.index)
    return first


def _supplied(system: DsdSystem, forms: SignalForms) -> dict[Complex, NetworkSpecies]:
    """Signal variants and fuels by canonical complex, in the order of the result."""
    named: dict[Complex, NetworkSpecies] = {}
    taken = {s.species for s in system.signals} | {f.name for f in system.fuels}
    if len(taken) < len(system.signals) + len(system.fuels):
        names = [*(s.species for s in system.signals), *(f.name for f in system.fuels)]
        double = next(n for n in names if names.count(n) > 1)
        raise EnumerationError(
            "E006", f"species {double}", "two signals or fuels have this name", "rename one"
        )
    for signal in system.signals:
        number = 0
        for form in forms.of(signal.species):
            name = signal.species
            if not forms.is_own(signal.species, form):
                number += 1
                name = _fresh(f"{signal.species}__{number}", taken)
            named[form] = NetworkSpecies(name, form, ComplexRole.SIGNAL, signal.species)
    for fuel in system.fuels:
        form = fuel.complex.canonical()
        named.setdefault(form, NetworkSpecies(fuel.name, form, ComplexRole.FUEL, None))
    return named


def _refuse_unstable(
    results: tuple[EnumeratedModule, ...], named: dict[Complex, NetworkSpecies]
) -> None:
    for result in results:
        stable = {c for members in result.network.macrostates for c in members}
        for start in result.start:
            if start.canonical() not in stable:
                raise EnumerationError(
                    "E004",
                    f"module {result.module.name}",
                    f"{named[start.canonical()].name} falls apart or refolds by itself",
                    "lengthen its shortest helix or lower the release cutoff",
                )


def _owners(
    macrostates: dict[Members, int], named: dict[Complex, NetworkSpecies]
) -> dict[Members, NetworkSpecies]:
    """The signal variant or fuel that each macrostate is shown by."""
    owner: dict[Members, NetworkSpecies] = {}
    for members in macrostates:
        known = [named[c] for c in sorted(members, key=complex_key) if c in named]
        if len(known) > 1:
            raise EnumerationError(
                "E005",
                f"species {known[0].name} and {known[1].name}",
                "they turn into each other without a partner, so they are one species",
                "change the scheme so that signals and fuels keep their structure",
            )
        if known:
            owner[members] = known[0]
    met = frozenset().union(*macrostates)
    owner |= {frozenset([c]): s for c, s in named.items() if c not in met}
    return owner


def _name_rest(
    first_module: dict[Members, int],
    owner: dict[Members, NetworkSpecies],
    waste: frozenset[Members],
) -> dict[Members, NetworkSpecies]:
    taken = {s.name for s in owner.values()}
    counters: dict[str, int] = {}
    rest: dict[Members, NetworkSpecies] = {}
    for members in sorted(
        (m for m in first_module if m not in owner),
        key=lambda m: (m in waste, first_module[m], sorted(map(complex_key, m))),
    ):
        is_waste = members in waste
        prefix = f"g{first_module[members]}_{'w' if is_waste else 'i'}"
        counters[prefix] = counters.get(prefix, 0) + 1
        rest[members] = NetworkSpecies(
            _fresh(f"{prefix}{counters[prefix]}", taken),
            min(members, key=complex_key),
            ComplexRole.WASTE if is_waste else ComplexRole.INTERMEDIATE,
            None,
        )
    return rest


def _in_order(
    species: dict[Members, NetworkSpecies], named: tuple[NetworkSpecies, ...]
) -> tuple[NetworkSpecies, ...]:
    """Signals, fuels, intermediates, wastes; the rest is in this order already."""
    supplied = {s.name for s in named}
    return (*named, *(s for s in species.values() if s.name not in supplied))


def _name_reactions(
    reactions: tuple[_Found, ...],
    species: dict[Members, NetworkSpecies],
    ordered: tuple[NetworkSpecies, ...],
) -> tuple[NetworkReaction[str], ...]:
    rank = {s.name: i for i, s in enumerate(ordered)}
    named = [
        NetworkReaction(
            tuple(sorted(species[m].name for m in r.reactants)),
            tuple(sorted(species[m].name for m in r.products)),
            r.rate,
            r.modules,
            r.leak,
        )
        for r in reactions
    ]
    return tuple(
        sorted(
            named,
            key=lambda r: (
                r.modules,
                [rank[x] for x in r.reactants],
                [rank[x] for x in r.products],
                r.leak,
            ),
        )
    )


def _fresh(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name
