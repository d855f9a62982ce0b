"""Static check of names: every name of a scheme is a parameter, a binding, or a definition.

A function sees its parameters, its own where-bindings (each after those before it), the
definitions of the scheme, and the library. A name that is none of these is looked for in the
functions that call it, as Nuskell does; one that no caller binds is refused before anything runs.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.translation.syntax import (
    Attribute,
    Call,
    Chain,
    ComplexNode,
    Conditional,
    Definition,
    Index,
    ListNode,
    Name,
    Negation,
    Node,
    Program,
    Where,
    names_of,
)

Names = frozenset[str]


def resolve_names(program: Program, source: SourceText, library: Iterable[str]) -> Program:
    """Check a whole scheme, also the branches that a network does not reach.

    Returns the program with the conditionals that share the bindings of their last branch.

    Raises
    ------
    SchemeError: an unbound name, a name defined twice, or a global that is used above its line.
    """
    known = frozenset(library)
    functions, values = _defined(program, source)
    above = known | functions
    shared: set[int] = set()
    for statement in program.statements:
        if isinstance(statement, Definition):
            visible = known | functions | values | frozenset(statement.parameters)
            elsewhere = _Elsewhere(source, program, statement.name)
            shared |= _check(statement.body, visible, elsewhere)
        else:
            shared |= _check(statement.value, above, _Elsewhere(source, below=values))
            above |= {pattern.name for pattern in names_of(statement.pattern)}
    return replace(program, shared=frozenset(shared))


def _is_shared(node: Conditional, visible: Names) -> bool:
    """Whether the bindings after the last branch are for the whole conditional.

    They are when the conditions or the other branches use a name which they bind and which
    nothing around the conditional does; otherwise they are for the last branch.
    """
    if not node.open_where:
        return False
    where = node.otherwise
    assert isinstance(where, Where)
    bound = {p.name for binding in where.bindings for p in names_of(binding.pattern)}
    parts = [part for branch in node.branches for part in branch]
    return any(name in bound - visible for part in parts for name in _free_names(part))


def _free_names(root: Node) -> Iterator[str]:
    """Names that an expression takes from around it."""
    pending: list[tuple[Node, Names]] = [(root, frozenset())]
    while pending:
        node, inner = pending.pop()
        if isinstance(node, Name):
            if node.name not in inner:
                yield node.name
        elif isinstance(node, ComplexNode):
            yield from (i.symbol for i in node.items if i.symbol not in {"?", "+", *inner})
        else:
            pending.extend(_parts(node, inner))


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Where a name may come from that is not visible.

    Parameters
    ----------
    program: None for a global, which nothing calls.
    function: the name of the definition that is checked.
    below: globals that are defined below.
    """

    source: SourceText
    program: Program | None = None
    function: str = ""
    below: Names = frozenset()

    def is_bound_by_a_caller(self, name: str) -> bool:
        """Whether a function that leads to this one by calls binds the name."""
        if self.program is None:
            return False
        callers: dict[str, list[Definition]] = {}
        for definition in self.program.definitions():
            for mentioned in set(_free_names(definition.body)):
                callers.setdefault(mentioned, []).append(definition)
        pending, seen = [self.function], {self.function}
        while pending:
            for caller in callers.get(pending.pop(), ()):
                if name in caller.parameters or name in _bound(caller.body):
                    return True
                if caller.name not in seen:
                    seen.add(caller.name)
                    pending.append(caller.name)
        return False


def _bound(root: Node) -> Iterator[str]:
    """Names that the where-blocks in an expression bind."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Where):
            for binding in node.bindings:
                yield from (pattern.name for pattern in names_of(binding.pattern))
        pending.extend(part for part, _ in _parts(node, frozenset()))


def _defined(program: Program, source: SourceText) -> tuple[Names, Names]:
    places: dict[str, Span] = {}
    functions: set[str] = set()
    for statement in program.statements:
        if isinstance(statement, Definition):
            functions.add(statement.name)
            names = [(statement.name, statement.span)]
        else:
            names = [(p.name, p.span) for p in names_of(statement.pattern)]
        for name, span in names:
            if name in places:
                line, _ = source.place(places[name].start)
                raise source.error(
                    SchemeError,
                    "S031",
                    span,
                    f"'{name}' is already defined on line {line}",
                    "rename or remove one of the two",
                )
            places[name] = span
    return frozenset(functions), frozenset(places) - functions


def _check(root: Node, visible: Names, elsewhere: _Elsewhere) -> set[int]:
    """Check an expression; where conditionals begin that share the bindings of the last branch."""
    shared: set[int] = set()
    pending: list[tuple[Node, Names]] = [(root, visible)]
    while pending:
        node, names = pending.pop()
        if isinstance(node, Name):
            _check_name(node.name, node.span, names, elsewhere)
        elif isinstance(node, ComplexNode):
            for item in node.items:
                if item.symbol not in "?+":
                    _check_name(item.symbol, item.span, names, elsewhere)
        elif isinstance(node, Conditional) and _is_shared(node, names):
            shared.add(node.span.start)
            pending.append((node.shared(), names))
        else:
            pending.extend(_parts(node, names))
    return shared


def _parts(node: Node, names: Names) -> Iterator[tuple[Node, Names]]:
    """The parts of an expression, each with the names it sees."""
    if isinstance(node, Where):
        for binding in node.bindings:
            yield binding.value, names
            names |= {pattern.name for pattern in names_of(binding.pattern)}
        yield node.body, names
    else:
        yield from ((child, names) for child in _children(node))


def _children(node: Node) -> Iterator[Node]:
    match node:
        case ListNode():
            yield from node.items
        case Chain():
            yield node.first
            for operation in node.rest:
                yield operation.operand
        case Negation() | Attribute():
            yield node.operand
        case Call():
            yield node.function
            yield from node.arguments
        case Index():
            yield node.operand
            yield node.index
        case Conditional():
            for test, branch in node.branches:
                yield test
                yield branch
            yield node.otherwise
        case _:
            return


def _check_name(name: str, span: Span, names: Names, elsewhere: _Elsewhere) -> None:
    if name in names or elsewhere.is_bound_by_a_caller(name):
        return
    if name in elsewhere.below:
        what = f"the global '{name}' is used before it is defined"
        hint = "move its definition up; globals are evaluated from top to bottom"
    else:
        what = f"the name '{name}' is not bound here"
        near = difflib.get_close_matches(name, sorted(names), n=1)
        hint = f"did you mean '{near[0]}'" if near else "bind it with 'where', or define it"
    raise elsewhere.source.error(SchemeError, "S030", span, what, hint)
