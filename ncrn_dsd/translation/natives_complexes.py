"""Library functions that make domains and fuels, and the ones that speak to the author."""

from __future__ import annotations

from ncrn_dsd.translation.natives import Context, Native
from ncrn_dsd.translation.operators import as_integer
from ncrn_dsd.translation.rendering import render
from ncrn_dsd.translation.values import DomainValue, Fault, Fragment, Value, Void, describe
from ncrn_dsd.translation.workspace import LONG_NT, MAX_DOMAIN_NT, SHORT_NT

_SWAPPED = {"(": ")", ")": "("}
_MAX_COMPLEMENT_DEPTH = 20


class Abort(Exception):  # noqa: N818 - a request of the scheme, turned into an error above
    """The scheme called `abort`."""


def _long(context: Context, _arguments: tuple[Value, ...]) -> Value:
    return context.workspace.fresh_domain("d", LONG_NT)


def _short(context: Context, _arguments: tuple[Value, ...]) -> Value:
    return context.workspace.fresh_domain("t", SHORT_NT)


def _unique(context: Context, arguments: tuple[Value, ...]) -> Value:
    length_nt = as_integer(arguments[0], "the length given to 'unique'")
    if not 1 <= length_nt <= MAX_DOMAIN_NT:
        raise Fault(
            "S047",
            f"'unique' is asked for a domain of {length_nt} nt",
            f"give a length between 1 and {MAX_DOMAIN_NT}",
        )
    return context.workspace.fresh_domain("u", length_nt)


def _infty(context: Context, arguments: tuple[Value, ...]) -> Value:
    (fragment,) = arguments
    if not isinstance(fragment, Fragment):
        raise Fault(
            "S048",
            f"'infty' is applied to {describe(fragment)}",
            "give it one complex; use map(infty, ...) for a list of complexes",
        )
    fuel = context.workspace.add_fuel(fragment)
    return () if fuel is None else (fuel,)


def _complement(context: Context, arguments: tuple[Value, ...]) -> Value:
    return _complement_of(context, arguments[0], _MAX_COMPLEMENT_DEPTH)


def _complement_of(context: Context, value: Value, depth: int) -> Value:
    """Of a domain its complement, of a list the complements from the end to the start."""
    context.budget.spend(1)
    if isinstance(value, DomainValue):
        return value.complement()
    if isinstance(value, str):
        return _SWAPPED.get(value, value)
    if isinstance(value, tuple) and depth > 0:
        return tuple(_complement_of(context, item, depth - 1) for item in reversed(value))
    raise Fault(
        "S046",
        f"'complement' is applied to {describe(value)}",
        "give it a domain, or a shallow list of domains",
    )


def _print(context: Context, arguments: tuple[Value, ...]) -> Value:
    context.report(render(arguments[0]))
    return Void()


def _abort(_context: Context, arguments: tuple[Value, ...]) -> Value:
    raise Abort(render(arguments[0]))


COMPLEX_FUNCTIONS = (
    Native("long", (), run=_long),
    Native("short", (), run=_short),
    Native("unique", ("n",), run=_unique),
    Native("infty", ("x",), run=_infty),
    Native("complement", ("x",), run=_complement),
    Native("print", ("x",), run=_print),
    Native("abort", ("message",), run=_abort),
)
