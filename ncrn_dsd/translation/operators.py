"""The operators of the language, on values of checked kinds."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TypeGuard

from ncrn_dsd.translation.budget import MAX_INTEGER, MAX_LIST, MAX_TEXT, Budget
from ncrn_dsd.translation.values import (
    Fault,
    FuelValue,
    SignalValue,
    Value,
    describe,
)

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_COPIES_PER_STEP = 100


def is_number(value: Value) -> TypeGuard[int | float]:
    """Whether a value is an integer or a float; truth values are neither."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_integer(value: Value, role: str) -> int:
    """An integer, also when it is written as a float such as 2.0 (`/` always makes floats).

    Raises
    ------
    Fault: anything else.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < MAX_INTEGER:
        return int(value)
    raise Fault("S043", f"{role} is {describe(value)}", "give an integer")


def binary(symbol: str, left: Value, right: Value, budget: Budget) -> Value:
    """Apply an operator other than `and` and `or`.

    Raises
    ------
    Fault: operands of the wrong kind, division by zero, a result that is too large.
    """
    if symbol in ("==", "!="):
        return equal(left, right, budget) == (symbol == "==")
    if symbol in _COMPARE:
        if is_number(left) and is_number(right):
            return _COMPARE[symbol](left, right)
        raise _wrong_operands(symbol, left, right, "compare two numbers")
    if symbol == "+":
        return add(left, right, budget)
    if symbol == "*":
        return _multiply(left, right, budget)
    if not is_number(left) or not is_number(right):
        raise _wrong_operands(symbol, left, right, "use two numbers")
    if symbol == "-":
        return _checked_number(left - right)
    if right == 0:
        raise Fault("S044", "a number is divided by zero", "test the divisor with 'if' first")
    return left / right


def negate(value: Value) -> Value:
    """``-value``. Raises Fault when it is not a number."""
    if is_number(value):
        return -value
    raise Fault("S045", f"'-' stands before {describe(value)}", "use it with numbers only")


def add(left: Value, right: Value, budget: Budget) -> Value:
    """``left + right``: numbers are added, lists and texts are joined. Raises Fault."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        check_list_length(len(left) + len(right))
        budget.spend((len(left) + len(right)) // _COPIES_PER_STEP)
        return left + right
    if isinstance(left, str) and isinstance(right, str):
        return _checked_text(len(left) + len(right), lambda: left + right)
    if is_number(left) and is_number(right):
        return _checked_number(left + right)
    raise _wrong_operands("+", left, right, "add numbers, join two lists or join two texts")


def _multiply(left: Value, right: Value, budget: Budget) -> Value:
    if isinstance(right, tuple | str) and not isinstance(left, tuple | str):
        left, right = right, left
    if isinstance(left, tuple | str):
        times = max(0, as_integer(right, f"the factor of {describe(left)}"))
        if isinstance(left, str):
            return _checked_text(len(left) * times, lambda: left * times)
        check_list_length(len(left) * times)
        budget.spend(len(left) * times // _COPIES_PER_STEP)
        return left * times
    if is_number(left) and is_number(right):
        return _checked_number(left * right)
    raise _wrong_operands("*", left, right, "multiply numbers, or a list by an integer")


def equal(left: Value, right: Value, budget: Budget) -> bool:
    """Equality of values; lists are compared element by element, without recursion."""
    pending: list[tuple[Value, Value]] = [(left, right)]
    while pending:
        budget.spend(1)
        a, b = pending.pop()
        if isinstance(a, tuple) and isinstance(b, tuple):
            if len(a) != len(b):
                return False
            budget.spend(len(a))
            pending.extend(zip(a, b, strict=True))
        elif not _equal_scalars(a, b):
            return False
    return True


def _equal_scalars(a: Value, b: Value) -> bool:
    if isinstance(a, SignalValue) and isinstance(b, SignalValue):
        return a.species == b.species
    if isinstance(a, FuelValue) and isinstance(b, FuelValue):
        return a.serial == b.serial
    if isinstance(a, bool) != isinstance(b, bool):
        return False
    return a == b


def check_list_length(length: int) -> None:
    """Raises Fault when a list would be too long."""
    if length > MAX_LIST:
        raise Fault(
            "S062", f"a list would have {length} elements", f"keep lists below {MAX_LIST} elements"
        )


def _checked_number(value: float) -> int | float:
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise Fault("S063", "an integer becomes too large", f"stay within {MAX_INTEGER:.0e}")
    return value


def _checked_text(length: int, make: Callable[[], str]) -> str:
    if length > MAX_TEXT:
        raise Fault("S064", f"a text would have {length} characters", f"keep it below {MAX_TEXT}")
    return make()


def _wrong_operands(symbol: str, left: Value, right: Value, hint: str) -> Fault:
    return Fault("S045", f"'{symbol}' stands between {describe(left)} and {describe(right)}", hint)
