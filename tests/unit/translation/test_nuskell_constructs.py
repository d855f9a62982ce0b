"""Constructs that schemes written for Nuskell use, each in a small scheme."""

from __future__ import annotations

import pytest

from ncrn_dsd.errors import SchemeError
from ncrn_dsd.formats.crn_text import read_crn
from ncrn_dsd.translation.scheme import Scheme, load_scheme, parse_scheme
from ncrn_dsd.translation.translate import translate

FORMAL = 'class formal(s) = "? a b" | ". . ." where { a = short(); b = long() };\n'


def scheme(text: str) -> Scheme:
    return parse_scheme(FORMAL + text, "probe.ts", "probe")


def printed(expression: str, more: str, crn: str = "A + B -> C; A -> B") -> str:
    """What `print` shows of an expression in which `crn` is the network."""
    text = f"module main(crn) = [] where void = print({expression});\n{more}"
    shown: list[str] = []
    translate(read_crn(crn, "net.crn").crn, scheme(text), shown.append)
    return shown[-1]


def fuels(text: str, crn: str) -> list[str]:
    system = translate(read_crn(crn, "net.crn").crn, scheme(text))
    return [fuel.complex.kernel() for fuel in system.fuels]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        # Conditions and other branches use what only the last where binds.
        ("if x > 3 then x else 0 where x = a + 1", "[ 0 5 ]"),
        ("if a < 2 then 7 elseif y > 4 then y else 0 where { x = a; y = x + 1 }", "[ 7 5 ]"),
        ("if a < 2 then y else if y > 4 then 1 else 2 where { y = a + 1 }", "[ 2 1 ]"),
        # What is bound around the conditional is meant first.
        ("if a > 3 then a else a where a = 9", "[ 9 4 ]"),
        # A where that is needed by the last branch alone is not evaluated for the others.
        ("if a > 3 then 1 else x where x = [8][a - 1]", "[ 8 1 ]"),
        # Branches with a where-block of their own.
        ("if a > 3 then x where x = 5 else x where x = [6][a - 1]", "[ 6 5 ]"),
        # In brackets, bindings belong to what is in them.
        ("(if x > 3 then x else 0) where x = a + 1", "[ 0 5 ]"),
    ],
)
def test_where_behind_a_conditional(body: str, value: str) -> None:
    assert printed("map(f, [1, 4])", f"function f(a) = {body}") == value


def test_a_where_in_brackets_stays_in_them() -> None:
    with pytest.raises(SchemeError, match=r"probe\.ts:3:\d+.*'x' is not bound"):
        printed("f(1)", "function f(a) = if x then 1 else (x where x = 2)")


def test_only_what_needs_them_shares_the_bindings_of_the_last_branch() -> None:
    more = """
    function alike(data, i) =
      if values[i] > 1 and values[i] == r then marks[i] else 0
      where { values = data[0]; marks = data[1]; r = data[2] };
    function all(values, i, marks) =
      if i >= len(values) then marks
      else all(values, i + 1, marks + [mark])
        where { r = values[i]; mark = r + sum([0] + map2(alike, [values, marks, r], range(i))) }
    """
    assert printed("all([5, 6, 5], 0, [])", more) == "[ 5 6 10 ]"


@pytest.mark.parametrize(
    ("expression", "more", "value"),
    [
        # Bound by the where-block of the caller, and by its parameter.
        ("f(1)", "function f(a) = g() + b where b = 5; function g() = a * 10 + b", "20"),
        # Through the library, and through a function between them.
        ("f(3)", "function f(k) = map(times, [1, 2]); function times(x) = x * k", "[ 3 6 ]"),
        ("f(3)", "function f(k) = g(1); function g(z) = h(z); function h(w) = w + k", "4"),
        # In complexes.
        ("f(1)", 'function f(n) = len([c()]) where d = long(); class c() = "d" | "."', "1"),
        # The nearest caller is meant.
        ("f(1)", "function f(k) = g(2); function g(k) = h(); function h() = k", "2"),
        # A global, a definition and the library come before callers.
        ("f(1)", "global k = 7; function f(k) = h(); function h() = k", "7"),
        # A recursion that sees what its first call bound.
        (
            "f(4)",
            (
                "function f(top) = down(top);\n"
                "function down(n) = if n == 0 then [top] else [n] + down(n - 1)"
            ),
            "[ 4 3 2 1 4 ]",
        ),
    ],
)
def test_names_that_callers_bind(expression: str, more: str, value: str) -> None:
    assert printed(expression, more) == value


def test_a_name_that_no_caller_binds_is_refused_at_its_line() -> None:
    with pytest.raises(SchemeError, match=r"S030.*probe\.ts:3:16.*'k' is not bound here"):
        scheme("module main(crn) = [];\nfunction h() = k; function other(k) = 1")


def test_a_name_that_this_caller_does_not_bind_is_refused_where_it_is_used() -> None:
    more = "function f(k) = h(); function h() = k"
    with pytest.raises(SchemeError, match=r"S030.*probe\.ts:3:\d+.*functions that led here"):
        printed("h()", more)


def test_several_wildcards_in_one_signal_are_refused_with_the_line() -> None:
    text = 'class formal(s) =\n  "? a ?" | ". . ." where a = short();\nmodule main(crn) = []'
    crn = read_crn("A -> B", "net.crn").crn
    with pytest.raises(SchemeError, match=r"S071.*probe\.ts:2:4.*only one domain"):
        translate(crn, parse_scheme(text, "probe.ts", "probe"))


@pytest.mark.parametrize(
    ("crn", "lone"), [("A ->", ["t4*"]), ("A + B ->", ["t8*"]), ("A + B -> C", []), ("-> A", [])]
)
def test_soloveichik2010_makes_empty_yield_gates_and_a_variant_leaves_them_out(
    crn: str, lone: list[str]
) -> None:
    network = read_crn(crn, "net.crn").crn
    published, without = (
        [f.complex.kernel() for f in translate(network, load_scheme(name)).fuels]
        for name in ("soloveichik2010", "soloveichik2010_noEmpty")
    )
    assert [k for k in published if k not in without] == lone
    assert [k for k in published if k not in lone] == without


def test_a_lone_toehold_is_a_fuel_when_the_scheme_makes_it_one() -> None:
    text = 'module main(crn) = infty("t*" | ".") where t = crn[0].reactants[0].a'
    assert fuels(text, "A ->") == ["t2*"]
