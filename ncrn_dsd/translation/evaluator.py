"""Evaluation of expressions without Python recursion.

Every expression is a generator that yields the sub-expressions it needs; one loop keeps the
stack. So a scheme may recurse as deeply as its limits allow, whatever Python's stack is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.translation.attributes import attribute, element
from ncrn_dsd.translation.literals import evaluate_literal
from ncrn_dsd.translation.natives import Application, Context, Native, Requests, Scope
from ncrn_dsd.translation.operators import binary, negate
from ncrn_dsd.translation.patterns import bind
from ncrn_dsd.translation.syntax import (
    Attribute,
    Call,
    Chain,
    ComplexNode,
    Conditional,
    Constant,
    Index,
    ListNode,
    Name,
    Negation,
    Node,
    Pattern,
    Program,
    RecordNode,
    Where,
)
from ncrn_dsd.translation.values import (
    Fault,
    FunctionValue,
    Record,
    Value,
    describe,
    truthy,
)

T = TypeVar("T")

_STEPS_AT_ONCE = 256
"""Steps are counted in bundles; the count is exact at the end of every bundle."""


class Evaluator:
    """Evaluates expressions and applies functions in one run of a scheme.

    Parameters
    ----------
    library: names every scheme finds.
    definitions: names of the scheme; the run adds globals to it as it reaches them.
    """

    def __init__(
        self,
        source: SourceText,
        program: Program,
        context: Context,
        library: Mapping[str, Value],
        definitions: Mapping[str, Value],
    ) -> None:
        self._source = source
        self._program = program
        self._context = context
        self._library = library
        self._definitions = definitions
        self._depth = 0
        self._at = Span(0, 0)
        self._calling: Scope | None = None
        self._steps: dict[type[Any], Callable[[Any, Scope], Requests]] = {
            ListNode: self._list,
            Chain: self._chain,
            Negation: self._negation,
            Call: self._call,
            Index: self._index,
            Attribute: self._attribute,
            Conditional: self._conditional,
            Where: self._where,
        }
        self._leaves: dict[type[Any], Callable[[Any, Scope], Value | None]] = {
            Name: self._name,
            Constant: lambda node, _scope: node.value,
            RecordNode: lambda node, _scope: Record(node.entries),
            ComplexNode: self._complex,
            Index: self._path,
            Attribute: self._path,
        }

    def evaluate(self, node: Node, scope: Scope) -> Value:
        """The value of an expression.

        Raises
        ------
        SchemeError: anything a scheme must not do, at the expression that does it.
        """
        return self._located(lambda: self._drive(self._request(node, scope)))

    def bind(self, pattern: Pattern, value: Value, names: dict[str, Value]) -> None:
        """Bind the names of a global pattern. Raises SchemeError when the value does not fit."""
        self._located(lambda: bind(pattern, value, names))

    def apply(self, function: Value, arguments: tuple[Value, ...], span: Span) -> Value:
        """The value of a function, called from outside the scheme. Raises as `evaluate`."""
        self._at = span
        self._calling = None
        return self._located(lambda: self._drive(self._application(function, arguments)))

    def _located(self, work: Callable[[], T]) -> T:
        self._depth = 0
        try:
            return work()
        except Fault as fault:
            span = fault.span or self._at
            raise self._source.error(
                SchemeError, fault.code, span, fault.what, fault.hint
            ) from None

    def _drive(self, first: Requests) -> Value:
        """Run an evaluation and all it requests; `stack` holds those that wait for a value."""
        stack = [first]
        value: Value = None  # type: ignore[assignment] # what starts a generator
        leaves, steps = self._leaves, self._steps
        pending = 0
        while stack:
            try:
                request = stack[-1].send(value)
            except StopIteration as stop:
                stack.pop()
                value = stop.value
                continue
            pending += 1
            if pending == _STEPS_AT_ONCE:
                self._context.budget.spend(pending)
                pending = 0
            if type(request) is tuple:
                node, scope = request
                leaf = leaves.get(type(node))
                if leaf is not None:
                    found = leaf(node, scope)
                    if found is not None:
                        value = found
                        continue
                stack.append(steps[type(node)](node, scope))
            else:
                assert type(request) is Application
                if type(request.function) is Native and request.function.run is not None:
                    value = self._native(request.function, request.arguments)
                    continue
                stack.append(self._application(request.function, request.arguments))
            value = None  # type: ignore[assignment] # as above
        self._context.budget.spend(pending)
        return value

    def _request(self, node: Node, scope: Scope) -> Requests:
        return (yield node, scope)

    def _application(self, function: Value, arguments: tuple[Value, ...]) -> Requests:
        span = self._at
        if isinstance(function, FunctionValue):
            definition = function.definition
            self._check_count(definition.name, definition.parameters, arguments)
            self._depth += 1
            self._context.budget.check_depth(self._depth)
            bound = dict(zip(definition.parameters, arguments, strict=True))
            scope = Scope(bound, None, self._calling)
            value: Value = yield definition.body, scope
            self._depth -= 1
            self._at = span
            return value
        if not isinstance(function, Native):
            raise Fault(
                "S042",
                f"{describe(function)} is called like a function",
                "call a definition or a library function",
            )
        if function.start is None:
            return self._native(function, arguments)
        self._check_count(function.name, function.parameters, arguments)
        return (yield from self._on_behalf(function.start(self._context, arguments)))

    def _on_behalf(self, requests: Requests) -> Requests:
        """What a library function applies is called from where the library function was."""
        caller = self._calling
        value: Value = None  # type: ignore[assignment] # what starts a generator
        while True:
            try:
                request = requests.send(value)
            except StopIteration as stop:
                result: Value = stop.value
                return result
            self._calling = caller
            value = yield request

    def _native(self, function: Native, arguments: tuple[Value, ...]) -> Value:
        self._check_count(function.name, function.parameters, arguments)
        assert function.run is not None
        return function.run(self._context, arguments)

    def _check_count(
        self, name: str, parameters: tuple[str, ...], arguments: tuple[Value, ...]
    ) -> None:
        if len(parameters) != len(arguments):
            takes = "argument" if len(parameters) == 1 else "arguments"
            raise Fault(
                "S040",
                f"'{name}' takes {len(parameters)} {takes} but gets {len(arguments)}",
                f"call it as {name}({', '.join(parameters)})",
            )

    def _at_once(self, node: Node, scope: Scope) -> Value | None:
        """The value of an expression that needs no stack; None for all others."""
        leaf = self._leaves.get(type(node))
        return None if leaf is None else leaf(node, scope)

    def _path(self, node: Attribute | Index, scope: Scope) -> Value | None:
        """A path such as `reactants[i].branch`; None when a part of it is more than a name."""
        operations: list[Attribute | Index] = []
        part: Node = node
        while isinstance(part, Attribute | Index):
            operations.append(part)
            if isinstance(part, Index) and not isinstance(part.index, Name | Constant):
                return None
            part = part.operand
        self._context.budget.spend(len(operations))
        if not isinstance(part, Name):
            return None
        value = self._name(part, scope)
        for operation in reversed(operations):
            if isinstance(operation, Attribute):
                self._at = operation.name_span
                value = attribute(value, operation.name)
            else:
                index = self._at_once(operation.index, scope)
                assert index is not None
                self._at = operation.span
                value = element(value, index)
        return value

    def _name(self, node: Name, scope: Scope) -> Value:
        return self._look_up(node.name, node.span, scope)

    def _look_up(self, name: str, span: Span, scope: Scope) -> Value:
        found = self._visible(name, scope)
        if found is not None:
            return found
        # As in Nuskell, a name that is not bound here is that of the nearest caller.
        while scope.caller is not None or scope.parent is not None:
            outer = scope.parent or scope.caller
            assert outer is not None
            self._context.budget.spend(1)
            if name in outer.names:
                return outer.names[name]
            scope = outer
        if name in self._program.global_names():
            what = f"the global '{name}' is used before it is defined"
            hint = "move its definition up; globals are evaluated from top to bottom"
        else:
            what = f"the name '{name}' is bound neither here nor by the functions that led here"
            hint = "bind it with 'where', or give it as an argument"
        raise Fault("S030", what, hint, span)

    def _visible(self, name: str, scope: Scope) -> Value | None:
        """What a name stands for in the function itself, the scheme or the library."""
        level: Scope | None = scope
        while level is not None:
            if name in level.names:
                return level.names[name]
            level = level.parent
        found = self._definitions.get(name)
        return self._library.get(name) if found is None else found

    def _list(self, node: ListNode, scope: Scope) -> Requests:
        items: list[Value] = []
        for item in node.items:
            value = yield item, scope
            items.append(value)
        return tuple(items)

    def _chain(self, node: Chain, scope: Scope) -> Requests:
        value = yield node.first, scope
        for operation in node.rest:
            if operation.operator == "and":
                value = (yield operation.operand, scope) if truthy(value) else False
            elif operation.operator == "or":
                value = value if truthy(value) else (yield operation.operand, scope)
            else:
                right = yield operation.operand, scope
                self._at = operation.span
                value = binary(operation.operator, value, right, self._context.budget)
        return value

    def _negation(self, node: Negation, scope: Scope) -> Requests:
        value = yield node.operand, scope
        self._at = node.span
        return negate(value)

    def _call(self, node: Call, scope: Scope) -> Requests:
        function = self._at_once(node.function, scope)
        if function is None:
            function = yield node.function, scope
        arguments: list[Value] = []
        for argument in node.arguments:
            value = self._at_once(argument, scope)
            arguments.append((yield argument, scope) if value is None else value)
        self._at = node.span
        self._calling = scope
        return (yield Application(function, tuple(arguments)))

    def _index(self, node: Index, scope: Scope) -> Requests:
        value = yield node.operand, scope
        index = yield node.index, scope
        self._at = node.span
        return element(value, index)

    def _attribute(self, node: Attribute, scope: Scope) -> Requests:
        value = yield node.operand, scope
        self._at = node.name_span
        return attribute(value, node.name)

    def _conditional(self, node: Conditional, scope: Scope) -> Requests:
        if node.open_where and node.span.start in self._program.shared:
            return (yield node.shared(), scope)
        for test, branch in node.branches:
            if truthy((yield test, scope)):
                return (yield branch, scope)
        return (yield node.otherwise, scope)

    def _where(self, node: Where, scope: Scope) -> Requests:
        inner = Scope({}, scope)
        for binding in node.bindings:
            value = self._at_once(binding.value, inner)
            if value is None:
                value = yield binding.value, inner
            bind(binding.pattern, value, inner.names)
        return (yield node.body, inner)

    def _complex(self, node: ComplexNode, scope: Scope) -> Value:
        self._context.budget.spend(len(node.items))
        return evaluate_literal(
            node, lambda name, span: self._look_up(name, span, scope), self._context.workspace
        )
