"""Which species of a united network are intermediates and which are waste."""

from __future__ import annotations

from collections.abc import Iterable

from ncrn_dsd.ir.reaction import Reacts, Species


def wastes(
    species: Iterable[Species],
    signals: frozenset[Species],
    fuels: frozenset[Species],
    reactions: Iterable[Reacts[Species]],
) -> frozenset[Species]:
    """Species that never react in a reaction in which anything but waste takes part.

    Signals are no waste; a reactant of a reaction in which a species that is no waste takes
    part, on either side, is no waste; everything else is, to a fixpoint. Fuels are never waste,
    and because they are everywhere they do not make their partners useful.
    """
    sides = [
        (frozenset(r.reactants) - fuels, frozenset((*r.reactants, *r.products)) - fuels)
        for r in reactions
    ]
    by_species: dict[Species, list[frozenset[Species]]] = {}
    for reacting, taking_part in sides:
        for one in taking_part:
            by_species.setdefault(one, []).append(reacting)
    useful = set(signals)
    waiting = list(signals)
    while waiting:
        for reacting in by_species.get(waiting.pop(), ()):
            waiting += reacting - useful
            useful |= reacting
    return frozenset(species) - useful - fuels
