"""From tokens to the syntax tree: recursive descent, one method per rule of the grammar."""

from __future__ import annotations

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.translation.complex_literal import parse_complex
from ncrn_dsd.translation.lexer import DECLARATORS, TokenKind
from ncrn_dsd.translation.syntax import (
    Attribute,
    Binding,
    Call,
    Chain,
    Conditional,
    Constant,
    Definition,
    GlobalBinding,
    Index,
    ListNode,
    ListPattern,
    Name,
    NamePattern,
    Negation,
    Node,
    Operation,
    Pattern,
    Program,
    RecordNode,
    Where,
    names_of,
)
from ncrn_dsd.translation.tokens import TokenCursor

_PRECEDENCE: tuple[tuple[str, ...], ...] = (
    ("and", "or"),
    ("==", "!=", ">=", "<=", ">", "<"),
    ("+", "-"),
    ("*", "/"),
)
"""Operators from the loosest to the tightest level; all associate to the left."""


def parse_program(source: SourceText) -> Program:
    """Read a scheme.

    Raises
    ------
    SchemeError: anything the grammar does not allow, with its place.
    """
    return _Parser(source).program()


class _Parser:
    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._cursor = TokenCursor(source)

    def program(self) -> Program:
        statements: list[Definition | GlobalBinding] = []
        while not self._cursor.at_end:
            statements.append(self._statement())
            if not self._cursor.at_end:
                self._cursor.expect(";", "after the statement")
        return Program(tuple(statements))

    def _statement(self) -> Definition | GlobalBinding:
        start = self._cursor.next.span
        if self._cursor.accept("global"):
            pattern = self._pattern()
            self._cursor.expect("=", "after the pattern of 'global'")
            value = self._expression()
            return GlobalBinding(pattern, value, start.to(self._end()))
        if self._cursor.is_next(*DECLARATORS):
            return self._definition(start)
        raise self._cursor.syntax_error(
            "a statement is missing",
            "start it with class, function, module, macro or global",
        )

    def _definition(self, start: Span) -> Definition:
        declarator = self._cursor.take().text
        name = self._cursor.expect_name(f"the name of a {declarator}")
        self._cursor.expect("(", f"after the name '{name.text}'")
        parameters: list[NamePattern] = []
        if not self._cursor.is_next(")"):
            parameters.append(self._name_pattern("a parameter"))
            while self._cursor.accept(","):
                parameters.append(self._name_pattern("a parameter"))
        self._cursor.expect(")", "after the parameters")
        self._refuse_repeats(tuple(parameters), "parameters")
        self._cursor.expect("=", f"before the body of '{name.text}'")
        body = self._expression()
        return Definition(
            declarator, name.text, tuple(p.name for p in parameters), body, start.to(name.span)
        )

    def _name_pattern(self, role: str) -> NamePattern:
        token = self._cursor.expect_name(role)
        return NamePattern(token.text, token.span)

    def _pattern(self) -> Pattern:
        pattern = self._pattern_part()
        self._refuse_repeats(names_of(pattern), "a pattern")
        return pattern

    def _pattern_part(self) -> Pattern:
        start = self._cursor.next.span
        if not self._cursor.accept("["):
            return self._name_pattern("a name to bind")
        with self._cursor.nested(start):
            items = [self._pattern_part()]
            while self._cursor.accept(","):
                items.append(self._pattern_part())
            self._cursor.expect("]", "at the end of the pattern")
        return ListPattern(tuple(items), start.to(self._end()))

    def _refuse_repeats(self, names: tuple[NamePattern, ...], place: str) -> None:
        seen: set[str] = set()
        for pattern in names:
            if pattern.name in seen:
                raise self._source.error(
                    SchemeError,
                    "S022",
                    pattern.span,
                    f"the name '{pattern.name}' stands twice in {place}",
                    "give every element a name of its own",
                )
            seen.add(pattern.name)

    def _expression(self) -> Node:
        with self._cursor.nested(self._cursor.next.span):
            if self._starts_record():
                return self._record()
            if self._cursor.is_next("if"):
                return self._conditional()
            body = self._level(0)
            if self._cursor.is_next("where"):
                return self._where(body)
            return body

    def _starts_record(self) -> bool:
        skip = 1 if self._cursor.is_next(",") else 0
        colon = self._cursor.ahead(skip + 1)
        return (
            self._cursor.ahead(skip).kind is TokenKind.NAME
            and colon.kind is TokenKind.SYMBOL
            and colon.text == ":"
        )

    def _record(self) -> Node:
        start = self._cursor.next.span
        entries: list[tuple[str, int | str]] = []
        keys: list[NamePattern] = []
        while self._starts_record():
            self._cursor.accept(",")
            key = self._name_pattern("a key")
            self._cursor.expect(":", "after the key")
            value = self._cursor.take()
            if value.kind not in (TokenKind.INTEGER, TokenKind.TEXT):
                raise self._source.error(
                    SchemeError,
                    "S023",
                    value.span,
                    f"the value of the key '{key.name}' is '{value.text}'",
                    "give an integer or a quoted text",
                )
            keys.append(key)
            plain = int(value.text) if value.kind is TokenKind.INTEGER else value.text
            entries.append((key.name, plain))
        self._refuse_repeats(tuple(keys), "a record")
        return RecordNode(tuple(entries), start.to(self._end()))

    def _conditional(self) -> Node:
        start = self._cursor.take().span
        branches: list[tuple[Node, Node]] = []
        while True:
            test = self._expression()
            self._cursor.expect("then", "after the condition")
            branches.append((test, self._expression()))
            if self._cursor.accept("elseif"):
                continue
            self._cursor.expect("else", "after the last branch of 'if'")
            if not self._cursor.accept("if"):
                break
        otherwise = self._expression()
        # The span of what stands in brackets ends before the closing one.
        open_where = isinstance(otherwise, Where) and otherwise.span.end == self._end().end
        return Conditional(tuple(branches), otherwise, start.to(self._end()), open_where)

    def _where(self, body: Node) -> Node:
        self._cursor.take()
        bindings: list[Binding] = []
        if self._cursor.accept("{"):
            bindings.append(self._binding())
            while self._cursor.accept(";"):
                if self._cursor.is_next("}"):
                    raise self._cursor.syntax_error(
                        "a binding is missing after the last ';' of the where-block",
                        "remove the ';' before '}'",
                    )
                bindings.append(self._binding())
            self._cursor.expect("}", "at the end of the where-block")
        else:
            bindings.append(self._binding())
        return Where(body, tuple(bindings), body.span.to(self._end()))

    def _binding(self) -> Binding:
        start = self._cursor.next.span
        pattern = self._pattern()
        self._cursor.expect("=", "after the name to bind")
        value = self._expression()
        return Binding(pattern, value, start.to(self._end()))

    def _level(self, level: int) -> Node:
        if level == len(_PRECEDENCE):
            return self._unary()
        first = self._level(level + 1)
        rest: list[Operation] = []
        while self._cursor.is_next(*_PRECEDENCE[level]):
            operator = self._cursor.take()
            rest.append(Operation(operator.text, self._level(level + 1), operator.span))
        if not rest:
            return first
        return Chain(first, tuple(rest), first.span.to(self._end()))

    def _unary(self) -> Node:
        start = self._cursor.next.span
        if not self._cursor.accept("-"):
            return self._postfix()
        with self._cursor.nested(start):
            operand = self._unary()
        return Negation(operand, start.to(self._end()))

    def _postfix(self) -> Node:
        node = self._atom()
        start = node.span
        while True:
            if self._cursor.accept("("):
                arguments = self._list_until(")", "after the arguments")
                node = Call(node, arguments, start.to(self._end()))
            elif self._cursor.accept("["):
                index = self._expression()
                self._cursor.expect("]", "after the index")
                node = Index(node, index, start.to(self._end()))
            elif self._cursor.accept("."):
                name = self._cursor.expect_name("the name of an attribute")
                node = Attribute(node, name.text, start.to(name.span), name.span)
            else:
                return node

    def _list_until(self, close: str, context: str) -> tuple[Node, ...]:
        items: list[Node] = []
        if not self._cursor.is_next(close):
            items.append(self._expression())
            while self._cursor.accept(","):
                items.append(self._expression())
        self._cursor.expect(close, context)
        return tuple(items)

    def _atom(self) -> Node:
        cursor = self._cursor
        start = cursor.next.span
        if cursor.accept("("):
            inner = self._expression()
            cursor.expect(")", "to close the bracket")
            return inner
        if cursor.accept("["):
            items = self._list_until("]", "to close the list")
            return ListNode(items, start.to(self._end()))
        if cursor.next.kind is TokenKind.NAME:
            return Name(cursor.take().text, start)
        if cursor.next.kind is TokenKind.INTEGER:
            return Constant(int(cursor.take().text), start)
        if cursor.next.kind is TokenKind.TEXT:
            return self._quoted()
        raise cursor.syntax_error(
            "an expression is missing",
            "write a name, a number, a list, a quoted text or a complex here",
        )

    def _quoted(self) -> Node:
        token = self._cursor.take()
        if not self._cursor.accept("|"):
            return Constant(token.text, token.span)
        if self._cursor.next.kind is not TokenKind.TEXT:
            raise self._cursor.syntax_error(
                "the structure of the complex is missing after '|'",
                'write it in quotes, as in "a b" | ". ."',
            )
        return parse_complex(self._source, token, self._cursor.take())

    def _end(self) -> Span:
        return self._cursor.previous.span
