"""Library functions on lists of reactions."""

from __future__ import annotations

from ncrn_dsd.translation.natives import Context, Native
from ncrn_dsd.translation.natives_lists import list_argument
from ncrn_dsd.translation.operators import as_integer
from ncrn_dsd.translation.values import Fault, ReactionValue, SignalValue, Value, describe

Side = tuple[str, ...]


def _reactions(context: Context, function: str, value: Value) -> tuple[ReactionValue, ...]:
    items = list_argument(function, value)
    context.budget.spend(len(items))
    for item in items:
        if not isinstance(item, ReactionValue):
            raise Fault(
                "S046",
                f"the list given to '{function}' contains {describe(item)}",
                "give it the argument of main or a part of it",
            )
    return tuple(item for item in items if isinstance(item, ReactionValue))


def _side(signals: tuple[SignalValue, ...]) -> Side:
    return tuple(sorted(signal.species for signal in signals))


def _irreversible(context: Context, arguments: tuple[Value, ...]) -> Value:
    split: list[Value] = []
    for reaction in _reactions(context, "irrev_reactions", arguments[0]):
        split.append(ReactionValue(reaction.reactants, reaction.products, reversible=False))
        if reaction.reversible:
            split.append(ReactionValue(reaction.products, reaction.reactants, reversible=False))
    return tuple(split)


def _reversible(context: Context, arguments: tuple[Value, ...]) -> Value:
    """Merge mutually reverse reactions; each takes part in one merge, the first that fits."""
    reactions = _reactions(context, "rev_reactions", arguments[0])
    waiting: dict[tuple[Side, Side], list[int]] = {}
    merged: list[ReactionValue | None] = []
    for reaction in reactions:
        here = (_side(reaction.reactants), _side(reaction.products))
        partners = waiting.get((here[1], here[0]))
        if reaction.reversible:
            merged.append(reaction)
        elif partners:
            index = partners.pop(0)
            first = merged[index]
            assert first is not None
            merged[index] = ReactionValue(first.reactants, first.products, reversible=True)
        else:
            waiting.setdefault(here, []).append(len(merged))
            merged.append(reaction)
    return tuple(reaction for reaction in merged if reaction is not None)


def _with_degree(context: Context, function: str, crn: Value, degree: int) -> Value:
    return tuple(r for r in _reactions(context, function, crn) if len(r.reactants) == degree)


def _degree(context: Context, arguments: tuple[Value, ...]) -> Value:
    degree = as_integer(arguments[1], "the number of reactants")
    return _with_degree(context, "rxn_degree", arguments[0], degree)


def _unimolecular(context: Context, arguments: tuple[Value, ...]) -> Value:
    return _with_degree(context, "unirxn", arguments[0], 1)


def _bimolecular(context: Context, arguments: tuple[Value, ...]) -> Value:
    return _with_degree(context, "birxn", arguments[0], 2)


REACTION_FUNCTIONS = (
    Native("irrev_reactions", ("crn",), run=_irreversible),
    Native("rev_reactions", ("crn",), run=_reversible),
    Native("rxn_degree", ("crn", "r"), run=_degree),
    Native("unirxn", ("crn",), run=_unimolecular),
    Native("birxn", ("crn",), run=_bimolecular),
)
