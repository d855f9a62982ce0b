"""Numbers of several trajectories at once, one of each, as one value of compiled code.

A row of `LANES` numbers is loaded into a vector register, computed with, and stored. The
compiler does not find this by itself: it cannot know that rows do not overlap. Every lane gets
the same operations in the same order as a single trajectory would, so that the results are equal
bit by bit.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic, models, overload, register_model

from ncrn_dsd.simulation.engine.layout import LANES, Real

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_ALIGNMENT = 8


class _LanesType(types.Type):
    """The type of a row in a register."""

    def __init__(self) -> None:
        super().__init__(name=f"{LANES} lanes")


_LANES = _LanesType()


@register_model(_LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, type_: Any) -> None:
        super().__init__(manager, type_, _VECTOR)  # type: ignore[no-untyped-call]


def _row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Pointer to a row of an array of shape (rows, LANES)."""
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    place = context.cast(builder, arguments[1], signature.args[1], types.intp)
    return builder.gep(builder.bitcast(array.data, _VECTOR.as_pointer()), [place])


@intrinsic
def _load(_: Any, rows: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = builder.load(_row(context, builder, signature, arguments))
        value.align = _ALIGNMENT
        return value

    return _LANES(rows, place), generate


@intrinsic
def _store(_: Any, rows: Any, place: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        stored = builder.store(arguments[2], _row(context, builder, signature, arguments))
        stored.align = _ALIGNMENT
        return context.get_dummy_value()

    return types.void(rows, place, value), generate


@intrinsic
def _everywhere(_: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = context.cast(builder, arguments[0], signature.args[0], types.float64)
        row = ir.Constant(_VECTOR, ir.Undefined)
        for lane in range(LANES):
            row = builder.insert_element(row, number, ir.Constant(ir.IntType(32), lane))
        return row

    return _LANES(value), generate


@intrinsic
def _size(_: Any, value: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        signature = ir.FunctionType(_VECTOR, [_VECTOR])
        name = f"llvm.fabs.v{LANES}f64"
        absolute = get_or_insert_function(  # type: ignore[no-untyped-call]
            builder.module, signature, name
        )
        return builder.call(absolute, arguments)

    return _LANES(value), generate


@intrinsic
def _where(_: Any, condition: Any, first: Any, second: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        zero = ir.Constant(_VECTOR, [ir.Constant(ir.DoubleType(), 0.0)] * LANES)
        return builder.select(builder.fcmp_ordered("!=", arguments[0], zero), *arguments[1:])

    return _LANES(condition, first, second), generate


def _compared(relation: str) -> Any:
    """The first of two where the relation holds, else the second, lane by lane."""

    @intrinsic
    def chosen(_: Any, first: Any, second: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.select(builder.fcmp_ordered(relation, *arguments), *arguments)

        return _LANES(first, second), generate

    return chosen


def _arithmetic(operation: str) -> Any:
    @intrinsic
    def result(_: Any, first: Any, second: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return getattr(builder, operation)(*arguments)

        return _LANES(first, second), generate

    return result


def _define(python: Callable[[Any, Any], Any], operation: str) -> None:
    """Make an operator of Python work on rows in registers."""
    inner = _arithmetic(operation)

    def apply(first: Any, second: Any) -> Any:
        return inner(first, second)

    @overload(python)
    def _of_lanes(first: Any, second: Any) -> Any:
        both = isinstance(first, _LanesType) and isinstance(second, _LanesType)
        return apply if both else None


for _python, _operation in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _define(_python, _operation)

if TYPE_CHECKING:

    class Lanes:
        """A row of `LANES` numbers in a register."""

        def __add__(self, other: Lanes) -> Lanes: ...
        def __sub__(self, other: Lanes) -> Lanes: ...
        def __mul__(self, other: Lanes) -> Lanes: ...
        def __truediv__(self, other: Lanes) -> Lanes: ...

    def load(rows: Real, place: int) -> Lanes:
        """The row at a place of an array of shape (rows, LANES)."""

    def store(rows: Real, place: int, value: Lanes) -> None:
        """Put a row at a place of an array of shape (rows, LANES)."""

    def everywhere(value: float) -> Lanes:
        """The same number in every lane."""

    def size(value: Lanes) -> Lanes:
        """Absolute values."""

    def larger(first: Lanes, second: Lanes) -> Lanes:
        """The larger of two, lane by lane; the second where they cannot be compared."""

    def smaller(first: Lanes, second: Lanes) -> Lanes:
        """The smaller of two, lane by lane; the second where they cannot be compared."""

    def where(condition: Lanes, first: Lanes, second: Lanes) -> Lanes:
        """The first of two where the condition is a number other than 0, else the second."""

else:
    load, store, everywhere, size = _load, _store, _everywhere, _size
    where = _where
    larger, smaller = _compared(">"), _compared("<")
