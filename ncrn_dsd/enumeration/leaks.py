"""Leak reactions beside the network that was designed.

Verification and kinetics are about the designed network. Leaks are enumerated apart from it and
added to what is simulated, so that its species keep their names, doses and reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ncrn_dsd.ir.network import NetworkReaction, ReactionNetwork


def with_leaks(
    designed: ReactionNetwork, leaky: ReactionNetwork, followed: bool
) -> ReactionNetwork:
    """The designed network and what leaks add to it.

    When the enumeration of `leaky` was cut off, leaks between designed complexes may be missing:
    the limit may come before all pairs of them have met.

    Parameters
    ----------
    leaky: the same system enumerated with leak reactions; uncondensed if `designed` is and it is
        followed.
    followed: otherwise complexes that only leaks make react no further, whatever was found of it.

    Returns
    -------
    A network whose first species and reactions are those of `designed`. The new species are
    called ``leak_1``, ``leak_2``, ...
    """
    designed_name = {s.complex: s.name for s in designed.species}
    names = {s.name: designed_name[s.complex] for s in leaky.species if s.complex in designed_name}
    known = set(names)
    added = [r for r in leaky.reactions if _is_added(r, known, followed)]
    met = {x for r in added for x in (*r.reactants, *r.products)}
    fresh = _fresh_names(set(designed_name.values()))
    new = [s for s in leaky.species if s.name in met - known]
    names |= {s.name: next(fresh) for s in new}
    return replace(
        designed,
        species=(*designed.species, *(replace(s, name=names[s.name]) for s in new)),
        reactions=(*designed.reactions, *(_renamed_sides(r, names) for r in added)),
    )


def _is_added(reaction: NetworkReaction[str], known: set[str], followed: bool) -> bool:
    if known.issuperset(reaction.reactants):
        # Among single steps there may be a binding that leads somewhere only where there are leaks.
        return reaction.leak or (followed and not known.issuperset(reaction.products))
    return followed


def _renamed_sides(reaction: NetworkReaction[str], names: dict[str, str]) -> NetworkReaction[str]:
    return replace(
        reaction,
        reactants=tuple(sorted(names[x] for x in reaction.reactants)),
        products=tuple(sorted(names[x] for x in reaction.products)),
    )


def _fresh_names(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if (name := f"leak_{number}") not in taken:
            yield name
