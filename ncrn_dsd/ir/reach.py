"""What a set of reactants can bring about, in networks of any kind of species."""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.ir.reaction import Reacts, Species


def reached_from(reactions: Iterable[Reacts[Species]], start: Iterable[Species]) -> set[Species]:
    """The start, and everything that reactions with all their reactants there make of it."""
    listed = list(reactions)
    missing = [len(set(r.reactants)) for r in listed]
    consumers: dict[Species, list[int]] = {}
    for place, reaction in enumerate(listed):
        for one in set(reaction.reactants):
            consumers.setdefault(one, []).append(place)
    reached = {*start, *(x for r in listed if not r.reactants for x in r.products)}
    waiting = list(reached)
    while waiting:
        for place in consumers.get(waiting.pop(), ()):
            missing[place] -= 1
            if missing[place] == 0:
                new = set(listed[place].products) - reached
                reached |= new
                waiting += new
    return reached
