"""Library functions on lists; all are linear in the length of the list."""

from __future__ import annotations

from ncrn_dsd.translation.natives import Application, Context, Native, Requests
from ncrn_dsd.translation.operators import add, as_integer, check_list_length
from ncrn_dsd.translation.values import Fault, Value, describe


def list_argument(function: str, value: Value) -> tuple[Value, ...]:
    """The argument of a list function. Raises Fault when it is not a list."""
    if isinstance(value, tuple):
        return value
    raise Fault("S046", f"'{function}' is applied to {describe(value)}", "give it a list")


def _tail(context: Context, arguments: tuple[Value, ...]) -> Value:
    (items,) = arguments
    rest = list_argument("tail", items)[1:]
    context.budget.spend(len(rest) // 100)
    return rest


def _length(_context: Context, arguments: tuple[Value, ...]) -> Value:
    return len(list_argument("len", arguments[0]))


def _reverse(context: Context, arguments: tuple[Value, ...]) -> Value:
    items = list_argument("reverse", arguments[0])
    context.budget.spend(len(items) // 100)
    return items[::-1]


def _range(context: Context, arguments: tuple[Value, ...]) -> Value:
    count = as_integer(arguments[0], "the argument of 'range'")
    if count < 0:
        raise Fault("S047", f"'range' is applied to {count}", "give a number of zero or more")
    check_list_length(count)
    context.budget.spend(count)
    return tuple(range(count))


def _sum(context: Context, arguments: tuple[Value, ...]) -> Value:
    """Fold with ``+``; the sum of lists is built once, not element by element."""
    items = list_argument("sum", arguments[0])
    if not items:
        return ()
    context.budget.spend(len(items))
    if all(isinstance(item, tuple) for item in items):
        total = sum(len(item) for item in items if isinstance(item, tuple))
        check_list_length(total)
        context.budget.spend(total)
        return tuple(value for item in items if isinstance(item, tuple) for value in item)
    result = items[0]
    for item in items[1:]:
        result = add(result, item, context.budget)
    return result


def _flip(context: Context, arguments: tuple[Value, ...]) -> Value:
    """Rows to columns; the number of columns is given because there may be no row."""
    rows = list_argument("flip", arguments[0])
    width = as_integer(arguments[1], "the row length of 'flip'")
    if width < 0:
        raise Fault("S047", f"the row length of 'flip' is {width}", "give zero or more")
    check_list_length(width * max(1, len(rows)))
    context.budget.spend(width * max(1, len(rows)))
    checked = [list_argument("flip", row) for row in rows]
    for index, row in enumerate(checked):
        if len(row) != width:
            raise Fault(
                "S047",
                f"row {index} of 'flip' has {len(row)} elements instead of {width}",
                "give rows of equal length and that length",
            )
    return tuple(tuple(row[column] for row in checked) for column in range(width))


def _map(_context: Context, arguments: tuple[Value, ...]) -> Requests:
    function, items = arguments
    results: list[Value] = []
    for item in list_argument("map", items):
        result = yield Application(function, (item,))
        results.append(result)
    return tuple(results)


def _map2(_context: Context, arguments: tuple[Value, ...]) -> Requests:
    function, first, items = arguments
    results: list[Value] = []
    for item in list_argument("map2", items):
        result = yield Application(function, (first, item))
        results.append(result)
    return tuple(results)


LIST_FUNCTIONS = (
    Native("tail", ("l",), run=_tail),
    Native("len", ("l",), run=_length),
    Native("reverse", ("l",), run=_reverse),
    Native("range", ("n",), run=_range),
    Native("sum", ("l",), run=_sum),
    Native("flip", ("l", "n"), run=_flip),
    Native("map", ("f", "l"), start=_map),
    Native("map2", ("f", "y", "l"), start=_map2),
)
