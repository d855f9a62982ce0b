"""What every formal network must satisfy before a scheme sees it."""

from __future__ import annotations

from collections import Counter

from ncrn_dsd.errors import TranslationError
from ncrn_dsd.ir.crn import FormalCrn, FormalReaction
from ncrn_dsd.translation.scheme import Scheme

Side = tuple[str, ...]


def sides(reaction: FormalReaction) -> tuple[Side, Side]:
    """Reactants and products without regard to order."""
    return tuple(sorted(reaction.reactants)), tuple(sorted(reaction.products))


def place_of(reaction: FormalReaction) -> str:
    """The reaction and what in the design caused it."""
    return f"reaction '{reaction}', from {reaction.origin}"


def check_network(crn: FormalCrn, scheme: Scheme) -> None:
    """Refuse networks that no scheme, or not this one, can translate.

    Raises
    ------
    TranslationError: no reactions, a species declared twice or not at all, a reaction that
        changes nothing, a reaction given twice, or a shape the scheme does not support.
    """
    if not crn.reactions:
        raise TranslationError(
            "T001", scheme.name, "the network has no reactions", "add at least one reaction"
        )
    for name, count in Counter(crn.names).items():
        if count > 1:
            raise TranslationError(
                "T002", f"species '{name}'", "it is declared twice", "declare it once"
            )
    declared = frozenset(crn.names)
    seen: dict[tuple[Side, Side], FormalReaction] = {}
    for reaction in crn.reactions:
        _check_species(reaction, declared)
        _check_effect(reaction)
        first = seen.setdefault(sides(reaction), reaction)
        if first is not reaction:
            raise TranslationError(
                "T005",
                place_of(reaction),
                f"the same reaction is already there, from {first.origin}",
                "merge the two into one and add their rate constants",
            )
        _check_shape(reaction, scheme)


def _check_species(reaction: FormalReaction, declared: frozenset[str]) -> None:
    for name in (*reaction.reactants, *reaction.products):
        if name not in declared:
            raise TranslationError(
                "T003",
                place_of(reaction),
                f"the species '{name}' is not declared in the network",
                "add it to the species of the network",
            )


def _check_effect(reaction: FormalReaction) -> None:
    reactants, products = sides(reaction)
    if reactants == products:
        raise TranslationError(
            "T004", place_of(reaction), "the reaction changes nothing", "remove it"
        )


def _check_shape(reaction: FormalReaction, scheme: Scheme) -> None:
    if not scheme.meta.supports(len(reaction.reactants), len(reaction.products)):
        shapes = ", ".join(str(shape) for shape in scheme.meta.shapes)
        raise TranslationError(
            "T006",
            place_of(reaction),
            f"the scheme {scheme.name} does not support {reaction.shape} reactions",
            f"rewrite the reaction or choose another scheme (supported: {shapes})",
        )
