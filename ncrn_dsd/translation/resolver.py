"""Static check of names: every name of a scheme is a parameter, a binding, or a definition.

Scope is lexical. A function sees its parameters, its own where-bindings (each after those
before it), the definitions of the scheme, and the library; never the names of its caller.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

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


def check_names(program: Program, source: SourceText, library: Iterable[str]) -> None:
    """Check a whole scheme, also the branches that a network does not reach.

    Raises
    ------
    SchemeError: an unbound name, a name defined twice, or a global that is used above its line.
    """
    known = frozenset(library)
    functions, values = _defined(program, source)
    above = known | functions
    for statement in program.statements:
        if isinstance(statement, Definition):
            visible = known | functions | values | frozenset(statement.parameters)
            _check(statement.body, visible, source, frozenset())
        else:
            _check(statement.value, above, source, values)
            above |= {pattern.name for pattern in names_of(statement.pattern)}


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


def _check(root: Node, visible: Names, source: SourceText, below: Names) -> None:
    pending: list[tuple[Node, Names]] = [(root, visible)]
    while pending:
        node, names = pending.pop()
        if isinstance(node, Name):
            _check_name(node.name, node.span, names, source, below)
        elif isinstance(node, ComplexNode):
            for item in node.items:
                if item.symbol not in "?+":
                    _check_name(item.symbol, item.span, names, source, below)
        elif isinstance(node, Where):
            for binding in node.bindings:
                pending.append((binding.value, names))
                names |= {pattern.name for pattern in names_of(binding.pattern)}
            pending.append((node.body, names))
        else:
            pending.extend((child, names) for child in _children(node))


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


def _check_name(name: str, span: Span, names: Names, source: SourceText, below: Names) -> None:
    if name in names:
        return
    if name in below:
        what = f"the global '{name}' is used before it is defined"
        hint = "move its definition up; globals are evaluated from top to bottom"
    else:
        what = f"the name '{name}' is not bound here"
        near = difflib.get_close_matches(name, sorted(names), n=1)
        hint = f"did you mean '{near[0]}'" if near else "bind it with 'where', or define it"
    raise source.error(SchemeError, "S030", span, what, hint)
