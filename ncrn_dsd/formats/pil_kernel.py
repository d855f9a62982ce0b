"""Complexes in PIL: kernel notation, and strands with a dot-bracket string."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from ncrn_dsd.errors import FormatError
from ncrn_dsd.formats.source_text import SourceText, Span
from ncrn_dsd.ir.dsd import Complex, complement

Occurrences = tuple[str, ...]
MAX_OCCURRENCES = 1_000_000
"""Sup-sequences of sup-sequences double with every line; nothing can compute with more."""

_WORD = re.compile(r"\s*(?:(?P<name>[A-Za-z0-9_\-]+)(?P<tail>[*^]*)(?P<open>\()?|(?P<sign>[)+]))")


class ComplexReader:
    """Reads complexes of one text.

    Parameters
    ----------
    meaning: occurrences for every known name; a domain stands for itself, a composite for its
        parts. The reader of the file adds to it as it goes.
    """

    def __init__(self, source: SourceText, meaning: Mapping[str, Occurrences]) -> None:
        self._source = source
        self._meaning = meaning
        self._written = 0

    def occurrences(self, name: str, tail: str, span: Span) -> Occurrences:
        """The occurrences that a name with ``*`` or ``^`` stands for. Raises FormatError."""
        if name not in self._meaning:
            near = difflib.get_close_matches(name, sorted(self._meaning), n=1)
            hint = f"did you mean '{near[0]}'" if near else f"add: length {name} = 15"
            raise self._error("F310", span, f"the domain '{name}' has no length", hint)
        if tail.count("*") > 1 or tail.count("^") > 1:
            raise self._error("F311", span, f"'{name}{tail}' has too many marks", "keep one '*'")
        parts = self._meaning[name]
        self._written += len(parts)
        if self._written > MAX_OCCURRENCES:
            raise self._error(
                "F430",
                span,
                f"more than {MAX_OCCURRENCES:,} domains stand in the text once '{name}' and what"
                " came before are written out",
                "use shorter sup-sequences, or split the file",
            )
        if "*" in tail:
            return tuple(complement(part) for part in reversed(parts))
        return parts

    def kernel(self, span: Span) -> Complex:
        """A complex in kernel notation.

        Raises
        ------
        FormatError: an unknown domain, a stray character, brackets that do not balance, an
            empty or unconnected strand.
        """
        strands: list[list[str]] = [[]]
        marks: list[str] = []
        open_pairs: list[tuple[Occurrences, Span]] = []
        at, end = span.start, span.start + len(self._source.text[span.start : span.end].rstrip())
        while at < end:
            match = _WORD.match(self._source.text, at, span.end)
            if match is None:
                at += len(self._source.text[at:]) - len(self._source.text[at:].lstrip())
                raise self._stray(at)
            at = match.end()
            place = Span(match.start("name" if match["name"] else "sign"), at)
            if match["sign"] == "+":
                if not strands[-1]:
                    raise self._empty_strand(place)
                strands.append([])
                marks.append("+")
            elif match["sign"] == ")":
                if not open_pairs:
                    raise self._error("F312", place, "this ')' closes nothing", "remove it")
                opened, _ = open_pairs.pop()
                strands[-1].extend(complement(o) for o in reversed(opened))
                marks.append(")" * len(opened))
            else:
                parts = self.occurrences(match["name"], match["tail"], place)
                strands[-1].extend(parts)
                marks.append(("(" if match["open"] else ".") * len(parts))
                if match["open"]:
                    open_pairs.append((parts, place))
        if open_pairs:
            raise self._error(
                "F312", open_pairs[-1][1], "this '(' is never closed", "add a ')' further right"
            )
        return self._checked(strands, "".join(marks), span)

    def dot_bracket(self, strands: list[list[str]], structure: Span, span: Span) -> Complex:
        """A complex from the occurrences of its strands and a dot-bracket string.

        Raises
        ------
        FormatError: lengths or strand breaks that do not agree, brackets that do not balance,
            pairs that are not complementary, an empty or unconnected strand.
        """
        text = self._source.text[structure.start : structure.end]
        marks = "".join(text.split())
        wanted = "+".join("." * len(strand) for strand in strands)
        if set(marks) - set("().+") or re.sub(r"[()]", ".", marks) != wanted:
            raise self._error(
                "F313",
                structure,
                f"the structure '{marks}' does not fit strands of "
                f"{', '.join(str(len(s)) for s in strands)} domains",
                "write one of '(' ')' '.' per domain and '+' between strands",
            )
        flat = [occurrence for strand in strands for occurrence in (*strand, "+")][:-1]
        stack: list[int] = []
        for index, mark in enumerate(marks):
            if mark == "(":
                stack.append(index)
            elif mark == ")":
                if not stack:
                    raise self._error("F312", structure, "a ')' closes nothing", "count brackets")
                first = flat[stack.pop()]
                if flat[index] != complement(first):
                    raise self._error(
                        "F314",
                        structure,
                        f"'{first}' is paired with '{flat[index]}', which is not its complement",
                        "compare the brackets with the domains",
                    )
        if stack:
            raise self._error("F312", structure, "a '(' is never closed", "count brackets")
        return self._checked(strands, marks, span)

    def _checked(self, strands: list[list[str]], marks: str, span: Span) -> Complex:
        if not strands or not strands[-1]:
            raise self._empty_strand(span)
        leader = list(range(len(strands)))

        def find(member: int) -> int:
            while leader[member] != member:
                leader[member] = leader[leader[member]]
                member = leader[member]
            return member

        strand = 0
        stack: list[int] = []
        for mark in marks:
            if mark == "+":
                strand += 1
            elif mark == "(":
                stack.append(strand)
            elif mark == ")":
                leader[find(stack.pop())] = find(strand)
        if any(find(member) != find(0) for member in range(len(strands))):
            raise self._error(
                "F315", span, "the strands of the complex are not connected", "write two complexes"
            )
        return Complex(tuple(tuple(s) for s in strands), marks)

    def _stray(self, at: int) -> FormatError:
        return self._error(
            "F316",
            Span(at, at + 1),
            f"{self._source.text[at]!r} cannot stand in a complex",
            "write domains, 'name(' and ')' for pairs, and '+' between strands",
        )

    def _empty_strand(self, span: Span) -> FormatError:
        return self._error("F317", span, "a strand has no domains", "remove the extra '+'")

    def _error(self, code: str, span: Span, what: str, hint: str) -> FormatError:
        return self._source.error(FormatError, code, span, what, hint)
