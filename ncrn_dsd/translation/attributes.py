"""Attributes and elements: `x.name` and `l[i]`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from ncrn_dsd.translation.operators import as_integer
from ncrn_dsd.translation.values import (
    Fault,
    Fragment,
    FuelValue,
    ReactionValue,
    Record,
    SignalValue,
    SpeciesValue,
    Value,
    describe,
)


def attribute(value: Value, name: str) -> Value:
    """``value.name``.

    Raises
    ------
    Fault: the value has no attributes, or not this one.
    """
    table = _table(value)
    if name in table:
        return table[name]
    if not table:
        raise Fault(
            "S049",
            f"{describe(value)} has no attribute '{name}'",
            "only complexes, signals, fuels, reactions, species and records have attributes",
        )
    near = difflib.get_close_matches(name, sorted(table), n=1)
    known = f"known attributes: {', '.join(sorted(table))}"
    hint = f"did you mean '{near[0]}' ({known})" if near else known
    raise Fault("S049", f"{describe(value)} has no attribute '{name}'", hint)


def _table(value: Value) -> Mapping[str, Value]:
    if isinstance(value, Fragment | SignalValue | FuelValue):
        return value.table
    if isinstance(value, ReactionValue):
        return {
            "reactants": value.reactants,
            "products": value.products,
            "reversible": value.reversible,
        }
    if isinstance(value, SpeciesValue):
        return {"name": value.name}
    if isinstance(value, Record):
        return dict(value.entries)
    return {}


def element(value: Value, index: Value) -> Value:
    """``value[index]``; negative indices count from the end.

    Raises
    ------
    Fault: not a list, not an integer, or out of range.
    """
    if not isinstance(value, tuple):
        raise Fault("S046", f"an index is applied to {describe(value)}", "only lists have elements")
    at = as_integer(index, "the index")
    if not -len(value) <= at < len(value):
        raise Fault(
            "S047",
            f"the index {at} is out of range for {describe(value)}",
            "indices start at 0; test the length with len first",
        )
    return value[at]
