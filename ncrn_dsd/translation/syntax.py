"""The syntax tree of a scheme: what was written, and where.

Long chains (`a + b + c`, `else if`, calls in a row) are kept flat or to the left, so that the
depth of a tree is bounded by the nesting of brackets, which the parser limits.
"""

from __future__ import annotations

from dataclasses import dataclass

from ncrn_dsd.formats.source_text import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is looked up."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Constant:
    """An integer or a string."""

    value: int | str
    span: Span


@dataclass(frozen=True, slots=True)
class ListNode:
    """``[a, b, c]``."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RecordNode:
    """``key : value, key : value``."""

    entries: tuple[tuple[str, int | str], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LiteralItem:
    """One place of a complex literal.

    Parameters
    ----------
    symbol: a name, ``?`` for a wildcard, or ``+`` for a strand break.
    mark: one of ``( ) . ~ +``.
    span, mark_span: where the symbol and the mark stand.
    """

    symbol: str
    starred: bool
    mark: str
    span: Span
    mark_span: Span


@dataclass(frozen=True, slots=True)
class ComplexNode:
    """``"a b + c" | "( . + )"``."""

    items: tuple[LiteralItem, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its right operand, in a chain."""

    operator: str
    operand: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one level of precedence, applied from left to right."""

    first: Node
    rest: tuple[Operation, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Negation:
    """``-a``."""

    operand: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """``f(a, b)``."""

    function: Node
    arguments: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    """``l[i]``."""

    operand: Node
    index: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Attribute:
    """``x.name``; `name_span` is the place of the name."""

    operand: Node
    name: str
    span: Span
    name_span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """``if c then a elseif d then b else e``.

    Parameters
    ----------
    open_where: `otherwise` is a where-block without brackets around it, which may belong to the
        whole conditional.
    """

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node
    span: Span
    open_where: bool = False

    def shared(self) -> Where:
        """The conditional with the bindings of its last branch around all of it."""
        where = self.otherwise
        assert isinstance(where, Where)
        return Where(Conditional(self.branches, where.body, self.span), where.bindings, where.span)


@dataclass(frozen=True, slots=True)
class Binding:
    """``pattern = value`` of a where-block."""

    pattern: Pattern
    value: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Where:
    """``body where { bindings }``."""

    body: Node
    bindings: tuple[Binding, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern that takes any value."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class ListPattern:
    """A pattern that takes a list of exactly as many elements."""

    items: tuple[Pattern, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """``class f(a, b) = body``; the four declarators are synonyms."""

    declarator: str
    name: str
    parameters: tuple[str, ...]
    body: Node
    span: Span


@dataclass(frozen=True, slots=True)
class GlobalBinding:
    """``global pattern = value``."""

    pattern: Pattern
    value: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Program:
    """The statements of a scheme, in order.

    Parameters
    ----------
    shared: where conditionals begin to which the bindings after their last branch belong.
    """

    statements: tuple[Definition | GlobalBinding, ...]
    shared: frozenset[int] = frozenset()

    def definitions(self) -> tuple[Definition, ...]:
        return tuple(s for s in self.statements if isinstance(s, Definition))

    def global_names(self) -> frozenset[str]:
        patterns = (s.pattern for s in self.statements if isinstance(s, GlobalBinding))
        return frozenset(name.name for pattern in patterns for name in names_of(pattern))

    def definition(self, name: str) -> Definition | None:
        return next((d for d in self.definitions() if d.name == name), None)


Pattern = NamePattern | ListPattern
Node = (
    Name
    | Constant
    | ListNode
    | RecordNode
    | ComplexNode
    | Chain
    | Negation
    | Call
    | Index
    | Attribute
    | Conditional
    | Where
)


def names_of(pattern: Pattern) -> tuple[NamePattern, ...]:
    """The names that a pattern binds, from left to right."""
    found: list[NamePattern] = []
    pending: list[Pattern] = [pattern]
    while pending:
        part = pending.pop()
        if isinstance(part, NamePattern):
            found.append(part)
        else:
            pending.extend(reversed(part.items))
    return tuple(found)
